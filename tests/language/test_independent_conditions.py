"""Conditions that follow from others together are left out, and only those: each claim is tried at exact points."""

from fractions import Fraction
from itertools import product

from sympy import Rational, Symbol

from derive import kernel
from derive.language.deciding.hypotheses import independent

q, c = Symbol("q", positive=True), Symbol("c", real=True)
PLACES = [{q: Rational(i, 4), c: Rational(j, 5)} for i, j in product(range(1, 12), range(-5, 6))]


def holds(conditions, place):
    return all(condition.subs(place) > 0 for condition in conditions)


def test_what_is_left_says_the_same():
    given = [2 - q + c * q, 2 - q - c * q, 2 - q + c**2 * q]
    kept = independent(given, lambda e: e)
    assert len(kept) == 2 and all(holds(kept, place) == holds(given, place) for place in PLACES)


def test_what_follows_from_none_stays():
    given = [2 - q + c * q, 2 - q - c * q, 1 - q + c**2 * q]
    assert independent(given, lambda e: e) == tuple(given)
    assert any(holds(given[:2], place) and not holds(given, place) for place in PLACES)


def test_the_kernel_of_a_growing_square_has_two_conditions():
    """exp(a (u^2 + v^2)) has a mean where both eigenvalues q (1 + c), q (1 - c) of the covariance are below 1/(2a)."""
    for text, rate in (("exp(x**2/4)", Fraction(1, 4)), ("exp(x**2/3)", Fraction(1, 3))):
        answer = kernel(text, equal_variances=True)
        needed = [h.gts - h.lts for h in answer.hypotheses]
        assert len(needed) == 2
        letters = {s.name: s for expr in needed for s in expr.free_symbols}
        for place in PLACES:
            at = {letters["q"]: place[q], letters["c"]: place[c]}
            assert holds(needed, at) == all(place[q] * (1 + sign * place[c]) * 2 * Rational(rate.numerator, rate.denominator) < 1 for sign in (1, -1))


def test_a_condition_that_follows_from_one_other_by_its_sign():
    assert independent([2 - q, 2 - q + c**2 * q], lambda e: e) == (2 - q,)
    assert independent([2 - q, 2 - q - c**2 * q], lambda e: e) == (2 - q - c**2 * q,)
