"""What is infinite is called so, and what is finite, however near, never is."""

import mpmath
import pytest
from sympy import Abs, Heaviside, Max, Rational, cos, cosh, coth, exp, gamma, log, sin, sinh, sqrt, tan, tanh

from derive.evidence.lower import enclose
from derive.language.errors import CannotEnclose, Diverges
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.goals.hermite_coefficient import HermiteCoefficient
from derive.language.symbols import X, Y, Z, c, dphi, phi, q, q1, q2, x

HALF, THIRD = Rational(1, 2), Rational(1, 3)
AT = {q1: 1, q2: 1, c: HALF}

INFINITE = [
    *(1 / (Z**2 - 2), 1 / (Z**3 - 3 * Z + 1), 1 / (exp(Z) - 2), 1 / sin(Z), 1 / tanh(Z), coth(Z), tan(Z) ** 2, gamma(Z), 1 / log(Abs(Z))),
    *(1 / (Z * log(Abs(Z))), log(Abs(Z)) / Z, sin(Z) / Z**2, 1 / (1 - exp(-(Z**2))), Heaviside(Z) / Z + tanh(Z), Abs(Z) ** Rational(-3, 2)),
    *(exp(Z**4), exp(Abs(Z) ** 3), exp(exp(Z)), sinh(Z**2), cosh(Z**2), cos(3 * Z) * exp(Z**2), tanh(Z) * exp(Z**2 / 2), Max(Z, 0) * exp(Z**2 / 2)),
]
FINITE = {
    Abs(Z) ** Rational(-9, 10): lambda: 2 ** mpmath.mpf(-0.45) * mpmath.gamma(0.05) / mpmath.sqrt(mpmath.pi),
    exp(49 * Z**2 / 100): lambda: 1 / mpmath.sqrt(1 - 0.98),
    sin(Z) / Z: lambda: mpmath.quad(lambda t: mpmath.sinc(t) * mpmath.npdf(t), [-12, 0, 12]),
    Heaviside(Z - 1) / Z: lambda: mpmath.quad(lambda t: mpmath.npdf(t) / t, [1, 4, 12]),
    exp(-(Z**-2)): lambda: mpmath.exp(-mpmath.sqrt(2)),
}
NOT_PROVEN = [(1 - cos(sqrt(Abs(Z)))) / Abs(Z), exp(Z**2 / 2) / (1 + Z**2)]  # finite, and beyond the quadrature


@pytest.mark.parametrize("body", INFINITE, ids=str)
def test_an_infinite_expectation_diverges(body):
    with pytest.raises(Diverges):
        enclose(Expectation(body, Gaussian()), {}, 15, 20)


@pytest.mark.parametrize("body", FINITE, ids=str)
def test_its_finite_neighbours_have_values(body):
    with mpmath.workdps(20):
        assert abs(float(enclose(Expectation(body, Gaussian()), {}, 15, 20).arb.mid()) - FINITE[body]()) < 1e-11


@pytest.mark.parametrize("body", NOT_PROVEN, ids=str)
def test_what_is_not_proven_is_not_called_infinite(body):
    with pytest.raises(CannotEnclose):
        enclose(Expectation(body, Gaussian()), {}, 15, 20)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "n"),
    [(1 / x, 50), (1 / (x - 1), 40), (Abs(x) ** -2, 100), (tan(x), 21), (exp(x**2), 50), (exp(x**2 / 2), 20), (x * exp(x**2 / 2), 3)],
    ids=str,
)
def test_high_coefficients_of_functions_without_expectation(function, n):
    with pytest.raises(Diverges):
        enclose(HermiteCoefficient(function, phi, n, q), {q: 1}, 15, 20)


