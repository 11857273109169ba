"""The initialisation of a feed-forward network of given depth: on the stable edge of chaos, with beta_q equal to the depth where that is possible.

On the edge neither the variance nor the gradient explodes or vanishes, and 1 - c_l ~ beta_q/l: inputs stay apart for about beta_q layers, so beta_q = L
(Hayou et al. 2019). With kinks 1 - c_l ~ 4/(s^2 l^2), whose scale is 2/s. Where no stable point has that scale:

    phi homogeneous of degree 1:   the edge is one point, He's;
    the edge begins at sigma_b = 0 with q > 0, stable: there;
    the edge repels near q = 0:    the first stable point where the variance forgets its start within the depth, chi_par = exp(-1/L);
    otherwise, kinked:             q = 1 if it is stable;
    no stable point:               none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flint import arb
from sympy import Integer, Rational

from derive.evidence.balls.clock import check_clock, time_limited
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.heat_series import centre, ends
from derive.language.errors import CannotEnclose, DeriveError, Diverges
from derive.language.text.decimals import between
from derive.meanfield.beyond import POINCARE, everywhere
from derive.meanfield.conditions import Condition, beta_is, bias_is, kink_scale_is, stability_is
from derive.meanfield.edge import EMPTY, GUARD, EdgeOfChaos, NoPoint, require_numbers
from derive.meanfield.moments import Moments
from derive.meanfield.point import EdgePoint, edge_point
from derive.meanfield.reach import LOWEST, cell_of
from derive.meanfield.structure import curves_nowhere, structure
from derive.meanfield.zeros import CELLS, Refined, Zero, refine, zeros
from derive.theory.decay import Law, Verdict, law_of
from derive.theory.near_zero import near_zero

DEEPEST = 10**6
SEARCHED = range(CELLS[0], 6)  # cells: beta_q is largest at small variances, so those beyond 250 are not tried
POINT_DIGITS = 10  # of points that are only compared
GRID = 4  # points of a cell that are tried for the most contracting one
INSTEAD = (
    "what to do instead: residual branches (derive init --network residual), or an activation whose edge is stable where beta_q is large, as that of "
    "odd functions concave for x > 0 and of ELU is; off the edge correlations or gradients change geometrically with depth"
)


@dataclass(frozen=True, slots=True)
class Initialization:
    """The point, None where no stable one exists; `rule` names which of the rules above chose it, `why` says so in a sentence."""

    depth: int
    point: EdgePoint | None
    rule: str
    why: str
    warnings: tuple[str, ...]


def initialization(edge: EdgeOfChaos, depth: int, digits: int = 20, seconds: float | None = 60.0) -> Initialization:
    """Choose the point. Raises DeriveError for a depth that is not a whole number from 1 to a million."""
    if not isinstance(depth, int) or not 1 <= depth <= DEEPEST:
        raise DeriveError(f"an initialisation of depth {depth}", f"a depth is a whole number between 1 and {DEEPEST}", "--depth 50")
    require_numbers(edge.activation)
    with time_limited(seconds), working(int(3.33 * (digits + GUARD))):
        for rule in () if _nowhere(edge) else (_one_point, _scale_is_depth, _start, _forgetting, _unit):
            found = rule(edge, depth, digits)
            if found is not None:
                return found
    return _nothing(edge, depth)


def _one_point(edge: EdgeOfChaos, depth: int, digits: int) -> Initialization | None:
    if not edge.is_one_point:
        return None
    (point,) = edge.points(0, digits).points
    why = "phi is homogeneous of degree 1, so the edge is this one point: every variance and every gradient is kept exactly, at any depth"
    return Initialization(depth, point, "the only point", why, ())


def _scale_is_depth(edge: EdgeOfChaos, depth: int, digits: int) -> Initialization | None:
    """beta_q = depth, or 2/s = depth."""
    law = law_of(edge.activation)
    condition = _rule(edge.moments, law, depth)
    if condition is None or _repels_where_predicted(edge.moments, depth):
        return None
    point = next(_stable_points(edge, condition, _cells(edge.moments, depth), digits), None)
    if point is None:
        return None
    scale = "beta_q" if law.law is Law.SMOOTH else "2/s"
    why = f"on the stable edge of chaos variance and gradient keep their size, and {scale} = {depth} keeps inputs apart over the whole depth"
    return Initialization(depth, point, f"{scale} = depth", why, ())


def _rule(moments: Moments, law: Verdict, depth: int) -> Condition | None:
    if law.law is Law.SMOOTH:
        return beta_is(arb(depth))
    if law.law is Law.KINK:
        return kink_scale_is(arb(depth), [(real_constant(knot, {}), real_constant(jump, {})) for knot, jump in moments.activation.jumps(1)])
    return None


def _cells(moments: Moments, depth: int) -> range:
    """From a little below the variance that the expansion at 0 predicts; that is where the largest scales are."""
    predicted = _predicted(moments, depth)
    if predicted is None:
        return SEARCHED
    return range(max(LOWEST, min(cell_of(predicted) - 2, SEARCHED[-1])), SEARCHED[-1] + 1)


def _predicted(moments: Moments, depth: int) -> float | None:
    """The variance with beta_q = depth by the first term at 0."""
    found = near_zero(moments.activation)
    if found is None or found.beta is None or not found.beta.power < 0:
        return None
    return float((found.beta.coefficient / depth) ** (-1 / found.beta.power))


def _repels_where_predicted(moments: Moments, depth: int) -> bool:
    """Whether the edge repels near q = 0 and still does around the predicted variance: then beta_q = depth is not looked for."""
    near, predicted = near_zero(moments.activation), _predicted(moments, depth)
    if predicted is None or near is None or near.stability is None or near.stability.coefficient.is_positive is not True:
        return False
    slopes = [_chi_par(moments, cell_of(part * predicted), Rational(part * predicted)) for part in (0.5, 1.0, 2.0)]
    return all(slope is not None and slope > 1 for slope in slopes)


def _stable_points(edge: EdgeOfChaos, condition: Condition, cells: range, digits: int) -> Iterator[EdgePoint]:
    """Zeros of the condition that are stable points of the edge, smallest variance first; the first zero that is none ends the search."""
    for cell in cells:
        for zero in zeros(edge.moments, condition, [cell]).found:
            if _repels(edge.moments, zero):
                return
            at = refine(edge.moments, condition, zero, digits)
            if not _is_stable(at):
                return
            yield edge_point(edge.moments, at.ball, at.value, None, "interval Newton on the rule")


def _repels(moments: Moments, zero: Zero) -> bool:
    """Whether the series alone show that |chi_par| = |V'/h| > 1 at the zero."""
    at = zero.low.union(zero.high)
    second, slope = (moments.series(name, zero.cell) for name in ("second", "slope"))
    return bool(abs(second(at, 1) / slope(at)) > 1)


