"""Long numbers stand one in each term; values do not change."""

from fractions import Fraction

from sympy import Add, Mul, Rational, Symbol, exp, sqrt

from derive import expectation, kernel
from derive.language.forms.long_numbers import in_terms

q = Symbol("q", positive=True)
LONG = Rational("1.0507009873554804934193349852946")


def outside(expr):
    """Numbers in front of a bracket, in all brackets."""
    for part in expr.atoms(Mul):
        number, rest = part.as_coeff_Mul()
        if number not in (1, -1) and any(isinstance(factor, Add) for factor in Mul.make_args(rest)):
            yield number


def test_a_common_denominator_is_not_taken_out():
    whole = Mul(1 / Rational(10**31), Add(10**31 * q, LONG * 10**31 * exp(q), Mul(10**30 + 7, Add(sqrt(q), 3), evaluate=False)), evaluate=False)
    written = in_terms(whole)
    assert (written - whole).expand() == 0
    assert written.coeff(q) == 1 and LONG in written.atoms(Rational)


def test_a_long_number_before_a_short_bracket_stays_there():
    short = Mul(LONG, Add(q, 1), sqrt(q), evaluate=False)
    assert in_terms(short) == short
    assert in_terms(Mul(Rational(1, 2), Add(q, 1), evaluate=False)) == Mul(Rational(1, 2), Add(q, 1), evaluate=False)


def test_moments_with_decimal_constants_have_readable_terms():
    value = expectation("selu", "E[phi^2]").value
    assert isinstance(value, Add) and len(value.args) == 4
    assert not [number for number in outside(value) if number.q > 10**9]
    assert abs(value.coeff(q) - LONG**2 / 2) == 0


def test_the_kernel_keeps_its_value():
    """Against E[phi^2] at c = 1, by balls."""
    diagonal = kernel("selu").enclose(20, q1=2, q2=2, c=1)
    mean = expectation("selu", "E[phi^2]").enclose(20, q=2)
    assert abs(Fraction(diagonal.value) - Fraction(mean.value)) <= Fraction(diagonal.radius) + Fraction(mean.radius)
