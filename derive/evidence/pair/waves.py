r"""Expectations over a pair of sums of polynomials times exponentials, circular and hyperbolic functions, in closed form.

For complex rates l and m, by completing the square, with M = l + c m and N = m + c l,

    E[X^j Y^k exp(l X + m Y)] = exp((l^2 + 2 c l m + m^2)/2) E[(X + M)^j (Y + N)^k].
"""

from __future__ import annotations

from itertools import product
from math import comb

from flint import acb, arb
from sympy import Expr

from derive.evidence.line.waves import normal_moment, number, waves
from derive.language.errors import CannotEnclose


def by_waves(f: Expr, g: Expr, c: arb) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters at the current precision; raises CannotEnclose for other functions than these sums."""
    first, second = waves(f), waves(g)
    if first is None or second is None:
        raise CannotEnclose(f"E[{f} * {g}] in closed form", "a factor is no sum of polynomials times exponentials", "another method")
    total = acb(0)
    for one, other in product(first, second):
        weight = number(one.weight, {}) * number(other.weight, {})
        total += weight * _moment((one.power, other.power), (number(one.rate, {}), number(other.rate, {})), c)
    return total.real


def _moment(powers: tuple[int, int], rates: tuple[acb, acb], c: arb) -> acb:
    """The formula above."""
    (j, k), (one, other) = powers, rates
    means = one + c * other, other + c * one
    total = acb(0)
    for a, b in product(range(j + 1), range(k + 1)):
        total += comb(j, a) * comb(k, b) * means[0] ** (j - a) * means[1] ** (k - b) * _mixed(a, b, c)
    return total * ((one * one + 2 * c * one * other + other * other) / 2).exp()


def _mixed(a: int, b: int, c: arb) -> arb:
    """E[X^a Y^b], by Stein: E[X^a Y^b] = (a - 1) E[X^(a-2) Y^b] + c b E[X^(a-1) Y^(b-1)]."""
    if a == 0:
        return arb(normal_moment(b))
    found = arb(0)
    if a > 1:
        found += (a - 1) * _mixed(a - 2, b, c)
    if b > 0:
        found += c * b * _mixed(a - 1, b - 1, c)
    return found
