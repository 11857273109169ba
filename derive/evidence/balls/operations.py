"""What each kind of sympy expression does to balls.

Arithmetic, powers and switches (Abs, sign, Heaviside, Max, Min, Piecewise) accept exact fractions beside balls and
stay exact on them; every other function comes from the table of `functions` and sees balls only.

A switch whose argument depends on a letter is read as the piecewise analytic function that is decided by the sign of
the argument's real part: the argument must therefore be real on the real line (`reality`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce
from math import isqrt
from operator import add, mul
from typing import Any

from flint import acb, arb, fmpq
from sympy import (
    Abs,
    Add,
    Basic,
    Float,
    Function,
    Heaviside,
    Integer,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Symbol,
    hyper,
    sign,
)

from derive.evidence.balls.conditions import condition
from derive.evidence.balls.functions import NOTHING, TABLE, hypergeometric, real_or_magnitude
from derive.evidence.balls.polynomial_root import root_part
from derive.evidence.balls.reality import Found, on_reals
from derive.language.special.polynomial_root import RootPart

LITERALS: dict[Basic, Callable[[], acb]] = {
    S.Pi: lambda: acb.pi(),
    S.Exp1: lambda: acb(arb.const_e()),
    S.EulerGamma: lambda: acb(arb.const_euler()),
    S.Catalan: lambda: acb(arb.const_catalan()),
    S.GoldenRatio: lambda: (acb(5).sqrt() + 1) / 2,
    S.ImaginaryUnit: lambda: acb(0, 1),
    S.Infinity: lambda: acb(arb("inf")),
    S.NegativeInfinity: lambda: acb(arb("-inf")),
}


def operation(expr: Basic, letters: frozenset[Symbol]) -> Found | None:
    """The operation at the root of an expression, None where there is none."""
    if isinstance(expr, (Rational, Float)) and expr.is_finite:
        number = Rational(expr)
        return Found(None, value=fmpq(int(number.p), int(number.q)))
    if expr in LITERALS:
        return Found(None, value=LITERALS[expr])
    if isinstance(expr, Add):
        return Found(_add, expr.args)
    if isinstance(expr, Mul):
        return Found(_multiply, expr.args)
    if isinstance(expr, Pow):
        return _power_of(expr)
    if isinstance(expr, RootPart):
        return Found(None, value=partial(root_part, expr))
    if isinstance(expr, hyper):
        return _hypergeometric_of(expr)
    if isinstance(expr, (Abs, sign, Heaviside, Max, Min, Piecewise)):
        return _switch_of(expr, letters)
    if found := condition(expr):
        return on_reals(found, expr, letters, otherwise=None)
    if isinstance(expr, Function) and type(expr).__name__ in TABLE:
        return Found(TABLE[type(expr).__name__], expr.args, exact=False)
    return None


def _add(*terms: Any, analytic: bool) -> Any:
    return reduce(add, terms)


def _multiply(*factors: Any, analytic: bool) -> Any:
    return reduce(mul, factors)


def _power_of(expr: Pow) -> Found:
    base, exponent = expr.args
    if isinstance(exponent, Integer) and abs(int(exponent)) < 100_000:
        n = int(exponent)
        return Found(lambda w, analytic: integer_power(w, n), (base,))
    if isinstance(exponent, Rational) and exponent.q == 2 and abs(int(exponent.p)) < 100_000:
        n = int(exponent.p)
        return Found(lambda w, analytic: half_power(w, n, analytic), (base,))
    return Found(power, (base, exponent))


def integer_power(w: Any, n: int) -> Any:
    """w^n; 1/0 is nothing, and an even power of a real ball around 0 is not negative."""
    if isinstance(w, fmpq):
        return NOTHING if w == 0 and n < 0 else w**n
    if n > 0 and n % 2 == 0 and w.imag == 0 and w.real.contains(0):
        return acb(arb(0).union(w.real.abs_upper() ** n))
    return w**n


def half_power(w: Any, n: int, analytic: bool) -> Any:
    """w^(n/2) for an odd n, exact on squares of fractions."""
    if isinstance(w, fmpq):
        if w >= 0 and isqrt(int(w.p)) ** 2 == w.p and isqrt(int(w.q)) ** 2 == w.q:
            return integer_power(fmpq(isqrt(int(w.p)), isqrt(int(w.q))), n)
        w = acb(w)
    if n < 0:
        return w.rsqrt(analytic=analytic) ** -n
    return w.sqrt(analytic=analytic) ** n


def power(base: Any, exponent: Any, analytic: bool) -> Any:
    """base^exponent, principal branch; 0^a = 0 for a > 0."""
    if isinstance(exponent, fmpq) and abs(exponent.p) < 100_000:
        if exponent.q == 1:
            return integer_power(base, int(exponent.p))
        if exponent.q == 2:
            return half_power(base, int(exponent.p), analytic)
    if base == 0 and isinstance(exponent, (fmpq, acb)):
        return fmpq(0) if _positive(exponent) else NOTHING
    base, exponent = acb(base), acb(exponent)
    value = base.pow(exponent, analytic=analytic)
    if value.is_finite() or analytic or not _positive(exponent):
        return value
    return _power_at_zero(base, exponent)


def _positive(exponent: Any) -> bool:
    return bool(exponent > 0) if isinstance(exponent, fmpq) else bool(exponent.real > 0) and bool(exponent.imag == 0)


def _power_at_zero(base: acb, exponent: acb) -> acb:
    """A ball around 0 to a positive real power: |w^a| <= |w|_max^a."""
    size = base.abs_upper() ** exponent.real
    if base.imag == 0 and base.real.lower() >= 0:
        return acb(arb(0).union(size))
    return acb(arb(0, size.upper()), arb(0, size.upper()))


def _hypergeometric_of(expr: hyper) -> Found:
    upper, lower, w = expr.args
    count = len(upper)

    def apply(*values: Any, analytic: bool) -> acb:
        return hypergeometric(values[:count], values[count:-1], acb(values[-1]), analytic)

    return Found(apply, (*upper, *lower, w))


def _switch_of(expr: Basic, letters: frozenset[Symbol]) -> Found:
    if isinstance(expr, Piecewise):  # its conditions are checked where they are compiled
        return Found(piecewise, tuple(part for pair in expr.args for part in pair.args))
    return on_reals(SIMPLE_SWITCHES[type(expr)], expr, letters)


def absolute(w: Any, analytic: bool) -> Any:
    """|w| for real w."""
    return abs(w) if isinstance(w, fmpq) else real_or_magnitude(w, analytic)


def signum(w: Any, analytic: bool) -> Any:
    """-1, 0 or 1 by the sign of w."""
    return fmpq((w > 0) - (w < 0)) if isinstance(w, fmpq) else w.real_sgn(analytic=analytic)


def heaviside(w: Any, at_zero: Any, analytic: bool) -> Any:
    """1 for w > 0, 0 for w < 0, the second argument at 0."""
    if w == 0 and not analytic:
        return at_zero
    if isinstance(w, fmpq):
        return fmpq(int(w > 0))
    value = w.real_heaviside(analytic=analytic)
    return value.union(acb(at_zero)) if w.contains(0) and not analytic else value


def maximum(*values: Any, analytic: bool) -> Any:
    """The largest of real values."""
    return reduce(
        lambda v, w: max(v, w) if isinstance(v, fmpq) and isinstance(w, fmpq) else acb(v).real_max(acb(w), analytic=analytic),
        values,
    )


def minimum(*values: Any, analytic: bool) -> Any:
    """The smallest of real values."""
    return reduce(
        lambda v, w: min(v, w) if isinstance(v, fmpq) and isinstance(w, fmpq) else acb(v).real_min(acb(w), analytic=analytic),
        values,
    )


def piecewise(*parts: Any, analytic: bool) -> Any:
    """The first branch whose condition is true; the union of the possible branches where balls do not decide,
    nothing when `analytic` is asked."""
    possible: list[Any] = []
    for value, holds in zip(parts[::2], parts[1::2], strict=True):
        if holds is False:
            continue
        possible.append(value)
        if holds:
            return possible[0] if len(possible) == 1 else reduce(lambda v, w: acb(v).union(acb(w)), possible)
        if analytic:
            return NOTHING
    return NOTHING


SIMPLE_SWITCHES: dict[type, Callable[..., Any]] = {
    Abs: absolute,
    sign: signum,
    Heaviside: heaviside,
    Max: maximum,
    Min: minimum,
}
SWITCHES = (*SIMPLE_SWITCHES, Piecewise)
