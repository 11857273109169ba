r"""Expectations of powers of a pair by Gauss's hypergeometric function: a second way that shares nothing with the integral over directions (`polar`).

For a, b > -1 and standard normal X, Y with correlation c,

    E[|X|^a |Y|^b] = 2^((a+b)/2) Gamma((a+1)/2) Gamma((b+1)/2)/pi 2F1(-a/2, -b/2; 1/2; c^2),
    E[sign(X) |X|^a sign(Y) |Y|^b] = 2^((a+b)/2+1) Gamma(a/2+1) Gamma(b/2+1)/pi c 2F1((1-a)/2, (1-b)/2; 3/2; c^2),

Mehler's expansion summed (each coefficient of |x|^a is a quotient of Gamma functions); x_+^a is half the sum of both kinds. Next to |c| = 1 Arb
uses the connection formulas at c^2 = 1.
"""

from __future__ import annotations

from itertools import product

from flint import acb, arb
from sympy import Expr

from derive.evidence.balls.functions import hypergeometric
from derive.evidence.pair.polar import Power, half_lines
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z


def by_hypergeometric(f: Expr, g: Expr, c: arb) -> arb:
    """E[f(X) g(Y)] at the current precision; raises CannotEnclose for functions that are no sums of integrable powers on both sides of 0."""
    first, second = _powers(f), _powers(g)
    total = arb(0)
    for (side, one), (other_side, other) in product(first, second):
        a, b = one.exponent, other.exponent
        total += one.weight * other.weight * (_even(a, b, c) + side * other_side * _odd(a, b, c)) / 4
    return total


def _powers(f: Expr) -> list[tuple[int, Power]]:
    lines = half_lines(f, Z)
    terms = [(side, power) for side, powers in lines.items() for power in powers] if lines else []
    if lines is None or any(power.log or power.square != 0 or not power.exponent > -1 for _, power in terms):
        raise CannotEnclose(f"E over a pair with {f} by hypergeometric functions", "it is no sum of integrable powers on both sides of 0", "another method")
    return terms


def _even(a: arb, b: arb, c: arb) -> arb:
    front = arb(2) ** ((a + b) / 2) * ((a + 1) / 2).gamma() * ((b + 1) / 2).gamma() / arb.pi()
    return front * hypergeometric((acb(-a / 2), acb(-b / 2)), (acb(arb(0.5)),), acb(c * c), False).real


def _odd(a: arb, b: arb, c: arb) -> arb:
    front = arb(2) ** ((a + b) / 2 + 1) * (a / 2 + 1).gamma() * (b / 2 + 1).gamma() / arb.pi()
    return front * c * hypergeometric((acb((1 - a) / 2), acb((1 - b) / 2)), (acb(arb(1.5)),), acb(c * c), False).real
