"""Functions proven positive on the whole line."""

from __future__ import annotations

from flint import acb, arb
from sympy import Expr, Symbol, expand

from derive.evidence.balls.scalar import Point, compile_ball, real_part
from derive.evidence.line.growth import HalfLine
from derive.evidence.line.positive_form import positive_by_form

CELLS = 64


def is_positive(expr: Expr, letter: Symbol, at: Point) -> bool:
    """f > 0 on R is proven: by its form, multiplied out or not, or by a negative upper bound of -f on |z| >= 1 and in balls that cover [-1, 1]."""
    if positive_by_form(expr, letter) or positive_by_form(expand(expr), letter):
        return True
    for side in (1, -1):
        bound = HalfLine(letter, side, arb(1), at).above(expr, -1)
        top = bound.supremum(arb(1)) if bound else None
        if top is None or not top < 0:
            return False
    function = compile_ball(expr, (letter,), at)
    centres = [arb(2 * k + 1 - CELLS) / CELLS for k in range(CELLS)]
    return all(real_part(function(acb(arb(centre, arb(1) / CELLS)), False)) > 0 for centre in centres)
