"""Which of two exact numbers is larger? Decided from the assumptions on the symbols, never by sampling."""

from __future__ import annotations

from functools import lru_cache

from sympy import Dummy, Expr, Float, Pow, Rational, cosh, erfinv, exp, expand, factor, sinh

from derive.language.deciding.supposition import supposed_sign
from derive.language.errors import DeriveError, UndecidedSign

TOWERS = (exp, sinh, cosh)
LARGEST_EXPONENT = 10**5


@lru_cache(maxsize=8192)
def constant_sign(expr: Expr) -> int | None:
    """1, 0 or -1; None if it does not follow from the assumptions on the symbols.

    >>> from sympy import Symbol
    >>> b = Symbol("b", positive=True)
    >>> constant_sign(b + 1/b), constant_sign(-b), constant_sign(b - 1)
    (1, -1, None)
    """
    if isinstance(expr, Rational):
        return (int(expr.p) > 0) - (int(expr.p) < 0)
    if expr.is_number and not is_tame(expr):
        return None
    if expr.is_number and (sign := _sign_of_number(expr)):
        return sign
    expr = _with_signed_inverses(expr)
    for form in (lambda e: e, expand, factor):
        value = form(expr)
        if value.is_zero:
            return 0
        if value.is_extended_positive:
            return 1
        if value.is_extended_negative:
            return -1
        if not expr.free_symbols:
            break
    return supposed_sign(expr)


def _with_signed_inverses(expr: Expr) -> Expr:
    """The same with positive letters, or their negatives, for erfinv of what has a known sign: erfinv is odd and increases."""
    signs = {inverse: constant_sign(inverse.args[0]) for inverse in expr.atoms(erfinv) if inverse.free_symbols}
    return expr.xreplace({inverse: sign * Dummy(positive=True) for inverse, sign in signs.items() if sign})


def odd_erfinv(k: Expr) -> Expr:
    """erfinv(k), an odd function, so that erfinv(-a) is -erfinv(a)."""
    return -erfinv(-k) if k.could_extract_minus_sign() else erfinv(k)


def _sign_of_number(expr: Expr) -> int:
    """1 or -1 if a few digits of the number can be guaranteed, else 0."""
    value = expr.evalf(5)
    if not isinstance(value, Float) or value._prec == 1:
        return 0
    return int(bool(value > 0)) - int(bool(value < 0))


def is_tame(number: Expr) -> bool:
    """Whether a number can be evaluated in reasonable time: no exponential has an astronomical argument.

    >>> from sympy import exp
    >>> is_tame(exp(exp(5))), is_tame(exp(exp(100)))
    (True, False)
    """
    if not number.args:
        return True
    if not all(map(is_tame, number.args)):
        return False
    exponent = number.exp if isinstance(number, Pow) else number.args[0] if isinstance(number, TOWERS) else None
    if exponent is None or isinstance(exponent, Rational) or not exponent.has(*TOWERS, Pow):
        return True
    size = exponent.evalf(3)
    return bool(size.is_Float and abs(size) < LARGEST_EXPONENT)


def decided_sign(expr: Expr) -> int:
    """The sign of a constant; raises if it is not known."""
    sign = constant_sign(expr)
    if sign is None:
        raise UndecidedSign(f"the sign of {expr}", "it does not follow from the assumptions", _remedy(expr), expr)
    return sign


@lru_cache(maxsize=8192)
def compare(a: Expr, b: Expr) -> int:
    """1 if a > b, 0 if a = b, -1 if a < b; infinities are allowed; raises if it is not known.

    >>> from sympy import Integer, Symbol, oo, sqrt
    >>> compare(sqrt(2), Integer(1)), compare(-Symbol("b", positive=True), Integer(0)), compare(-oo, Integer(0))
    (1, -1, -1)
    """
    if a == b:
        return 0
    if not (is_tame(a) and is_tame(b)):
        raise DeriveError("the order of two numbers", "they are too large to be compared", "smaller exponents")
    if a.is_infinite or b.is_infinite:
        above = (a.is_infinite and a.is_extended_positive) or (b.is_infinite and b.is_extended_negative)
        return 1 if above else -1
    sign = constant_sign(a - b)
    if sign is None:
        raise UndecidedSign(f"the order of the knots {a} and {b}", "it does not follow from the assumptions", _remedy(a - b), a - b)
    return sign


def _remedy(expr: Expr) -> str:
    symbols = sorted(expr.free_symbols, key=str)
    if not symbols:
        return ""
    signless = next((s for s in symbols if s.is_extended_nonnegative is None and s.is_extended_nonpositive is None), None)
    return f"--set {symbols[0]}=1/2, or another value" + (f", or --assume {signless}=positive" if signless else "")
