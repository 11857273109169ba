"""Parity and positive homogeneity, decided exactly on the pieces.

    even: phi(-x) = phi(x)        odd: phi(-x) = -phi(x)        homogeneous of degree k: phi(l x) = l**k phi(x) for l > 0.

A function is homogeneous if it is c_- |x|**k on the left of 0 and c_+ x**k on the right.
"""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, Poly

from derive.language.deciding.order import compare
from derive.language.deciding.zero import is_zero
from derive.language.errors import DeriveError
from derive.language.fact import Fact
from derive.language.functions.activation import Activation
from derive.language.functions.piece import Piece
from derive.language.symbols import x


def even(activation: Activation) -> Fact:
    """Whether phi(-x) = phi(x) for almost all x.

    >>> even(Activation.of("Abs(x)")).holds, even(Activation.of("Max(x, 0)")).holds
    (True, False)
    """
    return _mirrored(activation, 1, "phi(-x) = phi(x)")


def odd(activation: Activation) -> Fact:
    """Whether phi(-x) = -phi(x) for almost all x."""
    return _mirrored(activation, -1, "phi(-x) = -phi(x)")


def _mirrored(activation: Activation, sign: int, statement: str) -> Fact:
    parts = activation.pieces
    image = [Piece(-p.upper, -p.lower, sign * p.expr.subs(x, -x)) for p in reversed(parts)]
    try:
        if len(image) != len(parts) or any(compare(a.upper, b.upper) for a, b in zip(parts, image, strict=True)):
            return Fact(False, f"{statement} fails: the knots are not symmetric")
    except DeriveError as problem:
        return Fact(None, f"whether {statement} is not decided: {problem.asked}")
    for a, b in zip(parts, image, strict=True):
        same = is_zero(a.expr - b.expr)
        if not same:
            where = f"for {a.lower} < x < {a.upper}"
            return Fact(same, f"{statement} fails {where}" if same is False else f"whether {statement} is not decided {where}")
    return Fact(True, f"{statement} on every piece")


def degree_of_homogeneity(activation: Activation) -> Expr | None:
    """k if phi(l x) = l**k phi(x) for all l > 0, x != 0; None otherwise (or if that is not decided).

    >>> degree_of_homogeneity(Activation.of("Max(x, 0)**2 - Min(x, 0)**2/3"))
    2
    """
    degrees = {_degree(p) for p in activation.pieces if p.expr != 0}
    if set(activation.knots) - {Integer(0)} or None in degrees or len(degrees) != 1:
        return None
    return degrees.pop()


def _degree(part: Piece) -> Expr | None:
    """k if the piece is a multiple of x**k or (-x)**k."""
    if part.expr.is_polynomial(x):
        terms = Poly(part.expr, x).monoms()
        return Integer(terms[0][0]) if len(terms) == 1 else None
    powers = [factor.as_base_exp() for factor in Mul.make_args(part.expr.as_independent(x, as_Add=False)[1])]
    plain = all(base in (x, -x) and not exponent.has(x) for base, exponent in powers)
    return Add(*(exponent for _, exponent in powers)) if plain else None


def slopes(activation: Activation) -> tuple[Expr, Expr] | None:
    """(lambda, beta) if phi(x) = lambda x for x > 0 and beta x for x <= 0, else None.

    >>> slopes(Activation.of("Max(x, 0) + alpha*Min(x, 0)"))
    (1, alpha)
    """
    parts = activation.pieces
    if set(activation.knots) - {Integer(0)}:
        return None
    if any(p.expr != 0 and _degree(p) != 1 for p in parts):
        return None
    return parts[-1].expr.subs(x, 1), -parts[0].expr.subs(x, -1)
