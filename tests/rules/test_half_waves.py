"""Sines and cosines beyond knots against quadrature by mpmath, which shares no code with the closed forms."""

import math

import mpmath
import numpy as np
import pytest
from plane_quadrature import plane_mean
from sympy import Integral, Rational, Symbol, erfc, erfi, exp, sympify

from derive import expectation, kernel
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.special import Phi, Phi2, VoigtK, VoigtK2, VoigtL

Q, W, C = Rational(7, 5), Rational(3, 4), Rational(1, 3)
NODES = [-30, -8, -3, -1, 0, 1, 3, 8, 30]


def number(value):
    return mpmath.mpf(value.p) / value.q


def mean(function, knots=()):
    """E[f(sqrt(q) z)] to some 25 digits."""
    with mpmath.workdps(30):
        root = mpmath.sqrt(number(Q))
        return mpmath.quad(lambda z: function(root * z) * mpmath.npdf(z), sorted([*NODES, *(t / root for t in knots)]))


def evaluated(answer, **at):
    symbols = {s.name: s for s in answer.value.free_symbols}
    found = answer.value.subs({symbols[name]: value for name, value in at.items() if name in symbols}).evalf(30)
    return mpmath.mpf(str(found))


def step(x):
    return mpmath.mpf(x > 0)


def hard_sine(x):
    return mpmath.sin(x) if abs(x) < mpmath.pi / 2 else mpmath.sign(x)


HARD_SINE = "Piecewise((-1, x < -pi/2), (sin(x), x < pi/2), (1, True))"
CASES = [
    ("Max(x,0)*sin(w*x+1)", lambda x, w: max(x, 0) * mpmath.sin(w * x + 1), (0,)),
    ("Max(x,0)**3*cos(w*x)", lambda x, w: max(x, 0) ** 3 * mpmath.cos(w * x), (0,)),
    ("Abs(x)*cos(x)", lambda x, w: abs(x) * mpmath.cos(x), (0,)),
    ("Heaviside(x-1)*cos(w*x)", lambda x, w: step(x - 1) * mpmath.cos(w * x), (1,)),
    ("Heaviside(x+1)*sin(w*x)*x", lambda x, w: step(x + 1) * mpmath.sin(w * x) * x, (-1,)),
    ("Heaviside(x-1)*exp(-x)*sin(w*x)", lambda x, w: step(x - 1) * mpmath.exp(-x) * mpmath.sin(w * x), (1,)),
    ("Heaviside(x-1)*exp(-x**2)*cos(x)**2", lambda x, w: step(x - 1) * mpmath.exp(-x * x) * mpmath.cos(x) ** 2, (1,)),
    ("Max(x-1,0)*sin(x)*cos(w*x)", lambda x, w: max(x - 1, 0) * mpmath.sin(x) * mpmath.cos(w * x), (1,)),
    (HARD_SINE, lambda x, w: hard_sine(x) * mpmath.mpf(1), (-mpmath.pi / 2, mpmath.pi / 2)),
    ("erf(w*x)*sin(x)", lambda x, w: mpmath.erf(w * x) * mpmath.sin(x), ()),
    ("Phi(x+1)*cos(w*x)", lambda x, w: mpmath.ncdf(x + 1) * mpmath.cos(w * x), ()),
    ("x**2*Phi(x-1)*sin(w*x)", lambda x, w: x**2 * mpmath.ncdf(x - 1) * mpmath.sin(w * x), ()),
]


@pytest.mark.parametrize(("activation", "function", "knots"), CASES, ids=[a for a, *_ in CASES])
def test_moments_agree_with_quadrature(activation, function, knots):
    for power in (1, 2) if knots else (1,):
        answer = expectation(activation, f"E[phi^{power}]")
        assert answer.status == "closed"
        with mpmath.workdps(30):
            expected = mean(lambda x, n=power: function(x, number(W)) ** n, knots)
            assert abs(evaluated(answer, q=Q, w=W) - expected) < mpmath.mpf(10) ** -20


def cdf(x):
    return math.erfc(-x / math.sqrt(2)) / 2


KERNELS = [
    ("cos(x)", "Max(x,0)", 0, lambda u, v: math.cos(u) * max(v, 0), ((), (0,))),
    ("sin(x+1)", "Max(x-1,0)", 0, lambda u, v: math.sin(u + 1) * max(v - 1, 0), ((), (1,))),
    ("cos(x)", "Abs(x)*x", 1, lambda u, v: -math.sin(u) * 2 * abs(v), ((), (0,))),
    ("x*Phi(x)", "sin(x)", 0, lambda u, v: u * cdf(u) * math.sin(v), ((), ())),
    ("Max(x,0)*sin(x)", "Max(x,0)", 0, lambda u, v: max(u, 0) * math.sin(u) * max(v, 0), ((0,), (0,))),
    ("Heaviside(x)*cos(x)", "x", 0, lambda u, v: (u > 0) * math.cos(u) * v, ((0,), ())),
    ("sin(Max(x,0))", "sin(Max(x,0))", 0, lambda u, v: math.sin(max(u, 0)) * math.sin(max(v, 0)), ((0,), (0,))),
    ("Max(x,0)*cos(x)", "sin(Max(x,0))", 1, lambda u, v: (u > 0) * (math.cos(u) - u * math.sin(u)) * (v > 0) * math.cos(v), ((0,), (0,))),
    ("Heaviside(x+1)*cos(x)", "Heaviside(x-1)*sin(x)", 0, lambda u, v: (u > -1) * math.cos(u) * (v > 1) * math.sin(v), ((-1,), (1,))),
    ("Max(x,0)*exp(-x)*cos(x)", "Heaviside(x)", 0, lambda u, v: max(u, 0) * math.exp(-u) * math.cos(u) * (v > 0), ((0,), (0,))),
    ("exp(-x**2)*sin(Max(x,0))", "x*cos(x)*Heaviside(x)", 0, lambda u, v: math.exp(-u * u) * math.sin(max(u, 0)) * v * math.cos(v) * (v > 0), ((0,), (0,))),
]


