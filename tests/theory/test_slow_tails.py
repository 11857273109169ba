"""Activations whose square approaches its limit like 1/|x|: the logarithm in E[phi^2] by quadrature, and what it does along layers by iteration."""

import mpmath
import numpy as np
import pytest
from sympy import Integer, Rational, log, sqrt

from derive import ResidualNetwork, activations
from derive.theory.recurrence import l
from derive.theory.slow_tails import SlowTails


def _second(phi, q):
    with mpmath.workdps(20):
        scale = mpmath.sqrt(q)
        return 2 * mpmath.quad(lambda z: phi(scale * z) ** 2 * mpmath.npdf(z), [0, 1e-4, 1e-3, 1e-2, 0.1, 1, 3, 8])


@pytest.mark.parametrize(("name", "phi"), [("softsign", lambda x: x / (1 + abs(x))), ("arctan", mpmath.atan)])
def test_the_logarithm_of_the_mean_square(name, phi):
    """sqrt(q) (v - E[phi^2]) - k (log q + g) falls like log(q)/sqrt(q), from 10^4 to 10^6 by a factor of about seven and more."""
    far = ResidualNetwork(activations.of(name)).far
    limit, k, g = (float(value) for value in (far.second, *far.slow))
    left = [abs(float((limit - _second(phi, q)) * mpmath.sqrt(q)) - k * (np.log(q) + g)) for q in (1e4, 1e6)]
    assert left[0] < 0.05 and left[1] < left[0] / 5


def test_fast_tails_have_no_logarithm():
    assert ResidualNetwork(activations.tanh).far.slow is None and ResidualNetwork(activations.erf).far.slow is None


def test_the_law_of_the_recurrence_by_iteration():
    """p' = p + 1 - p^(-1/2) (log p + 1/2)/4 and the sum of log(1 + p^(-1/2)/3): what the laws leave changes by less and less of their last terms."""
    found = SlowTails(Integer(1), Rational(1, 4), Rational(1, 2))
    p, total, left = 50.0, 0.0, {}
    for count in range(1, 2**18 + 1):
        total += np.log1p(p**-0.5 / 3)
        p += 1 - p**-0.5 * (np.log(p) + 0.5) / 4
        if count in (2**14, 2**16, 2**18):
            law, sum_ = (float(value.subs(l, count)) for value in (found.variance, found.summed(Rational(1, 3))))
            left[count] = (p - law, total - sum_)
    (a, s), (b, t), (c, u) = left.values()
    assert abs(c - b) < 0.05 * (2**18) ** 0.5 and abs(b - a) < 0.05 * (2**16) ** 0.5
    assert abs(u - t) < 0.7 * abs(t - s) < 0.05


def test_a_wrong_shift_is_seen():
    """Without the 2 in H the variance is off by 2 K sqrt(l)."""
    found = SlowTails(Integer(1), Rational(1, 4), Rational(1, 2))
    assert found.variance - (l - found.scale * sqrt(l) * (log(l) + found.inner + 2)) != 0
    assert float((found.scale * 2 * sqrt(l)).subs(l, 2**18)) > 0.05 * (2**18) ** 0.5
