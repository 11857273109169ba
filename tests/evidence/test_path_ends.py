"""Paths in the complex plane begin and end at the knots themselves, which are no short decimals."""

import pytest
from flint import arb
from sympy import Heaviside, Rational, cos, exp, log, sin, sqrt

from derive.evidence.balls.precision import working
from derive.evidence.line import contour
from derive.evidence.line.integral import expectation_1d
from derive.language.symbols import Z

BODIES = (
    cos(Z * Rational(7, 5)) * Heaviside(Z - Rational(7, 5)),
    sin(3 * Z) * Heaviside(Z + Rational(1, 3)),
    cos(Z**3) * Heaviside(Z + sqrt(2)) * Heaviside(3 - Z),
    sin(Z**2) * exp(-Z) * Heaviside(Z - log(2)) * Heaviside(3 - Z),
)


@pytest.mark.parametrize("body", BODIES, ids=str)
def test_the_path_agrees_with_the_quadrature(body):
    with working(200):
        path, quadrature = (expectation_1d(body, {}, 33, Z, way) for way in ("path", "quadrature"))
        assert path.overlaps(quadrature) and path.rad() < 1e-32 and quadrature.rad() < 1e-32


def test_a_path_from_a_rounded_knot_would_be_seen(monkeypatch):
    along = contour._along
    monkeypatch.setattr(contour, "_along", lambda wave, ends, fixed, bits: along(wave, tuple(arb(float(end)) for end in ends), fixed, bits))
    with working(200):
        path, quadrature = (expectation_1d(BODIES[0], {}, 33, Z, way) for way in ("path", "quadrature"))
        assert not path.overlaps(quadrature)
