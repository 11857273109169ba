"""1 - tanh(w)^2 = sech(w)^2: the right side is seen to fall where the left one is a difference of nearly equal numbers."""

from __future__ import annotations

from functools import lru_cache

from sympy import Add, Expr, Mul, Pow, Symbol, sech, tanh


@lru_cache(maxsize=1024)
def with_sech_squares(expr: Expr, letter: Symbol) -> Expr:
    """The same function with sech^2 for 1 - tanh^2.

    >>> t = Symbol("t")
    >>> with_sech_squares(2 * tanh(t) ** 2 - 2, t)
    -2*sech(t)**2
    """
    if letter not in expr.free_symbols or not expr.args:
        return expr
    parts = tuple(with_sech_squares(part, letter) if isinstance(part, Expr) else part for part in expr.args)
    found = expr if parts == expr.args else expr.func(*parts)
    return _joined(found) if isinstance(found, Add) and found.has(tanh) else found


def _joined(total: Add) -> Expr:
    """a - a tanh(w)^2 in a sum, as a sech(w)^2."""
    for term in total.args:
        for factor in Mul.make_args(term):
            if isinstance(factor, Pow) and factor.exp == 2 and isinstance(factor.base, tanh):
                opposite = -term / factor
                if opposite in total.args:
                    rest = [other for other in total.args if other not in (term, opposite)]
                    return Add(opposite * sech(factor.base.args[0]) ** 2, *rest)
    return total
