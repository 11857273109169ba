r"""Expectations over a pair whose factors grow like exponentials on some intervals, each pair of intervals about its own place.

Where f(x) = exp(a x + k) r(x) on A and g(y) = exp(b y + l) s(y) on B (`line/dominant`), for all a', b' with M = a' + c b', N = b' + c a'

    E[f(X) g(Y); A x B] = exp(k + l + (a - a') M + (b - b') N + (a'^2 + 2 a' b' c + b'^2)/2)
                          E[exp((a - a') X) r(X + M) exp((b - b') Y) s(Y + N); X + M in A, Y + N in B],

Cameron and Martin's shift of the plane. (M, N) is the place in A x B where exp(a x + b y) times the density is largest. A pair of intervals whose exponent is
far below the largest is bounded by Cauchy and Schwarz, the others go by rectangles and short rules (`knotted`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Literal

from flint import arb
from sympy import Expr, Integer, Piecewise, Rational

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.nearness import nearness
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.dominant import DominantPiece, dominant_pieces
from derive.evidence.line.endpoint import rational
from derive.evidence.line.moved_pieces import NEAR, moved, near_fraction
from derive.evidence.line.span import size, span
from derive.evidence.line.split import Piece
from derive.evidence.line.square_tail import square_tail
from derive.evidence.pair.knotted import over_pieces
from derive.evidence.pair.mehler import by_mehler
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

SPARE = 6  # digits of each pair of intervals beyond those asked for
FEWEST = 4  # digits of a pair of intervals
FARTHEST = 60
Pieces = tuple[Piece, Piece, Piece]
Way = Literal["rectangles", "mehler"]


@dataclass(frozen=True, slots=True)
class Pair:
    """E[f g; A x B] = exp(exponent) E[first(X) second(Y)], the pieces 0 outside their intervals."""

    exponent: Expr
    rough: float
    first: Pieces
    second: Pieces


def by_moved_pairs(f: Expr, g: Expr, c: Expr, digits: int, way: Way = "rectangles") -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters and an exact correlation, 0 < |c| < 1, to about `digits` digits relative to the largest part;
    each pair of intervals by rectangles and short rules, or by Mehler's expansion.

    Raises CannotEnclose where no exponential dominates a factor, or a pair of intervals is refused.
    """
    with working(64):
        if real_constant(c, {}) < 0:
            c, g = -c, g.xreplace({Z: -Z})
    with working((int(3.33 * digits) + 96 + nearness(c)) * (1 if way == "rectangles" else 2)):
        one = dominant_pieces(f)
        other = one if g == f else dominant_pieces(g)
        if not any(abs(real_constant(part.form.slope, {})) > NEAR for part in (*one, *other)):
            raise CannotEnclose("an expectation over a pair", "no exponential dominates a factor far out", "another method")
        pairs = [_pair(first, second, c) for first in one for second in other if first.form.rest != 0 and second.form.rest != 0]
        top, correlation, total = max((pair.rough for pair in pairs), default=0.0), real_constant(c, {}), arb(0)
        for pair in pairs:
            check_clock()
            asked = digits + SPARE + int((pair.rough - top) / log(10))
            factor = real_constant(pair.exponent, {}).exp()
            total += factor * (_over(pair, correlation, max(asked, FEWEST), way) if asked > 0 else _bounded(pair))
        if not total.is_finite():
            raise CannotEnclose("an expectation over a pair", "a pair of intervals is not seen to be small", "another method")
        return total


def _pair(first: DominantPiece, second: DominantPiece, c: Expr) -> Pair:
    tilts = _tilts(first, second, c)
    places = tilts[0] + c * tilts[1], tilts[1] + c * tilts[0]
    exponent: Expr = (tilts[0] ** 2 + 2 * c * tilts[0] * tilts[1] + tilts[1] ** 2) / 2
    shifted = []
    for part, tilt, place in zip((first, second), tilts, places, strict=True):
        level, rest = moved(part.form, tilt, place)
        exponent += level
        shifted.append(_padded(part, rest, real_constant(place, {})))
    return Pair(exponent, float(real_constant(exponent, {}).mid()), *shifted)


