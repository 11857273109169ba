"""Float64 functions against mpmath quadrature and against one another."""

import mpmath
import numpy as np
import pytest

from derive.arrays import goodwin_staton, mills, phi, phi2, wedge

CASES = [
    (0.3, -0.7, 0.5),
    (-1.0, -2.0, -0.4),
    (1.5, 1.4999, 0.999999),
    (0.02, -0.0199, -0.99999),
    (-6.0, -5.0, 0.3),
    (-3.0, 2.0, 0.9),
    (2.0, 2.0, -0.2),
    (-8.0, -8.5, -0.6),
]


def conditioned(h, k, r):
    """int_-oo^h phi(t) Phi((k - r t)/sqrt(1 - r^2)) dt, scaled so that mpmath sees it."""
    with mpmath.workdps(40):
        h, k, r = (mpmath.mpf(float(v)) for v in (h, k, r))
        width = mpmath.sqrt(1 - r * r)
        places = {
            h,
            *(centre + step for centre in (k / r, h, mpmath.mpf(0)) for step in (-9, -4, -2, -1, -0.3, *(w * width for w in (-9, -3, -1, 0, 1, 3, 9)))),
        }
        nodes = sorted(p for p in places if -30 < p <= h)
        size = max(mpmath.npdf(t) * mpmath.ncdf((k - r * t) / width) for t in nodes)
        return size * mpmath.quad(lambda t: mpmath.npdf(t) * mpmath.ncdf((k - r * t) / width) / size, [mpmath.mpf(-30), *nodes], maxdegree=9)


@pytest.mark.parametrize(("h", "k", "r"), CASES)
def test_phi2_has_small_relative_error_also_in_the_tails(h, k, r):
    truth = conditioned(h, k, r)
    assert abs(phi2(h, k, r) / truth - 1) < 2e-14 * (1 + h * h + k * k)


def test_phi2_at_its_edges():
    h = np.linspace(-4, 4, 9)
    assert np.allclose(phi2(h, h, 1.0), phi(h), rtol=1e-15)
    assert np.allclose(phi2(h, h + 1, -1.0), np.maximum(0, phi(h) - phi(-h - 1)), rtol=1e-14, atol=1e-17)
    assert np.allclose(phi2(h, 0.3, 0.0), phi(h) * phi(0.3), rtol=1e-14)
    assert phi2(np.inf, 0.2, 0.4) == phi(0.2) and phi2(-np.inf, 0.2, 0.4) == 0.0 and phi2(np.inf, np.inf, 0.4) == 1.0
    assert abs(phi2(0.0, 0.0, 0.5) - 1 / 3) < 3e-16
    assert phi2([[1.0], [2.0]], [0.5, 0.6, 0.7], 0.1).shape == (2, 3)


def test_phi2_is_symmetric_and_complements_itself():
    rng = np.random.default_rng(5)
    h, k, r = rng.normal(size=200), rng.normal(size=200), rng.uniform(-1, 1, 200)
    assert np.allclose(phi2(h, k, r), phi2(k, h, r), rtol=1e-13)
    assert np.allclose(phi2(h, k, r) + phi2(h, -k, -r), phi(h), rtol=1e-14)
    assert not np.allclose(phi2(h, k, r) + phi2(h, -k, r), phi(h), rtol=1e-3), "a wrong sign would be seen"


@pytest.mark.parametrize(("G", "a", "tau"), [(0, 0, 1), (50, 0, 1e5), (1e-3, 1e-10, 1e-4), (36.6, 1e-12, 5e7), (300, 20, 2), (1e6, 1e5, 3e4)])
def test_the_wedge_is_its_integral(G, a, tau):
    def integrand(y):
        u = -mpmath.expm1(-2 * y)
        return mpmath.exp(-u * (G + a * u * mpmath.exp(2 * y)) / 2) / (tau * mpmath.exp(-y) + mpmath.exp(y) / tau) / mpmath.pi

    with mpmath.workdps(30):
        steep = mpmath.mpf(1) / (1 + G + mpmath.sqrt(a))
        truth = mpmath.quad(integrand, sorted({mpmath.mpf(0), *(steep * 2**j for j in range(26) if steep * 2**j < 60), *range(1, 60)}))
        assert abs(float(wedge(float(G), float(a), float(tau))) / truth - 1) < 1e-14


def test_goodwin_staton_and_mills():
    with mpmath.workdps(30):
        for z in (1e-8, 0.01, 0.61, 1.0, 3.0, 7.0, 7.2, 40.0, 1e4):
            w = mpmath.mpf(z) ** 2
            truth = mpmath.quad(lambda s, z=z: mpmath.exp(-s * s) / (s + z), [0, z, 4 * z, 1, 2, 9] if z < 0.2 else [0, 1, 2, 9])
            assert abs(goodwin_staton(z) / truth - 1) < 1e-13, (z, w)
        for h in (0.0, 0.5, 10.0, 1e3):
            assert abs(mills(h) / (mpmath.exp(mpmath.mpf(h) ** 2 / 2) * mpmath.erfc(mpmath.mpf(h) / mpmath.sqrt(2)) / 2) - 1) < 1e-14
