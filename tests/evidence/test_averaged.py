"""One factor averaged given the other, kept values, knots as balls, and convolutions in whole numbers, against other routes."""

import pytest
from flint import arb
from mpmath import inf, mp, mpf, npdf, quad
from sympy import Heaviside, Max, Rational, cos, erf, exp, log, sin, tanh

from derive.evidence.balls import convolution
from derive.evidence.balls.convolution import convolved
from derive.evidence.balls.precision import working
from derive.evidence.pair import averaged, displaced, knotted, plane
from derive.evidence.pair.averaged import by_average
from derive.evidence.pair.knotted import at_knots
from derive.evidence.pair.plane import proper_correlation, ways
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

HALF, NEAR = Rational(1, 2), Rational(999, 1000)
PAIRS = (
    (Heaviside(Z - 1) * exp(-Z), Z**3 * cos(2 * Z + 1) * exp(Z / 2)),
    (erf(Z), Z**2 * sin(3 * Z)),
    (Max(0, Z), exp(Z) * cos(Z)),
    (tanh(Z), Z**4 + Z + 1),
)


@pytest.mark.slow
@pytest.mark.parametrize("c", [HALF, Rational(-3, 5), Rational(1, 10**5)])
@pytest.mark.parametrize(("f", "g"), PAIRS, ids=str)
def test_the_average_agrees_with_other_ways(f, g, c):
    with working(170):
        found = by_average(f, g, c, 25)
        others = {name: way for name, way in ways(f, g, c, proper_correlation(c), 25) if name in ("mehler", "knotted", "grid")}
        assert others and found.rad() < 1e-24
        for way in list(others.values())[:2]:
            assert found.overlaps(way())


def test_the_average_by_quadrature():
    """E[1{X > 1} exp(-X) Y^2] = int_1^oo exp(-x) ((c x)^2 + 1 - c^2) p(x) dx."""
    with working(170):
        found = by_average(Heaviside(Z - 1) * exp(-Z), Z**2, HALF, 20)
    with mp.workdps(25):
        exact = quad(lambda x: mp.exp(-x) * (x * x / 4 + mpf(3) / 4) * npdf(x), [1, 3, 8, inf])
        assert abs(mpf(found.str(22, radius=False)) / exact - 1) < 1e-18


@pytest.mark.slow
def test_a_wrong_rate_would_be_seen(monkeypatch):
    with working(170):
        right = by_average(*PAIRS[0], HALF, 25)
        monkeypatch.setattr(averaged, "_given", lambda wave, c, given=averaged._given: given(wave, c * Rational(1000001, 1000000)))
        assert not right.overlaps(by_average(*PAIRS[0], HALF, 25))


def test_a_pole_is_not_averaged_away():
    """E[Y|X] = c X makes E[E[Y|X]/X] = c, but E|Y/X| is infinite."""
    with pytest.raises(CannotEnclose):
        by_average(1 / Z, Z, HALF, 12)


@pytest.mark.parametrize("c", [Rational(3, 5), NEAR])
def test_knots_as_balls_cost_no_digits(c):
    f, g = exp(Z / 10) * Heaviside(Z + 10 * log(2)), exp(3 * Z) * Heaviside(Z + log(2) / 3)
    with working(200):
        found = at_knots(f, g, c, 38)
        assert found.rad() < 1e-33  # of values of size e^9
        assert found.overlaps(at_knots(g, f, c, 60))


def test_no_bound_for_displaced_knots_would_be_seen(monkeypatch):
    """Knots known to few digits, whose displacement is left out: two precisions disagree."""
    f = Heaviside(Z - log(2)) * exp(-Z)
    true = displaced.displaced

    def coarse(digits, bound):
        monkeypatch.setattr(knotted, "displaced", bound)
        with working(80):
            parts = tuple(type(part)(_blurred(part.lower), _blurred(part.upper), part.body) for part in knotted.pieces(f, Z, {}))
        with working(200):
            return knotted.over_pieces(parts, parts, arb(3) / 5, digits)

    with working(200):
        exact = at_knots(f, f, Rational(3, 5), 30)
        assert not exact.overlaps(coarse(20, lambda *arguments: arb(0)))
        assert exact.overlaps(coarse(20, true))


def _blurred(end):
    return end if not end.is_finite() else arb(end.mid() + arb(10) ** -12, arb(10) ** -11)


def test_whole_numbers_convolve_as_balls_do(monkeypatch):
    with working(120):
        one, other = [arb(3) ** -(k * k) / 7 for k in range(30)], [(-1) ** k * arb(2) ** (k - 15) / 3 for k in range(30)]
        across = [1 / (1 + arb(k) ** 2) for k in range(-29, 30)]
        exact = sum((a * b * across[29 + i - j] for i, a in enumerate(one) for j, b in enumerate(other)), arb(0))
        found = convolved(one, other, across)
        assert found.overlaps(exact) and found.rel_accuracy_bits() > 90
        whole = convolution._whole
        monkeypatch.setattr(convolution, "_whole", lambda values: whole([value * (1 + arb(2) ** -60) for value in values]))
        assert not convolved(one, other, across).overlaps(exact)


def test_values_are_kept_for_mirrored_pairs():
    f, g = Heaviside(Z - HALF) * Z, exp(-Z) * Heaviside(Z + 1)
    with working(150):
        first = plane.product_expectation(3 * f, g, HALF, 20)
        before = plane._kept.cache_info().hits
        second = plane.product_expectation(g, f, HALF, 20)
        assert plane._kept.cache_info().hits == before + 1 and first.overlaps(3 * second)
