"""Where does a function of x cross a level? For f increasing or even, powers and roots: A f(w) + B has the sign of w - f^{-1}(-B/A), up to that of A."""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy import Abs, Add, Expr, Pow, Rational, atan, cosh, erf, erfc, exp, expand, log, pi, sqrt, tanh

from derive.language.deciding.order import constant_sign, decided_sign, odd_erfinv
from derive.language.deciding.signs import SignLine, joined, never_negative
from derive.language.special import Phi
from derive.language.symbols import x

Line = Callable[[Expr], SignLine]


def level_line(u: Expr, sign_line: Line) -> SignLine | None:
    """The signs of A f(w) + B, `sign_line` those of simpler expressions; None for other expressions; erfc = 1 - erf.

    Constant where -B/A is outside the range of f.
    """
    if not isinstance(u, Add):
        return None
    rest, dependent = u.as_independent(x, as_Add=True)
    factor, inner = dependent.as_independent(x, as_Add=False)
    if isinstance(inner, erfc):
        return sign_line(u.xreplace({inner: 1 - erf(inner.args[0])}))
    if isinstance(inner, Pow) and isinstance(inner.exp, Rational):
        return _power(inner, factor, rest, sign_line)
    if inner.func in EVEN:
        return _even(inner, decided_sign(factor), -rest / factor, sign_line)
    return _increasing(inner, decided_sign(factor), -rest / factor, sign_line) if inner.func in INCREASING else None


def _increasing(inner: Expr, sign: int, height: Expr, sign_line: Line) -> SignLine | None:
    low, high, inverse = INCREASING[inner.func]
    if low is not None and constant_sign(height - low) in (0, -1):
        return SignLine(sign)
    if high is not None and constant_sign(height - high) in (0, 1):
        return SignLine(-sign)
    if not all(_is_decided(height - end) for end in (low, high) if end is not None):
        return None
    return joined((SignLine(sign), sign_line(expand(inner.args[0] - inverse(height)))))


def _even(inner: Expr, sign: int, height: Expr, sign_line: Line) -> SignLine:
    """cosh(w) and |w|: above the level where w is beyond one of two places."""
    least, inverse = EVEN[inner.func]
    above = decided_sign(height - least)
    if above < 0:
        return SignLine(sign)
    w, place = inner.args[0], inverse(height)
    return joined((SignLine(sign), sign_line(expand(w - place)), sign_line(expand(w + place))))


def _power(inner: Expr, factor: Expr, rest: Expr, sign_line: Line) -> SignLine | None:
    """w^r with w >= 0 for rational r."""
    line = sign_line(inner.base)
    if not never_negative(line):
        return None
    sign, height, up = decided_sign(factor), -rest / factor, 1 if inner.exp > 0 else -1
    above = decided_sign(height)
    if above < 0 or (above == 0 and up < 0):
        return SignLine(sign)
    if above == 0:
        return joined((SignLine(sign), line))
    return joined((SignLine(sign * up), sign_line(inner.base - height ** (1 / inner.exp))))


EVEN: dict[type, tuple[Expr, Callable[[Expr], Expr]]] = {
    cosh: (Rational(1), lambda k: log(k + sqrt(k**2 - 1))),
    Abs: (Rational(0), lambda k: k),
}
INCREASING: dict[type, tuple[Expr | None, Expr | None, Callable[[Expr], Expr]]] = {
    exp: (Rational(0), None, log),
    tanh: (Rational(-1), Rational(1), lambda k: log((1 + k) / (1 - k)) / 2),
    atan: (-pi / 2, pi / 2, sympy.tan),
    log: (None, None, exp),
    sympy.sinh: (None, None, sympy.asinh),
    sympy.asinh: (None, None, sympy.sinh),
    erf: (Rational(-1), Rational(1), odd_erfinv),
    Phi: (Rational(0), Rational(1), lambda k: sqrt(2) * odd_erfinv(2 * k - 1)),
}


def _is_decided(number: Expr) -> bool:
    """Whether the sign is known; raises UndecidedSign where it depends on parameters, so that each sign is a case."""
    return bool(number.free_symbols and decided_sign(number)) or constant_sign(number) is not None
