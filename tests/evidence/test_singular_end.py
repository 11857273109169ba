"""Algebraic and logarithmic singularities in one and two variables, against Gamma functions and conditioning."""

import pytest
from flint import ctx
from mpmath import mp, mpf
from sympy import Abs, EulerGamma, Heaviside, Piecewise, Rational, Symbol, asin, gamma, hyper, log, pi, sqrt

from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.evidence.goals import goal_value
from derive.evidence.line.factor import factor_vector
from derive.evidence.line.polynomials import coefficients
from derive.evidence.lower import enclose
from derive.language.errors import CannotEnclose, Diverges
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, Z, c, dphi, phi, q, q1, q2, x

a = Symbol("a", real=True)
THIRD = Rational(1, 3)


def moment(p):
    """E[|Z|^p]."""
    return 2 ** (p / 2) * gamma((p + 1) / 2) / sqrt(pi)


def power(p):
    return Piecewise((x**p, x > 0), (0, True))


def orthant(p, r):
    """E[X_+^p Y_+^r], by expanding the density of the pair in c x y."""
    s = 1 - c**2
    even = gamma((p + 1) / 2) * gamma((r + 1) / 2) * hyper(((p + 1) / 2, (r + 1) / 2), (Rational(1, 2),), c**2)
    odd = 2 * c * gamma(p / 2 + 1) * gamma(r / 2 + 1) * hyper((p / 2 + 1, r / 2 + 1), (Rational(3, 2),), c**2)
    return 2 ** ((p + r) / 2) * s ** ((p + r + 1) / 2) * (even + odd) / (4 * pi)


def certified(lhs, rhs, *hypotheses):
    found = certify(lhs, rhs, hypotheses)
    return found.verdict is Verdict.CERTIFIED and found.digits >= 30


@pytest.mark.parametrize("p", [Rational(1, 2), THIRD, Rational(-2, 3), Rational(5, 2), Rational(-9, 10)])
def test_powers_of_one_variable(p):
    assert certified(Expectation(Abs(Z) ** p, Gaussian()), moment(p))
    assert certified(Expectation(Z**p * Heaviside(Z), Gaussian()), moment(p) / 2)


def test_a_symbolic_power():
    assert certified(Expectation(Z**a * Heaviside(Z), Gaussian()), moment(a) / 2, a > -1, a < 3)


def test_logarithms_of_one_variable():
    mean = -(EulerGamma + log(2)) / 2
    assert certified(Expectation(log(Abs(Z)), Gaussian()), mean)
    assert certified(Expectation(log(Abs(Z)) ** 2, Gaussian()), mean**2 + pi**2 / 8)


def test_logarithms_to_many_digits():
    """log|s Z| = log s - t along s Z = s exp(-t): the logarithm is no function of a wide ball around exp(-t)."""
    found = enclose(ActivationMoment(log(Abs(x)), phi**2, q), {q: 10**6}, 300)
    closed = ((log(10**6) - EulerGamma - log(2)) / 2) ** 2 + pi**2 / 8
    assert found.digits >= 300 and found.overlaps(enclose(closed, {}, 310))


@pytest.mark.parametrize("p", [Rational(2, 3), Rational(5, 4), Rational(3, 2)])
def test_moments_of_derivatives(p):
    assert certified(ActivationMoment(power(p), dphi**2, q), p**2 * q ** (p - 1) * moment(2 * p - 2) / 2)
    assert certified(ActivationMoment(power(p), phi**2, q), q**p * moment(2 * p) / 2)


@pytest.mark.parametrize("p", [Rational(1, 2), THIRD])
def test_a_square_that_is_not_integrable_diverges(p):
    for function in (power(p), Abs(x) ** p, x**p * Heaviside(x)):
        with pytest.raises(Diverges):
            enclose(ActivationMoment(function, dphi**2, q), {q: 2}, 20)


PAIRS = [(Rational(1, 2), Rational(1, 2)), (THIRD, Rational(3, 2)), (-THIRD, Rational(1, 2)), (Rational(-2, 5), Rational(-1, 4))]


@pytest.mark.parametrize(("p", "r"), PAIRS)
@pytest.mark.parametrize("at", [THIRD, Rational(-3, 5)])
def test_powers_of_a_pair(p, r, at):
    goal = Expectation(X**p * Y**r * Heaviside(X) * Heaviside(Y), Gaussian(c))
    value = enclose(goal, {c: at}, 30)
    assert value.digits >= 30 and value.overlaps(enclose(orthant(p, r), {c: at}, 40))


