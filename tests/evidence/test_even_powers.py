"""Even powers of balls around 0, and the kernels of steep rational functions that need them."""

import numpy as np
from flint import acb, arb
from sympy import Rational

from derive.evidence.audit.twice import enclose_twice
from derive.evidence.balls.operations import integer_power
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import c, q1, q2, x


def test_an_even_power_of_a_real_ball_is_not_negative():
    ball = acb(arb(0.25, 1))
    for n in (2, 4, 6):
        power = integer_power(ball, n).real
        assert power.contains(0) and power.contains(arb(1.25) ** n) and power.lower() > -1e-8
    assert integer_power(ball, 3).real.contains(-(arb(3) / 4) ** 3) and integer_power(acb(arb(0, 1), arb(0, 1)), 2).real.contains(-1)


def test_a_steep_rational_kernel_next_to_one_has_two_ways():
    """1/(1 + x^4) at variances 1 and 10^6, c = 1 - 10^-6: given the steep argument v = 1000 Y the other is normal with mean c v/1000."""
    rho = 1 - Rational(1, 10**6)
    kernel = DualKernel(1 / (1 + x**4), 1 / (1 + x**4), (0, 0), q1, q2, c)
    found = enclose_twice(kernel, {q1: 1, q2: 10**6, c: rho}, 12)
    r = 1 - 1e-6
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    t = np.linspace(-12, 12, 6001)  # v = sinh t
    v = np.sinh(t)
    inner = (weights / (1 + (r * v[:, None] / 1000 + np.sqrt(1 - r * r) * nodes) ** 4)).sum(axis=1) / weights.sum()
    density = np.exp(-(v**2) / 2e6) / np.sqrt(2e6 * np.pi)
    value = (inner * density * np.cosh(t) / (1 + v**4)).sum() * (t[1] - t[0])
    assert abs(float(found.ball.value) - value) < 1e-12
