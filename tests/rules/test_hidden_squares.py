"""Squares that numbers under roots hide: log|x - 1| beside exp(-x^2) and a wave has (sqrt(q) z - sqrt(2q + 1))^2 below a root."""

import mpmath
import pytest

from derive import expectation


@pytest.mark.parametrize("q", ["1/100", "7/5", "40"])
def test_a_wave_and_a_gaussian_beside_a_shifted_logarithm(q):
    answer = expectation("exp(-x**2)*cos(x)*log(Abs(x-1))", "E[phi]")
    assert answer.status == "closed"
    with mpmath.workdps(20):
        variance = mpmath.mpf(int(q.split("/")[0])) / int((q + "/1").split("/")[1])

        def integrand(x):
            return mpmath.exp(-x * x - x * x / (2 * variance)) * mpmath.cos(x) * mpmath.log(abs(x - 1)) / mpmath.sqrt(2 * mpmath.pi * variance)

        expected = mpmath.quad(integrand, [-9, -4, -2, -1, -0.3, 0, 0.3, 0.7, 1, 1.3, 2, 4, 9])
        assert abs(mpmath.mpf(answer.enclose(18, q=q).value) - expected) < 1e-14
