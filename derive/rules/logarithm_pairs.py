"""Logarithms of a correlated pair, times whole powers.

Derivatives of Mehler's series in its exponents: with L(x) = log|x| and m_s = E[|Z|^s L(Z)],

    E[L(X) L(Y)]         = m_0^2 + asin(rho)^2/2,
    E[X L(X) Y L(Y)]     = rho m_2^2 + rho asin(rho)^2/2 + sqrt(1 - rho^2) asin(rho) - rho,
    E[X^2 L(X) L(Y)]     = m_0 m_2 + rho^2 m_2 + asin(rho)^2/2 + rho sqrt(1 - rho^2) asin(rho) - rho^2,

by sum_n ((n - 1)!)^2 x^(2n)/((1/2)_n n!) = 2 asin(x)^2 and its integrals. Higher powers follow by Stein's lemma; a polynomial partner by regression.
"""

from __future__ import annotations

from math import comb, prod

from sympy import Abs, Expr, Integer, Rational, S, Symbol, expand, log

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import asin_form
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.moment import sum_forms
from derive.language.moments.power_goal import BOTH, SIGNS, PairGoal, absolute_moment, hypothesis, pair_moment, two_powers
from derive.language.sources import MEHLER, STEIN
from derive.language.symbols import X, Y, c

a = Symbol("a", positive=True)
LOG = (S.Zero, 1)
HIGHEST = 24


@rule(
    title="covariance of logarithms",
    statement=r"\mathbb E\big[\log|X|\,\log|Y|\big]=\big(\mathbb E\log|Z|\big)^2+\tfrac12\arcsin^2\rho",
    source=MEHLER,
    proof="By Mehler's expansion E[|X|^a |Y|^b] = E|X|^a E|Y|^b sum_n (-a/2)_n (-b/2)_n rho^(2n)/((1/2)_n n!). Near a = b = 0 it may be differentiated in "
    "a and b: the factor in front gives (E log|Z|)^2, and (-a/2)_n has the derivative -(n-1)!/2 at a = 0. So the covariance is sum ((n-1)!)^2 "
    "rho^(2n)/(4 (1/2)_n n!) = sum (2 rho)^(2n)/(4 n^2 C(2n, n)) = arcsin(rho)^2/2, |rho| < 1, and at |rho| = 1 by Abel's theorem, the series being "
    "positive and the left side continuous.",
    rank=25,
    examples=lambda: (Expectation(log(Abs(X)) * log(Abs(Y)), Gaussian(c)),),
)
def logarithms_eq_arcsine_square(goal: Goal) -> Reduction | None:
    """E[log|X| log|Y|] = E[log|Z|]^2 + asin(rho)^2/2.

    By Mehler's expansion E[|X|^a |Y|^b]/(E|X|^a E|Y|^b) = sum_n (-a/2)_n (-b/2)_n/((1/2)_n n!) rho^(2n). The derivative in a and b at 0 is the covariance,
    sum_n ((n - 1)!)^2 rho^(2n)/(4 (1/2)_n n!) = sum_n (2 rho)^(2n)/(4 n^2 C(2n, n)) = asin(rho)^2/2.
    """
    pair = two_powers(goal)
    if pair is None or pair.weight != BOTH or not (pair.first == pair.second == LOG):
        return None
    field = field_of(goal.free_symbols)
    mean = pair_moment(LOG, (LOG[0], 0), BOTH, pair.rho, field)
    angle = asin_form(normal_form(pair.rho, field))
    return Reduction(mean * mean + angle * angle / 2)


