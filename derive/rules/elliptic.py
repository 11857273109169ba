"""Half-whole powers in complete elliptic integrals: O(rho) = E[X_+^(n-1/2) Y_+^(n-1/2)] by `derive.language.forms.elliptic`, m = (1 + rho)/2, and by symmetry

    E[|X|^a |Y|^a] = 2 O(rho) + 2 O(-rho),        E[sign(X Y) |X|^a |Y|^a] = 2 O(rho) - 2 O(-rho),        a = n - 1/2.
"""

from __future__ import annotations

from sympy import Abs, Rational, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms.elliptic import HIGHEST, orthant
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Undecided
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.power_goal import BOTH, ORTHANT, SIGNS, two_powers
from derive.language.sources import DLMF
from derive.language.symbols import X, Y, c


@rule(
    title="complete elliptic integrals",
    statement=r"O(\rho)=\mathbb E\big[X_+^{n-1/2}Y_+^{n-1/2}\big]"
    r"=\frac{\Gamma(n+\frac12)^2(1+\rho)^n}{2\sqrt{2\pi}\,n!}\,{}_2F_1\Big(\frac12,\frac12;n+1;m\Big),\;"
    r"{}_2F_1\Big(\frac12,\frac12;1;m\Big)=\frac2\pi K(m),\quad m=\frac{1+\rho}2,\qquad"
    r"\mathbb E\big[(\operatorname{sign}XY)^k|XY|^{n-1/2}\big]=2O(\rho)+2(-1)^kO(-\rho)",
    source=DLMF,
    proof="The first formula is the orthant moment of equal powers with a = n - 1/2 > -1 (orthant_powers_eq_hypergeometric). K(m) = (pi/2) F(1) and E(m) "
    "give F(2), F(k) = 2F1(1/2, 1/2; k; m); Gauss' contiguous relation in the third parameter, k(k-1)(m-1) F(k-1) + k(k-1)(1 - 2m) F(k) + (k - "
    "1/2)^2 m F(k+1) = 0, gives the others. |rho| < 1 makes 0 < m < 1, where both integrals are finite and m may be divided by. The four quadrants have the "
    "means O(rho), O(-rho), O(rho), O(-rho) of |X Y|^a, by the symmetries of the pair.",
    rank=40,
    examples=lambda: (
        Expectation(ORTHANT * sqrt(Abs(X)) * sqrt(Abs(Y)), Gaussian(c)),
        Expectation(ORTHANT * Abs(X) ** Rational(5, 2) * Abs(Y) ** Rational(5, 2), Gaussian(c)),
        Expectation(sqrt(Abs(X)) * sqrt(Abs(Y)), Gaussian(-c)),
        Expectation(SIGNS * Abs(X) ** Rational(3, 2) * Abs(Y) ** Rational(3, 2), Gaussian(c)),
    ),
)
def equal_powers_eq_elliptic(goal: Goal) -> Reduction | None:
    """E[X_+^a Y_+^a], E|X Y|^a and E[sign(X Y) |X Y|^a] for a = -1/2, 1/2, ... in complete elliptic integrals K(m), E(m), m = (1 + rho)/2, |rho| < 1."""
    pair = two_powers(goal)
    if pair is None or pair.first != pair.second or pair.first[1]:
        return None
    n = pair.first[0] + Rational(1, 2)
    if not (n.is_Integer and 0 <= n <= HIGHEST):
        return None
    rho = normal_form(pair.rho, field_of(goal.free_symbols))
    try:
        value = orthant(int(n), rho)
        if pair.weight != ORTHANT:
            other = orthant(int(n), -rho)
            value = (value + other if pair.weight == BOTH else value - other) * 2
    except (Undecided, ZeroDivisionError):
        return None
    return Reduction(value, (rho.field.one - rho * rho,))
