"""Products of waves beside a rational function, as sums of waves."""

from __future__ import annotations

from sympy import Expr, Mul, Pow, Rational, Symbol, cos, exp, expand, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.moment import sum_forms
from derive.language.sources import DLMF
from derive.language.symbols import Z, q

w = Symbol("w", positive=True)
HIGHEST = 8
HALF = Rational(1, 2)
Waves = dict[Expr, Expr]  # cos(angle) or sin(angle) by its coefficient


@rule(
    title="products of waves",
    statement=r"\cos a\cos b=\tfrac12\big(\cos(a-b)+\cos(a+b)\big),\quad\sin a\sin b=\tfrac12\big(\cos(a-b)-\cos(a+b)\big),\quad"
    r"\sin a\cos b=\tfrac12\big(\sin(a+b)+\sin(a-b)\big)",
    source=DLMF,
    proof="The addition theorems of sine and cosine, used until one wave is left in each term. Waves are bounded, so the mean may be taken term by term "
    "where the other factor is integrable, as it is in the goal with its wave of modulus at most one: it is a rational function without poles on the line, "
    "with an exponential perhaps.",
    rank=43,
    examples=lambda: (
        Expectation(sin(w * Z) ** 2 / (1 + Z**2), Gaussian()),
        Expectation(sin(w * Z) * cos(Z) * Z / (1 + q * Z**2), Gaussian()),
        Expectation(exp(w * Z) * cos(Z) ** 2 / (1 + Z**2), Gaussian()),
    ),
)
def wave_product_eq_sum(goal: Goal) -> Reduction | None:
    """The addition theorems, beside a rational function that is no polynomial, with exp(b Z + g Z^2) or without."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or not goal.body.has(sin, cos):
        return None
    factors = [factor for factor in Mul.make_args(goal.body) if factor.has(sin, cos)]
    rest = goal.body / Mul(*factors)
    waves, rational = [_wave(factor) for factor in factors], rest / _exponential(rest)
    if any(wave is None for wave in waves) or not rational.is_rational_function(Z) or rational.is_polynomial(Z):
        return None
    single = [wave for wave, n in (pair for pair in waves if pair) for _ in range(n)]
    if not 2 <= len(single) <= HIGHEST:
        return None
    field, found = field_of(goal.free_symbols), {cos(0 * Z): cos(0 * Z)}
    for wave in single:
        found = _product(found, wave)
    terms = [normal_form(value, field) * _mean(wave * rest, goal) for wave, value in found.items() if value != 0]
    return Reduction(sum_forms(field, terms))


def _exponential(rest: Expr) -> Expr:
    """The product of its factors exp(b Z + g Z^2)."""
    return Mul(*(factor for factor in Mul.make_args(rest) if isinstance(factor, exp) and factor.args[0].is_polynomial(Z)))


def _mean(body: Expr, goal: Expectation) -> Form:
    return field_of(goal.free_symbols).atom(Expectation(body, Gaussian()))


def _wave(factor: Expr) -> tuple[Expr, int] | None:
    """A wave of an angle that is linear in Z, and its power."""
    base, n = factor.as_base_exp() if isinstance(factor, Pow) else (factor, 1)
    linear = isinstance(base, cos | sin) and base.args[0].is_polynomial(Z) and expand(base.args[0]).coeff(Z, 2) == 0
    return (base, int(n)) if linear and n == int(n) and n > 0 else None


def _product(waves: Waves, other: Expr) -> Waves:
    """A sum of waves times one more."""
    found: Waves = {}
    for wave, value in waves.items():
        for new, factor in _two(wave, other):
            constant, plain = new.as_coeff_Mul()
            found[plain] = found.get(plain, 0) + value * factor * constant
    return found


def _two(first: Expr, second: Expr) -> list[tuple[Expr, Expr]]:
    """The product of two waves as half a sum or a difference of two; 1 counts as cos 0."""
    a = expand(first.args[0]) if isinstance(first, cos | sin) else 0
    b = expand(second.args[0])
    turned = isinstance(first, sin), isinstance(second, sin)
    if turned == (False, False):
        return [(cos(a - b), HALF), (cos(a + b), HALF)]
    if turned == (True, True):
        return [(cos(a - b), HALF), (cos(a + b), -HALF)]
    return [(sin(a + b), HALF), (sin(a - b) if turned[0] else sin(b - a), HALF)]
