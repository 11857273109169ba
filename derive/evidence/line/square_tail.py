r"""The energy E[f(Z)^2; |Z| > T] outside an interval.

From log |f(z)| <= a + b t + g t^2 for t = |z| >= T, the integrand of the square is at most exp(h(t)) / sqrt(2 pi), h(t)
= 2a + 2bt - (1/2 - 2g) t^2. Where g < 1/4, h is concave, h(t) <= h(T) + h'(T)(t - T), and if h'(T) < 0

    int_T^oo exp(h) dt <= exp(h(T)) / -h'(T).

On a piece that ends beyond T its largest value there counts, and P(Z > T) <= exp(-T^2/2).
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb

from derive.evidence.balls.precision import working
from derive.evidence.line.far_bound import bounded_beyond
from derive.evidence.line.growth import growth
from derive.evidence.line.split import Piece
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z


def square_tail(parts: Sequence[Piece], end: arb) -> arb:
    """Upper bound of E[f(Z)^2; |Z| > T] for T = end >= 1, f given by its pieces; infinite where none is found."""
    with working(64):
        right = sum((_half_line(part, 1, end) for part in parts if not part.upper <= end), arb(0))
        left = sum((_half_line(part, -1, end) for part in parts if not part.lower >= -end), arb(0))
        return (left + right).upper()


def _half_line(part: Piece, side: int, end: arb) -> arb:
    inside = bounded_beyond(part, side, end)
    if inside is not None:
        return inside * inside * (-end * end / 2).exp()
    end = end.max(part.lower if side > 0 else -part.upper)
    try:
        bound = growth(part.body, Z, side, end, {})
    except CannotEnclose:
        return arb.pos_inf()
    curvature = arb(1) / 2 - 2 * bound.g
    slope = 2 * bound.b - 2 * curvature * end
    if not (curvature > 0 and slope < 0):
        return arb.pos_inf()
    height = 2 * bound.a + 2 * bound.b * end - curvature * end * end
    return height.exp() / (-slope * (2 * arb.pi()).sqrt())
