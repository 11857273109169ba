r"""Expectations over a pair with a correlation near 1 or -1, in the coordinates along and across the diagonal.

With independent standard normal S, D and a^2 = (1 + c)/2, b^2 = (1 - c)/2,

    X = a S + b D,     Y = a S - b D,     E[f(X) g(Y)] = E[V(S)],    V(s) = E[f(a s + b D) g(a s - b D)],

for f, g analytic around the real line. Across the diagonal a rule of few nodes (`inner_rule`), along it the trapezoidal rule, with Cauchy's theorem on the
rectangle |Re s| <= T, 0 <= Im s <= u for the finite sum over the nodes across. What lies beyond |S| or |D| = T is bounded by |f(x)| <= exp(A + B|x|).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, inf, log, nextafter, pi, sqrt

from flint import acb, arb
from sympy import Dummy, Expr

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.lattice import Lattice, dot, grid_function
from derive.evidence.balls.nearness import nearness
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.quadratic import Quadratic
from derive.evidence.line.strip import height
from derive.evidence.line.tail import tail_bound
from derive.evidence.pair.cover import Cover, Envelope, cover, envelope
from derive.evidence.pair.factored_grid import Strip, likely_height, rough_size, strip_of
from derive.evidence.pair.inner_rule import InnerRule, by_gauss, by_lattice
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

MOST, FINEST = 12_000, 80_000  # nodes along the diagonal on either side of 0, as a rule and where nothing else serves
SHRINK = (1.0, 0.93, 0.8, 0.65, 0.5, 0.35, 0.2)
SLICES = 16
WIDEST = 400.0  # of the distance across that is used, in standard deviations
FARTHEST = 120.0
ALONG, ACROSS = Dummy("a", real=True), Dummy("b", real=True)


@dataclass(frozen=True, slots=True)
class Plan:
    """Nodes i h along, |i| <= count, a rule across, and the bound of what the sum misses."""

    step: arb
    count: int
    inner: InnerRule
    error: arb


def on_rotated_grid(f: Expr, g: Expr, c: Expr, digits: int, across: str = "gauss", most: int = MOST) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters and an exact correlation, |c| < 1, to about `digits` digits relative to the sizes of f and g.

    `across` is "gauss" or "lattice", two independent rules across the diagonal. Raises CannotEnclose where no strip of analyticity is proven, or it is too thin
    for the rule.
    """
    with working(64):
        if real_constant(c, {}) < 0:
            c, g = -c, g.xreplace({Z: -Z})
    first, second = strip_of(f), strip_of(g)
    if first is None or second is None:
        raise _refusal(f, g, "a factor is not analytic on the whole line")
    bits = int(3.33 * digits) + 48 + nearness(c)
    with working(64 + nearness(c)):
        plan = _Planner(first, second, real_constant(c, {}), digits, most).plan(across, bits)
    with working(bits):
        return _sum(first, second, real_constant(c, {}), plan) + arb(0, plan.error)


def _refusal(f: Expr, g: Expr, why: str) -> CannotEnclose:
    return CannotEnclose(f"E[{f} * {g}] along the diagonal", why, "another method")


