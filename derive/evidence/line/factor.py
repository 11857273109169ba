r"""A factor f(Z) of an integrand, as exact text, turned into its Hermite vector.

The vector depends on the factor alone: not on the correlation, nor on what it is multiplied with. So it is kept, and
every further correlation is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import pairwise

from flint import acb, arb
from sympy import Expr, Symbol

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball, real_part
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line.hermite_vector import HermiteVector, Interval, Tail, hermite_vector
from derive.evidence.line.singular_end import split_ends
from derive.evidence.line.split import Piece, pieces
from derive.evidence.line.square_tail import square_tail
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z
from derive.language.text.decimals import rounded

ORDERS = (16, 32, 64, 100, 140, 200, 300, 420, 600, 800, 1100, 1500)


def precision(order: int, digits: int) -> int:
    """Bits at which knots must be known: nodes are relative to knots, and the recurrence amplifies their radii."""
    return int(3.33 * digits) + 96 + int(22 * order**0.5)


def factor_pieces(body: Expr, bits: int) -> tuple[list[Interval], Tail]:
    """The pieces of a function of Z without parameters as ball functions, and T -> bound of E[f^2; |Z| > T]."""
    with working(bits):
        parts = pieces(body, Z, {})
    return _functions(parts), partial(square_tail, parts)


@lru_cache(maxsize=512)
def _vector(body: Expr, order: int, digits: int) -> HermiteVector | CannotEnclose:
    """The vector, or why there is none: other correlations ask again."""
    try:
        with working(precision(order, digits)):
            parts = pieces(body, Z, {})
            ends, rest = split_ends(parts)
            seams = _seams(body, parts, rest)
        functions, tail, parity = _functions(rest), partial(square_tail, parts), _parity(body)
        if parity and not ends and not seams:
            half = hermite_vector(_right(functions), tail, order, digits)
            with working(precision(order, digits)):
                return half.mirrored(parity)
        return hermite_vector(functions, tail, order, digits, ends, seams)
    except CannotEnclose as error:
        return error.with_traceback(None)


def _parity(body: Expr) -> int:
    """1 for an even function of Z, -1 for an odd one, 0 where neither is seen."""
    turned = body.xreplace({Z: -Z})
    return 1 if turned == body else -1 if turned == -body else 0


def _right(functions: Sequence[Interval]) -> list[Interval]:
    """What lies right of 0."""
    return [(lower.max(arb(0)), upper, function) for lower, upper, function in functions if upper > 0]


def _seams(body: Expr, parts: Sequence[Piece], rest: Sequence[Piece]) -> list[tuple[arb, arb]]:
    """Knots that are no exact numbers, with a bound of |f| there on the sides that are not without their end: several knots may be in one ball."""
    found = []
    for (left, right), (before, after) in zip(pairwise(parts), pairwise(rest), strict=True):
        whole = [part for part, end, left_over in ((left, left.upper, before.upper), (right, left.upper, after.lower)) if left_over is end]
        if left.upper.is_exact() or not whole:
            continue
        value = sum((abs(real_part(compile_ball(part.body, (Z,), {})(acb(left.upper), False))) for part in whole), arb(0))
        if not value.is_finite():
            raise CannotEnclose(f"Hermite coefficients of {body}", f"it is unbounded near {rounded(left.upper.mid(), 6)}", "a knot at 0")
        found.append((left.upper, arb(value.upper())))
    return found


@lru_cache(maxsize=512)
def has_singular_end(body: Expr, letter: Symbol) -> bool:
    """Whether a function of `letter` without parameters is not analytic from one side at a knot."""
    with working(precision(0, 10)):
        return bool(split_ends(pieces(body.xreplace({letter: Z}), Z, {}))[0])


def _functions(parts: Sequence[Piece]) -> list[Interval]:
    return [(part.lower, part.upper, compile_ball(stable_form(part.body, Z), (Z,), {})) for part in parts]


def factor_vector(body: Expr, letter: Symbol, order: int, digits: int) -> HermiteVector:
    """Coefficients a_0..a_N, N the first of ORDERS from `order` on, and the square norm of a function of `letter` ~
    N(0,
    1) without parameters.
    """
    rounded = next((n for n in ORDERS if n >= order), order)
    found = _vector(body.xreplace({letter: Z}), rounded, digits)
    if isinstance(found, CannotEnclose):
        raise found.with_traceback(None)
    return found