@rule(
    title="covariance of logarithms and powers",
    statement=r"\mathbb E\big[X\log|X|\;Y\log|Y|\big]=\rho\,m_2^2+\tfrac\rho2\arcsin^2\rho+\sqrt{1-\rho^2}\arcsin\rho-\rho,\qquad "
    r"\mathbb E\big[X^2\log|X|\,\log|Y|\big]=m_0m_2+\rho^2m_2+\tfrac12\arcsin^2\rho+\rho\sqrt{1-\rho^2}\arcsin\rho-\rho^2,"
    r"\quad m_s=\mathbb E\big[|Z|^s\log|Z|\big]",
    source=MEHLER,
    proof="Mehler's series of E[sign(XY) |X|^a |Y|^b] and E[|X|^a |Y|^b], differentiated in a and b. At a = b = 1 the first gives rho m_2^2 + sum "
    "((n-1)!)^2 rho^(2n+1)/(4 (1/2)_n n! (2n+1)), the integral of arcsin^2/2 from 0 to rho. At a = 2, b = 0 the second gives m_0 m_2 + rho^2 m_2 + "
    "rho^2/2 - sum_(n>=2) (n-2)! (n-1)! rho^(2n)/(4 (1/2)_n n!), as (-a/2)_n has the values -1, 0, 0, ... and the derivatives -1/2, (n-2)!/2 at a = "
    "2. Its part without m_2 vanishes at 0 and has the derivative 2 sqrt(1 - rho^2) arcsin(rho) - rho, by sqrt(1 - x^2) arcsin(x) = x - sum (k-1)! "
    "x^(2k+1)/(2 (3/2)_k). |rho| = 1 by continuity.",
    rank=25,
    examples=lambda: (
        Expectation(SIGNS * Abs(X) * Abs(Y) * log(Abs(X)) * log(Abs(Y)), Gaussian(c)),
        Expectation(X**2 * log(Abs(X)) * log(Abs(Y)), Gaussian(c)),
    ),
)
def power_logarithms_eq_arcsines(goal: Goal) -> Reduction | None:
    """E[X L Y L] and E[X^2 L(X) L(Y)] by the second derivative of 2F1 in its parameters, where it is elementary."""
    pair = _whole_logarithms(goal)
    if pair is None:
        return None
    field = field_of(goal.free_symbols)
    rho, m0, m2 = normal_form(pair.rho, field), absolute_moment(LOG, field), absolute_moment((Integer(2), 1), field)
    angle, rest = asin_form(rho), positivity.sqrt(field.one - rho * rho)[0]
    exponents = {pair.first[0], pair.second[0]}
    if exponents == {Integer(1)}:
        return Reduction(rho * m2 * m2 + rho * angle * angle / 2 + rest * angle - rho)
    if exponents == {Integer(0), Integer(2)}:
        return Reduction(m0 * m2 + rho * rho * m2 + angle * angle / 2 + rho * rest * angle - rho * rho)
    return None


@rule(
    title="Stein's lemma",
    statement=r"\mathbb E\big[X^mL(X)\,Y^nL(Y)\big]=\mathbb E\big[X^{m-2}\{(m-1)L(X)+1\}\,Y^nL(Y)\big]"
    r"+\rho\,\mathbb E\big[X^{m-1}L(X)\,Y^{n-1}\{nL(Y)+1\}\big],\qquad L(x)=\log|x|",
    source=STEIN,
    proof="E[X g] = E[g_X] + rho E[g_Y] for g absolutely continuous in each variable, with integrable derivatives of polynomial growth. g = x^(m-1) L(x) "
    "y^n L(y) is so for m >= 2, n >= 1, as x log|x| is: g_X = x^(m-2) ((m-1) L(x) + 1) y^n L(y), g_Y = x^(m-1) L(x) y^(n-1) (n L(y) + 1). By "
    "symmetry the larger exponent may be called m.",
    rank=26,
    examples=lambda: (
        Expectation(X**2 * Y**2 * log(Abs(X)) * log(Abs(Y)), Gaussian(c)),
        Expectation(SIGNS * Abs(X) ** 3 * Abs(Y) * log(Abs(X)) * log(Abs(Y)), Gaussian(c)),
    ),
)
def whole_logarithms_eq_lower(goal: Goal) -> Reduction | None:
    """E[X g(X, Y)] = E[g_X] + rho E[g_Y] with g = X^(m-1) L(X) Y^n L(Y) for m >= 2, n >= 1 of the same parity."""
    pair = _whole_logarithms(goal)
    if pair is None:
        return None
    m, n = sorted((int(pair.first[0]), int(pair.second[0])), reverse=True)
    if m < 2 or n < 1:
        return None
    field = field_of(goal.free_symbols)
    rho = normal_form(pair.rho, field)

    def moment(i: int, j: int, k: int, l: int) -> Form:
        return pair_moment((Integer(i), j), (Integer(k), l), SIGNS if i % 2 else BOTH, pair.rho, field)

    same = moment(m - 2, 1, n, 1) * (m - 1) + moment(m - 2, 0, n, 1)
    return Reduction(same + rho * (moment(m - 1, 1, n - 1, 1) * n + moment(m - 1, 1, n - 1, 0)))


