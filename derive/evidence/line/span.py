r"""The values of an expression on an interval of its letter, from the ends of the interval.

A ball has one middle and one radius, and that of [exp(2000), exp(9000)] reaches below 0. Here a set of values is kept by its two ends: monotone
functions are taken at the ends, sums and products by the rules of interval arithmetic, what is none of these by balls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flint import acb, arb
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol

from derive.evidence.balls.functions import TABLE
from derive.evidence.balls.removable import RemovableBall
from derive.evidence.balls.scalar import compile_ball, real_constant, real_part
from derive.language.errors import CannotEnclose

Span = tuple[arb, arb]  # exact ends, possibly infinite
LEAST, MOST = arb("-inf"), arb("inf")
INCREASING = {  # with bounds of all their values
    "exp": (arb(0), MOST),
    "tanh": (arb(-1), arb(1)),
    "erf": (arb(-1), arb(1)),
    "Phi": (arb(0), arb(1)),
    "atan": (arb(-2), arb(2)),
    "asinh": (LEAST, MOST),
    "sinh": (LEAST, MOST),
    "LogisticBall": (arb(0), arb(1)),
    "SoftplusBall": (arb(0), MOST),
}


def span(expr: Expr, letters: Mapping[Symbol, Span]) -> Span:
    """An interval with all values of an expression whose letters range over intervals; the whole line where nothing is known.

    >>> from sympy import exp, tanh
    >>> from derive.language.symbols import Z
    >>> low, high = span(tanh(exp(Z)), {Z: (arb(7), arb(9000))})
    >>> bool(low > 0.999), bool(high <= 1)
    (True, True)
    """
    if isinstance(expr, Symbol) and expr in letters:
        return letters[expr]
    if not expr.free_symbols & letters.keys():
        return ends(real_constant(expr, {}))
    if isinstance(expr, RemovableBall):
        return _by_balls(expr, letters)
    parts = [span(part, letters) for part in expr.args]
    if isinstance(expr, Add):
        return _low(sum((part[0] for part in parts), arb(0))), _high(sum((part[1] for part in parts), arb(0)))
    if isinstance(expr, Mul):
        return _product(parts)
    if isinstance(expr, Pow) and isinstance(expr.exp, Rational):
        return _power(*parts[0], expr.exp)
    return _function(type(expr).__name__, parts) if len(parts) == 1 else _by_balls(expr, letters)


def size(values: Span) -> arb:
    """The largest absolute value."""
    return abs(values[0]).max(abs(values[1]))


def ends(value: arb) -> Span:
    """Those of a ball."""
    return _low(value), _high(value)


def _low(x: arb) -> arb:
    return x.lower() if x.is_finite() else LEAST


def _high(x: arb) -> arb:
    return x.upper() if x.is_finite() else MOST


def _product(parts: Sequence[Span]) -> Span:
    low, high = arb(1), arb(1)
    for part in parts:
        corners = [_times(a, b) for a in (low, high) for b in part]
        low, high = _low(_least(corners)), _high(-_least([-corner for corner in corners]))
    return low, high


def _times(a: arb, b: arb) -> arb:
    """With 0 for 0 times infinity: an end of an interval stands for the numbers before it."""
    if a == 0 or b == 0:
        return arb(0)
    if a.is_finite() and b.is_finite():
        return a * b
    return MOST if (a > 0) == (b > 0) else LEAST


def _least(numbers: Sequence[arb]) -> arb:
    found = numbers[0]
    for number in numbers[1:]:
        found = found.min(number)
    return found


def _power(low: arb, high: arb, exponent: Rational) -> Span:
    if exponent < 0:
        return _inverse(*_power(low, high, -exponent))
    if isinstance(exponent, Integer) and exponent % 2 == 0 and not low >= 0:
        below, above = (-high, -low) if high <= 0 else (arb(0), size((low, high)))
        return _power(below, above, exponent)
    if not (isinstance(exponent, Integer) or low >= 0):
        return LEAST, MOST
    return _raised(low, exponent, -1), _raised(high, exponent, 1)


def _raised(x: arb, exponent: Rational, side: int) -> arb:
    if x == 0 or not x.is_finite():
        return x
    value = x ** int(exponent) if isinstance(exponent, Integer) else (x.log() * int(exponent.p) / int(exponent.q)).exp()
    return _high(value) if side > 0 else _low(value)


def _inverse(low: arb, high: arb) -> Span:
    if not (low > 0 or high < 0):
        return LEAST, MOST
    return (_low(1 / high) if high.is_finite() else arb(0)), (_high(1 / low) if low.is_finite() else arb(0))


def _function(name: str, parts: Sequence[Span]) -> Span:
    ((low, high),) = parts
    if name in INCREASING:
        least, most = INCREASING[name]
        return _lowest(name, low).max(least), _high(_at(name, high)).min(most)
    if name == "log":
        return (_low(_at(name, low)), _high(_at(name, high))) if low > 0 else (LEAST, MOST)
    if name == "erfc":
        return _low(_at(name, high)).max(arb(0)), _high(_at(name, low)).min(arb(2))
    if name in ("cosh", "sech"):
        nearest = arb(0) if low <= 0 <= high else abs(low).min(abs(high))
        if name == "cosh":
            return _lowest("cosh", nearest).max(arb(1)), _high(_at("cosh", size((low, high))))
        return arb(0), _high(2 * (-nearest).exp()).min(arb(1))
    return ends(_at(name, low.union(high))) if low.is_finite() and high.is_finite() else (LEAST, MOST)


def _lowest(name: str, x: arb) -> arb:
    """A lower bound of an increasing function, x where it is larger than Arb's numbers and than x."""
    value = _at(name, x)
    return x if not value.is_finite() and name in ("exp", "sinh", "cosh") and 0 < x < MOST else _low(value)


def _at(name: str, x: arb) -> arb:
    """The function of a ball, NaN where there is none."""
    if name not in TABLE or not x.is_finite():
        return arb("nan")
    return real_part(TABLE[name](acb(x), False))


def _by_balls(expr: Expr, letters: Mapping[Symbol, Span]) -> Span:
    """Balls from end to end."""
    used = [letter for letter in letters if letter in expr.free_symbols]
    if not all(end.is_finite() for letter in used for end in letters[letter]):
        return LEAST, MOST
    try:
        return ends(real_part(compile_ball(expr, tuple(used), {})(*(acb(letters[letter][0].union(letters[letter][1])) for letter in used), False)))
    except CannotEnclose:
        return LEAST, MOST