class _Planner:
    def __init__(self, first: Strip, second: Strip, c: arb, digits: int, most: int) -> None:
        self.strips, self.digits, self.level, self.most = (first, second), digits, (digits + 2) * log(10), most
        self.along, self.across = ((1 + c) / 2).sqrt(), ((1 - c) / 2).sqrt()
        self.a, self.b = (nextafter(float(number.upper()), inf) for number in (self.along, self.across))

    def plan(self, across: str, bits: int) -> Plan:
        scale = rough_size(self.strips[0]) * rough_size(self.strips[1])
        end, beyond = self._reach((scale * arb(10) ** -(self.digits + 2)).upper())
        top = self._top((self.a + self.b) * (end + 2))
        inner, crossing = self._across(across, top, end, scale, bits)
        best: tuple[float, float, tuple[Cover, Cover]] | None = None
        for part in SHRINK:
            covers = self._covers(self.a * (end + 1) + self.b * inner.span + 1e-6, part * top)
            if covers is None:
                continue
            h = self._step(covers, inner, part * top / self.a, end, scale)
            if best is not None and h <= best[0]:
                break
            best = (h, part * top, covers)
        if best is None:
            raise self._refused("no bound in a strip was derived")
        return self._fitted(*best, inner, end, crossing + beyond)

    def _across(self, across: str, top: float, end: float, scale: arb, bits: int) -> tuple[InnerRule, arb]:
        """A rule across the diagonal and what it misses, from the widest distance that balls can use."""
        goal, cap = scale * arb(10) ** -(self.digits + 2), self.b * (sqrt(2 * self.level) if across == "lattice" else WIDEST)
        for part in SHRINK:
            delta, extra = part * min(top, cap), 3
            inner = self._inner(across, delta, end, extra, bits)
            covers = self._covers(self.a * (end + 1) + inner.pad + self.b, delta, 0.25) if inner else None
            if inner is None or covers is None:
                continue
            mass = self._mass(covers, end, inner.pad)
            if inner.error * mass > goal and mass.is_finite():
                inner = self._inner(across, delta, end, extra + 1 + ceil(float((mass / scale).log().mid()) / log(10)), bits)
            if inner is not None and inner.error * mass <= 10 * goal:
                return inner, inner.error * mass
        raise self._refused("the strip of analyticity is too thin for this correlation")

    def _refused(self, why: str) -> CannotEnclose:
        return _refusal(self.strips[0].body, self.strips[1].body, why)

    def _inner(self, across: str, delta: float, end: float, extra: int, bits: int) -> InnerRule | None:
        if across == "lattice":
            return by_lattice(self.b, delta, end, self.digits + extra, bits)
        return by_gauss(self.b, delta * (1 - 1e-12), end, self.digits + extra, bits)

    def _reach(self, goal: arb) -> tuple[float, arb]:
        end = floor(sqrt(2 * (self.level + 6 * log(10)))) + 1.0
        while end < FARTHEST:
            check_clock()
            found = [self._envelope(strip, (self.a + self.b) * end) for strip in self.strips]
            if found[0] is not None and found[1] is not None:
                beyond = self._beyond(found[0], found[1], end)
                if beyond <= goal:
                    return end, beyond
            end += max(1.0, end / 8)
        raise self._refused("its tails are not seen to be small")

    def _envelope(self, strip: Strip, reach: float) -> Envelope | None:
        bounds = cover(strip.function, reach, 0.0, 0.5)
        return envelope(strip.body, Z, bounds, reach) if bounds else None

    def _beyond(self, first: Envelope, second: Envelope, end: float) -> arb:
        """E[exp(A + B (a|S| + b|D|)); |S| > T or |D| > T]."""
        a, b, total = first.a + second.a, first.b + second.b, arb(0)
        for one, other in ((self.along, self.across), (self.across, self.along)):
            found = tail_bound(Quadratic(a + arb(2).log() + b * b * other * other / 2, b * one), arb(end))
            total += 2 * found if found is not None else arb.pos_inf()
        return total.upper()

    def _top(self, reach: float) -> float:
        top = sqrt(2 * self.level) * self.a
        for strip in dict.fromkeys(self.strips):
            found = height(strip.function, reach, reach, top, self.level * reach / (2 * pi * self.most))
            if found is None:
                raise self._refused("its strip of analyticity is too thin")
            top = found
        top, step = likely_height(self.strips, top, self.level, self.a)
        if not reach / step < self.most:
            raise self._refused("it would take too many nodes")
        return top

    def _covers(self, reach: float, v: float, width: float | None = None) -> tuple[Cover, Cover] | None:
        found = {strip: cover(strip.function, reach, v, width) for strip in dict.fromkeys(self.strips)}
        first, second = (found[strip] for strip in self.strips)
        return (first, second) if first is not None and second is not None else None

    def _mass(self, covers: tuple[Cover, Cover], end: float, pad: float) -> arb:
        """int_-T^T W(s) p(s) ds, W the bound of |f g| within `pad` of a s."""
        total, cells = arb(0), ceil(2 * (end + 1))
        for k in range(-cells, cells):
            low, high = k / 2, (k + 1) / 2
            places = self.a * low - pad - 1e-9, self.a * high + pad + 1e-9
            if -covers[0].reach <= places[0] and places[1] <= covers[0].reach:
                nearest = arb(0 if low <= 0 <= high else min(abs(low), abs(high)))
                total += covers[0].window(*places) * covers[1].window(*places) * (-(nearest * nearest) / 2).exp() / 2
            elif min(abs(low), abs(high)) < end + 0.5:
                raise self._refused("the strip is covered too narrowly")
        return (total / (2 * arb.pi()).sqrt()).upper()

    def _step(self, covers: tuple[Cover, Cover], inner: InnerRule, u: float, end: float, scale: arb) -> float:
        lost = float((self._mass(covers, end, self.b * inner.span) / scale).log().mid()) + u * u / 2 + log(2)
        return min(0.5, 2 * pi * u / (self.level + max(0.0, lost)))

    def _fitted(self, step: float, v: float, covers: tuple[Cover, Cover], inner: InnerRule, end: float, others: arb) -> Plan:
        h = arb(floor(step * 2.0**30)) / arb(2.0**30)
        count = ceil(end / float(h) - 0.5)
        if count > self.most:
            raise self._refused("it would take too many nodes")
        u = arb(v) / arb(self.a)
        weight = sum(inner.weights, arb(0)).upper()
        aliased = 2 * (u * u / 2).exp() / ((2 * arb.pi() * u / h).exp() - 1) * self._mass(covers, end, self.b * inner.span) * weight
        error = (aliased + self._sides(inner, h, u, end) * weight + others).upper()
        if not error.is_finite():
            raise self._refused("no bound of the error was derived")
        return Plan(h, count, inner, error)

    def _sides(self, inner: InnerRule, h: arb, u: arb, end: float) -> arb:
        """2 sum over both ends of int_0^u |V p|(+-T + iv)/(1 + exp(2 pi v/h)) dv."""
        total, last = arb(0), arb(end) + h
        for side in (-1, 1):
            place = self.along * side * arb(end).union(last) + arb(0, self.b * inner.span)
            for k in range(SLICES):
                low, high = u * k / SLICES, u * (k + 1) / SLICES
                ball = acb(place, self.along * low.union(high))
                size = self.strips[0].function(ball, True).abs_upper() * self.strips[1].function(ball, True).abs_upper()
                total += size * (high - low) * ((high * high - arb(end) ** 2) / 2).exp() / (1 + (2 * arb.pi() * low / h).exp())
        return 2 * total / (2 * arb.pi()).sqrt()


