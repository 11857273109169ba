"""scipy's owens_t and bivariate normal distribution function, and torch's gains, tried against balls."""

import math

import pytest
from scipy import special, stats
from sympy import Rational

from derive import OwensT, Phi2
from derive.evidence.lower import enclose
from derive.testing import LawBroken, check_gain


@pytest.mark.parametrize("h", [0, Rational(1, 4), 1, 5, 20])
@pytest.mark.parametrize("a", [0, Rational(1, 8), 1, Rational(31, 32), 40])
def test_owens_t_of_scipy(h, a):
    true = float(enclose(OwensT(h, a), {}, 20).arb.mid())
    assert math.isclose(float(special.owens_t(float(h), float(a))), true, rel_tol=1e-12, abs_tol=1e-18)


@pytest.mark.parametrize("rho", [0, Rational(1, 2), -Rational(1, 2), Rational(15, 16), -Rational(255, 256)])
def test_bivariate_normal_of_scipy(rho):
    true = float(enclose(Phi2(Rational(1, 2), -1, rho), {}, 20).arb.mid())
    found = stats.multivariate_normal([0, 0], [[1, float(rho)], [float(rho), 1]]).cdf([0.5, -1.0])
    assert math.isclose(float(found), true, rel_tol=1e-6)


TORCH = {"tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4, "sigmoid": 1.0}
"""torch.nn.init.calculate_gain of torch 2, for those that are not linear."""


@pytest.mark.parametrize(("name", "exact"), [("relu", True), ("tanh", False), ("selu", False), ("sigmoid", False)])
def test_the_gains_of_torch(name, exact):
    if exact:
        check_gain(TORCH[name], name)
    else:
        with pytest.raises(LawBroken, match="forward gain"):
            check_gain(TORCH[name], name)