def _is_stable(at: Refined) -> bool:
    """Whether the variance has a point of the edge, and its variance map contracts there."""
    slope = at.value("slope")
    return bool(at.ball - at.value("second") / slope > 0) and bool(abs(at.value("curvature") / slope + 1) < 1)


def _start(edge: EdgeOfChaos, depth: int, digits: int) -> Initialization | None:
    """The edge begins at sigma_b = 0 with a positive variance."""
    near = near_zero(edge.activation)
    if near is None or near.bias is None or near.bias.coefficient.is_negative is not True:
        return None
    condition = bias_is(arb(0))
    for cell in SEARCHED:
        for zero in zeros(edge.moments, condition, [cell]).found:
            at = refine(edge.moments, condition, zero, digits)
            point = edge_point(edge.moments, at.ball, at.value, arb(0), "interval Newton: the first zero of sigma_b^2")
            if point.stable:
                why = f"the edge begins here, at sigma_b = 0{_further(edge, at, point)}"
                return Initialization(depth, point, "start of the edge", why, (_too_deep(point, depth),) if _keeps_less(point, depth) else ())
    return None


def _further(edge: EdgeOfChaos, at: Refined, point: EdgePoint) -> str:
    """How the convergence of correlations further along the edge, at two and eight times the variance, compares with that at the start."""
    variance = Rational(float(at.ball.mid())).limit_denominator(10**6)
    try:
        there = [_scale(edge.at(times * variance, POINT_DIGITS)) for times in (2, 8)]
    except DeriveError:
        check_clock()
        return ""
    here, scales = _scale(point), [scale for scale in there if scale is not None]
    if here is None or len(scales) < len(there):
        return ""
    if all(scale < here for scale in scales):
        return ", where correlations converge most slowly: further along they converge faster still"
    return "; further along correlations converge as fast" if all(scale.overlaps(here) for scale in scales) else ""


def _scale(point: EdgePoint) -> arb | None:
    """C of 1 - c_l ~ C l^-r."""
    return None if point.decay is None else point.decay.constant.arb


def _keeps_less(point: EdgePoint, depth: int) -> bool:
    """Whether beta_q, or 2/s, is smaller than the depth."""
    constant = _scale(point)
    return constant is None or point.decay is None or bool(constant ** (1 / arb(float(point.decay.exponent))) < depth)


def _too_deep(point: EdgePoint, depth: int) -> str:
    here = "" if point.decay is None else f", here 1 - c_l ~ {point.decay.law}"
    return f"no stable point keeps inputs apart over the whole depth {depth}{here}"


