"""Expectations far out: pieces moved to their own places, paths in the complex plane, short periods, against closed forms and independent quadrature."""

import pytest
from flint import arb
from sympy import Abs, Lambda, Max, Rational, atan, cos, cosh, erf, exp, log, pi, sin, sinh, sqrt, tanh

from derive.evidence.audit.twice import enclose_twice
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line import contour, moved_pieces, periodic
from derive.evidence.line.contour import Oscillation, by_contour
from derive.evidence.line.dominant import Exponential, dominant_pieces
from derive.evidence.line.integral import expectation_1d
from derive.evidence.line.moved_pieces import by_moved_pieces
from derive.evidence.line.periodic import by_period
from derive.evidence.pair.moved_pairs import by_moved_pairs
from derive.language.deciding.complements import with_complements
from derive.language.errors import CannotEnclose
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import Z, c, q1, q2, x

ROOT = sqrt(1 + exp(x))
SCALES = (20, 100, 1000)


def is_(value, exact, bits=90):
    with working(400):
        exact = exact if isinstance(exact, arb) else real_constant(exact, {})
        return value.overlaps(exact) and value.rel_accuracy_bits() > bits


@pytest.mark.parametrize("s", SCALES)
def test_moved_pieces_against_closed_forms(s):
    with working(300):
        assert is_(by_moved_pieces(ROOT.xreplace({x: s * Z}) ** 2 * exp(s * Z / 2), 120), exp(Rational(s**2, 8)) + exp(Rational(9 * s**2, 8)))
        assert is_(by_moved_pieces((exp(s * Z) + exp(-s * Z)) ** Rational(2, 1), 120), 2 + 2 * exp(2 * s**2))


@pytest.mark.parametrize("s", SCALES)
def test_the_root_of_a_sum_with_an_exponential(s):
    """sqrt(1 + e^x) = e^(x/2) + (sqrt(1 + e^x) - e^(x/2)) where x > 0: the rest is below e^(-x/2)."""
    with working(300):
        value = by_moved_pieces(sqrt(1 + exp(s * Z)), 100)
        assert abs(value / (arb(s) ** 2 / 8).exp() - 1) < 3 * (-(arb(s) ** 2) / 8).exp() + arb(10) ** -28


def test_a_wrong_exponential_is_seen(monkeypatch):
    with working(300):
        right = by_moved_pieces(sqrt(1 + exp(20 * Z)), 100)
        given = moved_pieces.moved
        monkeypatch.setattr(moved_pieces, "moved", lambda form, tilt, shift: (given(form, tilt, shift)[0] + Rational(1, 10**6), given(form, tilt, shift)[1]))
        assert not by_moved_pieces(sqrt(1 + exp(20 * Z)), 100).overlaps(right)


@pytest.mark.parametrize(
    "body", [sqrt(1 + exp(3 * Z)), cosh(Z) ** Rational(1, 3), log(2 + exp(4 * Z - 1)) * sinh(2 * Z), sqrt(Z**2 + exp(Z)), Max(Z, 0) * exp(Z)], ids=str
)
@pytest.mark.parametrize("place", [Rational(-7, 3), Rational(1, 50), Rational(9, 2)])
def test_the_form_with_the_largest_exponential_is_the_function(body, place):
    with working(200):
        part = next(part for part in dominant_pieces(body) if part.lower < arb(place.p) / place.q < part.upper)
        found = exp(part.form.slope * place + part.form.level) * part.form.rest.xreplace({Z: place})
        assert real_constant(found - body.xreplace({Z: place}), {}).contains(0)


def test_a_form_keeps_powers():
    assert Exponential(Z, Z, 1 + Z).power(Rational(1, 2)) == Exponential(Z / 2, Z / 2, sqrt(1 + Z))


@pytest.mark.parametrize("correlation", [Rational(1, 2), Rational(-1, 3), 1 - Rational(1, 10**12), -1 + Rational(1, 10**12)])
@pytest.mark.parametrize("s", [30, 1000])
def test_pairs_of_exponentials_in_pieces(s, correlation):
    """E[cosh(sX) cosh(sY)] = exp(s^2) cosh(c s^2)."""
    exact = exp(s**2) * cosh(correlation * s**2)
    with working(400):
        assert is_(by_moved_pairs(cosh(s * Z), cosh(s * Z), correlation, 30), exact)
        assert not by_moved_pairs(cosh(s * Z), cosh(s * Z), correlation, 30).overlaps(real_constant(exact * (1 + Rational(1, 10**25)), {}))


@pytest.mark.slow
@pytest.mark.parametrize("variance", [10**3, 10**6])
@pytest.mark.parametrize("correlation", [Rational(1, 2), Rational(-1, 3)])
def test_two_algorithms_meet_far_out(variance, correlation):
    for body, names in ((ROOT, ("moved", "mehler")), (x * tanh(exp(x)), None)):
        goal = DualKernel(Lambda(x, body), Lambda(x, body), (0, 0), q1, q2, c)
        found = enclose_twice(goal, {q1: variance, q2: variance, c: correlation}, 25, 60)
        assert found.names == names or names is None


