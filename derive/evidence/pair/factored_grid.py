r"""Expectations over a correlated pair on a grid whose density factors.

With nodes x = i h, y = j h and s^2 = 1 - c^2, c >= 0, the density of the pair is

    exp(-x^2/(2(1 + c))) exp(-y^2/(2(1 + c))) exp(-c (x - y)^2/(2 s^2)) / (2 pi s),

so that h^2 sum f g p costs one evaluation of f and g a node and one product of two polynomials, whose coefficients are summed with the last factor.

Let f and g be analytic on |Re z| <= T, |Im z| <= u, T half-way between two nodes. For a real y Cauchy's theorem gives, as in one variable,

    |int_-T^T f p(x, y) dx - h sum f p| <= 2/(exp(2 pi u/h) - 1) int |f(x + iu)| |p(x + iu, y)| dx
                                           + 2 sum over +-T of int_0^u |f p|(+-T + iv)/(1 + exp(2 pi v/h)) dv

with |p(x + iu, y)| = exp(u^2/(2 s^2)) p(x, y). Summed over the nodes y and integrated over x for the
other variable, cells of width w with bounds m_k of |f| (`cover`) give A_f = sum (w + h) m_k exp(-x_k^2/(2(1 + c))), and

    |error| <= (4 exp(u^2/(2 s^2))/(exp(2 pi u/h) - 1) A_f A_g + sides)/(2 pi s) + E[|f g|; |X| > T or |Y| > T].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log, pi, sqrt

from flint import acb, arb, ctx
from sympy import Expr

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.convolution import around, convolved, gaussians
from derive.evidence.balls.exponential_form import exponential_form
from derive.evidence.balls.lattice import Lattice, grid_function
from derive.evidence.balls.nearness import nearness
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball, real_constant
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line.split import pieces
from derive.evidence.line.strip import height
from derive.evidence.pair.cover import Cover, Envelope, Function, cover, envelope, float_size, pair_tail
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

MOST, FINEST = 12_000, 60_000  # nodes on either side of 0, as a rule and where nothing else serves
SHRINK = (1.0, 0.93, 0.8, 0.65, 0.5, 0.35, 0.2)  # parts of the height of analyticity that are tried
FARTHEST = 120.0
ALONG, THIN = 12.0, 0.02
SAMPLES = (0.0, 0.4, -0.4, 1.5, -1.5)
RETRIES = 3
SLICES = 16  # of a vertical side


@dataclass(frozen=True, slots=True)
class Strip:
    """A function of Z that is analytic around the real line: its expression, the one that is run on grids, and itself on complex balls."""

    body: Expr
    form: Expr
    function: Function


@lru_cache(maxsize=256)
def strip_of(body: Expr) -> Strip | None:
    """None for a function with knots, or one that is not proven analytic at 0."""
    with working(64):
        if len(pieces(body, Z, {})) != 1:
            return None
        function: Function = compile_ball(stable_form(body, Z), (Z,), {})
        value = function(acb(arb(0, 1e-9), arb(0, 1e-9)), True)
    return Strip(body, exponential_form(body, Z), function) if value.is_finite() else None


@lru_cache(maxsize=256)
def is_thin(body: Expr) -> bool:
    """Poles or branch points are so near to the line, all along it, that a grid or an integral takes very many nodes."""
    strip = strip_of(body)
    with working(64):
        return strip is not None and height(strip.function, ALONG, ALONG, THIN, THIN) is None


def on_factored_grid(f: Expr, g: Expr, c: Expr, digits: int, most: int = MOST) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters and an exact correlation, |c| < 1, to about `digits` digits relative to the sizes of f and g.

    Raises CannotEnclose where no strip of analyticity is proven or the grid would be too fine.
    """
    with working(64):
        negative = bool(real_constant(c, {}) < 0)
    if negative:
        c, g = -c, g.xreplace({Z: -Z})
    first, second = strip_of(f), strip_of(g)
    if first is None or second is None:
        raise _refusal(f, g, "a factor is not analytic on the whole line")
    plan = planned(first, second, c, digits, most)
    bits = int(3.33 * digits) + 40 + nearness(c) + (ceil(float(plan.size.log().mid()) / log(2)) if plan.size > 1 else 0)
    with working(bits):
        return _sum(first, second, real_constant(c, {}), plan) + arb(0, plan.error)


def _refusal(f: Expr, g: Expr, why: str) -> CannotEnclose:
    return CannotEnclose(f"E[{f} * {g}] on a grid", why, "another method")