@pytest.mark.parametrize(("first", "second", "order", "function", "knots"), KERNELS, ids=[f"{a} {b} {n}" for a, b, n, *_ in KERNELS])
def test_kernels_agree_with_quadrature(first, second, order, function, knots):
    answer = kernel(first, order, second)
    assert answer.status == "closed"
    assert abs(float(evaluated(answer, q1=Q, q2=Rational(1), c=C)) - plane_mean(function, Q, 1, C, knots)) < 1e-11


def test_the_kernel_of_a_sine_beyond_0_has_two_terms_and_a_value_at_both_ends():
    answer = kernel("sin(Max(x,0))")
    assert len(answer.value.atoms(VoigtK2)) == 2 and not answer.value.has(Integral)
    half = (1 - mpmath.exp(-2 * number(Q))) / 4  # half of E[sin(x)^2]
    assert abs(mpmath.mpf(answer.enclose(25, q1=Q, q2=Q, c=1).value) - half) < 1e-14
    assert answer.enclose(25, q1=Q, q2=Q, c=-1).value == "0"


@pytest.mark.slow
def test_arrays_of_waves_beyond_knots_are_what_balls_say():
    for activation in ("Max(x,0)*cos(x)", "Heaviside(x+1)*sin(x)"):
        answer = kernel(activation)
        near = Rational(1, 10**6)
        points = [(near, Rational(1), -C), (Rational(9), Rational(1), 1 - near), (Rational(900), Rational(800), near - 1), (Q, Q, 0)]
        found = answer.numpy()(*(np.array([float(point[k]) for point in points]) for k in range(3)))
        for value, (q1, q2, c) in zip(found, points, strict=True):
            assert abs(value - float(answer.enclose(20, q1=q1, q2=q2, c=c).value)) < 1e-12 * max(1, float(q1))


def test_a_hard_limited_sine_beside_a_relu_is_proved():
    assert expectation(HARD_SINE, "E[phi*dphi*z]").certificate.verdict is Verdict.PROVED


def test_the_voigt_functions_are_the_parts_of_faddeevas_function():
    x, y = Symbol("x", real=True), Symbol("y", positive=True)
    with mpmath.workdps(40):
        for s, t in ((Rational(3, 2), Rational(1, 3)), (Rational(-4), Rational(1, 10)), (Rational(1, 5), Rational(7)), (Rational(2), Rational(-1, 2))):
            z = mpmath.mpc(number(s), number(t))
            contour = mpmath.quad(lambda r, z=z: mpmath.exp(-(r**2)) / (z - r), [-12, -4, -1, 0, 1, 4, 12]) * 1j / mpmath.pi if t > 0 else None
            for function, part in ((VoigtK, "real"), (VoigtL, "imag")):
                series = mpmath.exp(-z * z) * (1 + 2j / mpmath.sqrt(mpmath.pi) * mpmath.quad(lambda r, z=z: z * mpmath.exp((z * r) ** 2), [0, 1]))
                value = mpmath.mpf(str(function(s, t).evalf(35)))
                assert abs(value - getattr(series, part)) < mpmath.mpf(10) ** -30 * max(1, abs(series)) + mpmath.mpf(10) ** -37 * mpmath.exp(number(t) ** 2)
                assert contour is None or abs(value - getattr(contour, part)) < mpmath.mpf(10) ** -12
                assert enclose(function(s, t), {}, 30).overlaps(enclose(sympify(str(function(s, t).evalf(60))), {}, 55))
                slope = mpmath.diff(lambda r, f=function, t=t: mpmath.mpf(str(f(Rational(str(r)), t).evalf(40))), number(s), h=mpmath.mpf(10) ** -12)
                assert abs(mpmath.mpf(str(function(x, y).diff(x).subs({x: s, y: t}).evalf(20))) - slope) < mpmath.mpf(10) ** -10
    assert VoigtK(0, y) == exp(y**2) * erfc(y) and VoigtL(x, 0) == exp(-(x**2)) * erfi(x) and VoigtL(-x, y) == -VoigtL(x, y)
    names = {"VoigtK": VoigtK, "VoigtL": VoigtL, "Phi": Phi, "Phi2": Phi2, "x": x, "y": y}
    assert sympify(str(VoigtK(x, y) + VoigtL(2 * x, y)), locals=names) == VoigtK(x, y) + VoigtL(2 * x, y)
