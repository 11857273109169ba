"""Kernels of sums of sin(a x)/x over their Fourier transforms: against quadrature of the means themselves, against balls, and falsified twins."""

from dataclasses import replace

import numpy as np
import pytest
from mpmath import exp, mp, mpf, quad, sin, sqrt
from sympy import Rational, Symbol, cos
from sympy import sin as sine

from derive import kernel
from derive.compiled.spectral import spectral
from derive.language.symbols import Z

w = Symbol("w", positive=True)
TWO = (sine(2 * Z) / Z, (sine(Z) - Rational(1, 2) * sine(3 * Z)) / Z)
POINTS = [(1e-6, 3.0, -0.9), (4.0, 4.0, 0.99)]


def by_quadrature(q1, q2, c, order):
    """E over the pair of the functions themselves or their derivatives, in two variables."""
    mp.dps = 20
    functions = [lambda u: 2 * mp.sinc(2 * u), lambda u: mp.sinc(u) - 1.5 * mp.sinc(3 * u)]
    if order:
        slope = lambda a, u: (a * u * mp.cos(a * u) - sin(a * u)) / u**2 if abs(u) > mpf(10) ** -6 else -(a**3) * u / 3  # noqa: E731
        functions = [lambda u: slope(2, u), lambda u: slope(1, u) - slope(3, u) / 2]
    s1, s2, s = sqrt(mpf(q1)), sqrt(mpf(q2)), sqrt(1 - mpf(c) ** 2)
    places = [-9, -6, -3, 0, 3, 6, 9]
    f, g = functions
    return quad(lambda x: f(s1 * x) * quad(lambda z: g(s2 * (c * x + s * z)) * exp(-z * z / 2), places) * exp(-x * x / 2), places) / (2 * mp.pi)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("order", [0, 1])
def test_values_are_those_of_the_definition(point, order):
    """Two different functions, and their derivatives; a twin with another frequency is refuted."""
    arrays = [np.array([number]) for number in point]
    exact = by_quadrature(*point, order)
    value, bound = spectral(*TWO, (order, order))(*arrays)
    assert bound[0] < 1e-11 and abs(value[0] - exact) <= bound[0] + 1e-13
    wrong, error = spectral(TWO[0], TWO[1].xreplace({sine(Z): sine(Z * (1 + Rational(1, 10**6)))}), (order, order))(*arrays)
    assert abs(wrong[0] - exact) > error[0] + 1e-13


@pytest.mark.parametrize("name", ["sin(x)/x", "sin(w*x)/x"])
def test_bounds_hold_where_the_closed_form_cancels(name):
    """Over the whole range and close to |c| = 1, against balls, all but one point in fifty being good to 1e-13."""
    function, random, count = kernel(name).numpy(), np.random.default_rng(5), 150
    q1, q2 = np.exp(random.uniform(np.log(1e-6), np.log(1e6), (2, count)))
    c = np.where(random.uniform(size=count) < 0.5, random.uniform(-1, 1, count), (1 - 10.0 ** random.uniform(-15, 0, count)) * random.choice([-1, 1], count))
    q1[:5], q2[:5], c[:5] = [1e-6, 1e-6, 1e6, 1e6, 1.0], [1e-6, 1e6, 1e6, 1e-6, 1.0], [0.0, 0.9, -0.5, 1 - 1e-12, -1 + 1e-15]
    arrays = [q1, q2, c, *(np.full(count, 0.75) for _ in function.symbols[3:])]
    with np.errstate(all="ignore"):
        value, bound = function.ways[0](*arrays)
        scale = function.scale(*arrays)
    assert np.mean(bound < 1e-13 * scale) > 0.85
    for i, point in enumerate(zip(*(array.tolist() for array in arrays), strict=True)):
        assert abs(value[i] - function.slow(point, 1e-16 * scale[i])) <= bound[i] + 2e-16 * scale[i]


def test_edges():
    """c = 1 and -1 and q = 0 have their values, and balls are asked there alone."""
    function, asked = kernel("sin(x)/x").numpy(), []
    slow = function.slow
    function = replace(function, slow=lambda point, small: asked.append(point) or slow(point, small))
    q = np.exp(np.linspace(np.log(1e-6), np.log(1e4), 200))
    assert np.isfinite(function(q, q[::-1], np.full(200, 0.2))).all() and not asked
    assert function(0.0, 0.0, 0.3) == 1.0
    assert abs(function(1.0, 1.0, 1.0) - function(1.0, 1.0, -1.0)) < 1e-15


def test_other_kinds():
    """Cosines over x, other factors, orders that differ, frequencies whose sign is open."""
    a = Symbol("a", real=True)
    assert spectral(cos(Z) / Z, cos(Z) / Z, (0, 0)) is None
    assert spectral(sine(Z) ** 2 / Z, sine(Z) / Z, (0, 0)) is None
    assert spectral(sine(Z) / Z, sine(Z) / Z, (1, 0)) is None
    assert spectral(sine(a * Z) / Z, sine(Z) / Z, (0, 0)) is None
    assert spectral(sine(-w * Z) / Z, sine(Z) / Z, (0, 0)) is not None


def test_a_falsified_transform_is_seen(monkeypatch):
    """A step that is too high by 1e-10."""
    from derive.compiled import spectral as module

    right = spectral(sine(Z) / Z, sine(Z) / Z, (0, 0))
    step = module._step
    monkeypatch.setattr(module, "_step", lambda sines: step(sines) * (1 + Rational(1, 10**10)))
    wrong = spectral(sine(Z) / Z, sine(Z) / Z, (0, 0))
    point = [np.array([number]) for number in (0.3, 40.0, 0.7)]
    (value, bound), (other, error) = right(*point), wrong(*point)
    assert abs(value[0] - other[0]) > bound[0] + error[0]
