"""Every special function against its defining integral (mpmath), SciPy, difference quotients, balls and its own symmetries, at random places."""

import random
from functools import lru_cache

import mpmath
import numpy as np
import pytest
from scipy import special as scipy_special
from scipy.stats import multivariate_normal
from sympy import Ci, Float, N, Rational, lambdify, latex, oo, sqrt, symbols

from derive.evidence.lower import enclose
from derive.language import special
from derive.language.forms.normalize import equal_forms

mp = mpmath.mp
STEP = Rational(1, 10**7)
LETTERS = x, y, r, *_ = symbols("x y r s t u v", real=True)


def _phi(h):
    """sqrt(2 pi) Phi(h) = the integral of exp(-(t - h)**2/2) over t > 0."""
    return mp.quad(lambda t: mp.exp(-((t - h) ** 2) / 2), [0, 1, 2, 4, 8, 16, 32]) / mp.sqrt(2 * mp.pi)


def _phi2(h, k, rho):
    width = mp.sqrt(1 - rho**2)
    nodes = [h - 24, h - 8, h - 4, h - 2, h - 1, h]
    return mp.quad(lambda t: mp.npdf(t) * mp.erfc(-(k - rho * t) / width / mp.sqrt(2)) / 2, nodes)


def _owens_t(h, a):
    return mp.quad(lambda t: mp.exp(-h * h * (1 + t * t) / 2) / (1 + t * t), mp.linspace(0, a, 5)) / (2 * mp.pi)


def _goodwin_staton(z):
    return mp.quad(lambda s: mp.exp(-s * s) / (s + z), [0, z / 4, z, 1 + z, 3 + z, 12 + z])


def _parabolic(nu, z):
    """For nu < 0; s = u**n with n so large that the power at 0 is smooth."""
    n = 12
    nodes = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5]
    body = lambda u: n * u ** (-nu * n - 1) * mp.exp(-(u ** (2 * n)) / 2 - z * u**n)  # noqa: E731
    return mp.exp(-z * z / 4) / mp.gamma(-nu) * mp.quad(body, nodes)


def _tricomi(a, b, z):
    n = 12
    nodes = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.8]
    return mp.quad(lambda u: n * u ** (a * n - 1) * mp.exp(-z * u**n) * (1 + u**n) ** (b - a - 1), nodes) / mp.gamma(a)


def _faddeeva(a, b):
    """w(a + ib) = (i/pi) int exp(-t**2)/(a + ib - t) dt for b > 0."""
    return mp.quad(lambda t: mp.exp(-t * t) / (mp.mpc(a, b) - t), mp.linspace(-12, 12, 25)) * 1j / mp.pi


def _two_poles(*place):
    """w2(a + ib, u + iv; rho), one of the two half lines integrated out: (2/sqrt(pi)) int exp(-s**2 + 2i(a + ib)s) w(u + i(v + rho s)) ds."""
    return _two_poles_at(*place, mp.prec)


@lru_cache
def _two_poles_at(a, b, u, v, rho, _prec):
    def inner(z):
        return mp.exp(-z * z) * mp.erfc(-1j * z)

    return 2 / mp.sqrt(mp.pi) * mp.quad(lambda s: mp.exp(-s * s + 2j * mp.mpc(a, b) * s) * inner(mp.mpc(u, v + rho * s)), [0, 1, 2, 4, 12])


def _along_arc(a, b, h, rho):
    """The integral of exp(-z^2) erfc(-iz) at z = (a + ib - h sin(t))/cos(t) over t from 0 to asin(rho)."""

    def inner(t):
        z = (mp.mpc(a, b) - h * mp.sin(t)) / mp.cos(t)
        return mp.exp(-z * z) * mp.erfc(-1j * z)

    return mp.quad(inner, [mp.asin(rho) * k / 4 for k in range(5)])


