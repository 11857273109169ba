"""Faddeeva's function along an arc on the line, y = 0, where it is the integral of Dawson's function."""

import mpmath
import pytest
import sympy
from flint import acb, arb
from sympy import Rational, S, sqrt

from derive.arrays import faddeeva_along_arc
from derive.evidence.balls.faddeeva_arc import faddeeva_along_arc as in_balls
from derive.evidence.lower import enclose
from derive.language.special import VoigtArcK, VoigtArcL
from derive.language.symbols import q

PLACES = [
    (0.7, 0, 0.5),
    (0.7, 0, 1),
    (0.7, 0.7, 1),
    (2, 1, 1),
    (-1, 2, 1),
    (1e-6, 0, 1),
    (1e-6, 1e-6, 1),
    (1e6, 3, 1),
    (30, 30, 1),
    (5, 5.00001, -0.9),
    (5, 5.00001, 1),
    (0.3, 30, -0.99),
    (0.001, 1000, 0.5),
    (700, 707.1, 0.999),
]


def along_arc(x, h, end):
    """The integral of 2 F(r)/sqrt(pi), r = (x - h sin t)/cos t, F(r) = r 1F1(1; 3/2; -r^2) Dawson's function, or its asymptotic series."""
    x, h, end = mpmath.mpf(x), mpmath.mpf(h), mpmath.asin(end)

    def dawson(r):
        if abs(r) < 20:
            return r * mpmath.hyp1f1(1, mpmath.mpf(3) / 2, -r * r)
        return sum(mpmath.fac2(2 * k - 1) / (2 * r * r) ** k for k in range(40)) / (2 * r)

    cuts = [end * k / 8 for k in range(9)] + [end * (1 - mpmath.mpf(4) ** -k) for k in range(1, 22)]
    if abs(h) > abs(x):
        peak = mpmath.asin(x / h)
        cuts += [peak + side * k * mpmath.cos(peak) / abs(h) for k in (0, 1, 2, 4, 8, 16, 64) for side in (1, -1)]
    inside = sorted({t for t in cuts if min(0, end) <= t <= max(0, end)}, reverse=end < 0)
    return 2 / mpmath.sqrt(mpmath.pi) * mpmath.quad(lambda t: dawson((x - h * mpmath.sin(t)) / mpmath.cos(t)), inside)


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_it_is_the_integral_of_dawsons_function(place):
    exact = [Rational(str(v)) for v in place]
    with mpmath.workdps(20):
        expected = float(along_arc(*(mpmath.mpf(v.p) / v.q for v in exact)))
    x, h, end = exact
    known = enclose(VoigtArcL(x, 0, h, end), {}, 30)
    assert float(known.value) == pytest.approx(expected, rel=1e-13)
    assert float(VoigtArcL(x, 0, h, end).evalf(20)) == pytest.approx(expected, rel=1e-13)
    assert float(faddeeva_along_arc(place[0], 0.0, *place[1:]).imag) == pytest.approx(expected, rel=1e-10)
    assert abs(float(VoigtArcL(x, 0, h, end * Rational(9, 10)).evalf(20)) - expected) > 1e-9 * abs(expected)


def test_the_real_part_is_a_normal_probability():
    """K = pi exp(h^2) (2 P(Y > sqrt(2) h, X > sqrt(2) x) - 2 P(Y > sqrt(2) h) P(X > sqrt(2) x)) for Y = X, by its derivative in the correlation."""
    for x, h in ((0.7, 0.2), (-0.4, 0.9), (0.5, 0.5)):
        upper = [mpmath.erfc(v) / 2 for v in (max(x, h), x, h)]
        expected = mpmath.pi * 2 * mpmath.exp(h * h) * (upper[0] - upper[1] * upper[2])
        assert float(VoigtArcK(x, 0, h, 1).evalf(20)) == pytest.approx(float(expected), rel=1e-12)
        assert float(faddeeva_along_arc(x, 0.0, h, 1.0).real) == pytest.approx(float(expected), rel=1e-10)


@pytest.mark.parametrize("middle", [(0.3, -1.2, 0.6), (0.5, 0.5, 1.0), (0.5, 0.50001, 1.0), (2.0, 1.0, -1.0), (0.0, 0.0, 0.99999)])
@pytest.mark.parametrize("width", [1e-2, 1e-6])
def test_balls_hold_what_their_arguments_may_be(middle, width):
    x, h, end = middle
    wide = in_balls(acb(arb(x, width)), acb(arb(h, width)), acb(arb(end, width)))
    assert wide.is_finite() and wide.imag.rad() < 40 * width**0.5
    for k in range(27):
        moved = [width * (k // 3**i % 3 - 1) for i in range(3)]
        assert wide.overlaps(in_balls(acb(x + moved[0]), acb(h + moved[1]), acb(max(-1.0, min(1.0, end + moved[2])))))
        assert wide.contains(in_balls(acb(x + moved[0]), acb(h + moved[1]), acb(max(-1.0, min(1.0, end + moved[2])))).mid()) or abs(moved[0]) == width


@pytest.mark.slow
@pytest.mark.parametrize("end", [Rational(2, 3), S.One])
@pytest.mark.parametrize("place", [(Rational(3, 10), Rational(-2, 5)), (Rational(3, 10), Rational(7, 5))])
def test_slopes(place, end):
    x, h, r = sympy.symbols("x h r", real=True)
    at, small = {x: place[0], h: place[1], r: end}, Rational(1, 10**10)
    for letter in (x, h) if end == 1 else (x, h, r):
        whole = VoigtArcL(x, 0, h, end if letter != r else r)
        others = {key: value for key, value in at.items() if key != letter}
        moving = whole.subs(others)
        up, down = (moving.subs(letter, at[letter] + side * small).evalf(40) for side in (1, -1))
        assert moving.diff(letter).subs(letter, at[letter]).evalf(20) == pytest.approx((up - down) / (2 * small), rel=1e-12)


def test_where_zero_and_knot_meet_the_slope_is_no_nan():
    w = sqrt(2) / (2 * sqrt(q))
    slope = VoigtArcL(w, 0, w, 1).diff(q)
    assert slope.has(sympy.Derivative) and not slope.has(sympy.nan)
    assert r"\mathcal{A}" in sympy.latex(VoigtArcL(w, 0, w, 1)) and VoigtArcL(-w, 0, -w, 1) == -VoigtArcL(w, 0, w, 1)
