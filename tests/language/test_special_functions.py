"""Phi, Phi2 and OwensT against independent integrals and their differential equations."""

import mpmath
import numpy as np
import pytest
from sympy import N, Rational, Symbol, asin, erf, lambdify, latex, oo, pi, sqrt, symbols, sympify

from derive.language import special

h, k, rho, a = symbols("h k rho a", real=True)


def test_phi_at_special_places():
    assert (special.Phi(0), special.Phi(oo), special.Phi(-oo)) == (Rational(1, 2), 1, 0)
    assert special.Phi(1).func is special.Phi


def test_phi_is_half_of_one_plus_erf():
    assert (special.Phi(h).diff(h) - special.Phi(h).rewrite(erf).diff(h)).simplify() == 0
    assert abs(N(special.Phi(sqrt(2)) - special.Phi(sqrt(2)).rewrite(erf), 40)) < 1e-38


def test_phi_keeps_relative_accuracy_in_the_tail():
    with mpmath.workdps(60):
        scaled = mpmath.quad(lambda t: mpmath.exp(-40 * t - t * t / 2), mpmath.linspace(0, 6, 40))
        truth = mpmath.npdf(40) * scaled
        assert abs(special.Phi(-40).evalf(30)._to_mpmath(100) / truth - 1) < 1e-25


def test_phi_is_positive_and_real_at_real_places():
    assert special.Phi(h).is_positive and special.Phi(h).is_real and special.Phi(h).conjugate() == special.Phi(h)
    assert special.Phi(Symbol("w")).is_positive is None


def test_phi2_at_special_places():
    assert special.Phi2(0, 0, rho) == Rational(1, 4) + asin(rho) / (2 * pi)
    assert special.Phi2(h, k, 0) == special.Phi(h) * special.Phi(k)
    assert special.Phi2(h, oo, rho) == special.Phi(h) and special.Phi2(-oo, k, rho) == 0
    assert special.Phi2(1, 2, 1) == special.Phi(1) and special.Phi2(-1, Rational(1, 2), -1).evalf() == 0
    assert special.Phi2(0, 0, -1) == 0 and special.Phi2(0, 0, 1) == Rational(1, 2)
    assert special.Phi2(h, k, rho).func is special.Phi2


@pytest.mark.parametrize(
    ("first", "second", "correlation"),
    [
        ("1", "-1", "1/2"),
        ("sqrt(2)", "1", "1/3"),
        ("-5", "-5", "1/2"),
        ("-12", "-9", "-1/2"),
        ("3", "-2", "-99/100"),
        ("0", "1", "999/1000"),
        ("8", "9", "1/2"),
        ("6", "-6", "-9/10"),
    ],
)
def test_phi2_is_the_integral_of_phi_of_the_conditional_mean(first, second, correlation):
    x, y, r = (sympify(text) for text in (first, second, correlation))
    value = N(special.Phi2(x, y, r), 25)
    with mpmath.workdps(60):
        hm, km, rm = (mpmath.mpmathify(N(v, 60)) for v in (x, y, r))
        width, peak = mpmath.sqrt(1 - rm * rm), min(hm, km / rm)
        nodes = sorted({min(hm, peak + t) for t in (-40, -20, -8, -4, -2, -1, -0.25, 0, 0.25, 1, 2, 4)} | {hm})
        size = max(mpmath.npdf(t) * mpmath.ncdf((km - rm * t) / width) for t in nodes)
        truth = size * mpmath.quad(lambda t: mpmath.npdf(t) * mpmath.ncdf((km - rm * t) / width) / size, nodes, maxdegree=9)
        assert abs(value / truth - 1) < 1e-20


def test_phi2_satisfies_plackett_and_is_symmetric():
    at = {h: Rational(1, 3), k: Rational(-3, 4), rho: Rational(2, 5)}
    mixed = special.Phi2(h, k, rho).diff(h).diff(k) - special.Phi2(h, k, rho).diff(rho)
    assert mixed.subs(at).equals(0) or abs(mixed.subs(at).evalf(20, maxn=25)) < 1e-18
    assert abs(special.Phi2(h, k, rho).subs(at).evalf(30) - special.Phi2(k, h, rho).subs(at).evalf(30)) < 1e-28


def test_owens_t_and_phi2_agree():
    """Phi2(h, k, rho) for k = 0: Phi(h)/2 - T(h, (0 - rho h)/(h sqrt(1 - rho**2))) up to the sign of h."""
    r = Rational(1, 3)
    slope = -r / sqrt(1 - r**2)
    assert abs(special.Phi2(1, 0, r).evalf(30) - (special.Phi(1) / 2 - special.OwensT(1, slope)).evalf(30)) < 1e-25


def test_owens_t_keeps_relative_accuracy():
    """T(h, a) < Phi(-h)/2 < T(h, a) + the rest of the wedge, which is below exp(-h**2 (1 + a**2)/2)."""
    assert abs(special.OwensT(20, 2).evalf(30) / (special.Phi(-20) / 2).evalf(30) - 1) < 1e-28
    assert abs(special.OwensT(3, -2).evalf(30) + special.OwensT(3, 2).evalf(30)) == 0