@pytest.mark.parametrize("n", [13, 51])
def test_a_polynomial_may_divide_the_pole(n):
    r"""E[He_n(Z)/Z] = (-1)^((n - 1)/2) (n - 1)!! for odd n."""
    exact = (-1) ** (n // 2) * mpmath.fac2(n - 1)
    assert abs(float(enclose(HermiteCoefficient(1 / x, phi, n, q), {q: 1}, 15).arb.mid()) / exact - 1) < 1e-14


@pytest.mark.parametrize("function", [1 / x, 1 / Abs(x), 1 / (x - 1), log(Abs(x)) / x, tan(x), exp(x**2), (1 + x) * exp(x**2), cosh(x**2), exp(x**4)], ids=str)
@pytest.mark.parametrize("sign", [1, -1])
def test_an_infinite_kernel_diverges(function, sign):
    with pytest.raises(Diverges):
        enclose(DualKernel(function, function, (0, 0), q1, q2, c), {**AT, c: sign * HALF}, 12, 20)


def test_one_factor_is_enough():
    for f, g in ((1 / x, tanh(x)), (1 / x, x), (exp(2 * x**2 / 3), tanh(x)), (exp(7 * x**2 / 10), Heaviside(x - THIRD))):
        with pytest.raises(Diverges):
            enclose(DualKernel(f, g, (0, 0), q1, q2, c), AT, 12, 20)


@pytest.mark.parametrize("sides", [(1, 1), (1, -1)])
def test_growth_is_measured_where_both_factors_live(sides):
    """k = 3/5 each, c = 1/2: the quadratic form is positive on one pair of quadrants only."""
    f, g = (Heaviside(side * x) * exp(3 * x**2 / 5) for side in sides)
    goal = DualKernel(f, g, (0, 0), q1, q2, c)
    if sides[0] == sides[1]:
        with pytest.raises(Diverges):
            enclose(goal, AT, 12, 20)
        return
    half = Rational(2, 3) - Rational(3, 5)  # Q = half (x^2 + y^2) + 2 x y/3 for x, y > 0
    angle = mpmath.acos(mpmath.mpf(1) / 3 / (mpmath.mpf(1) / 15)) if half > THIRD else mpmath.acosh(5)
    exact = angle / (2 * mpmath.sqrt(mpmath.mpf(1) / 9 - mpmath.mpf(1) / 225)) / (2 * mpmath.pi * mpmath.sqrt(0.75))
    assert abs(float(enclose(goal, AT, 12, 20).arb.mid()) - exact) < 1e-11


def test_a_derivative_of_what_is_no_distribution():
    for goal in (ActivationMoment(1 / x, dphi, q), HermiteCoefficient(1 / x, dphi, 20, q), DualKernel(1 / x, 1 / x, (1, 1), q, q, HALF)):
        with pytest.raises(Diverges):
            enclose(goal, {q: 1}, 15, 20)
    assert abs(enclose(ActivationMoment(log(Abs(x)), dphi, q), {q: 1}, 15).arb) < 1e-14


def test_infinite_terms_that_may_cancel():
    """One infinite term among finite ones is a proof, two are none."""
    with pytest.raises(Diverges):
        enclose(Expectation(Y / X + X * exp(Y), Gaussian(HALF)), {}, 12, 20)
    with pytest.raises(CannotEnclose):
        enclose(Expectation(Y / X - tanh(Y) / X**2, Gaussian(HALF)), {}, 12, 20)


def test_a_smaller_term_does_not_help():
    for body in ((exp(Z**2) - 1) * sqrt(2), exp(Z**2) - Z**3, exp(Z**2 / 2 + Z) - exp(Z**2 / 2)):
        with pytest.raises(Diverges):
            enclose(Expectation(body, Gaussian()), {}, 15, 20)


END = [exp(x**2 / 3), x * exp(x**2 / 3), Max(x, 0) * exp(x**2 / 3), cosh(x) * exp(x**2 / 3)]


@pytest.mark.parametrize(("f", "correlation"), [(f, HALF) for f in END] + [(f, -HALF) for f in END if not f.has(Max)], ids=str)
def test_a_kernel_is_infinite_at_the_very_end_of_its_range(f, correlation):
    """E exp((X^2 + Y^2)/3) = ((1 - 2 (1 + c)/3)(1 - 2 (1 - c)/3))^(-1/2), infinite at c = 1/2 and -1/2."""
    with pytest.raises(Diverges):
        enclose(DualKernel(f, f, (0, 0), 1, 1, correlation), {}, 15, 20)


def test_before_the_end_a_kernel_is_finite():
    f = exp(x**2 / 3)
    value = enclose(DualKernel(f, f, (0, 0), 1, 1, Rational(499, 1000)), {}, 15, 20)
    assert value.overlaps(enclose(1 / sqrt((1 - THIRD * 2 * Rational(1499, 1000)) * (1 - THIRD * 2 * Rational(501, 1000))), {}, 20))


def test_at_the_end_a_function_that_falls_is_not_called_infinite():
    """|f g| times the density falls like t^-4 along the ray, and is integrable."""
    f = exp(x**2 / 3) / (1 + x**2)
    with pytest.raises(CannotEnclose):
        enclose(DualKernel(f, f, (0, 0), 1, 1, HALF), {}, 15, 20)
