"""Kernels of rational functions with complex poles and functions with gates, against quadrature over the plane."""

import math
from fractions import Fraction

import mpmath
import pytest
import sympy
from plane_quadrature import FAR, POINTS, phi, plane_mean, step
from sympy import Symbol

from derive import expectation, kernel
from derive.arrays.faddeeva_of_two import faddeeva_of_two
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.special import VoigtK2, VoigtL2
from derive.language.symbols import c, q

x = Symbol("x")

CASES = [
    ("sign(x)", "x/(1+x**2)", lambda t: 2 * step(t) - 1, lambda t: t / (1 + t * t), (0,), ()),
    ("Max(x,0)", "1/(1+x**2)", lambda t: max(t, 0), lambda t: 1 / (1 + t * t), (0,), ()),
    ("1/(x**2+3*x+4)", "Max(x-1,0)**2", lambda t: 1 / (t * t + 3 * t + 4), lambda t: max(t - 1, 0) ** 2, (), (1,)),
    ("Max(x,0)", "1/(1+x**4)", lambda t: max(t, 0), lambda t: 1 / (1 + t**4), (0,), ()),
    ("Max(-1,Min(1,x))", "x**3/(1+x**2)**3", lambda t: max(-1, min(1, t)), lambda t: t**3 / (1 + t * t) ** 3, (-1, 1), ()),
    ("Piecewise((exp(x)-1,x<0),(x,True))", "x/(x**2-x+1)**2", lambda t: math.expm1(t) if t < 0 else t, lambda t: t / (t * t - t + 1) ** 2, (0,), ()),
    ("exp(-Abs(x))", "(1+x)/(2+x**2)+x", lambda t: math.exp(-abs(t)), lambda t: (1 + t) / (2 + t * t) + t, (0,), ()),
    ("x*(1+erf(x/sqrt(2)))/2", "1/(1+x**2)", lambda t: t * phi(t), lambda t: 1 / (1 + t * t), (), ()),
    ("erf(2-3*x)", "x/(2+2*x+x**2)", lambda t: math.erf(2 - 3 * t), lambda t: t / (2 + 2 * t + t * t), (), ()),
    ("Max(2-3*x,0)+1/(1+x**2)", "Abs(x+1)", lambda t: max(2 - 3 * t, 0) + 1 / (1 + t * t), lambda t: abs(t + 1), (2 / 3,), (-1,)),
    ("x**2*Heaviside(x+2)*exp(x)", "x**3/(1+x+x**2)", lambda t: t * t * step(t + 2) * math.exp(t), lambda t: t**3 / (1 + t + t * t), (-2,), ()),
]


def ball(answer, point):
    values = dict(zip(("q1", "q2", "c"), map(Fraction, point), strict=True))
    return enclose(answer.value, {symbol: values[symbol.name] for symbol in answer.value.free_symbols}, 20)


def at(answer, point):
    return float(ball(answer, point).value)


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second", "f", "g", "knots", "others"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_a_kernel_is_what_quadrature_finds(first, second, f, g, knots, others):
    answer, turned = kernel(first, 0, second), kernel(second, 0, first)
    assert answer.status == turned.status == "closed" and not answer.value.has(sympy.I)
    assert answer.certificate.verdict is Verdict.PROVED
    for point in POINTS:
        expected = plane_mean(lambda u, v: f(u) * g(v), *point, (knots, others))
        assert abs(at(answer, point) - expected) < 1e-9 * max(1, abs(expected))
        assert abs(at(turned, (point[1], point[0], point[2])) - expected) < 1e-9 * max(1, abs(expected))
        assert abs(answer.numpy()(*map(float, point)) - expected) < 1e-9 * max(1, abs(expected))
    for point in FAR:
        known = ball(answer, point)
        assert (
            known.contains(repr(float(answer.numpy()(*point)))) if known.digits < 9 else answer.numpy()(*point) == pytest.approx(float(known.value), rel=1e-8)
        )
    for point in ((1.0, 2.0, 1.0), (1.0, 2.0, -1.0), (1.0, 2.0, 0.0)):
        near = (*point[:2], point[2] * (1 - 2.0**-40))
        assert answer.numpy()(*point) == pytest.approx(answer.numpy()(*near), rel=1e-5, abs=1e-9)


def test_one_variable_with_soft_gates_and_edges():
    """At c = 1 and c = -1 a kernel is a moment of one variable."""
    answer = kernel("Max(x,0)", 0, "1/(x**2+x+1)")
    for side in (1, -1):
        alone = expectation(f"Max(x,0)/(1+({side})*x+x**2)", "E[phi]")
        known = enclose(alone.value, {q: Fraction(7, 5)}, 20).value
        assert answer.numpy()(1.4, 1.4, float(side)) == pytest.approx(float(known), rel=1e-12)


