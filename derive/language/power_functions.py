"""The functions that moments of powers end in: gamma, polygamma and Gauss' hypergeometric function as atoms with canonical arguments.

Gamma(a + 1) = a Gamma(a)                       the constant term of a is brought into (0, 1]; half-whole numbers are evaluated
psi_n(a + 1) = psi_n(a) + (-1)^n n!/a^(n+1)     likewise
2F1(a, b; c; w) = 2F1(b, a; c; w)               a polynomial in w if a or b is 0, -1, -2, ...
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import factorial, floor
from typing import Any

import sympy
from sympy import Rational

from derive.language import positivity
from derive.language.atoms import FunctionAtom
from derive.language.normal_form import Field, Form
from derive.language.ratio import Ratio

LARGEST_SHIFT = 200


def gamma_form(a: Form) -> Form:
    """Gamma(a), by Gamma(a + 1) = a Gamma(a) a multiple of Gamma with the constant term of its argument in (0, 1].

    Raises ZeroDivisionError at a pole.
    """
    field, shift = a.field, _shift(a)
    base = a - field.number(shift)
    value = _gamma_at(base)
    for k in range(abs(shift)):
        value = value * (base + field.number(k)) if shift > 0 else value / (base - field.number(k + 1))
    return value


def _gamma_at(base: Form) -> Form:
    field, number = base.field, base.constant
    if number == 1:
        return field.one
    if number == Fraction(1, 2):
        return positivity.sqrt(field.pi)[0]
    return field.atom(FunctionAtom("gamma", (base,)))


def polygamma_form(n: int, a: Form) -> Form:
    """psi_n(a), the n-th derivative of the logarithmic derivative of Gamma; shifted like Gamma, numbers by sympy's table."""
    field, shift = a.field, _shift(a)
    base, sign = a - field.number(shift), (-1) ** n * factorial(n)
    value = _polygamma_at(n, base)
    for k in range(abs(shift)):
        place = base + field.number(k) if shift > 0 else base - field.number(k + 1)
        step = (place ** (n + 1)).inverse() * sign
        value = value + step if shift > 0 else value - step
    return value


def _polygamma_at(n: int, base: Form) -> Form:
    from derive.language.normalize import normal_form

    number = base.constant
    known = None if number is None else sympy.polygamma(n, Rational(number.numerator, number.denominator))
    if known is None or isinstance(known, sympy.polygamma):
        return base.field.atom(FunctionAtom("polygamma", (base.field.number(n), base)))
    return normal_form(sympy.expand(known), base.field)


def _shift(a: Form) -> int:
    """The whole number n for which the constant term of a - n lies in (0, 1]; 0 if a has no constant term or is not a quotient of polynomials."""
    ratio = a.rational
    if ratio is None or not ratio.den.is_constant():
        return 0
    constant = next((int(value) for powers, value in ratio.num.to_dict().items() if not any(powers)), 0)
    n = -floor(-Fraction(constant, int(ratio.den.leading_coefficient()))) - 1
    return n if abs(n) <= LARGEST_SHIFT else 0


def hypergeometric_form(a: Form, b: Form, c: Form, w: Form) -> Form:
    """2F1(a, b; c; w)."""
    field = w.field
    for top, other in ((a, b), (b, a)):
        number = top.constant
        if number is not None and number.denominator == 1 and -LARGEST_SHIFT <= number <= 0:
            return _polynomial(int(-number), other, c, w)
    if not w:
        return field.one
    first, second = sorted((a, b), key=lambda form: str(form.expression()))
    return field.atom(FunctionAtom("hyper", (first, second, c, w)))


def _polynomial(n: int, b: Form, c: Form, w: Form) -> Form:
    """2F1(-n, b; c; w) = sum_k (-n)_k (b)_k/((c)_k k!) w^k."""
    field = w.field
    total = term = field.one
    for k in range(n):
        shift = field.number(k)
        term = term * (b + shift) * w * (k - n) / ((c + shift) * (k + 1))
        total = total + term
    return total


Atoms = tuple[tuple[Any, int], ...]


def absorbed(field: Field, ratio: Ratio, atoms: Iterable[tuple[Any, int]]) -> tuple[Ratio, Atoms]:
    """Gamma(a)/(a - 1) as Gamma(a - 1), and 1/(a Gamma(a)) as 1/Gamma(a + 1), for printing: factors of the denominator that a gamma function takes in."""
    found: list[tuple[Any, int]] = []
    for atom, power in atoms:
        if isinstance(atom, FunctionAtom) and atom.name == "gamma" and atom.arguments[0].constant is None:
            ratio, argument = _absorbed(field, ratio, atom.arguments[0], power)
            atom = FunctionAtom("gamma", (argument,))
        found.append((atom, power))
    return ratio, tuple(found)


def _absorbed(field: Field, ratio: Ratio, argument: Form, power: int) -> tuple[Ratio, Form]:
    step = -1 if power > 0 else 1
    for _ in range(LARGEST_SHIFT):
        factor = (argument - field.one if power > 0 else argument).rational
        if factor is None or not factor or not factor.den.is_constant() or factor.num.is_constant():
            break
        content, _ = factor.num.factor()
        unit = (factor.num / content) ** abs(power)
        if ratio.den.gcd(unit) not in (unit, -unit):
            break
        for _ in range(abs(power)):
            ratio = ratio * factor
        argument = argument + field.number(step)
    return ratio, argument
