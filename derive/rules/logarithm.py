"""Logarithms, by differentiating the Mellin transform.

    M(s) = E|Z|^s = 2^(s/2) Gamma((s + 1)/2)/sqrt(pi),        E[|Z|^s log^k |Z|] = M^(k)(s)

With L_1 = (log M)' = log(2)/2 + psi_0((s + 1)/2)/2 and L_n = (log M)^(n) = psi_(n-1)((s + 1)/2)/2^n the quotient M^(k)/M is a complete Bell polynomial:
B_0 = 1, B_(k+1) = sum_j C(k, j) B_(k-j) L_(j+1). At s = 0: E[log|Z|] = -(gamma + log 2)/2, Var(log|Z|) = pi^2/8. Logarithms of a pair are in
`derive.rules.logarithm_pairs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

from sympy import Abs, Symbol, log

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.power_form import log_form
from derive.language.forms.power_functions import polygamma_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.moment import sum_forms
from derive.language.moments.power_goal import integrable_exponent, one_power
from derive.language.sources import MELLIN
from derive.language.symbols import Z
from derive.rules.powers import mellin

a = Symbol("a", positive=True)
HIGHEST = 12


@rule(
    title="derivatives of the Mellin transform",
    statement=r"\mathbb E\big[|Z|^s\log^k|Z|\big]=\frac{d^k}{ds^k}\,\frac{2^{s/2}}{\sqrt\pi}\,\Gamma\Big(\frac{s+1}2\Big),\qquad s>-1",
    source=MELLIN,
    proof="(d/ds)^k |z|^s = |z|^s log^k |z|, and on a compact part of s > -1 it is dominated by an integrable function (|z|^(s_0) |log|z||^k near 0, a "
    "power at oo), so the derivative may be taken under the expectation of E|Z|^s = 2^(s/2) Gamma((s+1)/2)/sqrt(pi). Its logarithmic derivatives "
    "are log(2)/2 + psi_0/2 and psi_(n-1)/2^n at (s+1)/2; M' = M L_1 and Leibniz' rule give the recursion of Bell polynomials.",
    rank=25,
    examples=lambda: (
        Expectation(log(Abs(Z)), Gaussian()),
        Expectation(log(Abs(Z)) ** 2, Gaussian()),
        Expectation(Abs(Z) ** a * log(Abs(Z)), Gaussian()),
        Expectation(Z**2 * log(Abs(Z)) ** 2, Gaussian()),
    ),
)
def absolute_power_log_eq_polygamma(goal: Goal) -> Reduction | None:
    """E[|Z|^s log^k |Z|] is the k-th derivative of E|Z|^s in s, because (d/ds)|Z|^s = |Z|^s log|Z|."""
    key = one_power(goal)
    if key is None or not 0 < key[1] <= HIGHEST:
        return None
    try:
        s, conditions = integrable_exponent(key[0], field_of(goal.free_symbols))
    except ValueError:
        return None
    return Reduction(mellin(s) * bell(s, key[1]), conditions)


def bell(s: Form, k: int) -> Form:
    """M^(k)(s)/M(s)."""
    field, place = s.field, (s + s.field.one) / 2
    slopes = [polygamma_form(n, place) / 2 ** (n + 1) for n in range(k)]
    slopes[0] = slopes[0] + log_form(field.number(2)) / 2
    return faa_di_bruno(slopes, field)


def faa_di_bruno(slopes: Sequence[Form], field: Field) -> Form:
    """g^(k)/g by the first k derivatives of log g."""
    values = [field.one]
    for n in range(len(slopes)):
        values.append(sum_forms(field, (values[n - j] * slopes[j] * comb(n, j) for j in range(n + 1))))
    return values[-1]
