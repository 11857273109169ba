"""Logarithms and roots of squares, said with absolute values: log((x - a)^2) is 2 log|x - a|, and sqrt(x^2 - 2 x + 1) is |x - 1|."""

from __future__ import annotations

from sympy import Abs, Add, Expr, Mul, Poly, Pow, factor_list, log

from derive.language.symbols import x


def without_squares(expr: Expr) -> Expr:
    """The expression with log(p) and p^e, e not whole, replaced where the polynomial p in x is a positive number times even powers.

    >>> without_squares(log(x**2 - 4*x + 4)), without_squares(log(x**2 + 1))
    (2*log(Abs(x - 2)), log(x**2 + 1))
    >>> from sympy import sqrt
    >>> without_squares(sqrt(4 * x**2 + 4 * x + 1))
    2*Abs(x + 1/2)
    """
    found = {}
    for part in expr.atoms(log, Pow):
        base = part.args[0]
        if base.has(x) and base.is_polynomial(x) and (isinstance(part, log) or (not part.exp.is_integer and not part.exp.has(x))):
            factors = _even(base)
            if factors is not None:
                found[part] = _of_factors(part, *factors)
    return expr.xreplace(found) if found else expr


def _even(base: Expr) -> tuple[Expr, list[tuple[Expr, int]]] | None:
    """A positive constant and monic factors with even powers; None where there is an odd one."""
    constant, factors = factor_list(base, x)
    monic = []
    for factor, power in factors:
        lead = Poly(factor, x).LC()
        if power % 2 or not lead.is_number:
            return None
        constant, factor = constant * lead**power, (factor / lead).expand()
        monic.append((factor, int(power)))
    return (constant, monic) if constant.is_positive else None


def _of_factors(part: Expr, constant: Expr, factors: list[tuple[Expr, int]]) -> Expr:
    if isinstance(part, log):
        return Add(log(constant), *(power * log(Abs(factor)) for factor, power in factors))
    return Mul(constant**part.exp, *(Abs(factor) ** (power * part.exp) for factor, power in factors))
