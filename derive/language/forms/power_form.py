"""Real powers and logarithms in the normal form.

    log(p1^k1 p2^k2 sqrt(p3) e^F) = k1 log p1 + k2 log p2 + log(p3)/2 + F          b^e = exp(e log b)

for irreducible p_i that are positive under the assumptions, numbers being factored into primes. So (2q)^a, 2^a q^a and 4^(a/2) q^a are equal objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sympy import factorint

from derive.language.forms.normal_form import Field, Form, Log, Undecided
from derive.language.forms.positivity import is_positive
from derive.language.forms.ratio import Poly, Prime, Ratio


def power_form(base: Form, exponent: Form, given: Sequence[Form] = ()) -> Form:
    """base^exponent; raises Undecided if the exponent is not whole and the base is not known to be a positive product."""
    whole = exponent.constant
    if whole is not None and whole.denominator == 1 and abs(whole) <= 64:
        return base ** int(whole)
    return base.field.exp(exponent * log_form(base, given))


def log_form(form: Form, given: Sequence[Form] = ()) -> Form:
    """log(form) for one term without atoms, all factors of which are positive, by the assumptions or because they are `given`; raises Undecided otherwise."""
    field = form.field
    if len(form.terms) != 1:
        raise Undecided(f"the logarithm of {form.expression()}")
    (root, exponent, atoms), ratio = next(iter(form.terms.items()))
    if atoms:
        raise Undecided(f"the logarithm of {form.expression()}")
    total = _log_ratio(field, ratio, given)
    for prime in root:
        total = total + _log_poly(field, prime.poly, given) / 2
    return total if exponent is None else total + exponent


def _log_ratio(field: Field, ratio: Ratio, given: Sequence[Form]) -> Form:
    try:
        return _log_poly(field, ratio.num, given) - _log_poly(field, ratio.den, given)
    except Undecided:
        return _log_poly(field, -ratio.num, given) - _log_poly(field, -ratio.den, given)


def _log_poly(field: Field, poly: Poly, given: Sequence[Form]) -> Form:
    """log of a polynomial, factored; raises Undecided unless the number and every factor can be oriented to be positive."""
    content, factors = poly.factor()
    number, total = Fraction(int(content)), field.zero
    for factor, power in factors:
        if not _is_positive(field, factor, given):
            factor, number = -factor, number * (-1) ** int(power)
            if not _is_positive(field, factor, given):
                raise Undecided(f"the sign of {field.polynomial(factor).expression()}")
        total = total + field.atom(Log(Prime(factor), field)) * int(power)
    if number <= 0:
        raise Undecided(f"the logarithm of the negative {field.polynomial(poly).expression()}")
    for p, k in factorint(number.numerator).items():
        total = total + field.atom(Log(Prime(field.context.constant(int(p))), field)) * int(k)
    return total


def _is_positive(field: Field, factor: Poly, given: Sequence[Form]) -> bool:
    return field.polynomial(factor) in given or is_positive(field, factor)
