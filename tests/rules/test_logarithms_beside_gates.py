"""Logarithms and arctangents beside knots and normal distribution functions, against quadrature."""

import math
from fractions import Fraction

import mpmath
import pytest
import sympy
from plane_quadrature import FAR, POINTS, phi, plane_mean, step
from sympy import Rational, S, Symbol, atan, erf, sign, sqrt

from derive import expectation, kernel
from derive.arrays import faddeeva_along_arc
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.special import VoigtArcK, VoigtArcL
from derive.language.symbols import c, q, q2

x = Symbol("x")

CASES = [
    ("sign(x)", "atan(x)", lambda t: 2 * step(t) - 1, math.atan, (0,), ()),
    ("Heaviside(x-1)", "log(1+x**2)", lambda t: step(t - 1), lambda t: math.log1p(t * t), (1,), ()),
    ("Heaviside(x+2)", "atan(x-1)", lambda t: step(t + 2), lambda t: math.atan(t - 1), (-2,), ()),
    ("x**2*atan(x/2)", "Max(x-1,0)", lambda t: t * t * math.atan(t / 2), lambda t: max(t - 1, 0), (), (1,)),
    ("Max(-1,Min(1,x))", "x*log(1+x**2)", lambda t: max(-1, min(1, t)), lambda t: t * math.log1p(t * t), (-1, 1), ()),
    ("Piecewise((exp(x)-1,x<0),(x,True))", "atan(x)+x", lambda t: math.expm1(t) if t < 0 else t, lambda t: math.atan(t) + t, (0,), ()),
    ("erf(x-1)", "atan(x)", lambda t: math.erf(t - 1), math.atan, (), ()),
    ("x*(1+erf(x/sqrt(2)))/2", "log(x**2-2*x+3)", lambda t: t * phi(t), lambda t: math.log(t * t - 2 * t + 3), (), ()),
    ("sign(x)", "log(1+x**4)", lambda t: 2 * step(t) - 1, lambda t: math.log1p(t**4), (0,), ()),
    ("Abs(atan(x))", "x**2-x", lambda t: abs(math.atan(t)), lambda t: t * t - t, (0,), ()),
    ("Max(2-3*x,0)", "atan(x**2)", lambda t: max(2 - 3 * t, 0), lambda t: math.atan(t * t), (2 / 3,), ()),
]


def ball(answer, point):
    values = dict(zip(("q1", "q2", "c"), map(Fraction, point), strict=True))
    return enclose(answer.value, {symbol: values[symbol.name] for symbol in answer.value.free_symbols}, 20)


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second", "f", "g", "knots", "others"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_a_kernel_is_what_quadrature_finds(first, second, f, g, knots, others):
    answer, turned = kernel(first, 0, second), kernel(second, 0, first)
    assert answer.status == turned.status == "closed" and not answer.value.has(sympy.I)
    assert answer.certificate.verdict is Verdict.PROVED
    for point in POINTS:
        expected = plane_mean(lambda u, v: f(u) * g(v), *point, (knots, others))
        assert float(ball(answer, point).value) == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert float(ball(turned, (point[1], point[0], point[2])).value) == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert answer.numpy()(*map(float, point)) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    for point in FAR:
        known = ball(answer, point)
        value = float(answer.numpy()(*point))
        assert known.contains(repr(value)) if known.digits < 9 else value == pytest.approx(float(known.value), rel=1e-8)
    for point in ((1.0, 2.0, 1.0), (1.0, 2.0, -1.0), (1.0, 2.0, 0.0)):
        near = (*point[:2], point[2] * (1 - 2.0**-40))
        assert answer.numpy()(*point) == pytest.approx(answer.numpy()(*near), rel=1e-5, abs=1e-9)


LINE = [
    ("Abs(atan(x))", lambda t: abs(mpmath.atan(t)), (0,)),
    ("Heaviside(x-1)*log(1+x**2)", lambda t: mpmath.log(1 + t * t) if t > 1 else 0, (1,)),
    ("Piecewise((x**3*atan(x-1),x<-1),(atan(x)-x,x<2),(log(1+x**2),True))", None, (-1, 2)),
    ("erf(x)*atan(x/3)", lambda t: mpmath.erf(t) * mpmath.atan(t / 3), ()),
    ("exp(x)*Heaviside(-x)*log(2+2*x+x**2)", lambda t: mpmath.exp(t) * mpmath.log(2 + 2 * t + t * t) if t < 0 else 0, (0,)),
    ("Max(x,0)*log(1+x**4)", lambda t: t * mpmath.log(1 + t**4) if t > 0 else 0, (0,)),
]