@pytest.mark.parametrize("orders", [(1, 1), (2, 0), (0, 2)])
def test_point_masses_beside_a_rational_function(orders):
    """delta(u) and delta'(u) under the pair: the derivatives of relu in u, of 1/(1 + v^2) in v."""
    answer = kernel("Max(x,0)", orders, "1/(1+x**2)")
    assert answer.status == "closed"
    first = {0: lambda t: max(t, 0), 1: step}
    second = {0: lambda t: 1 / (1 + t * t), 1: lambda t: -2 * t / (1 + t * t) ** 2, 2: lambda t: (6 * t * t - 2) / (1 + t * t) ** 3}
    for point in POINTS:
        v1, v2, rho = map(float, point)
        if orders[0] == 2:
            spread = math.sqrt(v2 * (1 - rho * rho))
            expected = plane_mean(lambda _, v: second[0](v), 1, spread * spread, 0) / math.sqrt(2 * math.pi * v1)
        else:
            expected = plane_mean(lambda u, v: first[orders[0]](u) * second[orders[1]](v), *point, ((0,), ()))
        assert abs(at(answer, point) - expected) < 1e-9


def test_a_symbolic_pole_and_knot():
    answer = kernel("Max(x-b,0)", 0, "1/((x-a)**2+s)", assume={"a": "real", "b": "real"})
    letters = {"a": Fraction(-3, 4), "b": Fraction(-1, 3), "s": Fraction(2, 5), **dict(zip(("q1", "q2", "c"), POINTS[0], strict=True))}
    expected = plane_mean(lambda u, v: max(u + 1 / 3, 0) / ((v + 0.75) ** 2 + 0.4), *POINTS[0], ((-1 / 3,), ()))
    assert answer.status == "closed"
    assert abs(float(enclose(answer.value, {symbol: letters[symbol.name] for symbol in answer.value.free_symbols}, 20).value) - expected) < 1e-9


def test_a_falsified_kernel_is_noticed():
    answer = kernel("sign(x)", 0, "x/(1+x**2)")
    assert answer.value.has(VoigtK2)
    twin = answer.value.subs(c, c / 2)
    values = {symbol: dict(zip(("q1", "q2", "c"), POINTS[0], strict=True))[symbol.name] for symbol in twin.free_symbols}
    expected = plane_mean(lambda u, v: (2 * step(u) - 1) * v / (1 + v * v), *POINTS[0], ((0,), ()))
    assert abs(float(enclose(twin, values, 20).value) - expected) > 1e-3


@pytest.mark.parametrize("pair", [("sign(x-1)", "atan(x)**2"), ("Max(x,0)", "1/(1+Abs(x))")])
def test_what_does_not_close_stays_open(pair):
    assert kernel(pair[0], 0, pair[1]).status != "closed"


PLACES = [(0.3, 1.1, -0.4, 2.0, 1.5), (0.0, 0.7, 0.0, 3.0, 4.0), (2.0, 0.1, 40.0, 5.0, 30.0), (-1.0, 0.4, 1.0, 0.4, 1.0001)]


def quadrant(x1, y1, x2, y2, r):
    """(4/pi) int int exp(-s^2 - 2 r s t - t^2 + 2 i z1 s + 2 i z2 t) ds dt over s, t > 0, by the inner integral in closed form."""
    z1, z2 = mpmath.mpc(x1, y1), mpmath.mpc(x2, y2)

    def inner(s):
        w = z2 + 1j * r * s
        return mpmath.exp(-s * s + 2j * z1 * s - w * w) * mpmath.erfc(-1j * w) * mpmath.sqrt(mpmath.pi) / 2

    with mpmath.workdps(25):
        return 4 / mpmath.pi * mpmath.quad(inner, [0, 0.02, 0.1, 0.5, 1, 2, 4, 8])


@pytest.mark.parametrize("place", PLACES)
def test_faddeevas_function_of_two_places_on_a_hyperbola(place):
    expected = quadrant(*place)
    assert complex(faddeeva_of_two(*place)) == pytest.approx(complex(expected), rel=1e-12)
    exact = [sympy.Rational(str(v)) for v in place]
    value = complex(VoigtK2(*exact).evalf(25), VoigtL2(*exact).evalf(25))
    assert value == pytest.approx(complex(expected), rel=1e-14)
    for part, size in ((VoigtK2, expected.real), (VoigtL2, expected.imag)):
        assert float(enclose(part(*exact, evaluate=False), {}, 20).value) == pytest.approx(float(size), rel=1e-14, abs=1e-18)
    assert abs(value - complex(quadrant(*place[:4], place[4] + 0.01))) > 1e-8


@pytest.mark.parametrize("argindex", range(1, 6))
def test_slopes_on_a_hyperbola(argindex):
    letters = sympy.symbols("x1 y1 x2 y2 r", real=True)
    at = dict(zip(letters, [sympy.Rational(3, 10), sympy.Rational(11, 10), sympy.Rational(-2, 5), 2, sympy.Rational(3, 2)], strict=True))
    for part in (VoigtK2, VoigtL2):
        slope = part(*letters).fdiff(argindex).subs(at).evalf(25)
        near = [
            part(*letters).subs({**at, letters[argindex - 1]: at[letters[argindex - 1]] + step}).evalf(40)
            for step in (sympy.Rational(1, 10**8), -sympy.Rational(1, 10**8))
        ]
        assert abs(slope - (near[0] - near[1]) * 10**8 / 2) < 1e-12
