"""Moments of functions with a pole that a power of z mends."""

from fractions import Fraction

import mpmath
import pytest
import sympy

from derive import expectation
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.errors import NotIntegrable

CASES = [
    ("1/x", "E[phi*z]", lambda x, z: 1),
    ("1/x", "E[phi^2*z^2]", lambda x, z: z * z / (x * x)),
    ("cos(x)/x", "E[phi*z]", lambda x, z: mpmath.cos(x) * z / x),
    ("a/x", "E[3*phi*z]", lambda x, z: 3 * mpmath.mpf(7) / 5 * z / x),
    ("1/(x*(1+x**2))", "E[phi*z - 2*phi*z]", lambda x, z: -z / (x * (1 + x * x))),
    ("exp(x)/x**2", "E[phi*z^3]", lambda x, z: mpmath.exp(x) * z**3 / x**2),
    ("1/(x*Abs(x))", "E[phi^2*z^4]", lambda x, z: z**4 / x**4),
    ("(1+x)/x", "E[phi*z + phi^2*z]", None),
]


@pytest.mark.parametrize(("text", "quantity", "body"), CASES, ids=[f"{text} {quantity}" for text, quantity, _ in CASES])
def test_the_product_is_integrated_as_a_whole(text, quantity, body):
    if body is None:
        with pytest.raises(NotIntegrable):
            expectation(text, quantity)
        return
    answer = expectation(text, quantity)
    assert answer.status == "closed" and answer.certificate.verdict is Verdict.PROVED
    for q in (Fraction(1, 3), Fraction(9, 4)):
        root = mpmath.sqrt(mpmath.mpf(q.numerator) / q.denominator)
        scale = 1 if text != "1/x" or quantity != "E[phi*z]" else 1 / root
        expected = scale * mpmath.quad(lambda z, root=root: mpmath.npdf(z) * body(root * z, z), [-15, -3, 0, 3, 15])
        values = {symbol: q if symbol.name == "q" else sympy.Rational(7, 5) for symbol in answer.value.free_symbols}
        values = {symbol: Fraction(int(v.p), int(v.q)) if isinstance(v, sympy.Rational) else v for symbol, v in values.items()}
        assert float(enclose(answer.value, values, 20).value) == pytest.approx(float(expected), rel=1e-10)


@pytest.mark.parametrize(("text", "quantity"), [("1/x", "E[phi]"), ("1/x**2", "E[phi*z]"), ("1/(x-1)", "E[phi*z]"), ("1/x", "E[phi*z + phi]"), ("1/x", "K")])
def test_a_pole_that_stays_is_refused(text, quantity):
    with pytest.raises(NotIntegrable):
        expectation(text, quantity)
