"""Kernels of periodic functions by Fourier series, against Bessel functions and the other ways, periods short and long beside a deviation."""

import mpmath
import pytest
from flint import arb
from sympy import Rational, cos, exp, log, pi, sin, tan

from derive.evidence.audit.twice import enclose_twice
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.lower import enclose
from derive.evidence.pair import periodic
from derive.evidence.pair.periodic import by_fourier_series
from derive.language.errors import CannotEnclose
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import Z, x

NEAREST = 1 - Rational(1, 10**12)


def by_bessel(v, w, c):
    """E[exp(sin(v X)) exp(cos(w Y))] = sum_kl I_k(1) I_l(1) E[cos(k (v X - pi/2)) cos(l w Y)]."""
    v, w, c = (mpmath.mpf(number.p) / number.q for number in map(Rational, (v, w, c)))
    pairs = [(k, m) for k in range(-19, 20) for m in range(-19, 20)]
    sizes = {k: mpmath.besseli(k, 1) for k in range(-19, 20)}
    return sum(sizes[k] * sizes[m] * mpmath.cos(k * mpmath.pi / 2) * mpmath.exp(-((k * v) ** 2 + 2 * c * k * v * m * w + (m * w) ** 2) / 2) for k, m in pairs)


@pytest.mark.parametrize("c", [Rational(1, 2), Rational(-19, 20), NEAREST])
@pytest.mark.parametrize("frequencies", [(1, 1), (Rational(1, 100), 3), (1000, 1000), (1000, 2)])
def test_values_are_sums_of_bessel_functions(frequencies, c):
    v, w = frequencies
    with working(160), mpmath.workdps(30):
        found, true = by_fourier_series(exp(sin(v * Z)), exp(cos(w * Z)), real_constant(c, {}), 25), by_bessel(v, w, c)
        assert found.rad() < 1e-24 and abs(found - arb(str(true))) < 1e-20


@pytest.mark.parametrize("function", [exp(sin(x)), log(2 + sin(x) + cos(3 * x) / 4), sin(x) / (2 + cos(x))], ids=str)
def test_the_grid_gives_the_same(function):
    twice = enclose_twice(DualKernel(function, function, (0, 0), 1, 2, Rational(1, 2)), {}, 20)
    assert "fourier" in twice.names and all(ball.arb.rad() < 1e-18 for ball in twice.balls)


def test_a_wrong_period_is_seen(monkeypatch):
    c, grid = Rational(1, 2), enclose(DualKernel(exp(sin(x)), exp(sin(x)), (0, 0), 1, 1, Rational(1, 2)), {}, 20).arb
    monkeypatch.setattr(periodic, "period", lambda body: 4 * pi / 3)
    with working(160):
        assert not by_fourier_series(exp(sin(Z)), exp(sin(Z)), real_constant(c, {}), 20).overlaps(grid)


@pytest.mark.parametrize("function", [exp(sin(Z)) * Z, tan(Z), 1 / (1 + Rational(1, 10**9) + cos(Z))], ids=str)
def test_others_are_refused(function):
    with working(160), pytest.raises(CannotEnclose):
        by_fourier_series(function, sin(Z), arb(1) / 2, 20)


@pytest.mark.parametrize("point", [(10**6, 10**6, Rational(1, 2)), (1, 10**6, Rational(1, 2)), (10**6, 10**6, NEAREST), (10**6, 10**6, -1)])
def test_short_periods_are_quick(point):
    found = enclose(DualKernel(exp(sin(x)), exp(sin(x)), (0, 0), *point), {}, 30)
    assert found.arb.rad() < 1e-28