def _pole_beyond(h, a, b):
    """The integral of exp(-t**2)/(t - a - ib) over t > h, b > 0, along a way below the line."""
    way = [h, h + 0.1, mp.mpc(h + 0.5, -0.5), mp.mpc(h + 2, -0.5), mp.mpc(max(h, 0) + 3, -0.5), mp.mpc(max(h, 0) + 6, -0.5), max(h, 0) + 14]
    return mp.quad(lambda t: mp.exp(-t * t) / (t - mp.mpc(a, b)), way) / mp.sqrt(mp.pi)


def _wave_beyond(h, w, a, b):
    """The integral of exp(-t**2 + 2iwt)/(t - a - ib) over t > h, b > 0, along a way below the line."""
    way = [h, h + 0.1, *(mp.mpc(h + k / 2, -0.5) for k in range(1, 4)), *(mp.mpc(max(h, 0) + k / 2, -0.5) for k in range(4, 12)), max(h, 0) + 14]
    return mp.quad(lambda t: mp.exp(-t * t + 2j * w * t) / (t - mp.mpc(a, b)), way) / mp.sqrt(mp.pi)


def _mean_logarithm(a, b):
    return mp.quad(lambda t: mp.log(mp.mpc(a, b + t)) * mp.npdf(t), sorted([-24, -8, -4, -2, 0, 2, 4, 8, 24, -b - 0.2, -b, -b + 0.2]))


def _scaled_expint(a, b):
    """The integral of exp(-t)/(t + a + ib) over t > 0; for b > 0 the way may be turned to t = exp(-i/2) r, away from the pole."""
    turn = mp.expj(-0.5)
    return turn * mp.quad(lambda r: mp.exp(-turn * r) / (turn * r + mp.mpc(a, b)), [0, 0.1, 0.5, 1, 2, 4, 8, 16, 32, 64, 128])


def _hermite(nu, a, b):
    return mp.exp(mp.mpc(a, b) ** 2 / 4) * _parabolic(nu, mp.mpc(a, b))


def _hermite_sum(n, b, h):
    """(b^n - He_n(h))/(b - h) in which the powers of h stand for Hermite's polynomials, He_k(h) = E[(h + iY)^k]."""
    quotient = lambda y: (b**n - mp.mpc(h, y) ** n) / mp.mpc(b - h, -y)  # noqa: E731
    return 2 * mp.quad(lambda y: quotient(y).real * mp.npdf(y), [0, 1, 2, 4, 8, 16, 24])