def test_owens_t_derivatives_by_differences():
    at = {h: Rational(2, 3), a: Rational(5, 4)}
    for symbol in (h, a):
        step = Rational(1, 10**10)
        slope = (special.OwensT(h, a).subs(symbol, symbol + step) - special.OwensT(h, a).subs(symbol, symbol - step)) / (2 * step)
        assert abs(N((slope - special.OwensT(h, a).diff(symbol)).subs(at), 30)) < 1e-18


def test_latex_and_text():
    assert latex(special.Phi(h) ** 2) == r"\Phi^{2}\left(h\right)"
    assert latex(special.Phi2(h, k, rho)) == r"\Phi_{2}\left(h,k;\rho\right)"
    assert str(special.Phi2(h, k, rho) + special.Phi(a)) == "Phi(a) + Phi2(h, k, rho)"


X, Y, R = Rational(3, 10), Rational(7, 10), Rational(1, 5)
ALL = [
    (special.Phi(h), (h,)),
    (special.Phi2(h, k, rho), (h, k, rho)),
    (special.OwensT(h, k), (h, k)),
    (special.GoodwinStaton(h), (h,)),
    (special.ParabolicCylinderD(k, h), (k, h)),
    (special.VoigtK(h, k), (h, k)),
    (special.VoigtL(h, k), (h, k)),
    (special.TricomiU(h, k, rho), (h, k, rho)),
    (special.ExpIntK(h, k), (h, k)),
    (special.ExpIntL(h, k), (h, k)),
    (special.HermiteK(rho, h, k), (rho, h, k)),
    (special.HermiteL(rho, h, k), (rho, h, k)),
    (special.HermiteSum(12, h, k), (h, k)),
    (special.HermitePairK(4, -rho, h, 1, k, h, -k), (h, k, rho)),
    (special.HermitePairL(4, -rho, h, 1, k, h, -k), (h, k, rho)),
    (special.MeanLogK(h, k), (h, k)),
    (special.MeanLogL(h, k), (h, k)),
    (special.PlasmaK(h, k, rho), (h, k, rho)),
    (special.PlasmaL(h, k, rho), (h, k, rho)),
    (special.PlasmaWaveK(h, k, -rho, k), (h, k, rho)),
    (special.PlasmaWaveL(h, k, -rho, -k), (h, k, rho)),
    (special.VoigtArcK(h, k, -2 * h, rho), (h, k, rho)),
    (special.VoigtArcL(h, k, -2 * h, rho), (h, k, rho)),
    (special.VoigtK2(-h, k, 2 * h, 1, -rho), (h, k, rho)),
    (special.VoigtL2(-h, k, 2 * h, 1, -rho), (h, k, rho)),
]


def test_every_listed_function_is_tested():
    assert {type(e).__name__ for e, _ in ALL} | {"RootIm", "RootRe"} == set(special.__all__)  # numbers: see test_polynomial_root


@pytest.mark.parametrize(("expr", "arguments"), ALL, ids=lambda v: type(v).__name__)
@pytest.mark.parametrize("modules", [["scipy", "numpy"], ["numpy"]])
def test_functions_print_as_code_for_arrays(expr, arguments, modules):
    at = dict(zip((h, k, rho), (X, Y, R), strict=True))
    arrays = [np.full(3, float(at[s])) for s in arguments]
    assert np.allclose(lambdify(arguments, expr, modules=modules)(*arrays), float(N(expr.subs(at), 20)), rtol=1e-13, atol=0)


@pytest.mark.parametrize(("expr", "arguments"), ALL, ids=lambda v: type(v).__name__)
def test_functions_print_as_code_for_mpmath(expr, arguments):
    at = dict(zip((h, k, rho), (X, Y, R), strict=True))
    with mpmath.workdps(30):
        value = lambdify(arguments, expr, modules="mpmath")(*(at[s]._to_mpmath(110) for s in arguments))
        assert abs(value / N(expr.subs(at), 40)._to_mpmath(120) - 1) < 1e-26


def test_phi2_orders_its_arguments_and_differentiates_in_all_of_them():
    assert special.Phi2(k, h, rho) == special.Phi2(h, k, rho) and special.Phi2(2, 1, rho) == special.Phi2(1, 2, rho)
    at = {h: X, k: -Y, rho: R}
    step = Rational(1, 10**10)
    for symbol in (h, k, rho):
        moved = [special.Phi2(h, k, rho).subs({**at, symbol: at[symbol] + sign * step}) for sign in (1, -1)]
        assert abs(N((moved[0] - moved[1]) / (2 * step) - special.Phi2(h, k, rho).diff(symbol).subs(at), 30)) < 1e-18


def test_owens_t_knows_its_symmetries():
    assert special.OwensT(-h, a) == special.OwensT(h, a) == -special.OwensT(h, -a)


@pytest.mark.parametrize(("first", "second"), [("1", "1/2"), ("1", "-1/2"), ("0", "1/2"), ("-2", "-1/3")])
def test_phi2_in_owens_t_has_the_same_value(first, second):
    value = special.Phi2(sympify(first), sympify(second), R)
    written = value.rewrite(special.OwensT)
    assert not written.has(special.Phi2) and abs(N(written, 30) - N(value, 30)) < 1e-28
