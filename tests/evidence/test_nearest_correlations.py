"""Correlations as near to 1 or -1 as anybody may ask for, with closed forms written so that nothing cancels."""

import pytest
from mpmath import mp, mpf
from sympy import Abs, Heaviside, Lambda, Max, Piecewise, Rational, erf, exp, log, sqrt, tanh

from derive.evidence.balls.nearness import nearness
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.evidence.pair.plane import proper_correlation, ways
from derive.language.errors import CannotEnclose, NotDefined
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import Z, x

GAPS = [20, 60]


def kernel(body, c, order=0, variances=(1, 1)):
    function = Lambda(x, body)
    return enclose(DualKernel(function, function, (order, order), *map(Rational, variances), c), {}, 15, 60)


def near(ball, value, relative="1e-14"):
    return abs(mpf(ball.value) - value) <= mpf(relative) * max(1, abs(value)) + 2 * mpf(ball.radius)


@pytest.fixture(autouse=True)
def _digits():
    with mp.workdps(150):
        yield


@pytest.mark.slow
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("gap", GAPS)
def test_arcs_at_the_nearest_correlations(gap, sign):
    c = sign * (1 - Rational(1, 10**gap))
    rho = mpf(int(c.p)) / int(c.q)
    angle = mp.acos(rho)
    assert near(kernel(Max(x, 0), c), (mp.sin(angle) + (mp.pi - angle) * rho) / (2 * mp.pi))
    assert near(kernel(Heaviside(x), c), (mp.pi - angle) / (2 * mp.pi))
    assert near(kernel(Heaviside(x), c, 1), 1 / (2 * mp.pi * mp.sin(angle)))
    assert near(kernel(erf(x), c), 2 / mp.pi * mp.asin(2 * rho / 3))
    assert near(kernel(exp(x / 3), c), mp.exp((1 + rho) / 9))


@pytest.mark.parametrize("gap", GAPS)
def test_powers_and_logarithms_at_the_nearest_correlations(gap):
    """E[log|u| log|v|] = E[log|u|]^2 + asin(c)^2/2; E[u v/(4 |u v|^(3/2))] by Legendre's function of the angle."""
    c = 1 - Rational(1, 10**gap)
    rho = mpf(int(c.p)) / int(c.q)
    mean = -(mp.euler + mp.log(2)) / 2
    assert near(kernel(log(Abs(x)), c), mean**2 + mp.asin(rho) ** 2 / 2)
    size = mp.sqrt(2) * mp.gamma(mpf(3) / 4) ** 2 / mp.pi
    assert near(kernel(sqrt(Abs(x)), c), size * mp.hyp2f1(-mpf(1) / 4, -mpf(1) / 4, mpf(1) / 2, rho**2))


@pytest.mark.parametrize("body", [tanh(x), x / (1 + exp(-x)), Piecewise((x, x > 0), (exp(x) - 1, True))], ids=str)
def test_the_gap_is_seen(body):
    """K(1) - K(1 - e) = e K'(1) + O(e^(3/2)), below what 15 digits of the difference would leave."""
    function = Lambda(x, body)
    for gap in (30, 60):
        ends = [enclose(DualKernel(function, function, (0, 0), Rational(1), Rational(1), c), {}, gap + 12, 60) for c in (1, 1 - Rational(1, 10**gap))]
        slope = kernel(body, Rational(1), 1)
        fall = (mpf(ends[0].value) - mpf(ends[1].value)) * mpf(10) ** gap
        assert abs(fall - mpf(slope.value)) < mpf("1e-8")


@pytest.mark.parametrize(
    ("f", "g", "c"),
    [
        pytest.param(tanh(1000 * Z), tanh(1000 * Z), 1 - Rational(1, 10**8), marks=pytest.mark.slow),
        pytest.param(log(1 + exp(Z)), log(1 + exp(1000 * Z)), 1 - Rational(1, 10**8), marks=pytest.mark.slow),
        (tanh(Z), tanh(1000 * Z), Rational(1, 2)),
        (tanh(Z), tanh(Z), 1 - Rational(1, 10**30)),
        (Max(Z, 0), Max(Z, -1), 1 - Rational(1, 10**20)),
    ],
    ids=str,
)
def test_two_ways_meet_where_scales_are_far_apart(f, g, c):
    found = []
    with working(130 + nearness(c)):
        for name, way in ways(f, g, c, proper_correlation(c), 15):
            if name == "nested":
                break
            try:
                found.append(way())
            except CannotEnclose:
                continue
            if len(found) == 2:
                break
        assert len(found) == 2
        assert found[0].overlaps(found[1])
        assert all(float(value.rad()) < 1e-14 * max(1.0, float(value.mid())) for value in found)


def test_nearness_is_proven():
    assert nearness(sqrt(1 - Rational(1, 10**40))) > 260
    for c in (Rational(1), Rational(-1), Rational(3, 2), sqrt(2), sqrt(Rational(-1, 9))):
        with pytest.raises(NotDefined, match="between -1 and 1"):
            nearness(c)
