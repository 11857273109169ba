"""Functions with removable points as floats: values of quotients and their derivatives against mpmath with many figures, and falsified polynomials."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from sympy import Abs, Piecewise, Rational, Symbol, cos, cosh, exp, lambdify, log, sin, sinh, tanh

from derive.claims.compiled_activation import array_functions
from derive.compiled import near_points as module
from derive.compiled.near_points import without_gaps
from derive.language.functions.activation import Activation
from derive.language.symbols import x
from derive.pictures.floats import Floats

BERNOULLI = x / (exp(x) - 1)
FUNCTIONS = [
    *(sin(x) / x, (exp(x) - 1) / x, BERNOULLI, (1 - cos(x)) / x**2, (x - sin(x)) / x**3, log(1 + x**2) / x, tanh(x) / x),
    *(log(sinh(x) / x), tanh(BERNOULLI), x * cosh(x) / sinh(x), (x - log(2)) / (exp(x) - 2), (exp(x - 1) - 1) / (x - 1)),
]
PLACES = np.array([1e-300, 1e-12, -1e-8, 1e-3, -0.05, 0.2, -0.3, 0.45, 0.6931471805599453, 0.7, 0.95, -1.0, 1.0000000001, 1.3, -2.0, 2.1, -4.0, 8.0])


def true(function, order, place):
    """The derivative of the quotient as it was written, with so many figures that none of the lost ones is missed."""
    with mpmath.workdps(120 if abs(place) > 1e-20 else 2500):
        return lambdify(x, function.diff(x, order), "mpmath")(mpmath.mpf(float(place)))


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
@pytest.mark.parametrize("order", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)])
def test_values_near_a_removable_point(function, order):
    """To a few units of rounding for each order of the zero that a quotient cancels."""
    with np.errstate(all="ignore"):  # every branch is run everywhere
        values = np.asarray(lambdify(x, without_gaps(function, order), ["scipy", "numpy"])(PLACES))
    for place, value in zip(PLACES, values, strict=True):
        exact = true(function, order, place)
        assert abs(value - exact) <= 1e-307 + 2e-15 * 30**order * (abs(exact) + (order > 0) * 0.01)


@pytest.mark.parametrize(
    ("function", "point", "value"), [(sin(x) / x, 0, 1), (BERNOULLI, 0, 1), ((1 - cos(x)) / x**2, 0, Fraction(1, 2)), (tanh(BERNOULLI), 0, 0.7615941559557649)]
)
def test_there_is_a_value_at_the_point(function, point, value):
    phi, slope = array_functions(Activation.of(function))
    drawn = Floats(Activation.of(function))
    at = np.array([float(point), 3.0])
    assert phi(at)[0] == drawn.at(at)[0] == float(value)
    assert np.isfinite(slope(at)).all() and np.isfinite(drawn.at(at, 2)).all() and slope(at) == pytest.approx(drawn.at(at, 1), rel=1e-14)


def test_pieces_on_both_sides_of_a_knot():
    phi, slope = array_functions(Activation.of((exp(Abs(x)) - 1) / Abs(x)))
    at = np.array([-1e-9, 0.0, 1e-9, -2.0])
    assert phi(at) == pytest.approx([1 + 5e-10, 1.0, 1 + 5e-10, np.expm1(2) / 2], rel=1e-15)
    assert slope(at)[:3] == pytest.approx([-0.5, 0.5, 0.5])
    half = Piecewise((sin(x) / x, x > 0), (1 + x, True))
    assert array_functions(Activation.of(half))[0](np.array([-1.0, 1e-200, 0.5])) == pytest.approx([0.0, 1.0, np.sin(0.5) / 0.5])


@pytest.mark.parametrize("function", [tanh(x), Abs(x), x / (1 + x**2), (exp(x) - exp(-x)) / (exp(x) + exp(-x)), x / (exp(x) - 1) * Symbol("alpha")], ids=str)
def test_what_has_no_gap_is_left_alone(function):
    assert without_gaps(function) == function


def test_a_polynomial_that_is_too_short_is_seen(monkeypatch):
    """Five coefficients less than are proven to be needed."""
    plain = module._terms
    monkeypatch.setattr(module, "_terms", lambda series, r, order: plain(series, r, order) - 5)
    module._near.cache_clear()
    with pytest.raises(AssertionError):
        test_values_near_a_removable_point(BERNOULLI, 0)
    module._near.cache_clear()


def test_a_radius_without_proof_has_no_polynomial():
    """The next pole is too near for a polynomial of moderate degree at half of the radius, not at a smaller one."""
    narrow = module._near(log(1 + (50 * x) ** 2) / x, 0)
    assert narrow[0].upper <= Rational(1, 100) and module._near(1 / x, 0) == ()