def test_a_kernel_of_powers_and_of_their_derivatives():
    at = {q1: 1, q2: Rational(7, 5), c: Rational(7, 10)}
    p = Rational(3, 4)
    plain, slope = (enclose(DualKernel(power(p), power(p), (k, k), q1, q2, c), at, 30) for k in (0, 1))
    closed = [(q1 * q2) ** (p / 2) * orthant(p, p), p**2 * (q1 * q2) ** ((p - 1) / 2) * orthant(p - 1, p - 1)]
    assert all(one.digits >= 30 and one.overlaps(enclose(other, at, 40)) for one, other in zip((plain, slope), closed, strict=True))


def test_logarithms_of_a_pair():
    """Cov(log|X|, log|Y|) = asin(c)^2/2."""
    goal = Expectation(log(Abs(X)) * log(Abs(Y)), Gaussian(c))
    mean = (EulerGamma + log(2)) / 2
    for at in (THIRD, Rational(-3, 5)):
        assert enclose(goal, {c: at}, 30).overlaps(enclose(mean**2 + asin(c) ** 2 / 2, {c: at}, 40))
    assert enclose(Expectation(log(Abs(X)) ** 2 * sqrt(Abs(Y)), Gaussian(c)), {c: THIRD}, 30).digits >= 30


def test_a_singular_end_away_from_zero_and_near_the_reach_of_the_integral():
    with ctx.workprec(150):
        for knot in (1, Rational(51, 8), Rational(47, 8)):
            for side in (1, -1):
                ramp = (side * (Z - knot)) ** THIRD * Heaviside(side * (Z - knot))
                vector = factor_vector(ramp, Z, 16, 20)
                square = goal_value(Expectation(ramp**2, Gaussian()), {}, 25)
                mean = goal_value(Expectation(ramp, Gaussian()), {}, 25)
                assert vector.square.overlaps(square) and vector.coefficients[0].overlaps(mean)
                assert vector.coefficients[0].rad() < 1e-19


def test_a_factor_that_is_not_square_integrable_is_refused():
    with pytest.raises(CannotEnclose, match="integrable at a knot"):
        factor_vector(Abs(Z) ** Rational(-3, 4), Z, 16, 20)


@pytest.mark.parametrize("f", [1 / (1 + x**2), x / (1 + x**2), 1 / (1 + Abs(x)), log(1 + Abs(x)), log(1 + x**2)], ids=str)
@pytest.mark.parametrize("at", [{q: 1, c: THIRD}, {q: Rational(7, 5), c: Rational(-3, 5)}], ids=str)
def test_rational_and_logarithmic_kernels_by_conditioning(f, at):
    """E[f(u) f(v)] against the trapezoidal rule in the angle-free coordinates of the pair, to ten digits."""
    value = enclose(DualKernel(f, f, (0, 0), q, q, c), at, 30)
    assert value.digits >= 30
    assert abs(mpf(value.value) - by_quadrature(f, float(at[q]), float(at[c]))) < 1e-8


def by_quadrature(f, variance, correlation):
    """Gauss-Legendre on the four quadrants."""
    import numpy as np
    from sympy import lambdify

    nodes, weights = np.polynomial.legendre.leggauss(160)
    t = np.concatenate([5 * nodes - 5, 5 * nodes + 5])
    w = np.concatenate([5 * weights, 5 * weights])
    g = lambdify(x, f, "numpy")(np.sqrt(variance) * t) * w
    s = 1 - correlation**2
    density = np.exp(-(t[:, None] ** 2 - 2 * correlation * t[:, None] * t + t**2) / (2 * s)) / (2 * np.pi * np.sqrt(s))
    return mp.mpf(float(g @ density @ g))


def test_a_failure_is_kept_for_other_correlations(monkeypatch):
    from derive.evidence.line import factor

    calls = []
    monkeypatch.setattr(factor, "hermite_vector", lambda *arguments: calls.append(arguments) or _refuse())
    for _ in range(2):
        with pytest.raises(CannotEnclose, match="no"):
            factor_vector(Z**13 * sqrt(Abs(Z)), Z, 16, 21)
    assert len(calls) == 1


def _refuse():
    raise CannotEnclose("it", "no")


def test_products_of_polynomials_have_the_coefficients_of_the_product():
    """(1 + 2 x)(3 - x^2)^2 = 9 + 18 x - 6 x^2 - 12 x^3 + x^4 + 2 x^5."""
    assert coefficients((1 + 2 * x) * (3 - x**2) ** 2, x, {}) == [9, 18, -6, -12, 1, 2]
