r"""The trapezoidal rule with a proven error.

Let F(z) = f(z) exp(-z^2/2) be real on the real line and analytic on the closed rectangle -A <= Re z <= B, |Im z| <= d, A = (M + 1/2) h, B = (N + 1/2) h.
With m(z) = 1/(1 - exp(-2 pi i z/h)), of residue h/(2 pi i) at each node, Cauchy's theorem in the two halves gives

    |int_-A^B F dx - h sum_(k=-M)^N F(k h)| <= 2 int_-A^B |F(x + i d)| dx/(exp(2 pi d/h) - 1) + 2 sum over both sides of int_0^d |F|/(1 + exp(2 pi y/h)) dy,

since m = 1/(1 + exp(2 pi y/h)) on the vertical sides. For h -> 0 this is the bound of Poisson summation, without a word on what happens at infinity, which is
the business of `tail`.

A plan (h, M, N, the error) holds for every point of a box of parameters, so points near each other share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import floor, log, pi, sqrt
from typing import Any

from flint import acb, arb, fmpq
from sympy import Expr, Symbol

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.exponential_form import exponential_form
from derive.evidence.balls.lattice import Lattice, dot, grid_function
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import Number, Point, compile_ball
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line.strip import MOST, Function, height, line_mass, side_mass
from derive.evidence.line.tail import tail
from derive.language.errors import CannotEnclose

BLOCK = 400_000  # bits at a time, so that a look at the clock is never far
WIDE, FINEST = 2.0, 60_000  # in a strip so high panels need as many nodes as a lattice: it may then have so many
SHRINK = (1.0, 0.9, 0.75, 0.55, 0.4, 0.25)  # parts of the height of analyticity that are tried
RATIO = 1.25  # from one box of a parameter to the next
WIDEST = 6  # such boxes that one plan may span
LADDER = (32, 64, 96, 128, 176, 240, 320, 440, 600, 840, 1200, 1680, 2400, 3350)  # bits of plans
LOG2 = log(2)
PROBE = 0.6875  # a place that is no zero of functions in use


@dataclass(frozen=True, slots=True)
class Plan:
    """Nodes k h for -left <= k <= right; `error` bounds what the sum misses of int f exp(-z^2/2) dz, tails included. `even`: f(-z) = f(z), left = right."""

    step: arb
    left: int
    right: int
    error: arb
    even: bool


def by_trapezoid(body: Expr, letter: Symbol, at: Mapping[Symbol, Number], bits: int, patience: int = 1) -> arb | None:
    """E[body(Z)] to about 2^-bits at the current precision; None where no strip of analyticity is proven, or it is so thin that the nodes would be more than
    `patience` times those with which the rule is the faster way.
    """
    plan = _plan(body, letter, at, bits, patience)
    if plan is None:
        return None
    function = grid_function(exponential_form(body, letter), letter)
    constants = function.bound(at)
    total, first = arb(0), 0 if plan.even else -plan.left
    block = max(64, min(1000, BLOCK // bits))
    for k in range(first, plan.right + 1, block):
        check_clock(body)
        lattice = Lattice(plan.step, k, min(k + block - 1, plan.right))
        values = function.run(lattice, constants)
        total += dot(lattice.weights(), values)
        if plan.even and k == 0:
            total -= values[0] / 2
    value = ((2 if plan.even else 1) * plan.step * total + arb(0, plan.error)) / (2 * arb.pi()).sqrt()
    return value if value.is_finite() else None


def _plan(body: Expr, letter: Symbol, at: Mapping[Symbol, Number], bits: int, patience: int = 1) -> Plan | None:
    """The plan of the box of the point, else of the point itself."""
    wanted = next((step for step in LADDER if step >= bits), bits)
    names = sorted(body.free_symbols - {letter}, key=str)
    if any(name not in at for name in names):
        return None
    boxes = [_box(at[name]) for name in names]
    if any(box is None for box in boxes):
        return None
    found = _kept_plan(body, letter, tuple(zip(names, boxes, strict=True)), wanted, patience)
    if found is not None or not names or not all(isinstance(at[name], fmpq) for name in names):
        return found
    return _kept_plan(body, letter, tuple((name, at[name]) for name in names), wanted, patience)


def _box(value: Number) -> Any:
    """(sign, k, n) with sign RATIO^k <= |value| <= RATIO^n for a ball that few such intervals cover, a fraction 0 as it is, None for other balls."""
    if isinstance(value, fmpq) and value == 0:
        return value
    ball = arb(value) if isinstance(value, fmpq) else value.real
    sizes = float(ball.abs_lower()), float(ball.abs_upper())
    if (not isinstance(value, fmpq) and value.imag != 0) or not 1e-200 < sizes[0] <= sizes[1] < 1e200:
        return None
    box = (1 if ball > 0 else -1, floor(log(sizes[0]) / log(RATIO)), floor(log(sizes[1]) / log(RATIO)) + 1)
    return box if box[2] - box[1] <= WIDEST and _interval(box).contains(ball) else value if isinstance(value, fmpq) else None


def _interval(box: tuple[int, int, int]) -> arb:
    side, low, high = box
    ratio = arb(RATIO)
    return side * (ratio**low).lower().union((ratio**high).upper())


@lru_cache(maxsize=2048)
def _kept_plan(body: Expr, letter: Symbol, boxes: tuple[tuple[Symbol, Any], ...], bits: int, patience: int) -> Plan | None:
    with working(64):
        at = {name: acb(_interval(box)) if isinstance(box, tuple) else box for name, box in boxes}
        try:
            return _Planner(body, letter, at, bits, patience).plan()
        except (CannotEnclose, OverflowError):
            return None


class _Planner:
    """Chooses the strip and the step for one function on one box of its parameters."""

    def __init__(self, body: Expr, letter: Symbol, at: Point, bits: int, patience: int) -> None:
        self.body, self.letter, self.at, self.bits, self.patience = body, letter, at, bits, patience
        self.target = arb(2) ** -(bits + 8)
        self.level = (bits + 4) * LOG2
        grid_function(exponential_form(body, letter), letter)  # refuses what has no version on grids
        self.function: Function = compile_ball(stable_form(body, letter), (letter,), at)
        self.even = self._may_be_even() and body.xreplace({letter: -letter}) == body

    def _may_be_even(self) -> bool:
        """Two values, which are cheaper than an expression."""
        return self.function(acb(PROBE), False).overlaps(self.function(acb(-PROBE), False))

    def plan(self) -> Plan | None:
        if not self._promising():
            return None
        right, beyond = tail(self.body, self.letter, 1, self.at, self.target, arb(2))
        left, before = (right, beyond) if self.even else tail(self.body, self.letter, -1, self.at, self.target, arb(2))
        ends = float(left) + 1.5, float(right) + 1.5
        widest = sqrt(2 * self.level)
        least = self.level / (2 * pi) * sum(ends) / self._most_nodes()
        top = height(self.function, *ends, widest, least, MOST * min(self.patience, 100))
        if top is None:
            return None
        d, aliased, step = self._best(*ends, top)
        most = FINEST if top >= WIDE else self._most_nodes()
        if float(left) + float(right) > most * step:  # before a step so fine that even its bounds are too many
            return None
        chosen = self._fitted(d, step, aliased, (float(left), float(right)))
        if chosen is None or chosen.left + chosen.right > most or not chosen.error < arb(2) ** self.bits:
            return None
        return Plan(chosen.step, chosen.left, chosen.right, (chosen.error + (beyond + before) * (2 * arb.pi()).sqrt()).upper(), self.even)

    def _promising(self) -> bool:
        """Analytic in a thin box at 0 and not a function with switches: a cheap refusal."""
        return self.function(acb(arb(0, 1e-9), arb(0, 1e-9)), True).is_finite()

    def _most_nodes(self) -> int:
        """Beyond so many nodes, half of them free where the function is even, adaptive quadrature is faster."""
        return self.patience * (1500 + 12 * self.bits) * (2 if self.even else 1)

    def _best(self, left: float, right: float, top: float) -> tuple[float, arb, float]:
        """(d, mass of the line at d, h) with the largest step."""
        found: list[tuple[float, float, arb]] = []
        for part in SHRINK:
            mass = line_mass(self.function, left, right, part * top)
            if mass.is_finite():
                size = float(mass.log()) if mass > 0 else 0.0
                found.append((2 * pi * part * top / max(1.0, self.level + size + 1), part * top, mass))
            if len(found) > 1 and found[-1][0] < found[-2][0]:
                break
        if not found:
            raise CannotEnclose("a strip", "no bound of the function was derived")
        step, d, mass = max(found, key=lambda one: one[0])
        return d, mass, min(step, 1.0)

    def _fitted(self, d: float, step: float, mass: arb, ends: tuple[float, float]) -> Plan | None:
        """Nodes as far as the sides of the rectangle need, which must stay within 1.5 of the ends."""
        h = _dyadic(step)
        aliased = 2 * mass / ((2 * arb.pi() * arb(d) / h).exp() - 1)
        counts = [int(end / float(h)) + 1 for end in ends]
        sides = arb(0)
        for side, count in zip((-1, 1), counts, strict=True):
            place = (count + 0.5) * float(h)
            sides += 2 * side_mass(self.function, side * place * (1 - 1e-12), side * place * (1 + 1e-12), d, h)
        error = (aliased + sides).upper()
        return Plan(h, counts[0], counts[1], error, self.even) if error.is_finite() else None


def _dyadic(step: float) -> arb:
    """The step rounded down to 12 bits, an exact number."""
    scale = 2.0 ** (12 - floor(log(step) / LOG2))
    return arb(floor(step * scale)) / arb(scale)
