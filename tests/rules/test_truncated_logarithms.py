"""A logarithm of |x| beside powers between or beyond knots against quadrature."""

import mpmath
import pytest

from derive import expectation
from derive.language.forms.fields import field_of
from derive.language.forms.power_functions import upper_gamma_form

CASES = [
    ("Max(1-Abs(x),0)*log(Abs(x))", [0, 1], lambda x: (1 - x) * mpmath.log(x)),
    ("Heaviside(1-Abs(x))*Abs(x)**3*log(Abs(x))", [0, 1], lambda x: x**3 * mpmath.log(x)),
    ("Heaviside(1-Abs(x))*Abs(x)**(1/2)*log(2*Abs(x))", [0, 1], lambda x: mpmath.sqrt(x) * mpmath.log(2 * x)),
    ("Heaviside(Abs(x)-2)*Abs(x)**(1/3)*log(Abs(x))", [2, None], lambda x: mpmath.cbrt(x) * mpmath.log(x)),
    ("Heaviside(Abs(x)-1/2)*Abs(x)**(-2/3)*log(Abs(x))", [0.5, None], lambda x: mpmath.log(x) / mpmath.cbrt(x * x)),
]


@pytest.mark.parametrize("q", ["1/10", "7/5", "1000"])
@pytest.mark.parametrize(("activation", "ends", "function"), CASES, ids=[case[0] for case in CASES])
def test_logarithms_beside_powers_cut_at_knots(activation, ends, function, q):
    answer = expectation(activation, "E[phi]")
    assert answer.status == "closed"
    with mpmath.workdps(25):
        variance = mpmath.mpf(int(q.split("/")[0])) / int((q + "/1").split("/")[1])
        low, high = ends[0], ends[1] or ends[0] + 14 * mpmath.sqrt(variance)

        def folded(t):
            """x = low + t^6, smooth at 0."""
            x = low + t**6
            return 2 * function(x) * mpmath.exp(-x * x / (2 * variance)) / mpmath.sqrt(2 * mpmath.pi * variance) * 6 * t**5 if x else mpmath.mpf(0)

        end = mpmath.root(high - low, 6)
        expected = mpmath.quad(folded, mpmath.linspace(0, end, 17))
        assert abs(mpmath.mpf(answer.enclose(20, q=q).value) / expected - 1) < 1e-12
    assert {step.verdict.value for step in answer.certificates(20, 1)} == {"certified"}


@pytest.mark.parametrize("twice", range(-9, 10))
def test_incomplete_gamma_functions_of_half_whole_numbers(twice):
    field = field_of(set())
    value = upper_gamma_form(field.number(twice) / 2, field.number(3) / 2).expression()
    with mpmath.workdps(20):
        assert abs(mpmath.mpf(str(value.evalf(22))) / mpmath.gammainc(mpmath.mpf(twice) / 2, mpmath.mpf(3) / 2) - 1) < 1e-18