def _whole_logarithms(goal: Goal) -> PairGoal | None:
    """A goal E[X^m L(X) Y^n L(Y)] with whole m, n of the same parity."""
    pair = two_powers(goal)
    if pair is None or (pair.first[1], pair.second[1]) != (1, 1):
        return None
    whole = all(_parity(e, pair.weight) for e in (pair.first[0], pair.second[0]))
    return pair if whole and not pair.first[0] == pair.second[0] == 0 else None


def _parity(exponent: Expr, weight: Expr) -> bool:
    """|x|^e, or sign(x) |x|^e, is a whole power of x."""
    return bool(exponent.is_Integer and 0 <= exponent <= HIGHEST and exponent % 2 == (weight == SIGNS) and weight in (BOTH, SIGNS))


@rule(
    title="regression",
    statement=r"\mathbb E[h(X)\,Y^n]=\sum_i\binom n{2i}(2i-1)!!\,(1-\rho^2)^i\rho^{n-2i}\,\mathbb E\big[h(X)X^{n-2i}\big],\qquad Y=\rho X+\sqrt{1-\rho^2}\,W",
    source=MEHLER,
    proof="Y = rho X + sqrt(1 - rho^2) W with W standard normal independent of X. Expand Y^n; E[W^(2i)] = (2i-1)!!, odd powers vanish. h(X) = |X|^a log^j "
    "|X|, with sign(X) for odd n, is integrable with all its products with powers for a > -1, which is the condition returned.",
    rank=24,
    examples=lambda: (
        Expectation(Abs(X) ** a * log(Abs(X)) * Y**2, Gaussian(c)),
        Expectation(SIGNS * Abs(X) ** Rational(1, 2) * log(Abs(X)) * Abs(Y) ** 3, Gaussian(c)),
    ),
)
def logarithm_times_power_eq_regression(goal: Goal) -> Reduction | None:
    """E[|X|^a L(X)^j Y^n], with sign(X) for odd n, by the law of Y given X."""
    pair = two_powers(goal)
    if pair is None:
        return None
    (e, j), (n, k) = (pair.first, pair.second) if pair.first[1] else (pair.second, pair.first)
    if not j or k or not _parity(n, pair.weight):
        return None
    field = field_of(goal.free_symbols)
    try:
        condition = hypothesis(e + 1, normal_form(e + 1, field))
    except ValueError:
        return None
    rho = normal_form(pair.rho, field)
    terms = [_regressed(e, j, int(n), i, rho, field) for i in range(int(n) // 2 + 1)]
    return Reduction(sum_forms(field, terms), () if condition is None else (condition,))


def _regressed(e: Expr, j: int, n: int, i: int, rho: Form, field: Field) -> Form:
    weight: int = comb(n, 2 * i) * prod(range(1, 2 * i, 2))
    return (field.one - rho * rho) ** i * rho ** (n - 2 * i) * weight * absolute_moment((expand(e + n - 2 * i), j), field)
