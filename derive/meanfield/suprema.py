r"""The quantities M_phi and C_phi of Hayou, Doucet and Rousseau (2018, Prop. 1), and what follows from them for every input.

    M_phi = sup_q E|phi'^2 + phi phi''|,     C_phi,delta = sup_{|x - y| <= delta, c in [0, 1]} E|phi'(x Z_1) phi'(y (c Z_1 + sqrt(1 - c^2) Z_2))|.

sigma_w^2 < 1/M_phi makes the variance map a contraction, and sigma_w^2 < min(1/M_phi, 1/C_phi,delta) makes correlations converge to 1. By Cauchy and
Schwarz the second is at most sup_q E[phi'^2], which is attained at x = y, c = 1: for every delta, C_phi,delta = sup_q E[phi'(sqrt(q) Z)^2].

phi'^2 + phi phi'' = g + sum_i phi(x_i) D_i delta_{x_i}, where g = (phi^2)''/2 on the pieces and D_i are the jumps of phi'. Between the zeros of g its sign
is constant, so that E|g| is the expectation of a function with known pieces; a zero known to 10^-12 only changes it by less than 10^-10.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from flint import acb, arb
from sympy import Expr, Piecewise, Rational, diff, oo

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import check_clock, time_limited
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball, real_constant, real_part
from derive.evidence.line.heat_series import ends, heat_series
from derive.evidence.maps.root import roots
from derive.language.errors import Diverges
from derive.language.symbols import x
from derive.language.text.decimals import between, rounded
from derive.meanfield.moments import Moments, exact
from derive.meanfield.zeros import CELLS
from derive.theory.near_infinity import tails

TOLERANCE = 1e-8
SLACK = 1e-10  # of E|g|, for the places of its zeros
FAR = 40  # zeros of g are looked for on [-FAR, FAR]
Function = Callable[[arb], arb]


@dataclass(frozen=True, slots=True)
class Supremum:
    """A ball that contains the supremum over the enclosed variances and the two limits; `attained` says where, `proof` what was enclosed."""

    value: Ball
    attained: str
    proof: str


@dataclass(frozen=True, slots=True)
class Domain:
    """Every sigma_b and every input is in the domain where variances (and correlations) converge if sigma_w is below these bounds.

    The conditions are sufficient, not necessary; sup |F'| <= sigma_w^2 M_phi may be strict.
    """

    variance: Ball
    correlation: Ball


@dataclass
class _Best:
    """The largest value seen, where, and the largest upper bound that could not be excluded."""

    low: arb
    high: arb
    place: str


def slope_supremum(moments: Moments, seconds: float | None = 30.0) -> Supremum:
    """C_phi,delta = sup_q E[phi'(sqrt(q) Z)^2], the same for every delta."""
    squares = [part.expr.diff(x) ** 2 for part in moments.activation.pieces]
    return _supremum(moments, lambda cell: moments.series("slope", cell), squares, seconds, "")


def contraction_supremum(moments: Moments, seconds: float | None = 30.0) -> Supremum:
    """M_phi. Raises CannotEnclose where E|g| cannot be enclosed, Diverges for a kink at 0 where phi is not 0."""
    activation = moments.activation
    pieces = [(diff(part.expr**2, x, 2) / 2, part.lower, part.upper) for part in activation.pieces]
    with time_limited(seconds), working(120):
        absolute = _absolute(pieces)
        masses = [(real_constant(knot, {}), abs(real_constant(activation.expr.subs(x, knot) * jump, {}))) for knot, jump in activation.jumps(1)]
    if any(knot == 0 and mass > 0 for knot, mass in masses):
        raise Diverges(f"M of {activation.name}", "phi(0) times the point mass of phi'' at 0 has a density that grows like 1/sqrt(q) as q -> 0")

    def on_cell(cell: int) -> Function:
        series = heat_series(absolute, cell, 14)

        def value(variance: arb) -> arb:
            atoms = sum((mass * (-knot * knot / (2 * variance)).exp() for knot, mass in masses), arb(0)) / (2 * arb.pi() * variance).sqrt()
            return series(variance) + atoms + arb(0, SLACK)

        return value

    return _supremum(moments, on_cell, [g for g, _, _ in pieces], seconds, f", sign changes of phi'^2 + phi phi'' looked for on [-{FAR}, {FAR}]")


def convergence_domain(moments: Moments, seconds: float | None = 60.0) -> Domain:
    """sigma_w < 1/sqrt(M_phi), and sigma_w < min(1/sqrt(M_phi), 1/sqrt(C_phi,delta)) (Hayou et al. 2018, Prop. 1). Raises as the suprema do."""
    contraction, slope = contraction_supremum(moments, seconds), slope_supremum(moments, seconds)
    with working(100):
        variance, correlation = (1 / found.value.arb.sqrt() for found in (contraction, slope))
        return Domain(Ball(variance), Ball(variance.min(correlation)))


def _absolute(pieces: list[tuple[Expr, Expr, Expr]]) -> Expr:
    """|g|, each piece cut at its zeros."""
    parts: list[tuple[Expr, Expr]] = []
    for g, lower, upper in pieces:
        low, high = max(lower, Rational(-FAR)), min(upper, Rational(FAR))
        knots = [] if not g.has(x) or low >= high else [_rational(root.ball.arb) for root in roots(g, x, low, high, 14).roots]
        cuts = [lower, *(knot for knot in knots if lower < knot < upper), upper]
        for a, b in pairwise(cuts):
            parts.append((g * _sign(g, a, b), x < b))
    return Piecewise(*parts[:-1], (parts[-1][0], True))


def _rational(ball: arb) -> Rational:
    mantissa, exponent = ball.mid().man_exp()
    return (Rational(int(mantissa)) * Rational(2) ** int(exponent)).limit_denominator(10**14)


def _sign(g: Expr, low: Expr, high: Expr) -> int:
    """At an inner point."""
    inside = (low + high) / 2 if low != -oo and high != oo else high - 1 if high != oo else low + 1 if low != -oo else Rational(1, 7)
    value = real_part(compile_ball(g, (x,), {})(acb(exact(Rational(inside))), False))
    return -1 if value < 0 else 1


def _supremum(moments: Moments, on_cell: Callable[[int], Function], squares: list[Expr], seconds: float | None, more: str) -> Supremum:
    """Over the cells, with the limits at 0 and infinity as values that are approached."""
    with time_limited(seconds), working(100):
        best = _limits(moments, squares)
        for cell in CELLS:
            _climb(on_cell(cell), exact(ends(cell)[0]), exact(ends(cell)[1]), best)
        ball = Ball(best.low.union(best.high.max(best.low)))
    low, high = between(ends(CELLS[0])[0], ends(CELLS[-1])[1])
    proof = f"enclosed for {low} < q < {high}; beyond that by the limits at 0 and oo{more}"
    return Supremum(ball, best.place, proof)


def _climb(function: Function, low: arb, high: arb, best: _Best) -> None:
    """Branch and bound: intervals that may hold more than the best value seen are halved until they are small."""
    work = [(low, high)]
    while work:
        check_clock("a supremum")
        a, b = work.pop()
        middle = arb(((a + b) / 2).mid())
        value, upper = function(middle), function(a.union(b)).upper()
        if value.lower() > best.low:
            best.low, best.place = arb(value.lower()), f"q = {rounded(middle, 4)}"
        if upper <= best.low + TOLERANCE or b - a < 1e-7 * b:
            best.high = best.high.max(upper)
        else:
            work += [(middle, b), (a, middle)]


def _limits(moments: Moments, functions: list[Expr]) -> _Best:
    """The limits at q -> 0, the mean of the values on both sides of 0, and at q -> oo."""
    at_zero = [k for k, part in enumerate(moments.activation.pieces) if part.lower <= 0 <= part.upper]
    sides = [abs(real_constant(functions[k].subs(x, 0), {})) for k in (at_zero[0], at_zero[-1])]
    best = _Best((sides[0] + sides[1]) / 2, (sides[0] + sides[1]) / 2, "q -> 0")
    far = tails(moments.activation)
    if far is not None:
        limit = real_constant(far.linear, {})
        if limit > best.low:
            best = _Best(limit, limit, "q -> oo")
    return best