@dataclass(frozen=True, slots=True)
class Plan:
    """Nodes i h, |i| <= count; `error` bounds what the sum misses, `size` the terms of the sum."""

    step: arb
    count: int
    error: arb
    size: arb


def planned(first: Strip, second: Strip, c: Expr, digits: int, most: int = MOST) -> Plan:
    """The step and the number of nodes that a proven error of about 10^-digits asks for, at most `most`."""
    with working(64 + nearness(c)):
        planner = _Planner(first, second, real_constant(c, {}), digits, most)
        return planner.plan()


class _Planner:
    def __init__(self, first: Strip, second: Strip, c: arb, digits: int, most: int) -> None:
        self.strips, self.c, self.digits, self.most = (first, second), c, digits, most
        self.narrow = 1 - c * c
        self.spread = sqrt(float(self.narrow.lower()))
        self.level = (digits + 2) * log(10)

    def plan(self) -> Plan:
        scale = rough_size(self.strips[0]) * rough_size(self.strips[1])
        goal = scale * arb(10) ** -(self.digits + 2)
        found = self._tried(goal, scale, 1.0)
        for _ in range(RETRIES):
            if found.error <= 10 * goal:
                break
            missing = max(0.0, float((found.error / goal).log().mid()))
            self.level += missing + 1
            found = min(found, self._tried(goal, scale, 1.0 + missing / self.level), key=lambda plan: plan.error.mid())
        return found

    def _tried(self, goal: arb, scale: arb, farther: float) -> Plan:
        end, beyond = self._reach(goal, farther)
        best: tuple[float, float, tuple[Cover, Cover]] | None = None
        top = self._top(end + 2)
        for part in SHRINK:
            u = part * top
            covers = self._covers(end + 2, u)
            if covers is None:
                continue
            h = self._step(covers, u, scale)
            if best is not None and h <= best[0]:
                break
            best = (h, u, covers)
        if best is None:
            raise self._refused("no bound in a strip was derived")
        return self._fitted(*best, end, beyond)

    def _refused(self, why: str) -> CannotEnclose:
        return _refusal(self.strips[0].body, self.strips[1].body, why)

    def _top(self, end: float) -> float:
        """A height of analyticity of both, at most what a normal density alone would ask for."""
        top: float = sqrt(2 * self.level) * self.spread
        least = self.level * end / (2 * pi * self.most)
        for strip in dict.fromkeys(self.strips):
            found = height(strip.function, end, end, top, least)
            if found is None:
                raise self._refused("its strip of analyticity is too thin")
            top = found
        top, step = likely_height(self.strips, top, self.level, self.spread)
        if not end / step < self.most:
            raise self._refused("it would take too many nodes")
        return top

    def _covers(self, reach: float, u: float, width: float | None = None) -> tuple[Cover, Cover] | None:
        found = {strip: _cover(strip, reach, u, width, ctx.prec) for strip in dict.fromkeys(self.strips)}
        first, second = (found[strip] for strip in self.strips)
        return (first, second) if first is not None and second is not None else None

    def _step(self, covers: tuple[Cover, Cover], u: float, scale: arb) -> float:
        mass = self._mass(covers[0], 1.0) * self._mass(covers[1], 1.0) / (2 * arb.pi() * self.narrow.sqrt() * scale)
        lost = float(mass.log().mid()) + log(4) + u * u / (2 * self.spread**2)
        return min(1.0, 2 * pi * u / (self.level + max(0.0, lost)))

    def _mass(self, bounds: Cover, h: float) -> arb:
        """A_f of the module docstring."""
        total = arb(0)
        for left, right, size in bounds.cells():
            nearest = arb(0 if left <= 0 <= right else min(abs(left), abs(right)))
            total += size * (-(nearest * nearest) / (2 * (1 + self.c))).exp()
        return (total * (arb(bounds.width) + h)).upper()

    def _reach(self, goal: arb, farther: float) -> tuple[float, arb]:
        """T and the bound of what lies beyond."""
        end = floor(sqrt(2 * self.level) * farther) + 1.0
        while end < FARTHEST:
            check_clock()
            one, other = (_envelope(strip, end, ctx.prec) for strip in self.strips)
            if one is not None and other is not None:
                beyond = pair_tail(one, other, self.c, end)
                if beyond <= goal:
                    return end, beyond
            end += max(1.0, end / 8)
        raise self._refused("its tails are not seen to be small")

    def _fitted(self, step: float, u: float, covers: tuple[Cover, Cover], end: float, beyond: arb) -> Plan:
        h = arb(floor(step * 2.0**20)) / arb(2.0**20) if step > 1e-3 else arb(floor(step * 2.0**40)) / arb(2.0**40)
        count = ceil(end / float(h) - 0.5)
        if count > self.most:
            raise self._refused("it would take too many nodes")
        density = 2 * arb.pi() * self.narrow.sqrt()
        inside = self._mass(covers[0], float(h)) * self._mass(covers[1], float(h)) / density
        aliased = 4 * (arb(u) ** 2 / (2 * self.narrow)).exp() / ((2 * arb.pi() * u / h).exp() - 1) * inside
        sides = self._sides(self.strips[0], covers[1], h, u, end) + self._sides(self.strips[1], covers[0], h, u, end)
        sides *= (-(arb(end) ** 2) / 2).exp() / density
        error = (aliased + sides + beyond).upper()
        if not error.is_finite():
            raise self._refused("no bound of the error was derived")
        return Plan(h, count, error, inside.upper())

    def _sides(self, one: Strip, other: Cover, h: arb, u: float, end: float) -> arb:
        """The vertical sides of the rectangle of `one`, without exp(-T^2/2), summed or integrated over the other variable."""
        last = end + float(h) * (1 + 1e-12)
        total = arb(0)
        for side in (-1.0, 1.0):
            place = arb(side * end).union(arb(side * last))
            centre = self.c * place
            across = sum((bound * (-((centre - arb(a).union(arb(b))).abs_lower() ** 2) / (2 * self.narrow)).exp() for a, b, bound in other.cells()), arb(0))
            total += 2 * self._upwards(one, place, h, u) * across * (arb(other.width) + h)
        return total

    def _upwards(self, strip: Strip, place: arb, h: arb, u: float) -> arb:
        """int_0^u |f(T + iv)| exp(v^2/(2 s^2))/(1 + exp(2 pi v/h)) dv."""
        total, step = arb(0), u / SLICES
        for k in range(SLICES):
            low, high = arb(k * step), arb((k + 1) * step)
            size = strip.function(acb(place, low.union(high)), True).abs_upper()
            total += size * step * (high * high / (2 * self.narrow)).exp() / (1 + (2 * arb.pi() * low / h).exp())
        return total


