r"""A whole power with a logarithm, beside a power of the other parity: E[X^m L(X) h(Y)], L(x) = log|x|, h(y) = |y|^b or sign(y) |y|^b not a polynomial.

    E[L(X) |Y|^b]      = E|Z|^b (E L(Z) - 1/2 sum_(k > 0) (-b/2)_k/((1/2)_k k) rho^(2k)),      b = 1, 3, 5, ...,
    E[X L(X) sign(Y)]  = sqrt(2/pi) (rho E L(Z) + ((1 + rho) log(1 + rho) - (1 - rho) log(1 - rho))/2),

where (-b/2)_k/(1/2)_k is a rational function of k, so that the series is elementary: for b = 1 it is -(1 + rho) log(1 + rho) - (1 - rho) log(1 - rho).
Others follow by Stein's lemma.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

from sympy import Abs, Expr, Integer, log, sign

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import log_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.moment import sum_forms
from derive.language.moments.power_goal import BOTH, SIGNS, absolute_moment, pair_moment, two_powers
from derive.language.sources import MEHLER, STEIN
from derive.language.symbols import X, Y, c

HIGHEST = 12


@rule(
    title="Mehler's expansion of a logarithm",
    statement=r"\mathbb E\big[\log|X|\,|Y|^b\big]=\mathbb E|Z|^b\Big(\mathbb E\log|Z|-\tfrac12\sum_{k\ge1}\frac{(-b/2)_k}{(1/2)_k\,k}\rho^{2k}\Big),\qquad "
    r"\mathbb E\big[X\log|X|\,\mathrm{sign}\,Y\big]=\sqrt{\tfrac2\pi}\Big(\rho\,\mathbb E\log|Z|+\tfrac{1+\rho}2\log(1+\rho)-\tfrac{1-\rho}2\log(1-\rho)\Big)",
    source=MEHLER,
    proof="E[|X|^a |Y|^b] = E|Z|^a E|Z|^b sum_k (-a/2)_k (-b/2)_k rho^(2k)/((1/2)_k k!) may be differentiated in a at 0, where (-a/2)_k has the derivative "
    "-(k-1)!/2 for k > 0. For b = 2p - 1, (-b/2)_k/(1/2)_k = (-b/2)_p/((k - 1/2)(k - 3/2)...(k - p + 1/2)), and partial fractions leave the series of "
    "log(1 - rho^2) and of log((1 + rho)/(1 - rho)). E[g(X) sign(Y)] has for |rho| < 1 the derivative 2 p(0) E[g'(sqrt(1 - rho^2) Z)] in rho by Price's "
    "theorem and vanishes at 0; g' = log|x| + 1, and the integral of log(1 - r^2)/2 + 1 from 0 to rho is what stands there. |rho| = 1 by continuity: "
    "t log t is 0 at t = 0.",
    rank=25,
    examples=lambda: (
        Expectation(log(Abs(X)) * Abs(Y), Gaussian(c)),
        Expectation(log(Abs(X)) * Abs(Y) ** 3, Gaussian(c)),
        Expectation(sign(X) * sign(Y) * Abs(X) * log(Abs(X)), Gaussian(c)),
    ),
)
def logarithm_beside_other_parity_eq_logarithms(goal: Goal) -> Reduction | None:
    """E[L(X) |Y|^b] for odd b, and E[X L(X) sign(Y)]."""
    found = _whole_powers(goal)
    if found is None:
        return None
    m, b, correlation = found
    field = field_of(goal.free_symbols)
    rho, mean = normal_form(correlation, field), absolute_moment((Integer(0), 1), field)
    try:
        if m == 0:
            return Reduction(absolute_moment((Integer(b), 0), field) * (mean - _series(b, rho) / 2))
        if (m, b) == (1, 0):
            return Reduction(_twice_density(field) * (rho * mean + (_entropy(rho) - _entropy(-rho)) / 2))
    except Undecided:  # 1 + rho is a sum with roots
        return None
    return None


@rule(
    title="Stein's lemma",
    statement=r"\mathbb E\big[g(X)\,Y\,h(Y)\big]=\mathbb E\big[g(X)\,h'(Y)\big]+\rho\,\mathbb E\big[g'(X)\,h(Y)\big],\qquad g(x)=x^m\log|x|",
    source=STEIN,
    proof="E[Y f] = E[f_Y] + rho E[f_X] for f = g(X) h(Y) with derivatives as distributions: g is absolutely continuous for m >= 1 with the locally integrable "
    "derivative x^(m-1) (m log|x| + 1), and h(y) = |y|^b or sign(y) |y|^b has for b > 0 the derivative b times the other one of b - 1; sign has the "
    "derivative 2 delta, and E[g(X) delta(Y)] = p(0) E[g(sqrt(1 - rho^2) Z)]. For b = 0 and m >= 3 the same with X: E[X (X^(m-1) log|X|) sign(Y)].",
    rank=26,
    examples=lambda: (
        Expectation(sign(X) * sign(Y) * Abs(X) * log(Abs(X)) * Y**2, Gaussian(c)),
        Expectation(X**2 * log(Abs(X)) * Abs(Y), Gaussian(c)),
        Expectation(sign(X) * sign(Y) * Abs(X) ** 3 * log(Abs(X)), Gaussian(c)),
    ),
)
def logarithm_beside_other_parity_eq_lower(goal: Goal) -> Reduction | None:
    """E[X^m L(X) h(Y)] for m >= 1, by the powers one and two below."""
    found = _whole_powers(goal)
    if found is None or found[0] == 0 or found[:2] == (1, 0):
        return None
    m, b, correlation = found
    field = field_of(goal.free_symbols)
    rho = normal_form(correlation, field)

    def moment(i: int, k: int, j: int) -> Form:
        return pair_moment((Integer(i), k), (Integer(j), 0), SIGNS if i % 2 else BOTH, correlation, field)

    try:
        if b == 0:
            return Reduction(moment(m - 2, 1, 0) * (m - 1) + moment(m - 2, 0, 0) + rho * _at_zero(m - 1, rho))
        same = moment(m, 1, b - 2) * (b - 1) if b > 1 else _at_zero(m, rho)
    except Undecided:  # 1 + rho is a sum with roots
        return None
    return Reduction(same + rho * (moment(m - 1, 1, b - 1) * m + moment(m - 1, 0, b - 1)))


def _whole_powers(goal: Goal) -> tuple[int, int, Expr] | None:
    """(m, b, rho) of a goal E[X^m L(X) h(Y)], or with X and Y exchanged."""
    pair = two_powers(goal)
    if pair is None or pair.weight not in (BOTH, SIGNS) or sorted((pair.first[1], pair.second[1])) != [0, 1]:
        return None
    (m, _), (b, _) = (pair.first, pair.second) if pair.first[1] else (pair.second, pair.first)
    if not all(e.is_Integer and 0 <= e <= HIGHEST for e in (m, b)):
        return None
    odd = int(pair.weight == SIGNS)
    return (int(m), int(b), pair.rho) if m % 2 == odd and b % 2 != odd else None


def _at_zero(m: int, rho: Form) -> Form:
    """E[X^m L(X) 2 delta(Y)] for even m: X is sqrt(1 - rho^2) Z given Y = 0."""
    field, inside = rho.field, rho.field.one - rho * rho
    size = (log_form(field.one - rho, (field.one - rho,)) + log_form(field.one + rho, (field.one + rho,))) / 2
    mean = absolute_moment((Integer(m), 1), field) + size * absolute_moment((Integer(m), 0), field)
    return _twice_density(field) * inside ** (m // 2) * mean


def _twice_density(field: Field) -> Form:
    """2 p(0)."""
    return positivity.sqrt(field.number(2) / field.pi)[0]


def _entropy(rho: Form) -> Form:
    """(1 + rho) log(1 + rho)."""
    above = rho.field.one + rho
    return above * log_form(above, (above,))


def _series(b: int, rho: Form) -> Form:
    """The sum of (-b/2)_k/((1/2)_k k) rho^(2k) over k > 0 by the partial fractions of 1/(k (k - 1/2) ... (k - p + 1/2)), b = 2p - 1."""
    field, p = rho.field, (b + 1) // 2
    rising = prod((Fraction(-b, 2) + i for i in range(p)), start=Fraction(1))
    roots = [Fraction(0), *(Fraction(2 * i - 1, 2) for i in range(1, p + 1))]
    weights = [rising / prod((root - other for other in roots if other != root), start=Fraction(1)) for root in roots]
    logs = [log_form(field.one + side * rho, (field.one + side * rho,)) for side in (field.one, -field.one)]
    total = -(logs[0] + logs[1]) * field.number(weights[0])
    for i in range(1, p + 1):
        early = sum_forms(field, (rho ** (2 * j + 1) * field.number(Fraction(2, 2 * j + 1)) for j in range(1 - i, 0)))
        total = total + (logs[0] - logs[1] + early) * rho ** (2 * i - 1) * field.number(weights[i])
    return total