def _padded(part: DominantPiece, rest: Expr, place: arb) -> Pieces:
    """The moved piece between pieces that are 0."""
    low, high, zero = part.lower - place, part.upper - place, Integer(0)
    return tuple(Piece(a, b, body) for a, b, body in ((arb("-inf"), low, zero), (low, high, rest), (high, arb("inf"), zero)) if a.mid() < b.mid())  # type: ignore[return-value]


def _tilts(first: DominantPiece, second: DominantPiece, c: Expr) -> tuple[Expr, Expr]:
    """(a', b') of the highest place of exp(a x + b y) times the density in A x B: the slopes themselves if it is inside, else fractions for ends."""
    return max(_candidates(first, second, c), key=lambda found: found[0])[1]


def _candidates(first: DominantPiece, second: DominantPiece, c: Expr) -> Iterator[tuple[float, tuple[Expr, Expr]]]:
    a, b, cc = first.form.slope, second.form.slope, real_constant(c, {})
    sa, sb, narrow = real_constant(a, {}), real_constant(b, {}), 1 - cc * cc

    def height(x: arb, y: arb) -> float:
        return float((sa * x + sb * y - (x * x - 2 * cc * x * y + y * y) / (2 * narrow)).mid())

    def within(part: DominantPiece, place: arb) -> bool:
        return not (place < part.lower or place > part.upper)

    x, y = sa + cc * sb, sb + cc * sa
    if within(first, x) and within(second, y):
        yield height(x, y), (a, b)
    for end in _ends(first):
        y = cc * end.p / end.q + sb * narrow
        if within(second, y):
            yield height(arb(end.p) / end.q, y), (end - c * b, b)
    for end in _ends(second):
        x = cc * end.p / end.q + sa * narrow
        if within(first, x):
            yield height(x, arb(end.p) / end.q), (a, end - c * a)
    for one in _ends(first):
        for other in _ends(second):
            yield height(arb(one.p) / one.q, arb(other.p) / other.q), ((one - c * other) / (1 - c**2), (other - c * one) / (1 - c**2))
    if not (_ends(first) and _ends(second)):
        yield -float("inf"), (Integer(0), Integer(0))


def _ends(part: DominantPiece) -> list[Rational]:
    return [near_fraction(end) for end in (part.lower, part.upper) if end.is_finite()]


def _over(pair: Pair, c: arb, digits: int, way: Way) -> arb:
    if way == "rectangles":
        return over_pieces(pair.first, pair.second, c, digits)
    displaced = _band(pair.first) * _square(pair.second) + _square(pair.first) * _band(pair.second)
    return by_mehler(_as_written(pair.first), _as_written(pair.second), c, digits) + arb(0, displaced.sqrt().upper() * 2)


def _band(parts: Pieces) -> arb:
    """A bound of E[r(Z)^2] where the ends are balls: `_as_written` cuts at their middles."""
    total = arb(0)
    for part, following in pairwise(parts):
        body = part.body if part.body != 0 else following.body
        bound = size(span(body, {Z: (part.upper.lower(), part.upper.upper())}))
        total += bound * bound * arb(part.upper.rad()) * 2
    return total


def _as_written(parts: Pieces) -> Expr:
    """The pieces as one expression."""
    ends = [rational(part.upper.mid()) for part in parts[:-1]]
    return Piecewise(*((part.body, end > Z) for part, end in zip(parts, ends, strict=False)), (parts[-1].body, True))


def _bounded(pair: Pair) -> arb:
    """|E[r s]| <= sqrt(E[r^2] E[s^2])."""
    return arb(0, (_square(pair.first) * _square(pair.second)).sqrt().upper())


def _square(parts: Pieces) -> arb:
    """A bound of E[r(Z)^2], from unit cells and the growth beyond them."""
    inside, low, high = next((part.body, part.lower, part.upper) for part in parts if part.body != 0)
    total = square_tail(parts, arb(FARTHEST))
    for k in range(-FARTHEST, FARTHEST):
        left, right = arb(k).max(low.lower()), arb(k + 1).min(high.upper())
        if left < right:
            nearest = arb(0) if k in (-1, 0) else arb(min(abs(k), abs(k + 1)))
            bound = size(span(inside, {Z: (left, right)}))
            total += bound * bound * (-nearest * nearest / 2).exp() / 2
    return total.upper()
