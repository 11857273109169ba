"""Ends of a piece that are singular and no binary numbers: the knot is moved to 0, where the body is exact.

If a power or logarithm of an affine function of the letter is singular at the end, its root r is known exactly (other functions: `factored`), and

    int_r^(r + m) f(z) p(z) dz = int_0^m f(r + w) exp(-r w - r^2/2) p(w) dw,        p the normal density.
"""

from __future__ import annotations

from flint import acb, arb
from sympy import Expr, Pow, Symbol, exp, expand, log

from derive.evidence.balls.scalar import Point, compile_ball, constant, real_part
from derive.evidence.line.asked import mean
from derive.evidence.line.endpoint import integrate_piece, with_arguments_multiplied_out
from derive.evidence.line.factored import factored
from derive.evidence.line.split import Piece
from derive.language.errors import CannotEnclose
from derive.language.text.decimals import rounded

WIDEST = arb(1) / 4


def split_singular_ends(piece: Piece, letter: Symbol, at: Point, bits: int) -> tuple[Piece, arb]:
    """The piece without its inexact singular ends, and the integral over those parts."""
    total, ends = arb(0), [piece.lower, piece.upper]
    width = (piece.upper - piece.lower).lower()
    for k, side in ((0, 1), (1, -1)):
        found = singular_place(piece.body, letter, at, ends[k], side)
        if found is None:
            continue
        body, root = found
        length = (WIDEST if not width.is_finite() else (width / 4).min(WIDEST)).mid()
        moved = _moved(body, letter, root)
        low, high = (arb(0), length) if side > 0 else (-length, arb(0))
        inner = ends[k] + side * length
        total += integrate_piece(moved, letter, at, low, high, bits) + arb(0, _sliver(piece.body, letter, at, inner))
        ends[k] = inner.mid()
    return Piece(ends[0], ends[1], piece.body), total


def singular_place(body: Expr, letter: Symbol, at: Point, end: arb, side: int) -> tuple[Expr, Expr] | None:
    """The function and the exact place of an end at which it has no bounded value; None where the end is exact or infinite, or the body is bounded there.

    Raises CannotEnclose where the place is not known.
    """
    if not end.is_finite() or end.is_exact() or compile_ball(body, (letter,), at)(acb(end), False).is_finite():
        return None
    found = placed(body, letter, at, end, side)
    if found is None:
        raise CannotEnclose(mean(body), f"the body is singular near {rounded(end.mid(), 6)}, a place that is not known exactly", "move the point to 0")
    return found


def placed(body: Expr, letter: Symbol, at: Point, end: arb, side: int) -> tuple[Expr, Expr] | None:
    """The function right of an end, or left of it with side -1, written so that the place, which comes with it, is seen to be singular."""
    root = root_near(body, letter, at, end)
    return factored(body, letter, at, end, side) if root is None else (body, root)


def root_near(body: Expr, letter: Symbol, at: Point, end: arb) -> Expr | None:
    """A root of the argument of a power or a logarithm, affine in the letter, that lies in the ball `end`."""
    for base in _bases(body):
        slope, rest = base.coeff(letter, 1), base.coeff(letter, 0)
        if slope != 0 and expand(base - slope * letter - rest) == 0:
            root = expand(-rest / slope)
            place = constant(root, at)
            if real_part(acb(arb(place) if not isinstance(place, acb) else place)).overlaps(end):
                return root
    return None


def _bases(body: Expr) -> list[Expr]:
    """The expanded arguments of powers and logarithms."""
    found = {node.args[0]: None for node in sorted(body.atoms(Pow, log), key=str)}
    return [expand(base) for base in found]


def _moved(body: Expr, letter: Symbol, root: Expr) -> Expr:
    """f(r + w) exp(-r w - r^2/2) in w."""
    return with_arguments_multiplied_out(body.xreplace({letter: letter + root})) * exp(-root * letter - root**2 / 2)


def _sliver(body: Expr, letter: Symbol, at: Point, place: arb) -> arb:
    """What the uncertain place of the inner point adds: its width times the largest of |body|, density below 1/2."""
    value = real_part(compile_ball(body, (letter,), at)(acb(place), False))
    if not value.is_finite():
        raise CannotEnclose(mean(body), f"the body is singular near {rounded(place.mid(), 6)} too", "move the point to 0")
    return (place.rad() * value.abs_upper()).upper()
