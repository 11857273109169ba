"""Half-whole powers in complete elliptic integrals.

    2F1(1/2, 1/2; 1; m) = 2 K(m)/pi,        2F1(1/2, 1/2; 2; m) = 4 (E(m) - (1 - m) K(m))/(pi m),

and Gauss' relation between neighbours in the third parameter,

    (c - 1/2)^2 m F(c + 1) = c (c - 1) ((1 - m) F(c - 1) - (1 - 2m) F(c)),

give 2F1(1/2, 1/2; n + 1; m) for whole n, hence E[X_+^(n-1/2) Y_+^(n-1/2)] with m = (1 + rho)/2.
"""

from __future__ import annotations

import sympy
from sympy import Abs, Rational, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language import positivity
from derive.language.expectation import Expectation
from derive.language.fields import field_of
from derive.language.gaussian import Gaussian
from derive.language.normal_form import Form, Undecided
from derive.language.normalize import normal_form
from derive.language.power_form import power_form
from derive.language.power_functions import gamma_form
from derive.language.power_goal import ORTHANT, two_powers
from derive.language.sources import DLMF
from derive.language.symbols import X, Y, c

HIGHEST = 24


@rule(
    title="complete elliptic integrals",
    statement=r"\mathbb E\big[X_+^{n-1/2}Y_+^{n-1/2}\big]=\frac{\Gamma(n+\frac12)^2(1+\rho)^n}{2\sqrt{2\pi}\,n!}\,{}_2F_1\Big(\frac12,\frac12;n+1;m\Big),\qquad"
    r"{}_2F_1\Big(\frac12,\frac12;1;m\Big)=\frac2\pi K(m),\quad m=\frac{1+\rho}2",
    source=DLMF,
    proof="The first formula is the orthant moment of equal powers with a = n - 1/2 > -1 (orthant_powers_eq_hypergeometric). K(m) = (pi/2) F(1) and E(m) "
    "give F(2), F(k) = 2F1(1/2, 1/2; k; m); Gauss' contiguous relation in the third parameter, k(k-1)(m-1) F(k-1) + k(k-1)(1 - 2m) F(k) + (k - "
    "1/2)^2 m F(k+1) = 0, gives the others. |rho| < 1 makes 0 < m < 1, where both integrals are finite and m may be divided by.",
    rank=40,
    examples=lambda: (
        Expectation(ORTHANT * sqrt(Abs(X)) * sqrt(Abs(Y)), Gaussian(c)),
        Expectation(ORTHANT * Abs(X) ** Rational(5, 2) * Abs(Y) ** Rational(5, 2), Gaussian(c)),
    ),
)
def orthant_powers_eq_elliptic(goal: Goal) -> Reduction | None:
    """E[X_+^a Y_+^a] for a = 1/2, 3/2, ... in complete elliptic integrals K, E of the parameter m = (1 + rho)/2, for |rho| < 1."""
    pair = two_powers(goal)
    if pair is None or pair.weight != ORTHANT or pair.first != pair.second or pair.first[1]:
        return None
    n = pair.first[0] + Rational(1, 2)
    if not (n.is_Integer and 0 < n <= HIGHEST):
        return None
    field = field_of(goal.free_symbols)
    rho = normal_form(pair.rho, field)
    try:
        weight = gamma_form(field.number(int(n)) + field.one / 2) ** 2 * power_form(field.one + rho, field.number(int(n)))
        scale = positivity.sqrt(field.pi * 2)[0] * 2 * gamma_form(field.number(int(n) + 1))
        value = elliptic(int(n), (field.one + rho) / 2)
    except (Undecided, ZeroDivisionError):
        return None
    return Reduction(weight * value / scale, (field.one - rho * rho,))


def elliptic(n: int, m: Form) -> Form:
    """2F1(1/2, 1/2; n + 1; m) for n >= 1."""
    field, place = m.field, sympy.expand(m.expression())
    first, second = field.atom(sympy.elliptic_k(place)), field.atom(sympy.elliptic_e(place))
    rest = field.one - m
    before, value = first * 2 / field.pi, (second - rest * first) * 4 / (field.pi * m)
    for k in range(2, n + 1):
        step = (rest * before - (rest - m) * value) * (4 * k * (k - 1)) / (m * (2 * k - 1) ** 2)
        before, value = value, step
    return value