def _pieces(t):
    return t**3 * mpmath.atan(t - 1) if t < -1 else mpmath.atan(t) - t if t < 2 else mpmath.log(1 + t * t)


def line_mean(function, variance, knots):
    root = mpmath.sqrt(variance)
    cuts = sorted({-40, -8, -4, -2, -1, 0, 1, 2, 4, 8, 40, *(t / root for t in (-3, -1, 1, 3, *knots) if abs(t / root) < 40)})
    return mpmath.quad(lambda w: function(root * w) * mpmath.npdf(w), cuts)


@pytest.mark.parametrize(("text", "function", "knots"), LINE, ids=[case[0] for case in LINE])
def test_a_mean_is_what_quadrature_finds(text, function, knots):
    answer = expectation(text, "E[phi]")
    assert answer.status == "closed" and answer.certificate.verdict is Verdict.PROVED
    for variance in (Rational(1, 1000), Rational(3, 5), 7):
        expected = line_mean(function or _pieces, mpmath.mpf(variance.p) / variance.q if variance != 7 else 7, knots)
        assert float(enclose(answer.value, {q: variance}, 20).value) == pytest.approx(float(expected), rel=1e-9, abs=1e-12)
        assert answer.numpy()(float(variance)) == pytest.approx(float(expected), rel=1e-9, abs=1e-12)


def test_the_values_have_few_terms():
    assert kernel("sign(x)", 0, "atan(x)").value == VoigtArcK(0, sqrt(2) / (2 * sqrt(q2)), 0, c)
    assert expectation("Abs(atan(x))", "E[phi]").value == VoigtArcK(0, sqrt(2) / (2 * sqrt(q)), 0, 1)


def test_a_falsified_kernel_is_noticed():
    value = kernel("sign(x)", 0, "atan(x)").value
    at = {symbol: dict(zip(("q1", "q2", "c"), POINTS[0], strict=True))[symbol.name] for symbol in value.free_symbols}
    expected = plane_mean(lambda u, v: (2 * step(u) - 1) * math.atan(v), *POINTS[0], ((0,), ()))
    assert float(enclose(value, at, 20).value) == pytest.approx(expected, abs=1e-9)
    for twin in (value.subs(c, c / 2), value.subs(q2, 2 * q2), -value):
        assert abs(float(enclose(twin, at, 20).value) - expected) > 1e-3


@pytest.mark.parametrize("pair", [("sign(x-1)", "atan(x)**2"), ("Heaviside(x-1)*Phi(x)", "atan(x)"), ("sign(x-1)", "log(1+Abs(x))")])
def test_what_does_not_close_stays_open(pair):
    assert kernel(pair[0], 0, pair[1]).status != "closed"


PLACES = [
    (0, 0.7, 0, 0.5),
    (1, 2, 0, 0.5),
    (0, 1, 0, 1),
    (0, 1e-6, 0, 1),
    (0, 1e6, 0, 0.999),
    (0.3, 0.7, -1.2, -0.6),
    (2, 0.001, 30, 0.99),
    (-3, 0.5, 2, 1),
    (1, 1, 3, -1),
    (0.001, 0.001, 0.001, 0.999999),
    (0, 3, 0, -1e-6),
]


