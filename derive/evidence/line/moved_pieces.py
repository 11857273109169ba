r"""Expectations whose largest values are far out, each piece about its own place.

Where f(z) = exp(a z + b) r(z) between two points (`dominant`), for every t

    E[f(Z); Z in A] = exp(b + t^2/2) E[exp((a - t)(Z + t)) r(Z + t); Z + t in A],

Cameron and Martin's shift of the line. With t = a, or the end of A nearest to it, what is left is largest near 0, and an error that is small beside the whole
is asked of each piece: one whose exponent is far below the largest costs nothing.
"""

from __future__ import annotations

from contextlib import suppress
from math import log

from flint import arb
from sympy import Expr, Integer, Rational, cos, exp, sin

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.asked import mean
from derive.evidence.line.contour import over_piece
from derive.evidence.line.dominant import DominantPiece, Exponential, dominant_pieces
from derive.evidence.line.endpoint import integrate_piece
from derive.evidence.line.far_bound import bounded_beyond
from derive.evidence.line.moved_end import split_singular_ends
from derive.evidence.line.split import Piece
from derive.evidence.line.tail import tail
from derive.evidence.line.uncertain_end import displaced
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

FEWEST = 16  # bits of a piece, at least
NEAR = 4  # deviations: exponents that are so small move nothing


def moves(parts: tuple[DominantPiece, ...]) -> bool:
    """Whether a piece has its largest values far out."""
    return any(tilt_of(part) != 0 for part in parts)


def tilt_of(part: DominantPiece) -> Expr:
    """The slope of the exponent, or a fraction near that end of the piece where the integrand is largest; 0 near 0."""
    slope = real_constant(part.form.slope, {})
    if abs(slope) < NEAR:
        return Integer(0)
    if slope > part.upper:
        return near_fraction(part.upper)
    return near_fraction(part.lower) if slope < part.lower else part.form.slope


def near_fraction(place: arb) -> Rational:
    """A fraction of few digits within 1/8."""
    return Rational(round(float(place.mid()) * 8), 8)


def moved(form: Exponential, tilt: Expr, shift: Expr) -> tuple[Expr, Expr]:
    """(e, g) with exp(slope z + level) r(z) exp(-tilt z) = exp(e) g(z - shift) at all z."""
    left = form.slope - tilt
    rest = form.rest.xreplace({Z: Z + shift}) if shift != 0 else form.rest
    return form.level + left * shift, rest * exp(left * Z) if left != 0 else rest


def by_moved_pieces(body: Expr, bits: int, far: bool = True) -> arb:
    """E[body(Z)] for a function without parameters, to about 2^-bits relative to the largest of its pieces; `far`: if one is far out.

    Raises CannotEnclose where no piece has its largest values far out, or a piece is refused.
    """
    parts = dominant_pieces(body)
    if far and not moves(parts):
        raise CannotEnclose(mean(body), "no exponential dominates it far out", "the quadrature of its pieces")
    found = [_centred(part) for part in parts]
    with working(64):
        exponents = [real_constant(exponent, {}) for exponent, _ in found]
        top = max(float(value.mid()) for value in exponents)
    total = arb(0)
    for (exponent, piece), rough in zip(found, exponents, strict=True):
        check_clock(body)
        asked = max(FEWEST, bits + int((float(rough.mid()) - top) / log(2)))
        total += real_constant(exponent, {}).exp() * _over(piece, asked)
    return total


def _centred(part: DominantPiece) -> tuple[Expr, Piece]:
    tilt = tilt_of(part)
    level, rest = moved(part.form, tilt, tilt)
    place = real_constant(tilt, {})
    return level + tilt**2 / 2, Piece(part.lower - place, part.upper - place, rest)


def _over(piece: Piece, bits: int) -> arb:
    """E[g(Z); Z between the ends]; an end far out is cut where the tail begins."""
    if piece.body == 0:
        return arb(0)
    if piece.body.has(sin, cos):
        with suppress(CannotEnclose):
            return over_piece(piece, bits)
    target = arb(2) ** -bits
    piece, near = split_singular_ends(piece, Z, {}, bits)
    ends, error = [piece.lower.mid(), piece.upper.mid()], arb(0)
    for k, side in ((0, -1), (1, 1)):
        if (cut := _cut(piece, side, bits)) is not None:
            ends[k], error = side * cut[0], error + cut[1]
        elif not ends[k].is_finite():
            nearest = (side * ends[1 - k]).max(arb(2)) if ends[1 - k].is_finite() else arb(2)
            start, beyond = tail(piece.body, Z, side, {}, target, nearest)
            ends[k], error = side * start, error + beyond
        else:
            error += displaced(piece, piece.lower if side < 0 else piece.upper)
    value = near + integrate_piece(piece.body, Z, {}, ends[0], ends[1], bits) + arb(0, error.upper())
    if not value.is_finite():
        raise CannotEnclose(mean(piece.body), "an integral did not converge", "another way")
    return value


def _cut(piece: Piece, side: int, bits: int) -> tuple[arb, arb] | None:
    """(T, bound) for a piece that ends far beyond T, bounded by its values there; None for others."""
    start = arb(2 * bits + FEWEST).sqrt().ceil().mid()
    if not side * (piece.upper if side > 0 else piece.lower) > start + 1 or not side * (piece.lower if side > 0 else piece.upper) < start:
        return None
    size = bounded_beyond(piece, side, start)
    return None if size is None else (start, (size * (-start * start / 2).exp()).upper())
