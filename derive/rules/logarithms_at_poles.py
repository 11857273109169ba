r"""A logarithm of |Z| beside a real power and complex poles: derivatives of incomplete gamma functions in their first argument.

With L_n = E[|Z|^a log|Z| (Z^2 + s)^-n] and I_n the same without logarithm, which has 2 n s I_(n+1) = I_(n-1) + (2n - a - 1 - s) I_n, the derivative in a is

    2 n s L_(n+1) = L_(n-1) + (2n - a - 1 - s) L_n - I_n.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Abs, EulerGamma, Symbol, hyper, log, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms.atoms import expint_form
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import log_form, power_form
from derive.language.forms.power_functions import gamma_form, polygamma_form, upper_gamma_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.sources import DLMF, STEIN
from derive.language.symbols import Z, q
from derive.rules.powers import mellin
from derive.rules.powers_at_poles import quadratic_pole

s = Symbol("s", positive=True)


@rule(
    title="derivative of the incomplete gamma function",
    statement=r"\mathbb E\Big[\frac{|Z|^a\log|Z|}{Z^2+s}\Big]=\tfrac14\,\mathbb E|Z|^a\,e^w\Big(w^{-\beta}\big((\log2+\psi(1-\beta))\Gamma(\beta,w)"
    r"-\Gamma(\beta)(\psi(\beta)-\log w)\big)-\beta^{-2}{}_2F_2(\beta,\beta;\beta+1,\beta+1;-w)\Big),\quad\beta=\frac{1-a}2>0,\ w=\frac s2",
    source=DLMF,
    proof="E[|Z|^a/(Z^2 + s)] = E|Z|^a exp(w) w^-b Gamma(b, w)/2 with b = (1 - a)/2, w = s/2 > 0, is analytic in a > -1, and its derivative is the mean with "
    "log|Z|. E|Z|^a has the logarithmic derivative (log 2 + psi((a + 1)/2))/2, (a + 1)/2 = 1 - b, and w^-b that of log(w)/2. Gamma(b, w) = Gamma(b) - g(b, w), "
    "where g(b, w) = int_0^w t^(b-1) exp(-t) dt, b > 0, has by parts the derivative log(w) g(b, w) - w^b/b^2 2F2(b, b; b+1, b+1; -w) in b, term by term "
    "of the series. At a = 1, b = 0, the derivative in b of int_w^oo t^(b-1) exp(-t) dt is log(w) E_1(w) + J(w), J(w) = (g + log w)^2/2 + pi^2/12 - w 3F3(1, "
    "1, 1; 2, 2, 2; -w), g Euler's constant, since J' = -E_1(w)/w and J vanishes at infinity.",
    rank=41,
    examples=lambda: (
        Expectation(log(Abs(Z)) / (Z**2 + s), Gaussian()),
        Expectation(log(Abs(Z)) * sqrt(Abs(Z)) / (Z**2 + 1 / q), Gaussian()),
        Expectation(log(Abs(Z)) * Abs(Z) / (Z**2 + s), Gaussian()),
    ),
)
def logarithm_at_pole_eq_incomplete_gamma_slope(goal: Goal) -> Reduction | None:
    """E[|Z|^a log|Z|/(Z^2 + s)] as the derivative in a of the mean without logarithm, for a number a in (-1, 1]."""
    read = quadratic_pole(goal, 1)
    if read is None or read[0].power != 1 or not read[0].exponent.is_Rational or read[0].exponent > 1:
        return None
    found, needed = read
    w, a = found.place / 2, normal_form(found.exponent, found.place.field)
    try:
        weight, logarithm = mellin(a) * w.field.exp(w) / 4, log_form(w, needed)
        return Reduction(weight * (_at_one(w, logarithm) if found.exponent == 1 else _slope((w.field.one - a) / 2, w, logarithm, needed)), needed)
    except Undecided:
        return None


def _slope(b: Form, w: Form, logarithm: Form, needed: tuple[Form, ...]) -> Form:
    field = w.field
    series = field.atom(hyper((b.expression(),) * 2, ((b + field.one).expression(),) * 2, (-w).expression()))
    above = (log_form(field.number(2)) + polygamma_form(0, field.one - b)) * upper_gamma_form(b, w) - gamma_form(b) * (polygamma_form(0, b) - logarithm)
    return power_form(w, -b, needed) * above - series / (b * b)


def _at_one(w: Form, logarithm: Form) -> Form:
    field = w.field
    euler, both = field.atom(EulerGamma), field.atom(hyper((1, 1, 1), (2, 2, 2), (-w).expression()))
    rest = (euler + logarithm) * (euler + logarithm) / 2 + field.pi * field.pi / 12 - w * both
    return (log_form(field.number(2)) - euler) * expint_form(field.one, w) - rest


@rule(
    title="integration by parts at a pair of poles beside a logarithm",
    statement=r"L_n=\mathbb E\big[|Z|^a\log|Z|\,(Z^2+s)^{-n}\big],\ I_n=\mathbb E\big[|Z|^a(Z^2+s)^{-n}\big]:\qquad2nsL_{n+1}=L_{n-1}+(2n-a-1-s)L_n-I_n",
    source=STEIN,
    proof="E[Z h] = E[h'] with h = Z |Z|^a log|Z| (Z^2 + s)^-n, s > 0, a > -1, which is continuous and has an integrable derivative: h' = |Z|^a (Z^2 + s)^-n + "
    "log|Z| times the derivative of Z |Z|^a (Z^2 + s)^-n, which is (a + 1 - 2n) |Z|^a (Z^2 + s)^-n + 2ns |Z|^a (Z^2 + s)^(-n-1), and Z^2 = (Z^2 + s) - s.",
    rank=42,
    examples=lambda: (
        Expectation(log(Abs(Z)) / (Z**2 + s) ** 2, Gaussian()),
        Expectation(log(Abs(Z)) * sqrt(Abs(Z)) / (Z**2 + q) ** 3, Gaussian()),
    ),
)
def logarithm_at_pole_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[Z h] = E[h'] with h = Z |Z|^a log|Z| (Z^2 + s)^-n."""
    read = quadratic_pole(goal, 1)
    if read is None or read[0].power.denominator != 1 or read[0].power < 2:
        return None
    found, needed = read
    field, n = found.place.field, int(found.power) - 1
    weight = field.number(2 * n - 1) - normal_form(found.exponent, field) - found.place
    same = found.to(found.power - 1)
    total = found.to(found.power - 2).half_mean() + weight * same.half_mean() - replace(same, log=0).half_mean()
    return Reduction(total / (found.place * n), needed)
