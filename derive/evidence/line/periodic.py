r"""Expectations of periodic functions whose period is short beside a deviation.

Let f have the period P and |f| <= M. With its Fourier coefficients c_k, |c_k| <= M, and E[exp(2 pi i k Z/P)] = exp(-2 pi^2 k^2/P^2), the density
folded onto one period being a smooth function,

    |E[f(Z)] - c_0| <= 2 M sum_(k >= 1) exp(-2 pi^2 k^2/P^2) <= 2 M r/(1 - r),    r = exp(-2 pi^2/P^2),    c_0 = int_0^P f dz/P.
"""

from __future__ import annotations

from flint import acb, arb
from sympy import Expr, Rational, cos, cot, csc, gcd_list, pi, sec, sin, tan

from derive.evidence.balls.callback import Callback
from derive.evidence.balls.scalar import compile_ball, real_constant, real_part
from derive.evidence.line.dominant import affine
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

CIRCULAR = (sin, cos, tan, cot, sec, csc)
CELLS = 64
VALUES = 40_000  # and 200 more a bit


def period(expr: Expr) -> Expr | None:
    """A period of a function of Z that occurs in circular functions of affine arguments only, with slopes of rational ratios; None for others.

    >>> period(sin(2 * Z) + cos(3 * Z)), period(Z * sin(Z))
    (2*pi, None)
    """
    slopes = _slopes(expr)
    if not slopes:
        return None
    ratios = [slope / slopes[0] for slope in slopes]
    if not all(isinstance(ratio, Rational) for ratio in ratios):
        return None
    return 2 * pi / abs(gcd_list(ratios) * slopes[0])


def _slopes(expr: Expr) -> list[Expr] | None:
    """Of the arguments of all circular functions; None where Z occurs elsewhere."""
    if Z not in expr.free_symbols:
        return []
    if isinstance(expr, CIRCULAR):
        found = affine(expr.args[0])
        return None if found is None else [found[0]]
    parts = [_slopes(part) if isinstance(part, Expr) else None for part in expr.args]
    return None if not parts or any(part is None for part in parts) else [slope for part in parts if part for slope in part]


def by_period(body: Expr, bits: int) -> arb:
    """E[body(Z)] for a bounded periodic function without parameters to about 2^-bits.

    Raises CannotEnclose where no period is seen, it is too long, or no bound of the function is found.
    """
    length = period(body)
    if length is None:
        raise CannotEnclose("a periodic function", "no period is seen", "another way")
    whole, function = real_constant(length, {}), compile_ball(body, (Z,), {})
    ratio = (-2 * (arb.pi() / whole) ** 2).exp()
    most = arb(0)
    for k in range(CELLS):
        most = most.max(real_part(function(acb((whole * k / CELLS).union(whole * (k + 1) / CELLS)), False)).abs_upper())
    error = 2 * most * ratio / (1 - ratio)
    if not error < arb(2) ** -bits * (1 + most):
        raise CannotEnclose("a periodic function", "its period is too long, or it is not bounded", "another way")
    loop, tolerance = Callback(function, body), arb(2) ** -bits
    value = loop.checked(acb.integral(loop, 0, whole.mid(), rel_tol=tolerance, abs_tol=tolerance * whole.mid(), eval_limit=VALUES + 200 * bits))
    return real_part(value) / whole + arb(0, (error + most * whole.rad() / whole).upper())
