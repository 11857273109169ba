"""Real powers times waves against quadrature, by x = t^4 next to 0, where the powers are smooth in t."""

import mpmath
import pytest

from derive import expectation

CASES = [
    ("Abs(x)**(1/3)*cos(2*x)", "E[phi]", lambda x, z: mpmath.cbrt(abs(x)) * mpmath.cos(2 * x)),
    ("Max(x,0)**(1/2)*sin(x+1)", "E[phi*z]", lambda x, z: z * mpmath.sqrt(max(x, 0)) * mpmath.sin(x + 1)),
    ("Abs(x)**(-1/3)*sin(2*x)*sign(x) + x**2", "E[phi]", lambda x, z: mpmath.sin(2 * abs(x)) / mpmath.cbrt(abs(x)) + x * x),
    ("Abs(x)**(3/4)*cos(x)", "E[phi^2]", lambda x, z: abs(x) ** 1.5 * mpmath.cos(x) ** 2),
]


@pytest.mark.slow
@pytest.mark.parametrize(("activation", "quantity", "function"), CASES, ids=[case[0] for case in CASES])
def test_moments_of_powers_times_waves(activation, quantity, function):
    answer = expectation(activation, quantity)
    assert answer.status == "closed"
    with mpmath.workdps(25):
        root = mpmath.sqrt(mpmath.mpf(7) / 5)

        def folded(t):
            """Both sides of 0 in z = t^12."""
            z = t**12
            return sum(function(side * root * z, side * z) for side in (-1, 1)) * mpmath.npdf(z) * 12 * t**11

        expected = mpmath.quad(folded, [0, 0.7, 1, 1.1, 1.2, 1.3])
        assert abs(mpmath.mpf(answer.enclose(20, q="7/5").value) - expected) < 1e-15
    assert {step.verdict.value for step in answer.certificates(20, 2)} == {"certified"}
