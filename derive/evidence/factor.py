r"""A factor f(Z) of an integrand, as exact text, turned into its Hermite vector.

The vector depends on the factor alone: not on the correlation, nor on what it is multiplied with. So it is kept, and
every further correlation is free.
"""

from __future__ import annotations

from functools import lru_cache, partial

from flint import ctx
from sympy import Expr, Symbol

from derive.evidence.hermite_vector import HermiteVector, Interval, Tail, hermite_vector
from derive.evidence.scalar import compile_ball
from derive.evidence.split import pieces
from derive.evidence.square_tail import square_tail
from derive.language.symbols import Z

ORDERS = (16, 32, 64, 100, 140, 200, 300, 420, 600, 800, 1100, 1500)


def precision(order: int, digits: int) -> int:
    """Bits at which knots must be known: nodes are relative to knots, and the recurrence amplifies their radii."""
    return int(3.33 * digits) + 96 + int(22 * order**0.5)


def factor_pieces(body: Expr, bits: int) -> tuple[list[Interval], Tail]:
    """The pieces of a function of Z without parameters as ball functions, and T -> bound of E[f^2; |Z| > T]."""
    with ctx.workprec(bits):
        parts = pieces(body, Z, {})
    return [(part.lower, part.upper, compile_ball(part.body, (Z,), {})) for part in parts], partial(square_tail, parts)


@lru_cache(maxsize=512)
def _vector(body: Expr, order: int, digits: int) -> HermiteVector:
    functions, tail = factor_pieces(body, precision(order, digits))
    return hermite_vector(functions, tail, order, digits)


def factor_vector(body: Expr, letter: Symbol, order: int, digits: int) -> HermiteVector:
    """Coefficients a_0..a_N, N the first of ORDERS from `order` on, and the square norm of a function of `letter` ~
    N(0,
    1) without parameters.
    """
    rounded = next((n for n in ORDERS if n >= order), order)
    return _vector(body.xreplace({letter: Z}), rounded, digits)
