"""Derivatives of an activation as a smooth function plus point masses, where they have become that.

    phi^(n) = f + sum_t sum_(k < n) d_k(t) delta^(n-1-k)(x - t),        d_k(t) the jump of phi^(k) at t,

f one expression on the whole line and without normal distribution functions: relu'' = delta, (x Phi(x))'' = (2 - x^2) p(x).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Add, Expr, Mul, Pow, cos, cosh, erf, erfc, erfi, exp, expand, sin, sinh, sympify

from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Undecided
from derive.language.functions.activation import Activation
from derive.language.moments.integrand import OutOfClass, read_integrand
from derive.language.moments.point_mass import finite_jumps
from derive.language.special import Phi
from derive.language.symbols import x

HIGHEST = 8
SMOOTH = (Add, Mul, sin, cos, sinh, cosh, erf, erfc, erfi, Phi)


@dataclass(frozen=True, slots=True)
class Mass:
    """weight delta^(order)(x - knot)."""

    knot: Expr
    order: int
    weight: Expr


@dataclass(frozen=True, slots=True)
class SmoothPart:
    """phi^(n) = smooth + the masses."""

    smooth: Expr
    masses: tuple[Mass, ...]


@lru_cache(maxsize=1024)
def smooth_part(activation: Activation, n: int) -> SmoothPart | None:
    """phi^(n) as a smooth function of the truncated class without gates plus point masses, or None where it is not of that kind."""
    parts = [piece.expr for piece in activation.derivative_pieces(n)]
    first = expand(parts[0])
    if any(expand(part - first) != 0 for part in parts[1:]) or not _without_gates(first):
        return None
    try:
        return SmoothPart(first, masses(activation, n))
    except OutOfClass:
        return None


def masses(activation: Activation, n: int) -> tuple[Mass, ...]:
    """The singular part of phi^(n). Raises OutOfClass where a derivative is unbounded at a knot."""
    return tuple(Mass(t, n - 1 - k, jump) for k in range(n) for t, jump in finite_jumps(activation, k))


def _without_gates(expr: Expr) -> bool:
    field = field_of(sympify(expr).free_symbols - {x})
    try:
        integrand = read_integrand(expr, {x: (field.one,)}, field)
    except (OutOfClass, Undecided):
        return False
    return not any(shape.gates for shape in integrand.terms)


def smooth_order(first: Activation, second: Activation, orders: tuple[int, int]) -> int | None:
    """The smallest k for which phi^(m+k) and psi^(n+k) are both smooth parts, or None up to the highest order that is tried."""
    if not all(_has_smooth_derivatives(piece.expr) for activation in (first, second) for piece in activation.pieces):
        return None
    for k in range(HIGHEST + 1):
        if all(smooth_part(activation, n + k) is not None for activation, n in zip((first, second), orders, strict=True)):
            return k
    return None


def _has_smooth_derivatives(expr: Expr) -> bool:
    """Whether a derivative may be a polynomial in x, exponentials and waves: no other function, and no negative or broken power, vanishes by differentiation.

    >>> from sympy import erf, exp, log, sqrt
    >>> [_has_smooth_derivatives(f) for f in (x * erf(x + 1) * exp(-(x**2)), sqrt(x), log(1 + exp(x)))]
    [True, False, False]
    """
    if not expr.has(x) or expr == x:
        return True
    if isinstance(expr, exp):
        return bool(expr.args[0].is_polynomial(x))
    if isinstance(expr, Pow):
        natural = expr.exp.is_Integer and expr.exp > 0
        return _has_smooth_derivatives(expr.base) if natural else not expr.base.has(x) and bool(expr.exp.is_polynomial(x))
    return isinstance(expr, SMOOTH) and all(_has_smooth_derivatives(argument) for argument in expr.args)
