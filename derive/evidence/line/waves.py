r"""Sums of polynomials times exponentials, circular and hyperbolic functions, whose expectations are closed by completing the square:

    E[Z^j exp(l Z)] = exp(l^2/2) E[(Z + l)^j]    for complex rates l.

Waves of high frequency, which grids follow node by node, cost no more than others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb, prod

from flint import acb, arb, fmpq
from sympy import Add, Expr, Function, Integer, Mul, Pow, Symbol, cos, cosh, exp, expand, sin, sinh

from derive.evidence.balls.scalar import Point, constant
from derive.evidence.line.growth import HalfLine
from derive.language.symbols import Z

WAVES = (exp, sin, cos, sinh, cosh)
HIGHEST, MOST = 12, 64  # power, terms


@dataclass(frozen=True, slots=True)
class Wave:
    """weight z^power exp(rate z)."""

    weight: Expr
    power: int
    rate: Expr


def mean_of_waves(body: Expr, letter: Symbol, at: Point) -> arb | None:
    """E[body(Z)] at the current precision; None for functions of the letter that are no such sums, or not seen to be real on the line."""
    found = waves(body.xreplace({letter: Z}))
    if found is None or not HalfLine(letter, 1, arb(1), at).is_real(body):
        return None
    total = acb(0)
    for wave in found:
        rate = number(wave.rate, at)
        moment = sum((comb(wave.power, k) * normal_moment(k) * rate ** (wave.power - k) for k in range(0, wave.power + 1, 2)), acb(0))
        total += number(wave.weight, at) * moment * (rate * rate / 2).exp()
    return total.real


@lru_cache(maxsize=256)
def waves(body: Expr) -> tuple[Wave, ...] | None:
    """The terms of a function of Z, None where it is no such sum."""
    whole = all(isinstance(node.exp, Integer) and 0 < node.exp <= HIGHEST for node in body.atoms(Pow) if node.has(Z))
    if not whole or not all(isinstance(node, WAVES) for node in body.atoms(Function) if node.has(Z)):  # before anything is multiplied out
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


def number(value: Expr, at: Point) -> acb:
    """A weight or a rate at a point."""
    found = constant(value, at)
    return acb(arb(found)) if isinstance(found, fmpq) else found


def normal_moment(k: int) -> int:
    """E[Z^k] = (k - 1)(k - 3)...1 for even k, 0 for odd k."""
    return 0 if k % 2 else prod(range(1, k, 2))
