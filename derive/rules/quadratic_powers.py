r"""Real powers of a quadratic function under the normal law: Tricomi's function.

    E[(Z^2 + s)^p] = s^(p + 1/2)/sqrt(2) U(1/2, p + 3/2, s/2),        s > 0, p real,

by Z^2 = s t; even powers of Z in front are Z^2 = (Z^2 + s) - s.
"""

from __future__ import annotations

from functools import lru_cache

from sympy import Expr, Integer, Poly, Pow, Rational, Symbol, binomial

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import tricomi_form
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.sources import DLMF
from derive.language.symbols import Z, q

a = Symbol("a", positive=True)
p = Symbol("p", real=True)


@rule(
    title="Tricomi function",
    statement=r"\mathbb E\big[(Z^2+s)^p\big]=\frac{s^{p+1/2}}{\sqrt2}\,U\big(\tfrac12,p+\tfrac32,\tfrac s2\big),\quad s>0",
    source=DLMF,
    proof="With z = sqrt(s t), s > 0, E[(Z^2 + s)^p] = s^(p+1/2)/sqrt(2 pi) int_0^oo t^(-1/2) (1 + t)^p exp(-s t/2) dt, and the integral is Gamma(1/2) "
    "U(1/2, p + 3/2, s/2) for every real p. A Z^2 + B = A (Z^2 + s) with A > 0, s = B/A > 0, and Z^(2k) = ((Z^2 + s) - s)^k is expanded by the "
    "binomial theorem.",
    rank=43,
    examples=lambda: (
        Expectation((q * Z**2 + 1) ** p, Gaussian()),
        Expectation((Z**2 + a) ** Rational(1, 3), Gaussian()),
        Expectation(Z**2 * (Z**2 + a) ** Rational(-4, 3), Gaussian()),
    ),
)
def quadratic_power_eq_tricomi(goal: Goal) -> Reduction | None:
    """E[Z^(2k) (A Z^2 + B)^p] = A^p sum_j binom(k, j) (-s)^(k-j) E[(Z^2 + s)^(p+j)], s = B/A, each a Tricomi function by Z^2 = s t."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1:
        return None
    found = _read(goal.body)
    if found is None:
        return None
    constant, k, base, exponent = found
    field = field_of(goal.free_symbols)
    coefficients = [normal_form(value, field) for value in Poly(base, Z).all_coeffs()]
    try:
        if coefficients[1] or not all(positivity.sign(value) > 0 for value in coefficients[::2]):
            return None
        power, s = normal_form(exponent, field), coefficients[2] / coefficients[0]
        total = field.zero
        for j in range(k + 1):
            total = total + _mean(s, power + field.number(j)) * (-s) ** (k - j) * int(binomial(k, j))
        return Reduction(normal_form(constant, field) * power_form(coefficients[0], power) * total)
    except Undecided:
        return None


@lru_cache(maxsize=1024)
def _read(body: Expr) -> tuple[Expr, int, Expr, Expr] | None:
    """(constant, k, base, p) of constant Z^(2k) base^p, the base quadratic and p neither whole nor half a whole number."""
    constant, rest = body.as_independent(Z, as_Add=False)
    k, powers = 0, dict[Expr, Expr]()
    for factor in rest.as_ordered_factors():
        base, exponent = factor.as_base_exp()
        if base == Z and exponent.is_Integer and exponent > 0:
            k = int(exponent)
        else:
            powers[base] = powers.get(base, Integer(0)) + exponent
    if len(powers) != 1 or k % 2 or k > 32:
        return None
    ((base, exponent),) = powers.items()
    if exponent.has(Z) or (exponent * 2).is_integer or not base.is_polynomial(Z) or not isinstance(Pow(base, exponent), Pow):
        return None
    return (constant, k // 2, base, exponent) if Poly(base, Z).degree() == 2 else None


def _mean(s: Form, power: Form) -> Form:
    """E[(Z^2 + s)^p]."""
    field = s.field
    half = field.one / 2
    root, _ = positivity.sqrt(field.number(2))
    return power_form(s, power + half) * tricomi_form(half, power + half * 3, s / 2) / root