@lru_cache(maxsize=2048)
def _cover(strip: Strip, reach: float, u: float, width: float | None, bits: int) -> Cover | None:
    return cover(strip.function, reach, u, width)


@lru_cache(maxsize=2048)
def _envelope(strip: Strip, end: float, bits: int) -> Envelope | None:
    bounds = _cover(strip, end, 0.0, 0.5, bits)
    return None if bounds is None else envelope(strip.body, Z, bounds, end)


def likely_height(strips: Sequence[Strip], top: float, level: float, spread: float) -> tuple[float, float]:
    """(u, h): the height up to `top` that promises the largest step h, by values at some points; a choice, not a bound."""
    best = (top, 0.0)
    for k in range(40):
        u = top * 0.8**k
        lost = sum(max(0.0, float(max((_logarithm(strip, x, u) for x in SAMPLES), default=0.0))) for strip in strips)
        h = 2 * pi * u / (level + lost + u * u / (2 * spread**2))
        if h < best[1]:
            break
        best = (u, h)
    return best


def _logarithm(strip: Strip, x: float, y: float) -> float:
    size = strip.function(acb(x, y), False).abs_upper()
    return float(size.log().mid()) if size.is_finite() and size > 0 else 0.0


def rough_size(strip: Strip) -> arb:
    """A rough size of f under the normal law, used for tolerances only."""
    sizes = [strip.function(acb(arb(k) / 4), False).abs_upper() * (-(arb(k) ** 2) / 64).exp() for k in range(-40, 41)]
    finite = [size for size in sizes if size.is_finite()]
    largest = max(finite, key=float_size, default=arb(1))
    return largest if largest > 0 else arb(1)


def _sum(first: Strip, second: Strip, c: arb, plan: Plan) -> arb:
    """h^2 sum_ij f(ih) g(jh) p(ih, jh)."""
    lattice = Lattice(plan.step, -plan.count, plan.count)
    square = plan.step * plan.step
    damped = gaussians(square / (2 * (1 + c)), plan.count)
    one = _damped(first, lattice, damped)
    other = one if second is first else _damped(second, lattice, damped)
    check_clock()
    across = gaussians(square * c / (2 * (1 - c * c)), 2 * plan.count)
    return convolved(one, other, around(across)) * square / (2 * arb.pi() * (1 - c * c).sqrt())


def _damped(strip: Strip, lattice: Lattice, damped: list[arb]) -> list[arb]:
    tape = grid_function(strip.form, Z)
    return [v * w for v, w in zip(tape.run(lattice, tape.bound({})), around(damped), strict=True)]