def _hermite_pair(n, nu, v, *place):
    """The integral of u^(-nu-1) exp(-z u - u^2/2) H_n(s + z + u; 1 + v)/Gamma(-nu) over u > 0, H_n(w; c) = E[(w + i sqrt(c) Y)^n], for nu < 0."""
    s, z = mp.mpc(*place[:2]), mp.mpc(*place[2:])

    def polynomial(w):
        return sum(mp.binomial(n, 2 * k) * w ** (n - 2 * k) * (-1 - v) ** k * mp.fac2(2 * k - 1) for k in range(int(n) // 2 + 1))

    body = lambda t: 12 * t ** (-12 * nu - 1) * mp.exp(-z * t**12 - t**24 / 2) * polynomial(s + z + t**12)  # noqa: E731
    return mp.quad(body, [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5]) / mp.gamma(-nu)


PLACES_OF_HERMITE_PAIR = [(5, 5), (-4, -0.3), (-2, 2), (-2, 2), (0.3, 2), (-2, 2), (-2, 2)]
PLACES_OF_WAVES = [(-2, 2), (-3, 3), (-3, 3), (0.2, 3)]
PLACES_OF_ARC = [(-2, 2), (0.3, 2), (-2, 2), (-0.9, 0.9)]
PLACES_OF_TWO_POLES = [(-2, 2), (-0.7, 2), (-2, 2), (-0.7, 2), (-0.9, 0.9)]


WITHOUT_SLOPE = (
    special.HermiteK,
    special.HermiteL,
    special.HermitePairK,
    special.HermitePairL,
    special.HermiteSum,
    special.ParabolicCylinderD,
    special.TricomiU,
)  # in their orders
# function, arguments, ranges, defining integral, SciPy's name for it
FUNCTIONS = [
    (special.Phi, [(-3, 4)], _phi, scipy_special.ndtr),
    (special.Phi2, [(-3, 3), (-3, 3), (-0.95, 0.95)], _phi2, lambda h, k, rho: multivariate_normal.cdf([h, k], cov=[[1, rho], [rho, 1]])),
    (special.OwensT, [(-3, 3), (-4, 4)], _owens_t, scipy_special.owens_t),
    (special.GoodwinStaton, [(0.1, 6)], _goodwin_staton, None),
    (special.ParabolicCylinderD, [(-4, -0.2), (-3, 4)], _parabolic, lambda nu, z: scipy_special.pbdv(nu, z)[0]),
    (special.TricomiU, [(0.2, 3), (-2, 3), (0.2, 5)], _tricomi, scipy_special.hyperu),
    (special.VoigtK, [(-4, 4), (0.3, 4)], lambda a, b: _faddeeva(a, b).real, lambda a, b: scipy_special.wofz(a + 1j * b).real),
    (special.VoigtL, [(-4, 4), (0.3, 4)], lambda a, b: _faddeeva(a, b).imag, lambda a, b: scipy_special.wofz(a + 1j * b).imag),
    (special.ExpIntK, [(-3, 3), (0.3, 4)], lambda a, b: _scaled_expint(a, b).real, lambda a, b: (np.exp(a + 1j * b) * scipy_special.exp1(a + 1j * b)).real),
    (special.ExpIntL, [(-3, 3), (0.3, 4)], lambda a, b: _scaled_expint(a, b).imag, lambda a, b: (np.exp(a + 1j * b) * scipy_special.exp1(a + 1j * b)).imag),
    (special.HermiteK, [(-4, -0.3), (-2, 3), (0.3, 4)], lambda *place: _hermite(*place).real, None),
    (special.HermiteL, [(-4, -0.3), (-2, 3), (0.3, 4)], lambda *place: _hermite(*place).imag, None),
    (special.HermiteSum, [(7, 7), (-2, 2), (-2, 2)], _hermite_sum, None),
    (special.HermitePairK, PLACES_OF_HERMITE_PAIR, lambda *place: _hermite_pair(*place).real, None),
    (special.HermitePairL, PLACES_OF_HERMITE_PAIR, lambda *place: _hermite_pair(*place).imag, None),
    (special.MeanLogK, [(0.2, 4), (-3, 3)], lambda a, b: _mean_logarithm(a, b).real, None),
    (special.MeanLogL, [(0.2, 4), (-3, 3)], lambda a, b: _mean_logarithm(a, b).imag, None),
    (special.PlasmaK, [(-2, 2), (-3, 3), (0.2, 3)], lambda *place: _pole_beyond(*place).real, None),
    (special.PlasmaL, [(-2, 2), (-3, 3), (0.2, 3)], lambda *place: _pole_beyond(*place).imag, None),
    (special.PlasmaWaveK, PLACES_OF_WAVES, lambda *place: _wave_beyond(*place).real, None),
    (special.PlasmaWaveL, PLACES_OF_WAVES, lambda *place: _wave_beyond(*place).imag, None),
    (special.VoigtArcK, PLACES_OF_ARC, lambda *place: _along_arc(*place).real, None),
    (special.VoigtArcL, PLACES_OF_ARC, lambda *place: _along_arc(*place).imag, None),
    (special.VoigtK2, PLACES_OF_TWO_POLES, lambda *place: _two_poles(*place).real, None),
    (special.VoigtL2, PLACES_OF_TWO_POLES, lambda *place: _two_poles(*place).imag, None),
]
DOUBLE = (special.HermitePairK, special.HermitePairL, special.VoigtK2)  # defined by integrals over two variables
ROWS = [pytest.param(*row, marks=pytest.mark.slow) if row[0] in DOUBLE else row for row in FUNCTIONS]
EACH = pytest.mark.parametrize(("function", "ranges", "truth", "scipy"), ROWS, ids=lambda v: getattr(v, "__name__", "")[:24])


def places(ranges, count, seed=7):
    random.seed(seed)
    return [tuple(Rational(round(random.uniform(*span) * 64), 64) for span in ranges) for _ in range(count)]


def precise(truth, place, digits=35):
    with mpmath.workdps(digits + 10):
        return truth(*(mp.mpf(v.p) / v.q for v in place))


def close(value, truth, digits):
    with mpmath.workdps(digits + 10):
        return abs(mp.mpmathify(value) - truth) <= mp.mpf(10) ** -digits * max(abs(truth), mp.mpf(10) ** -12)


def test_all_functions_are_here():
    assert {function.__name__ for function, *_ in FUNCTIONS} | {"RootIm", "RootRe"} == set(special.__all__)  # numbers: see test_polynomial_root


@pytest.mark.slow
@EACH
def test_digits_and_balls_agree_with_the_integral(function, ranges, truth, scipy):
    for place in places(ranges, 3):
        known = precise(truth, place)
        value = function(*place)
        assert close(N(value, 30)._to_mpmath(120), known, 28), place
        ball = enclose(value, {}, 28)
        with mpmath.workdps(45):
            assert abs(mp.mpf(ball.value) - known) <= mp.mpf(ball.radius) + mp.mpf(10) ** -29, place


@pytest.mark.slow
@EACH
def test_evaluation_to_more_digits_agrees_with_fewer_and_with_balls(function, ranges, truth, scipy):
    for place in places(ranges, 2, 11):
        value = function(*place)
        with mpmath.workdps(120):
            high = N(value, 100)._to_mpmath(380)
            assert abs(high - N(value, 20)._to_mpmath(80)) <= mp.mpf(10) ** -18 * abs(high)
            ball = enclose(value, {}, 90)
            assert ball.digits >= 88 and abs(mp.mpf(ball.value) - high) <= mp.mpf(ball.radius) + mp.mpf(10) ** -88


@EACH
def test_arrays_agree_with_the_integral_and_with_scipy(function, ranges, truth, scipy):
    arguments = LETTERS[: len(ranges)]
    found = places(ranges, 4, 5)
    columns = [np.array([float(place[i]) for place in found]) for i in range(len(ranges))]
    values = lambdify(arguments, function(*arguments), modules=["scipy", "numpy"])(*columns)
    assert values.shape == (len(found),)
    for value, place in zip(values, found, strict=True):
        assert close(float(value), precise(truth, place, 18), 11), place
        if scipy is not None:
            assert abs(value - scipy(*map(float, place))) < 1e-6 * max(1, abs(value))  # SciPy's own Phi2 has few figures


@pytest.mark.slow
@EACH
def test_derivatives_are_limits_of_difference_quotients(function, ranges, truth, scipy):
    arguments = LETTERS[: len(ranges)]
    place = places(ranges, 1, 3)[0]
    at = dict(zip(arguments, place, strict=True))
    for i, symbol in enumerate(arguments):
        slope = function(*arguments).diff(symbol)
        if slope.has(symbol) and "Derivative" in str(slope):
            assert function in WITHOUT_SLOPE
            continue
        moved = [precise(truth, [w + side * STEP * int(j == i) for j, w in enumerate(place)], 32) for side in (1, -1)]
        with mpmath.workdps(40):
            quotient = (moved[0] - moved[1]) * STEP.q / 2
            assert abs(N(slope.subs(at), 16, maxn=60)._to_mpmath(60) - quotient) < mp.mpf(10) ** -10, symbol


@EACH
def test_latex_carries_powers_and_text_is_read_back(function, ranges, truth, scipy):
    from derive.language.text.reader import read_formula

    arguments = LETTERS[: len(ranges)]
    expr = function(*arguments)
    assert "x" in latex(expr) and "2" in latex(expr**2) and latex(expr**2) != latex(expr)
    assert read_formula(str(expr), {s.name: s for s in arguments}) == expr


@EACH
def test_real_arguments_give_real_conjugates(function, ranges, truth, scipy):
    place = places(ranges, 1, 9)[0]
    value = function(*place)
    assert value.is_extended_real and value.conjugate() == value
    assert value.is_positive is None or value.is_positive == (N(value) > 0)


def test_symmetries():
    assert special.OwensT(-x, y) == special.OwensT(x, y) == -special.OwensT(x, -y)
    assert special.VoigtK(-x, y) == special.VoigtK(x, y) and special.VoigtL(-x, y) == -special.VoigtL(x, y)
    assert special.Phi2(x, y, r) == special.Phi2(y, x, r)
    assert special.VoigtK2(x, y, 2, 3, r) == special.VoigtK2(2, 3, x, y, r) == special.VoigtK2(-x, y, -2, 3, r) and special.VoigtL2(
        x, y, 2, 3, r
    ) == -special.VoigtL2(-2, 3, -x, y, r)
    assert special.VoigtL2(x, y, -x, y, r) == 0
    assert special.HermiteK(r, x, -y) == special.HermiteK(r, x, y) and special.HermiteL(r, x, -y) == -special.HermiteL(r, x, y)
    assert special.MeanLogK(x, -y) == special.MeanLogK(x, y) and special.MeanLogL(x, -y) == -special.MeanLogL(x, y)
    assert special.PlasmaWaveK(x, -y, r, 2) == special.PlasmaWaveK(x, y, r, -2) and special.PlasmaWaveL(x, -y, r, 2) == -special.PlasmaWaveL(x, y, r, -2)
    assert special.PlasmaWaveK(x, 0, y, r) == special.PlasmaK(x, y, r) and special.PlasmaWaveL(x, 0, y, r) == special.PlasmaL(x, y, r)
    assert special.ExpIntK(x, -y) == special.ExpIntK(x, y) and special.ExpIntL(x, -y) == -special.ExpIntL(x, y)
    assert all(abs(N(f(0, 2) - f(0, 2).rewrite(Ci), 20)) < 1e-18 and f(0, 2).rewrite(Ci).has(Ci) for f in (special.ExpIntK, special.ExpIntL))
    ((h, k, rho),) = places([(-3, 3), (-3, 3), (-0.95, 0.95)], 1, 2)
    assert abs(N(special.Phi2(-h, k, rho), 20) + N(special.Phi2(h, k, -rho), 20) - N(special.Phi(k), 20)) < 1e-18
    assert abs(N(special.Phi(h), 20) + N(special.Phi(-h), 20) - 1) < 1e-18


def test_a_wrong_integral_is_noticed():
    assert not close(N(special.Phi(1), 30)._to_mpmath(120), precise(lambda h: _phi(h) * (1 + mp.mpf(10) ** -25), (Rational(1),)), 28)


def test_owens_t_and_phi2_have_one_normal_form():
    a = symbols("a", positive=True)
    assert equal_forms(special.OwensT(x, a), special.Phi(x) / 2 - special.Phi2(x, 0, -a / sqrt(1 + a**2)))
    assert not equal_forms(special.OwensT(x, a), special.Phi(x) / 2 + special.Phi2(x, 0, -a / sqrt(1 + a**2)))


@pytest.mark.slow
def test_special_values():
    assert (special.Phi(oo), special.Phi(-oo), special.GoodwinStaton(oo), special.OwensT(oo, y), special.OwensT(x, 0)) == (1, 0, 0, 0, 0)
    assert special.Phi2(x, y, 0) == special.Phi(x) * special.Phi(y) and special.Phi2(x, oo, r) == special.Phi(x) and special.Phi2(x, -oo, r) == 0
    assert special.VoigtL(0, y) == 0 and special.TricomiU(0, y, r) == 1
    limits = [
        (special.Phi2, (1, -2, 1)),
        (special.Phi2, (1, -2, -1)),
        (special.Phi2, (2, -1, 0)),
        (special.OwensT, (2, 1)),
        (special.OwensT, (0, 3)),
        (special.OwensT, (2, 10**9)),
    ]
    limits += [
        (special.VoigtK, (2, 0)),
        (special.VoigtL, (2, 0)),
        (special.VoigtK, (0, 2)),
        (special.ParabolicCylinderD, (3, 2)),
        (special.ParabolicCylinderD, (-1, 2)),
        (special.ParabolicCylinderD, (-2, 0)),
        (special.TricomiU, (2, 3, 4)),
        (special.ExpIntK, (2, 0)),
        (special.ExpIntL, (2, 0)),
        *((function, place) for function in (special.MeanLogK, special.MeanLogL) for place in ((0, 0), (0, 2), (2, 0), (-1, 2))),
        *((function, place) for function in (special.PlasmaWaveK, special.PlasmaWaveL) for place in ((1, 0, 2, 3), (0, 2, -1, 0))),
        *((function, place) for function in (special.HermiteK, special.HermiteL) for place in ((Rational(-1, 2), 2, 0), (-1, 2, 1), (3, 2, 1))),
        *((function, place) for function in (special.VoigtArcK, special.VoigtArcL) for place in ((1, 1, 0, 0), (0, 1, 0, Rational(1, 2)), (0, 2, 0, 1))),
        *((function, place) for function in (special.VoigtK2, special.VoigtL2) for place in ((1, 1, 0, 2, 0), (1, 2, 3, 1, 1), (1, 2, 3, 1, -1))),
    ]
    for function in (special.PlasmaWaveK, special.PlasmaWaveL):
        assert function(oo, x, y, r) == 0
        assert abs(N(function(-oo, 2, 1, Rational(1, 3)), 20) - N(function(-9, 2, 1, Rational(1, 3)), 20)) < 1e-18
    tiny = Rational(1, 10**12)
    for function, place in limits:
        beside = [v - tiny * (1 if v > 0 else -1) for v in place]
        assert abs(N(function(*place), 20, maxn=60) - N(function(*beside), 20)) < 1e-5, (function, place)


def test_far_tails_keep_their_figures():
    for expr in (
        special.Phi(-30),
        special.Phi2(-20, -15, Rational(1, 3)),
        special.OwensT(15, 2),
        special.GoodwinStaton(10**6),
        special.VoigtK(3, 10**5),
        special.PlasmaL(20, 21, 1),
        special.PlasmaWaveL(20, Rational(1, 100), 21, 1),
        special.MeanLogL(10**5, Rational(1, 10**9)),
    ):
        rough, fine = N(expr, 15), N(expr, 60)
        assert rough > 0 and abs(rough / fine - 1) < 1e-13, expr


# what a quadrature from correlation 0 misses: its integrand rises only next to the end; values by balls, to all digits shown
SHARP = [
    ("-4000/3", "45812984490625/34359738368", "-1099511627775/1099511627776", "6.1912229951037000016e-386047"),
    ("-2/3", "366503875925/549755813888", "-1099511627775/1099511627776", "1.7187989773854577441e-7"),
    ("-20", "-20", "1099511627775/1099511627776", None),
    ("3", "-3", "-4095/4096", None),
    ("1/100", "-30", "-1/2", None),
]


@pytest.mark.parametrize(("h", "k", "rho", "known"), SHARP)
def test_phi2_near_the_ends_of_the_correlation(h, k, rho, known):
    value = special.Phi2(*map(Rational, (h, k, rho)))
    found = value.evalf(20)
    if known is not None:
        assert abs(found / Float(known, 25) - 1) < 1e-18
    ball = enclose(value, {}, 30 if abs(found) > 1e-20 else 400)
    if ball.arb.rel_accuracy_bits() > 80:
        assert abs(found / Float(ball.value, 40) - 1) < 1e-18
