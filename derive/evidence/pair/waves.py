r"""Expectations over a pair of sums of polynomials times exponentials, circular and hyperbolic functions, in closed form.

For complex rates l and m, by completing the square, with M = l + c m and N = m + c l,

    E[X^j Y^k exp(l X + m Y)] = exp((l^2 + 2 c l m + m^2)/2) E[(X + M)^j (Y + N)^k].
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import comb, prod

from flint import acb, arb, fmpq
from sympy import Add, Expr, Function, Integer, Mul, Pow, cos, cosh, exp, expand, sin, sinh

from derive.evidence.balls.scalar import constant
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

WAVES = (exp, sin, cos, sinh, cosh)
HIGHEST, MOST = 12, 64  # power, terms


@dataclass(frozen=True, slots=True)
class Wave:
    """weight z^power exp(rate z)."""

    weight: Expr
    power: int
    rate: Expr


def by_waves(f: Expr, g: Expr, c: arb) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters at the current precision; raises CannotEnclose for other functions than these sums."""
    first, second = waves(f), waves(g)
    if first is None or second is None:
        raise CannotEnclose(f"E[{f} * {g}] in closed form", "a factor is no sum of polynomials times exponentials", "another method")
    total = acb(0)
    for one, other in product(first, second):
        total += _number(one.weight) * _number(other.weight) * _moment((one.power, other.power), (_number(one.rate), _number(other.rate)), c)
    return total.real


@lru_cache(maxsize=256)
def waves(body: Expr) -> tuple[Wave, ...] | None:
    """The terms of a function of Z, None where it is no such sum."""
    if not all(isinstance(node, WAVES) for node in body.atoms(Function) if node.has(Z)) or any(node.exp.has(Z) for node in body.atoms(Pow)):
        return None
    terms = Add.make_args(expand(body.rewrite((sin, cos, sinh, cosh), exp)))
    found = [_wave(term) for term in terms] if len(terms) <= MOST else [None]
    return None if None in found else tuple(wave for wave in found if wave is not None)


def _wave(term: Expr) -> Wave | None:
    weight, power, rate = Integer(1), 0, Integer(0)
    for factor in Mul.make_args(term):
        base, exponent = factor.as_base_exp()
        if not factor.has(Z):
            weight *= factor
        elif base == Z and exponent.is_Integer and 0 < exponent <= HIGHEST:
            power += int(exponent)
        elif isinstance(factor, exp) and not (slope := factor.args[0].diff(Z)).has(Z):
            weight, rate = weight * exp(factor.args[0].xreplace({Z: Integer(0)})), rate + slope
        else:
            return None
    return Wave(weight, power, rate)


def _number(value: Expr) -> acb:
    found = constant(value, {})
    return acb(arb(found)) if isinstance(found, fmpq) else found


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
        return arb(0) if b % 2 else _odd_product(b)
    found = arb(0)
    if a > 1:
        found += (a - 1) * _mixed(a - 2, b, c)
    if b > 0:
        found += c * b * _mixed(a - 1, b - 1, c)
    return found


def _odd_product(b: int) -> arb:
    """E[Y^b] = (b - 1)(b - 3)...1 for even b."""
    return arb(prod(range(1, b, 2)))
