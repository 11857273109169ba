"""Kernels by Gauss and Legendre's rule on rectangles: against quadrature and balls of the closed form, and falsified rules."""

from dataclasses import replace

import numpy as np
import pytest
from sympy import Abs, Max, Min, Piecewise, Rational, exp, sign

from derive import activations, kernel
from derive.compiled import rectangles as module
from derive.compiled.exponential_pieces import parity, stretches
from derive.compiled.rectangles import rectangles
from derive.language.symbols import Z, x

HARD_TANH = Max(-1, Min(1, Z))
SELU_LIKE = Piecewise((Z, Z > 0), (2 * (exp(Z) - 1), True))
FUNCTIONS = [HARD_TANH, SELU_LIKE, Max(0, 1 - Abs(Z)), Max(Z + 2, 0) ** 2 * exp(-Abs(Z)), sign(Z - 1)]

PLAIN = {HARD_TANH: lambda u: np.clip(u, -1, 1), SELU_LIKE: lambda u: np.where(u > 0, u, 2 * np.expm1(np.minimum(u, 0)))}


def panels(places):
    """Nodes and weights on [-9, 9], cut at the places and at every half."""
    ends = np.unique(np.clip([*places, *np.arange(-9, 9.1, 0.5)], -9, 9))
    nodes, weights = np.polynomial.legendre.leggauss(20)
    half = np.diff(ends)[:, None] / 2
    return (ends[:-1, None] + half * (1 + nodes)).ravel(), (half * weights).ravel()


def by_quadrature(body, q1, q2, c):
    """E[f(u) f(v)] over v, then u, cut at the knots."""
    f, knots, s1, s2, s = PLAIN[body], np.array([-1, 0, 1]), np.sqrt(q1), np.sqrt(q2), np.sqrt(1 - c**2)
    density = lambda t: np.exp(-(t**2) / 2) / np.sqrt(2 * np.pi)  # noqa: E731

    def inner(t):
        w, weights = panels((knots / s2 - c * t) / s)
        return np.sum(f(s2 * (c * t + s * w)) * density(w) * weights)

    nodes, weights = panels(knots / s1)
    return np.sum(f(s1 * nodes) * density(nodes) * np.array([inner(t) for t in nodes]) * weights)


@pytest.mark.parametrize(("body", "point"), [(HARD_TANH, (50.0, 0.3, -0.8)), (SELU_LIKE, (2.0, 3.0, 0.5))], ids=["hard tanh", "exponential"])
def test_values_are_those_of_quadrature(body, point):
    """Two variables on panels that know the knots."""
    value, bound, scale = (array[0] for array in rectangles(body, body)(*(np.array([number]) for number in point)))
    assert bound < 1e-13 * scale
    assert abs(value - by_quadrature(body, *point)) < 1e-12 * scale


@pytest.mark.parametrize("name", ["hard_tanh", "selu", "triangle"])
def test_bounds_hold_where_closed_forms_cancel(name):
    """Over the whole range, against balls."""
    random, answer = np.random.default_rng(3), kernel(name)
    q1, q2 = np.exp(random.uniform(np.log(1e-6), np.log(1e6), (2, 40)))
    c = random.uniform(-0.99, 0.99, 40)
    function = answer.numpy()
    value, bound, scale = function.second(q1, q2, c)
    assert (bound < 1e-13 * scale).all()
    for i, point in enumerate(zip(q1.tolist(), q2.tolist(), c.tolist(), strict=True)):
        assert abs(value[i] - function.slow(point)) <= bound[i]


def test_balls_are_asked_seldom():
    """One point in a hundred of a kernel whose closed form loses its figures at every second."""
    random, function, asked = np.random.default_rng(4), kernel("hard_tanh").numpy(), []
    slow = function.slow
    function = replace(function, slow=lambda point, small: asked.append(point) or slow(point, small))
    q1, q2 = np.exp(random.uniform(np.log(1e-6), np.log(1e6), (2, 2000)))
    function(q1, q2, random.uniform(-1, 1, 2000))
    assert len(asked) < 20


@pytest.mark.parametrize("body", FUNCTIONS, ids=str)
def test_stretches_are_the_function(body):
    """Values within their stated sizes, bounds above the values, exponentials that are left out small."""
    places = np.concatenate([np.linspace(-60, 60, 241) + 0.01, 10.0 ** -np.arange(1, 12), -(10.0 ** -np.arange(1, 12))])
    for u in places.tolist():
        (stretch,) = (s for s in stretches(body) if s.lower < u < s.upper)
        value, size = stretch.values(np.asarray(u))
        exact = float(body.xreplace({Z: Rational(u)}).evalf(30))
        assert abs(value - exact) <= 4 * (stretch.degree + 3) * 2.0**-53 * size + stretch.dropped + 1e-300
        assert abs(exact) <= stretch.size(np.asarray(abs(u)), np.asarray(u), np.asarray(u)) * (1 + 1e-14) + stretch.dropped


def test_parity_and_other_kinds():
    """Odd, even, neither; functions that are not of this kind, grow or have parameters."""
    assert [parity(stretches(body)) for body in FUNCTIONS] == [-1, 0, 1, 0, 0]
    assert stretches(activations.find("gelu").expr.xreplace({x: Z})) is None
    assert stretches(exp(Z)) is None
    assert rectangles(exp(Z), Z) is None


@pytest.mark.parametrize("rules", [tuple((count // 2, rho, longest) for count, rho, longest in module.RULES)])
def test_too_few_nodes_are_seen(monkeypatch, rules):
    """Half the nodes: the bound says that the value is not good."""
    monkeypatch.setattr(module, "RULES", rules)
    _, bound, scale = rectangles(HARD_TANH, HARD_TANH)(np.array([30.0]), np.array([2.0]), np.array([0.3]))
    assert bound[0] > 1e-10 * scale[0]


def test_a_wrong_knot_is_seen():
    """A function with its knot elsewhere differs by more than the bound."""
    rule, point = rectangles(HARD_TANH, HARD_TANH), [np.array([number]) for number in (30.0, 2.0, 0.3)]
    (value, bound, _), (wrong, _, _) = rule(*point), rectangles(Max(-1, Min(1 + 2**-36, Z)), HARD_TANH)(*point)
    assert abs(value[0] - wrong[0]) > 10 * bound[0]
