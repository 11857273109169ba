"""A factor with knots averaged given the other variable, against other ways and against quadrature where the other factor is unbounded."""

import mpmath
import pytest
from sympy import Abs, Heaviside, Integer, Max, Piecewise, Rational, erf, erfc, exp, log, tanh

from derive.evidence.pair.averaged_branches import by_averaged_branches
from derive.evidence.pair.averaged_softly import by_soft_averages
from derive.evidence.pair.knotted import at_knots
from derive.language.errors import CannotEnclose
from derive.language.special import Phi
from derive.language.symbols import Z

HALF = Rational(1, 2)
STEPS = [
    Heaviside(Z - 1),
    Max(Z, 0) ** 3,
    Piecewise((exp(Z) - 1, Z < 0), (Z, True)),
    Abs(Z + 1) - Abs(2 * Z - 1),
]


@pytest.mark.parametrize("step", STEPS, ids=str)
@pytest.mark.parametrize("c", [HALF, Rational(-9, 10)])
def test_it_agrees_with_rectangles(step, c):
    other = tanh(Z - HALF)
    value, known = by_averaged_branches(other, step, c, 20), at_knots(other, step, c, 20)
    assert value.overlaps(known) and value.rad() < 1e-15
    assert not by_averaged_branches(other, step, c / 2, 20).overlaps(known)


SOFT = [Phi(Z), Z**3 * Phi(2 * Z - 1), exp(-Z) * Z * erf(Z + HALF) - Z**2, Phi(Z) + erfc(Z) * exp(Z / 2)]


@pytest.mark.slow
@pytest.mark.parametrize("soft", SOFT, ids=str)
@pytest.mark.parametrize("c", [HALF, Rational(-9, 10)])
def test_normal_distribution_functions_agree_with_rectangles(soft, c):
    other = Max(Z - 1, 0)
    value, known = by_soft_averages(other, soft, c, 20), at_knots(other, soft, c, 20)
    assert value.overlaps(known) and value.rad() < 1e-15
    assert not by_soft_averages(other, soft, c / 2, 20).overlaps(known)


def test_a_logarithm_beside_a_gate():
    for c in (HALF, Rational(-9, 10)):
        value = by_averaged_branches(log(Abs(Z - HALF)), Z * Heaviside(Z - 1), c, 20)
        r = mpmath.mpf(c.p) / c.q
        s = mpmath.sqrt(1 - r * r)

        def given(x, r=r, s=s):
            return r * x * mpmath.ncdf((r * x - 1) / s) + s * mpmath.npdf((r * x - 1) / s)

        expected = mpmath.quad(lambda x, given=given: mpmath.log(abs(x - 0.5)) * given(x) * mpmath.npdf(x), [-12, -4, -1, 0, 0.5, 1, 2, 5, 12])
        assert float(value) == pytest.approx(float(expected), rel=1e-10)


def test_other_factors_are_refused():
    with pytest.raises(CannotEnclose):
        by_averaged_branches(tanh(Z), tanh(Z - 1) * Heaviside(Z), HALF, 20)
    with pytest.raises(CannotEnclose):
        by_averaged_branches(1 / (Z - Integer(1)), Heaviside(Z), HALF, 20)
