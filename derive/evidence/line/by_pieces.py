"""E[f(Z)] as a sum over pieces of int f phi: adaptive quadrature on each analytic piece up to a point T, and a proven bound of what lies beyond.

A break point is a ball; the integral runs between exact middles, and each ball of width 2r adds at most 2r sup |f| phi.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from flint import acb, arb
from sympy import Expr, Symbol

from derive.evidence.balls.scalar import Point, compile_ball, real_part
from derive.evidence.line.asked import mean
from derive.evidence.line.endpoint import integrate_piece
from derive.evidence.line.moved_end import singular_place, split_singular_ends
from derive.evidence.line.settled import settled_pieces
from derive.evidence.line.split import Piece, pieces
from derive.evidence.line.tail import tail
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

PATIENT = 6  # times as many values in a piece that does not settle


def by_pieces(body: Expr, letter: Symbol, at: Point, bits: int) -> arb:
    """To about 2^-bits. Raises CannotEnclose."""
    parts = pieces(body, letter, at)
    total = sum((_piece(part, letter, at, bits) for part in parts), arb(0)) + _seams(parts, letter, at)
    if not total.is_finite():
        raise CannotEnclose(mean(body), "an integral did not converge", "check that the function is integrable at its singular points")
    return total


def by_settled_pieces(body: Expr, bits: int) -> arb | None:
    """The quadrature of the simpler functions to which a function of Z without parameters settles; None where there are none."""
    parts, error = settled_pieces(body, arb(2) ** -bits)
    value = sum((_piece(part, Z, {}, bits, PATIENT) for part in parts), arb(0)) + arb(0, error) + _seams(parts, Z, {})
    return value if parts and value.is_finite() else None


def _piece(piece: Piece, letter: Symbol, at: Point, bits: int, patience: int = 1) -> arb:
    if piece.body == 0:
        return arb(0)
    piece, near = split_singular_ends(piece, letter, at, bits)
    target, error = arb(2) ** -bits, arb(0)
    ends = [piece.lower.mid(), piece.upper.mid()]
    for k, side in ((0, -1), (1, 1)):
        if not ends[k].is_finite():
            nearest = (side * ends[1 - k]).max(arb(2)) if ends[1 - k].is_finite() else arb(2)
            start, beyond = tail(piece.body, letter, side, at, target, nearest)
            ends[k], error = side * start, error + beyond
    return near + integrate_piece(piece.body, letter, at, ends[0], ends[1], bits, patience) + arb(0, error)


def _seams(parts: Sequence[Piece], letter: Symbol, at: Point) -> arb:
    return sum((_seam(left, right, letter, at) for left, right in pairwise(parts)), arb(0))


def _seam(left: Piece, right: Piece, letter: Symbol, at: Point) -> arb:
    """What the uncertain place of a break point adds: width times the largest |body| of its neighbours there, phi < 2/5."""
    knot = left.upper
    if knot.is_exact():
        return arb(0)
    size = arb(0)
    for part, side in ((left.body, -1), (right.body, 1)):
        if singular_place(part, letter, at, knot, side) is None:  # else it was integrated up to the knot itself
            size = size.max(real_part(compile_ball(part, (letter,), at)(acb(knot), False)).abs_upper())
    return arb(0, (2 * size * knot.rad()).upper())
