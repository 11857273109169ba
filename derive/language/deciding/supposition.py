"""Parameters about which more is supposed than their assumptions say: alpha > 1, or a < b.

A parameter of one case of an answer carries the suppositions p > 0 of that case. It prints like the parameter that it
stands for, and differs from it, so nothing that was decided in one case is taken for another.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sympy import Add, Basic, Expr, Mul, Pow, Symbol, expand, factor, fraction, together

from derive.language.deciding.consequence import follows_from


class SupposedSymbol(Symbol):  # type: ignore[misc]
    """A symbol with `suppositions`: expressions in ordinary symbols that are positive."""

    __slots__ = ("plain", "suppositions")

    plain: Symbol
    suppositions: tuple[Expr, ...]

    def __new__(cls, plain: Symbol, suppositions: tuple[Expr, ...]) -> SupposedSymbol:
        symbol: SupposedSymbol = Symbol.__xnew__(cls, plain.name, **plain._assumptions_orig)
        symbol.plain, symbol.suppositions = plain, suppositions
        return symbol

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.plain, self.suppositions), {}

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.suppositions)


def supposing(expr: Basic, suppositions: tuple[Expr, ...]) -> Basic:
    """The expression with its parameters under these suppositions, and no others.

    >>> b = Symbol("b", positive=True)
    >>> supposed_sign(supposing(b - 1, (b - 2,))), supposed_sign(supposing(3 - b, (b - 2,)))
    (1, None)
    """
    expr = plain(expr)
    named = {symbol for p in suppositions for symbol in p.free_symbols}
    return expr.xreplace({symbol: SupposedSymbol(symbol, suppositions) for symbol in expr.free_symbols & named})


def plain(expr: Basic) -> Basic:
    """The expression in ordinary symbols again."""
    return expr.xreplace({symbol: symbol.plain for symbol in expr.atoms(SupposedSymbol)})


@lru_cache(maxsize=8192)
def supposed_sign(expr: Expr) -> int | None:
    """1 or -1 if that follows from the suppositions about the parameters, None otherwise."""
    suppositions = tuple(dict.fromkeys(p for symbol in expr.free_symbols if isinstance(symbol, SupposedSymbol) for p in symbol.suppositions))
    if not suppositions:
        return None
    return _sign_of_product(plain(expr), suppositions)


def _sign_of_product(expr: Expr, suppositions: tuple[Expr, ...]) -> int | None:
    return _product(_sign(part, suppositions) for part in _factors(expr))


def _sign(part: Expr, suppositions: tuple[Expr, ...]) -> int | None:
    if part.is_positive or follows_from(part, suppositions):
        return 1
    if part.is_negative or follows_from(-part, suppositions):
        return -1
    if isinstance(part, Pow) and (part.exp.is_even or (part.exp.is_Rational and not part.exp.is_Integer)):
        base = _sign_of_product(part.base, suppositions)
        return 1 if base == 1 or (base == -1 and part.exp.is_even) else None
    if isinstance(part, Add) and len(part.args) == 2 and _has_roots(part):
        return _sign_of_two(part.args[0], part.args[1], suppositions)
    return None


def _sign_of_two(a: Expr, b: Expr, suppositions: tuple[Expr, ...]) -> int | None:
    """The sign of a + b by those of a and b, and where these differ by that of a^2 - b^2: for square roots."""
    left, right = (_sign_of_product(side, suppositions) for side in (a, b))
    if left is None or right is None or left == right:
        return left if left == right else None
    squares = expand(a**2 - b**2)
    found = None if _has_roots(squares) else _sign_of_product(squares, suppositions)
    return None if found is None else found * left


def _has_roots(expr: Expr) -> bool:
    return any(not power.exp.is_Integer for power in expr.atoms(Pow))


def _factors(expr: Expr) -> tuple[Expr, ...]:
    """Expressions whose signs multiply to that of `expr`."""
    found = []
    for side in fraction(together(expr)):
        for part in Mul.make_args(factor(side)):
            whole = isinstance(part, Pow) and part.exp.is_Integer
            found.append(part if not whole or part.exp % 2 == 0 else part.base)
    return tuple(found)


def _product(signs: Iterable[int | None]) -> int | None:
    """The product; None if one is None."""
    result = 1
    for sign in signs:
        if sign is None:
            return None
        result *= sign
    return result
