"""Kernels over one variable: the mean given the other against quadrature, kernels against balls over the whole range, and falsified rules."""

from dataclasses import replace

import numpy as np
import pytest
from mpmath import mp, mpf, pcfu, quad
from sympy import Abs, Heaviside, Max, Min, Piecewise, Rational, exp, sign

from derive import kernel
from derive.arrays import truncated_powers as powers
from derive.compiled import conditional as module
from derive.compiled import panels
from derive.compiled.conditional import conditional
from derive.compiled.conditional_mean import SLOW, ConditionalMean
from derive.compiled.cut_function import cut_function
from derive.compiled.cut_values import CutValues
from derive.language.symbols import Z

FUNCTIONS = {
    "elu": (Piecewise((Z, Z > 0), (Rational(3, 4) * (exp(Z) - 1), True)), lambda v: v if v > 0 else 0.75 * mp.expm1(v), [0]),
    "hard tanh": (Max(-1, Min(1, Z)), lambda v: max(-1, min(1, v)), [-1, 1]),
    "peak": (exp(-Abs(Z - 1)) * (Z + 1), lambda v: mp.exp(-abs(v - 1)) * (v + 1), [1]),
    "steps": (Max(0, 1 - Z**2) * Z + Heaviside(Z - 2), lambda v: max(0, 1 - v * v) * v + (1 if v > 2 else 0), [-1, 1, 2]),
}
ENDS = [1.0, -1.0, 1 - 2.0**-53, -1 + 2.0**-40, 1 - 1e-9, 0.0, 1e-300, 0.999, -0.5]
VARIANCES = [1e-6, 1e-3, 1.0, 40.0, 1e6]


def points(count, seed=7):
    """Variances log-uniform from 1e-6 to 1e6, correlations uniform and close to 1 and -1, and all edges."""
    random = np.random.default_rng(seed)
    q1, q2 = np.exp(random.uniform(np.log(1e-6), np.log(1e6), (2, count)))
    near = (1 - 10.0 ** random.uniform(-16, 0, count)) * random.choice([-1, 1], count)
    c = np.where(random.uniform(size=count) < 0.5, random.uniform(-1, 1, count), near)
    edges = np.array([(a, b, r) for a in VARIANCES for b in VARIANCES for r in ENDS]).T
    return [np.concatenate(pair) for pair in zip((q1, q2, c), edges, strict=True)]


def mean_by_quadrature(function, knots, m, sigma):
    """E[g(m + sigma W)] by mpmath, panels cut at the knots and about them."""
    mp.dps = 25
    places = {mpf(place) for place in (-12, -6, -3, 0, 3, 6, 12)}
    places |= {(mpf(b) - m + d) / sigma for b in knots for d in (-40, -10, -3, 0, 3, 10, 40) if abs((b - m + d) / sigma) < 12}
    return quad(lambda w: function(mpf(m) + sigma * w) * mp.npdf(w), sorted(places))


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("sigma", [1e-3, 0.19, 0.3, 3.0, 50.0, 1000.0])
def test_conditional_means_are_integrals(name, sigma):
    """Within their own bounds: slow and fast exponentials, narrow and wide pieces."""
    body, function, knots = FUNCTIONS[name]
    cut = cut_function(body)
    g = CutValues(cut, [], 1)
    slow = max(float(g.steepest(piece)[0]) for piece in cut.betweens) * sigma <= SLOW
    mean = ConditionalMean(g, np.array([sigma]), slow)
    for m in (-3 * sigma, -0.1 * sigma, 0.5 * sigma, 1 - sigma, 1 + 0.2 * sigma, 2 + 2 * sigma):
        depths = [(b - np.array([[m]])) / sigma for b in knots]
        value, units = mean.near(sum(m > b for b in knots), np.array([[m]]), depths, np.array([0]))
        assert abs(mpf(value[0, 0]) - mean_by_quadrature(function, knots, m, sigma)) <= units[0, 0] * 2.0**-53 + 1e-25


def test_truncated_powers_are_parabolic_cylinder_functions():
    """A few units of rounding for every order, near 0 and far out."""
    mp.dps = 40
    z = np.array([0.0, 1e-9, 0.3, 1.0, 4.0, 20.0, 49.0, 300.0])
    for n in range(powers.TOP + 1):
        (found,) = powers.truncated_powers(z, {n: np.ones(1)})
        for place, value in zip(z.tolist(), found.tolist(), strict=True):
            assert abs(mpf(value) / (mp.exp(mpf(place) ** 2 / 4) * pcfu(mpf(n) + mpf(1) / 2, mpf(place))) - 1) < 10 * 2.0**-53


SMALL = ["hard_tanh", "selu", "elu", "triangle", "bounded_relu", "hard_swish"]


