"""Taylor coefficients of a function of Z at many points, as floats from balls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from math import ceil, log
from operator import add, mul
from typing import Any

from flint import arb, arb_series, ctx
from sympy import Add, Expr, Function, Integer, Mul, Pow

from derive.evidence.balls.exponential_form import exponential_form
from derive.evidence.balls.precision import working
from derive.evidence.balls.removable import RemovableBall, W
from derive.evidence.balls.scalar import real_constant
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

Series = Any
Jet = Callable[[Series], Series]
MOST = 18  # the highest order


def _tanh(u: Series) -> Series:
    e = (-2 * abs_sign(u) * u).exp()
    return abs_sign(u) * (1 - e) / (1 + e)


def abs_sign(u: Series) -> int:
    """The sign of the first coefficient, so that exp(-2 |u|) is at most about 1."""
    return -1 if u[0] < 0 else 1


FUNCTIONS: Mapping[str, Jet] = {
    "exp": lambda u: u.exp(),
    "log": lambda u: u.log(),
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "atan": lambda u: u.atan(),
    "erf": lambda u: u.erf(),
    "erfc": lambda u: u.erfc(),
    "tanh": _tanh,
    "sinh": lambda u: (u.exp() - (-u).exp()) / 2,
    "cosh": lambda u: (u.exp() + (-u).exp()) / 2,
    "sech": lambda u: 2 / (u.exp() + (-u).exp()),
    "asinh": lambda u: (u + (u * u + 1).sqrt()).log(),
    "Phi": lambda u: (u / -arb(2).sqrt()).erfc() / 2,
}


def jet(body: Expr) -> Jet:
    """The function on truncated power series, its constants at the current precision. Raises CannotEnclose for an expression that has no version there."""
    memory: dict[Expr, Jet] = {}
    return _jet(exponential_form(body, Z), memory)


def _jet(expr: Expr, memory: dict[Expr, Jet]) -> Jet:
    if expr not in memory:
        memory[expr] = _made(expr, memory)
    return memory[expr]


def _made(expr: Expr, memory: dict[Expr, Jet]) -> Jet:
    if expr == Z:
        return lambda t: t
    if Z not in expr.free_symbols:
        value = real_constant(expr, {})
        return lambda t: value
    if isinstance(expr, (Add, Mul)):
        parts, operation = [_jet(part, memory) for part in expr.args], add if isinstance(expr, Add) else mul
        return lambda t: reduce(operation, (part(t) for part in parts))
    if isinstance(expr, Pow) and Z not in expr.exp.free_symbols:
        return _power(_jet(expr.base, memory), expr.exp)
    if isinstance(expr, RemovableBall):
        return _removable(expr, memory)
    function = FUNCTIONS.get(type(expr).__name__) if isinstance(expr, Function) and len(expr.args) == 1 else None
    if function is None:
        raise CannotEnclose(f"the Taylor coefficients of {expr}", "it has no version on power series")
    inner = _jet(expr.args[0], memory)
    return lambda t: function(inner(t))


def _removable(expr: RemovableBall, memory: dict[Expr, Jet]) -> Jet:
    """At a removable point the first coefficients of N and B^m, which are 0, are left out; beside it as many more bits are used as cancel."""
    w, _, exponent, points = expr.args
    if w != Z:
        raise CannotEnclose(f"the Taylor coefficients of {expr.original}", "its argument is no letter")
    f, above, base = (_jet(part.xreplace({W: Z}), memory) for part in expr.parts)
    places = [(real_constant(point, {}), int(order) * int(exponent)) for point, order in points]

    def series(t: Series) -> Series:
        for point, order in places:
            if t[0].overlaps(point):
                if not t[0] == point:
                    raise CannotEnclose(f"the Taylor coefficients of {expr.original}", "a point is not seen to be its singular point")
                with _longer(t.prec + order):
                    longer = arb_series([point, t[1]], prec=t.prec + order)
                    return _without(above(longer), order) / _without(_whole_power(base(longer), int(exponent)), order)
        with working(int(ctx.prec) + _cancelled(t, places)):
            return f(t)

    return series


def _cancelled(t: Series, places: Sequence[tuple[arb, int]]) -> int:
    """Bits that N and B^m have in common beside the points, in all coefficients of a series."""
    near = [(abs(t[0] - point).lower(), order) for point, order in places]
    return max((ceil(-float(distance.log()) / log(2)) * (t.prec + order) for distance, order in near if 0 < distance < 1), default=0)


def _without(value: Series, order: int) -> Series:
    return arb_series([value[k] for k in range(order, value.prec)], prec=value.prec - order)


@contextmanager
def _longer(length: int) -> Iterator[None]:
    """Arb's series are cut at a length that is set."""
    before = int(ctx.cap)
    ctx.cap = max(before, length)
    try:
        yield
    finally:
        ctx.cap = before


def _power(base: Jet, exponent: Expr) -> Jet:
    if isinstance(exponent, Integer):
        n = int(exponent)
        return lambda t: _whole_power(base(t), n) if n > 0 else 1 / _whole_power(base(t), -n)
    power = real_constant(exponent, {})
    return lambda t: (base(t).log() * power).exp()


def _whole_power(value: Series, n: int) -> Series:
    return reduce(mul, [value] * n)


def taylor(function: Jet, place: arb, scale: arb, order: int) -> list[arb]:
    """scale^k f^(k)(place)/k! for k = 0..order."""
    if order > MOST:
        raise CannotEnclose(f"{order} Taylor coefficients", f"at most {MOST} are taken")
    with _longer(order + 1):
        found = function(arb_series([place, scale], prec=order + 1))
    if isinstance(found, arb):
        return [found] + [arb(0)] * order
    return [found[k] for k in range(order + 1)]