def _sum(first: Strip, second: Strip, c: arb, plan: Plan) -> arb:
    """sum_i h p(s_i) sum_k w_k f(a s_i + b d_k) g(a s_i - b d_k); for f = g nodes d_k > 0 count twice."""
    along, across = ((1 + c) / 2).sqrt(), ((1 - c) / 2).sqrt()
    lattice, inner = Lattice(plan.step, -plan.count, plan.count), plan.inner
    one, other = _shifted(first, lattice, along), _shifted(second, lattice, along)
    middle, weights, total = len(inner.nodes) // 2, lattice.weights(), arb(0)
    for k, (d, w) in enumerate(zip(inner.nodes, inner.weights, strict=True)):
        check_clock()
        if first is second and k < middle:
            continue
        twice = 2 if first is second and not (len(inner.nodes) % 2 == 1 and k == middle) else 1
        products = [x * y for x, y in zip(one(across * d), other(-across * d), strict=True)]
        total += twice * w * dot(weights, products)
    return total * plan.step / (2 * arb.pi()).sqrt()


def _shifted(strip: Strip, lattice: Lattice, along: arb) -> Callable[[arb], list[arb]]:
    """d -> f(a s_i + d) at all nodes."""
    tape = grid_function(strip.form.xreplace({Z: ALONG * Z + ACROSS}), Z)
    return lambda shift: tape.run(lattice, tape.bound({ALONG: along, ACROSS: shift}))