def compared(name, q1, q2, c, worst):
    """The rule against balls at every point at which it promises 1e-13; the share of these."""
    function = kernel(name).numpy()
    arrays = [q1, q2, c, *(np.full(q1.shape, 0.75) for _ in function.symbols[3:])]
    with np.errstate(all="ignore"):
        value, bound = function.ways[0](*arrays)
        scale = function.scale(*arrays)
    good = bound <= 1e-13 * scale
    for i in np.flatnonzero(good).tolist():
        exact = function.slow(tuple(float(array[i]) for array in arrays), scale[i] * 1e-16)
        assert abs(value[i] - exact) <= bound[i] + 2e-16 * (scale[i] + abs(exact)), (name, [array[i] for array in arrays])
        worst.append(abs(value[i] - exact) / scale[i])
    return good.mean()


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_bounds_hold_where_closed_forms_cancel(name):
    """At some points of the whole range and at edges."""
    q1, q2, c = points(60)
    some = np.concatenate([np.arange(60), np.arange(60, q1.size, 11)])
    assert compared(name, q1[some], q2[some], c[some], []) > 0.99


@pytest.mark.slow
@pytest.mark.parametrize("name", ["hard_tanh", "elu", "selu", "hard_elish"])
def test_bounds_hold_at_ten_thousand_points(name):
    """The same everywhere."""
    worst = []
    assert compared(name, *points(2500, seed=8), worst) > 0.999
    assert len(worst) > 2700 and max(worst) < 3e-14


def test_balls_are_asked_never():
    """Of kernels whose closed forms lose their figures at every second point."""
    q1, q2, c = points(2000)
    for name in ("hard_tanh", "elu"):
        function, asked = kernel(name).numpy(), []
        function = replace(function, slow=lambda point, small, asked=asked: asked.append(point) or 0.0)
        values = function(q1, q2, c, *(np.full(q1.shape, 0.3) for _ in function.symbols[3:]))
        assert len(asked) <= 0.001 * q1.size and np.isfinite(values).all()


def test_other_kinds():
    """Functions that grow, analytic ones, jumps that are differentiated, and knots whose order is not known."""
    from sympy import Symbol, tanh

    a = Symbol("a", real=True)
    assert cut_function(exp(Z)) is None and cut_function(tanh(Z)) is None
    assert cut_function(sign(Z), 1) is None and cut_function(Piecewise((0, Z < 0), (Z + 1, True)), 1) is None
    assert cut_function(Max(Z, 0), 1) is not None and cut_function(Max(Z, 0), 2) is None
    assert cut_function(Max(0, Min(Z, a))) is None


def test_both_orders_of_the_variables_agree():
    """Over u and over v."""
    q1, q2, c = points(300)
    one, other = FUNCTIONS["elu"][0], FUNCTIONS["hard tanh"][0]
    rule = conditional(one, other)
    with np.errstate(all="ignore"):
        (value, bound), (turned, error) = rule(q1, q2, c), rule.turned(q2, q1, c)
    assert (np.abs(value - turned) <= bound + error).all() and (bound < 1e-11 * (1 + np.sqrt(q1)) + 1e-11).all()


def _twin(monkeypatch, what):
    if what == "a knot":
        return Max(-1, Min(1 + Rational(1, 2**36), Z))
    if what == "truncated powers":
        monkeypatch.setattr(powers, "RATIO", (powers.RATIO[0] * (1 + 2.0**-30), *powers.RATIO[1:]))
    if what == "a slope":
        return (1 + Rational(1, 2**40)) * Max(-1, Min(1, Z))
    return Max(-1, Min(1, Z))


@pytest.mark.parametrize("what", ["a knot", "truncated powers", "a slope"])
def test_falsified_rules_are_refuted(monkeypatch, what):
    """They differ by more than the bound somewhere."""
    q1, q2, c = points(200)
    right = conditional(FUNCTIONS["hard tanh"][0], FUNCTIONS["hard tanh"][0])
    with np.errstate(all="ignore"):
        value, bound = right(q1, q2, c)
        wrong, other = conditional(_twin(monkeypatch, what), FUNCTIONS["hard tanh"][0])(q1, q2, c)
    assert (np.abs(value - wrong) > bound + other).any()


def test_too_few_nodes_are_seen(monkeypatch):
    """Half the nodes: the bound says that the value is not good."""
    for where in (module, panels):
        monkeypatch.setattr(where, "RULES", tuple(rule._replace(nodes=rule.nodes // 2) for rule in panels.RULES))
    _, bound = conditional(FUNCTIONS["hard tanh"][0], FUNCTIONS["hard tanh"][0])(*(np.array([number]) for number in (3.0, 2.0, 0.3)))
    assert bound[0] > 1e-11
