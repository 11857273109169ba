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
from functools import lru_cache

from flint import arb
from sympy import Expr, diff, oo

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import check_clock, time_limited
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.heat_series import ends, heat_series
from derive.language.deciding.limits import found_limit
from derive.language.deciding.range import bounds
from derive.language.errors import CannotEnclose, Diverges
from derive.language.functions.domain import is_finite
from derive.language.symbols import q, x
from derive.language.text.decimals import between, rounded
from derive.meanfield.absolute import Part, absolute
from derive.meanfield.moments import Moments, exact
from derive.meanfield.zeros import CELLS
from derive.theory.near_infinity import tails

TOLERANCE = 1e-8
SLACK = 1e-10  # of E|g|, for the places of its zeros
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
    squares = [(part.expr.diff(x) ** 2, part.lower, part.upper) for part in moments.activation.pieces]
    with time_limited(seconds), working(100):
        return _supremum(moments, lambda cell: moments.series("slope", cell), squares, ("slope",), True)


def contraction_supremum(moments: Moments, seconds: float | None = 30.0) -> Supremum:
    """M_phi. Raises CannotEnclose where E|g| cannot be enclosed, Diverges for a kink at 0 where phi is not 0."""
    activation = moments.activation
    pieces = [(diff(part.expr**2, x, 2) / 2, part.lower, part.upper) for part in activation.pieces]
    with time_limited(seconds), working(120):
        masses = [(real_constant(knot, {}), abs(real_constant(activation.expr.subs(x, knot) * jump, {}))) for knot, jump in activation.jumps(1)]
        if any(knot == 0 and mass > 0 for knot, mass in masses):
            raise Diverges(f"M of {activation.name}", "phi(0) times the point mass of phi'' at 0 has a density that grows like 1/sqrt(q) as q -> 0")
        sizes = lru_cache(lambda: absolute(pieces))

        def on_cell(cell: int) -> Function:
            series = heat_series(sizes(), cell, 14)

            def value(variance: arb) -> arb:
                atoms = sum((mass * (-knot * knot / (2 * variance)).exp() for knot, mass in masses), arb(0)) / (2 * arb.pi() * variance).sqrt()
                return series(variance) + atoms + arb(0, SLACK)

            return value

        return _supremum(moments, on_cell, pieces, ("slope", "curvature"), not masses)


def convergence_domain(moments: Moments, seconds: float | None = 60.0) -> Domain:
    """sigma_w < 1/sqrt(M_phi), and sigma_w < min(1/sqrt(M_phi), 1/sqrt(C_phi,delta)) (Hayou et al. 2018, Prop. 1). Raises as the suprema do."""
    contraction, slope = contraction_supremum(moments, seconds), slope_supremum(moments, seconds)
    with working(100):
        variance, correlation = (1 / found.value.arb.sqrt() for found in (contraction, slope))
        return Domain(Ball(variance), Ball(variance.min(correlation)))


def _supremum(moments: Moments, on_cell: Callable[[int], Function], pieces: list[Part], names: tuple[str, ...], plain: bool) -> Supremum:
    """Over the cells, with the limits at 0 and infinity as values that are approached.

    `names` are the moments of which |sum| is a lower bound; `plain` says that the expectation is that of |pieces| alone, without point masses.
    """
    start, far = _at_zero(pieces), _far(moments, pieces, names)
    if plain and all(_at_most(part, start) for part in pieces):
        return Supremum(Ball(start), "q -> 0", "the function under the expectation is nowhere larger than at 0")
    if far is None:
        raise CannotEnclose(f"a supremum of {moments.activation.name}", "the limit as q -> oo was not found")
    best = _Best(start, start, "q -> 0") if start >= far else _Best(far, far, "q -> oo")
    for cell in CELLS:
        _climb(on_cell(cell), exact(ends(cell)[0]), exact(ends(cell)[1]), best)
    low, high = between(ends(CELLS[0])[0], ends(CELLS[-1])[1])
    ball = Ball(best.low.union(best.high.max(best.low)))
    return Supremum(ball, best.place, f"enclosed for {low} < q < {high}; beyond that by the limits at 0 and oo")


def _at_most(part: Part, size: arb) -> bool:
    function, lower, upper = part
    low, high = bounds(function, x, (lower, upper))
    return all(is_finite(end) and bool(abs(real_constant(end, {})) <= size) for end in (low, high))


def _climb(function: Function, low: arb, high: arb, best: _Best) -> None:
    """Branch and bound: intervals that may hold more than the best value seen are halved until they are small."""
    work = [(low, high)]
    while work:
        check_clock("a supremum")
        a, b = work.pop()
        middle = arb(((a + b) / 2).mid())
        value, upper = function(middle), function(a.union(b)).upper()
        if not value.is_finite():
            raise CannotEnclose("a supremum", f"the moments could not be enclosed near q = {rounded(middle, 4)}")
        if value.lower() > best.low:
            best.low, best.place = arb(value.lower()), f"q = {rounded(middle, 4)}"
        if upper <= best.low + TOLERANCE or b - a < 1e-7 * b:
            best.high = best.high.max(upper)
        else:
            work += [(middle, b), (a, middle)]


def _at_zero(pieces: list[Part]) -> arb:
    """The limit at q -> 0, the mean of the values on both sides of 0."""
    around = [function for function, lower, upper in pieces if lower <= 0 <= upper]
    return sum((abs(real_constant(function.subs(x, 0), {})) for function in (around[0], around[-1])), arb(0)) / 2


def _far(moments: Moments, pieces: list[Part], names: tuple[str, ...]) -> arb | None:
    """The limit at q -> oo, the mean of the limits on both sides; None where none was found. Raises Diverges where it is infinite.

    Where a function has no limit on a side, a closed form may have one: that of one square is the limit, that of a sum a lower bound.
    """
    found = tails(moments.activation)
    if found is not None:
        linear: arb = real_constant(found.linear, {})
        return linear
    sides = [found_limit(pieces[end][0], x, place) for end, place in ((0, -oo), (-1, oo))]
    if all(side is not None and is_finite(side) for side in sides):
        return sum((abs(real_constant(side, {})) for side in sides), arb(0)) / 2
    closed = _closed_limit(moments, names)
    if any(side in (oo, -oo) for side in (*sides, closed)):
        raise Diverges(f"a supremum of {moments.activation.name}", "the expectation grows beyond every number as q -> oo")
    return real_constant(closed, {}) if len(names) == 1 and closed is not None and is_finite(closed) else None


def _closed_limit(moments: Moments, names: tuple[str, ...]) -> Expr | None:
    """The limit as q -> oo of a sum of moments with closed forms."""
    values = [moments.answer(name).value for name in names]
    return None if None in values else found_limit(sum(values), q, oo)