@pytest.mark.parametrize("s", [1, 7, 100, 1000])
def test_waves_of_squares_along_a_path(s):
    """E[exp(i a Z^2)] = (1 - 2 i a)^(-1/2)."""
    with working(200):
        modulus, angle = (1 + 4 * arb(s) ** 4) ** (-arb(1) / 4), (2 * arb(s) ** 2).atan() / 2
        value = by_contour(cos((s * Z) ** 2), 120)
        assert is_(value, modulus * angle.cos(), 60)
        assert not value.overlaps(modulus * angle.cos() * (1 + arb(10) ** -20))
        assert is_(
            by_contour(sin((s * Z) ** 2) * cos((s * Z) ** 2) * 2, 120), (1 + 16 * arb(s) ** 4) ** (-arb(1) / 4) * ((4 * arb(s) ** 2).atan() / 2).sin(), 60
        )


def test_phases_that_cancel_count_once_each():
    with working(200):
        double = by_contour(sin(exp(Z)) ** 2 * cos(2 * exp(Z)), 120)
        halves = (by_contour(cos(2 * exp(Z)), 120) - (1 + by_contour(cos(4 * exp(Z)), 120)) / 2) / 2
        assert double.overlaps(halves) and double.rad() < 1e-30


def test_a_path_agrees_with_the_quadrature_where_that_serves():
    for body in (sin(exp(Z)) * exp(Z / 2), sin(Z**3) * tanh(Z), Max(Z, 0) * sin(3 * Z**2), cos(Abs(Z) ** Rational(3, 2))):
        with working(200):
            assert by_contour(body, 80).overlaps(expectation_1d(body, {}, 15, way="quadrature"))


def test_a_falsified_wave_is_seen(monkeypatch):
    with working(200):
        right, given = by_contour(sin(exp(10 * Z)), 120), contour.oscillations
        faster = 1 + Rational(1, 10**6)
        monkeypatch.setattr(contour, "oscillations", lambda body: tuple(Oscillation(wave.factor, wave.phase * faster) for wave in given(body)))
        assert not by_contour(sin(exp(10 * Z)), 120).overlaps(right)


@pytest.mark.parametrize("s", [30, 1000])
def test_short_periods(s):
    with working(200):
        assert is_(by_period(Abs(sin(s * Z)), 80), 2 / pi, 60)
        assert is_(by_period(1 / (2 + sin(s * Z)), 80), 1 / sqrt(3), 60)
        assert not by_period(Abs(sin(s * Z)), 80).overlaps(real_constant(2 / pi + Rational(1, 10**15), {}))


def test_periods_that_are_long_or_none_are_refused():
    for body in (Abs(sin(Z)), Z * sin(1000 * Z), sin(1000 * Z) + sin(1000 * sqrt(2) * Z)):
        with working(200), pytest.raises(CannotEnclose):
            by_period(body, 80)
    assert periodic.period(sin(Z / 2) * cos(Z / 3)) == 12 * pi


@pytest.mark.parametrize("s", [1, 100])
def test_inverse_functions_touched_at_infinity(s):
    from derive.language.text.reader import read

    with working(200):
        assert is_(expectation_1d(read("acosh(cosh(x))").expr.xreplace({x: s * Z}), {}, 25), s * sqrt(2 / pi), 80)
        assert expectation_1d(read("acos(1/(1+exp(-x)))").expr.xreplace({x: s * Z}), {}, 25).rad() < 1e-24
        square = expectation_1d(read("asin(tanh(x))").expr.xreplace({x: s * Z}) ** 2, {}, 25)
        assert square.overlaps(expectation_1d((2 * _gudermann(s)) ** 2, {}, 25))


def _gudermann(s):
    from sympy import atan

    return atan(tanh(s * Z / 2))


@pytest.mark.parametrize(
    "body",
    [
        1 - erf(Z),
        1 + erf(2 * Z),
        3 - 3 * tanh(Z),
        1 + tanh(Z),
        1 - 1 / (1 + exp(-Z)),
        cosh(Z) ** 2 - 1,
        2 * cosh(Z) - 2 * sinh(Z),
        2 - erf(Z),
        1 + cosh(Z) ** 2,
    ],
    ids=str,
)
def test_complements_are_the_same_functions(body):
    with working(200):
        for place in (Rational(-5, 2), Rational(1, 3), Rational(4)):
            assert real_constant((with_complements(body, Z) - body).xreplace({Z: place}), {}).contains(0)


@pytest.mark.slow
def test_what_does_not_converge_is_refused_with_the_reason():
    with pytest.raises(CannotEnclose, match=r"does not converge"):
        expectation_1d(sin(exp(exp(10 * Z))), {}, 20)


@pytest.mark.slow
def test_waves_times_functions_that_settle_slowly_have_kernels_far_out():
    """E[f(u) f(v)], f = atan(x)^2 cos(x), at q = 10^6: two ways meet."""
    function = atan(x) ** 2 * cos(x)
    twice = enclose_twice(DualKernel(function, function, (0, 0), 10**6, 10**6, Rational(1, 2)), {}, 20)
    assert all(ball.arb.rad() < 1e-20 for ball in twice.balls)