def along_arc(a, b, h, r):
    """The integral in its definition, with places near the end and around a peak."""
    end, z = mpmath.asin(r), mpmath.mpc(a, b)

    def inner(t):
        w = (z - h * mpmath.sin(t)) / mpmath.cos(t)
        if abs(w) < 15:
            return mpmath.exp(-w * w) * mpmath.erfc(-1j * w)
        return 1j / (mpmath.sqrt(mpmath.pi) * w) * sum(mpmath.fac2(2 * k - 1) / (2 * w * w) ** k for k in range(12))

    cuts = [end * k / 8 for k in range(8)] + [end * (1 - mpmath.mpf(8) ** -k) for k in range(1, 12)] + [end]
    if abs(a) < abs(h):
        peak = mpmath.asin(mpmath.mpf(a) / h)
        cuts += [peak + side * k * (mpmath.cos(peak) + b) / abs(h) for k in (0, 1, 3, 9, 27) for side in (1, -1)]
    low, high = min(end, 0), max(end, 0)
    return mpmath.sign(end) * mpmath.quad(lambda t: inner(t) if mpmath.cos(t) > 1e-25 else 0, sorted({t for t in cuts if low <= t <= high}))


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_faddeevas_function_along_an_arc(place):
    exact = [Rational(str(v)) for v in place]
    with mpmath.workdps(20):
        expected = complex(along_arc(*(mpmath.mpf(v.p) / v.q for v in exact)))
    value = complex(VoigtArcK(*exact).evalf(20), VoigtArcL(*exact).evalf(20))
    balls = complex(*(float(enclose(part(*exact, evaluate=False), {}, 30).value) for part in (VoigtArcK, VoigtArcL)))
    assert value == pytest.approx(expected, rel=1e-11)
    assert balls == pytest.approx(value, rel=1e-14)
    assert complex(faddeeva_along_arc(*map(float, place))) == pytest.approx(value, rel=1e-12)
    beside = complex(VoigtArcK(*exact[:3], exact[3] * Rational(9, 10)).evalf(20), VoigtArcL(*exact[:3], exact[3] * Rational(9, 10)).evalf(20))
    assert abs(beside - value) > 1e-9 * abs(value)


def test_balls_hold_what_their_arguments_may_be():
    from flint import acb, arb

    from derive.evidence.balls.faddeeva_arc import faddeeva_along_arc as in_balls

    wide = in_balls(acb(arb(0.3, 1e-3), arb(0.7, 1e-3)), acb(arb(-1.2, 1e-3)), acb(arb(0.6, 1e-3)))
    for side in (-1, 1):
        for k in range(8):
            moved = [side * 1e-3 * (k >> i & 1) for i in range(3)]
            assert wide.contains(in_balls(acb(0.3 + moved[0], 0.7 - moved[1]), acb(-1.2 + moved[2]), acb(0.6 - moved[0])))
    up_to_one = in_balls(acb(0, 1), acb(0.5), acb(arb(1, 1e-6)))
    assert up_to_one.contains(in_balls(acb(0, 1), acb(0.5), acb(1))) and up_to_one.contains(in_balls(acb(0, 1), acb(0.5), acb(1 - 1e-6)))
    assert not in_balls(acb(0, 1), acb(0), acb(2)).is_finite()
    whole = in_balls(acb(arb(0.3), arb(0.7)), acb(-1.2, 0.25), acb(0.6))
    mirrored = in_balls(acb(arb(-0.3), arb(0.7)), acb(1.2, 0.25), acb(0.6))
    assert whole.is_finite() and abs(whole - acb(mirrored.real, -mirrored.imag)).contains(0)


@pytest.mark.slow
@pytest.mark.parametrize("end", [Rational(2, 3), S.One])
@pytest.mark.parametrize("argindex", range(1, 5))
def test_slopes(argindex, end):
    letters = sympy.symbols("x y h r", real=True)
    at = dict(zip(letters, [Rational(3, 10), Rational(11, 10), Rational(-2, 5), end], strict=True))
    if argindex == 4 and end == 1:
        return
    small = Rational(1, 10**10)
    for part in (VoigtArcK, VoigtArcL):
        moving = part(*letters[:3], end) if end == 1 else part(*letters)
        slope = moving.fdiff(argindex).subs(at).evalf(20)
        up, down = (part(*letters).subs({**at, letters[argindex - 1]: at[letters[argindex - 1]] + side * small}).evalf(40) for side in (1, -1))
        assert slope == pytest.approx((up - down) / (2 * small), rel=1e-12)


def test_signs_of_the_arguments():
    a, b, h, r = sympy.symbols("a b h r", positive=True)
    assert VoigtArcK(-a, b, -h, r) == VoigtArcK(a, b, h, r) == -VoigtArcK(a, b, -h, -r)
    assert -VoigtArcL(-a, b, -h, r) == VoigtArcL(a, b, h, r) == -VoigtArcL(a, b, -h, -r)
    assert VoigtArcL(0, b, 0, r) == 0 == VoigtArcK(a, b, h, 0) and VoigtArcK(0, 0, 0, r) == sympy.asin(r)
    assert r"\mathcal{A}" in sympy.latex(VoigtArcK(a, b, h, r))
    assert not {atan, erf, sign} & {part.func for part in sympy.preorder_traversal(kernel("erf(x)", 0, "atan(x)").value)}