def _forgetting(edge: EdgeOfChaos, depth: int, digits: int) -> Initialization | None:
    """The edge repels near q = 0, but not everywhere."""
    near = near_zero(edge.activation)
    if near is None or near.stability is None or near.stability.coefficient.is_positive is not True:
        return None
    condition = stability_is((arb(-1) / depth).exp())
    cells = range(_first_contracting(edge.moments), SEARCHED[-1] + 1)
    nearest = next(_stable_points(edge, condition, cells, digits), None)
    point = nearest or _most_contracting(edge, cells, digits)
    if point is None:
        return None
    which = "the nearest" if nearest else "the fastest, though none settles within the depth"
    why = f"the edge repels at small variances, where correlations would converge slowly; of the stable points where the variance settles this is {which}"
    small = "at a smaller sigma_b the point with chi_1 = 1, which Algorithm 1 of Hayou et al. returns, repels: the variance explodes or collapses with depth"
    return Initialization(depth, point, "first stable point", why, (small, _too_deep(point, depth), INSTEAD))


def _first_contracting(moments: Moments) -> int:
    """The cell before the first at whose centre chi_par < 1, by bisection: chi_par > 1 at small variances, and one crossing is the usual case."""
    low, high = SEARCHED[0], SEARCHED[-1]
    while high - low > 1:
        middle = (low + high) // 2
        slope = _chi_par(moments, middle, centre(middle))
        low, high = (low, middle) if slope is not None and slope < 1 else (middle, high)
    return low


def _most_contracting(edge: EdgeOfChaos, cells: range, digits: int) -> EdgePoint | None:
    """Of a grid of exact variances, the point of the edge with the smallest chi_par."""
    best: tuple[float, Rational] | None = None
    for cell in cells:
        low, high = ends(cell)
        for k in range(GRID):
            variance = low + (high - low) * Rational(2 * k + 1, 2 * GRID)
            slope = _chi_par(edge.moments, cell, variance)
            if slope is not None and slope < 1 and (best is None or slope < best[0]):
                best = slope, variance
    return None if best is None else edge.at(best[1].limit_denominator(100), digits)


def _chi_par(moments: Moments, cell: int, variance: Rational) -> float | None:
    """V'/h by the series, None off the edge."""
    at = arb(float(variance))
    try:
        second, slope = moments.series("second", cell), moments.series("slope", cell)
    except CannotEnclose:
        return None
    return float((second(at, 1) / slope(at)).mid()) if at - second(at) / slope(at) > 0 else None


def _unit(edge: EdgeOfChaos, depth: int, digits: int) -> Initialization | None:
    """No scale to choose by: unit variance, if it is a stable point."""
    law = law_of(edge.activation)
    try:
        point = edge.at(Integer(1), digits)
    except (NoPoint, Diverges):
        return None
    if not point.stable or law.law is Law.AFFINE:
        return None
    why = "a stable point of the edge with unit variance: variance and gradient keep their size"
    reason = "no stable point has the scale of this depth" if law.law is not None else law.reason
    return Initialization(depth, point, "unit variance", why, (f"{reason}: the convergence of correlations did not decide between the points",))


def _nowhere(edge: EdgeOfChaos) -> bool:
    """Whether a theorem excludes a stable point."""
    if edge.is_shifted or edge.degree is not None:
        return edge.degree is None or bool(edge.degree > 1)
    if edge.is_one_point or _at_unit_variance(edge.moments):
        return False
    theorem = everywhere(edge.activation)
    return theorem is not None and theorem != POINCARE


def _at_unit_variance(moments: Moments) -> bool:
    """Whether there is a point of the edge with q = 1, which no theorem excludes then."""
    try:
        second, slope = (moments.series(name, 0)(arb(1)) for name in ("second", "slope"))
    except CannotEnclose:
        return False
    return bool(1 - second / slope > 0)


def _nothing(edge: EdgeOfChaos, depth: int) -> Initialization:
    return Initialization(depth, None, "none", _why_nothing(edge), (INSTEAD,))


def _why_nothing(edge: EdgeOfChaos) -> str:
    if edge.is_shifted:
        return EMPTY
    if edge.degree is not None:
        return f"every point of the edge repels: {structure(edge).everywhere}"
    theorem = everywhere(edge.activation)
    if theorem is not None and theorem != POINCARE:
        return f"no network of this activation is on the edge of chaos: {theorem}"
    if curves_nowhere(edge.moments):
        return "E[phi phi''] = 0 makes chi_par = 1 on the whole edge: a variance that is too large is pushed away, so no point is stable"
    low, high = between(ends(SEARCHED[0])[0], ends(SEARCHED[-1])[1], 2)
    return f"no stable point of the edge of chaos was found for {low} < q < {high}: chi_1 = 1 nowhere, or the variance map repels there"
