"""The goals that activations made of powers end in, built and recognised.

E[|Z|^a log^k |Z|]
E[|X|^a log^j |X|  |Y|^b log^k |Y|],  the same with sign(X) sign(Y), and with 1{X > 0} 1{Y > 0},      (X, Y) of correlation rho
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from sympy import Abs, Expr, Heaviside, Integer, Mul, Pow, S, Symbol, expand, log, sign

from derive.language.deciding.order import constant_sign
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.functions.power_sum import Key
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, Z

BOTH, SIGNS, ORTHANT = S.One, sign(X) * sign(Y), Heaviside(X) * Heaviside(Y)


def magnitude(letter: Symbol, key: Key) -> Expr:
    """|letter|^e log^k |letter|."""
    return Abs(letter) ** key[0] * log(Abs(letter)) ** key[1]


def absolute_moment(key: Key, field: Field) -> Form:
    """E[|Z|^e log^k |Z|]: a number for e = 0, 2, 4, ... without logarithm, else a goal."""
    exponent, k = key
    if k == 0 and exponent.is_Integer and exponent >= 0 and exponent % 2 == 0:
        return field.number(prod(range(1, int(exponent), 2)))
    return field.atom(Expectation(magnitude(Z, key), Gaussian()))


def pair_moment(first: Key, second: Key, weight: Expr, rho: Expr, field: Field) -> Form:
    """E[|X|^a log^j |X| |Y|^b log^k |Y| weight(X, Y)]; one variable is left if the other does not occur."""
    if weight == BOTH and (S.Zero, 0) in (first, second):
        return absolute_moment(second if first == (S.Zero, 0) else first, field)
    return field.atom(Expectation(magnitude(X, first) * magnitude(Y, second) * weight, Gaussian(rho)))


def one_power(goal: object) -> Key | None:
    """(e, k) of a goal E[|Z|^e log^k |Z|], or None."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1:
        return None
    return _key(goal.body, Z)


@dataclass(frozen=True)
class PairGoal:
    """E[|X|^a log^j |X| |Y|^b log^k |Y| weight] with its exponents."""

    first: Key
    second: Key
    weight: Expr
    rho: Expr


def two_powers(goal: object) -> PairGoal | None:
    """The parts of a goal made by `pair_moment`, or None."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 2:
        return None
    magnitudes, weight = [Integer(1), Integer(1)], Integer(1)
    for factor in Mul.make_args(goal.body):
        if isinstance(factor, sign | Heaviside):
            weight = weight * factor
        else:
            place = 1 if factor.has(Y) else 0
            magnitudes[place] = magnitudes[place] * factor
    first, second = _key(magnitudes[0], X), _key(magnitudes[1], Y)
    if first is None or second is None or weight not in (BOTH, SIGNS, ORTHANT):
        return None
    return PairGoal(first, second, weight, goal.law.correlation)


def _key(body: Expr, letter: Symbol) -> Key | None:
    """(e, k) of |letter|^e log^k |letter|."""
    exponent, k = S.Zero, 0
    for factor in Mul.make_args(body):
        base, power = (factor.base, factor.exp) if isinstance(factor, Pow) else (factor, S.One)
        if base == Abs(letter) or (base == letter and power.is_even):
            exponent = exponent + power
        elif base == log(Abs(letter)) and power.is_Integer and power > 0:
            k = int(power)
        elif factor != 1:
            return None
    return None if exponent.has(letter) else (expand(exponent), k)


def integrable_exponent(exponent: Expr, field: Field) -> tuple[Form, tuple[Form, ...]]:
    """The exponent as a form, with the condition that it is above -1 where that does not follow; raises ValueError if it fails for certain."""
    s = normal_form(exponent, field)
    condition = hypothesis(exponent + 1, s + field.one)
    return s, () if condition is None else (condition,)


def hypothesis(exponent: Expr, form: Form) -> Form | None:
    """The condition exponent > 0 as a form without denominators, or None if it follows from the assumptions; raises ValueError if it fails for certain."""
    sign_ = S.One if exponent.is_positive else constant_sign(exponent)
    if sign_ == 1:
        return None
    if sign_ is not None or exponent.is_nonpositive:
        raise ValueError(str(exponent))
    ratio = form.rational
    if ratio is None or not ratio.den.is_constant():
        return form
    content, _ = ratio.num.factor()
    return form.field.polynomial(ratio.num / abs(int(content)))
