"""The laws of decay, constants and corrections, against iteration of the correlation map by quadrature that shares nothing with the engine."""

import math

import numpy as np
import pytest
from kernel_iteration import step
from scipy.special import ndtr
from sympy import lambdify, sqrt

from derive import edge_of_chaos
from derive.evidence.lower import enclose
from derive.language.symbols import q
from derive.theory.local_map import local_map
from derive.theory.recurrence import decay, l

LAMBDA, ALPHA = 1.0507009873554805, 1.6732632423543772


def elu(alpha, scale=1.0):
    return lambda x: scale * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


CASES = {
    "relu": ({}, 1, lambda x: np.maximum(x, 0), (0,)),
    "leaky_relu": ({"alpha": "1/5"}, 2, lambda x: np.maximum(x, 0) + 0.2 * np.minimum(x, 0), (0,)),
    "hard_tanh": ({}, 1, lambda x: np.clip(x, -1, 1), (-1, 1)),
    "selu": ({}, 1, elu(ALPHA, LAMBDA), (0,)),
    "elu": ({"alpha": 2}, 1, elu(2.0), (0,)),
    "celu": ({"alpha": 1}, 1, elu(1.0), (0,)),
    "gelu": ({}, 9, lambda x: x * ndtr(x), ()),
    "tanh": ({}, 1, np.tanh, ()),
    "softsign": ({}, 1, lambda x: x / (1 + np.abs(x)), (0,)),
}
QUICK = ("hard_tanh", "selu", "celu")


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in CASES])
def test_the_law_is_what_iteration_tends_to(name):
    """With its correction the law leaves C/l (log(l)/l beside half powers); with a correction that is half or twice as large it does not."""
    fixed, variance, phi, knots = CASES[name]
    edge = edge_of_chaos(name, fixed=fixed)
    found = decay(local_map(edge.activation))
    constant, coefficient = (float(enclose(e, {q: variance}, 20).value) for e in (found.constant, found.coefficient))
    shape = lambdify(l, found.shape, "math")
    after, u, left = step(phi, knots, variance, float(edge.moments.at("slope", variance, 20).mid())), 0.5, []
    for depth in range(1, 4097):
        u = after(u)
        if depth in (1024, 4096):
            left.append((depth, u / constant * depth ** float(found.exponent) - 1))
    half = found.shape == 1 / sqrt(l)

    def unsettled(factor):
        """How much what is left, in units of its order, still moves."""
        orders = [(excess - factor * coefficient * shape(depth)) * depth / (math.log(depth) if half else 1) for depth, excess in left]
        return abs(orders[1] - orders[0])

    assert unsettled(1) < 0.5 * min(unsettled(0.5), unsettled(2)) and abs(left[1][1]) < 0.15
