r"""Functions that are continuous as they are written: Abs, Max and Min of functions that are analytic at the knots.

Their first derivative is a function, whatever the knots are, and needs no exact form of them: the knots of Max(tanh(x), x/3) are zeros of tanh(x) - x/3.
"""

from __future__ import annotations

from flint import acb, arb
from sympy import Abs, Derivative, DiracDelta, Expr, Max, Min, Subs, Symbol, diff

from derive.evidence.balls.operations import SWITCHES
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball
from derive.evidence.line.split import pieces
from derive.language.errors import CannotEnclose

BITS = 256


def derivative_as_written(body: Expr, letter: Symbol, order: int) -> Expr | None:
    """f or f' of a function without parameters; None where f' is not seen to be a function.

    >>> from sympy import tanh
    >>> t = Symbol("t", real=True)
    >>> derivative_as_written(Max(tanh(t), t / 3), t, 1)
    (1 - tanh(t)**2)*Heaviside(-t/3 + tanh(t)) + Heaviside(t/3 - tanh(t))/3
    """
    if order == 0:
        return body
    if order > 1 or not _is_continuous(body, letter):
        return None
    found = diff(body, letter)
    return None if found.has(DiracDelta, Derivative, Subs) else found


def _is_continuous(body: Expr, letter: Symbol) -> bool:
    if any(not isinstance(switch, (Abs, Max, Min)) for switch in body.atoms(*SWITCHES)):
        return False
    try:
        with working(BITS):
            parts = pieces(body, letter, {})
            knots = [(part.upper, k) for k, part in enumerate(parts[:-1])]
            sides = [(compile_ball(parts[k + i].body, (letter,), {}), acb(knot + arb(0, 1e-30))) for knot, k in knots for i in (0, 1)]
            return not any(part.body.has(*SWITCHES) for part in parts) and all(branch(place, True).is_finite() for branch, place in sides)
    except CannotEnclose:
        return False
