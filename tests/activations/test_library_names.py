"""The spellings of torch.nn.functional and jax.nn, each against the library's documented formula written out in floating point."""

import math

import pytest

from derive import activations
from derive.activations import of
from derive.language.symbols import x


def sigmoid(t):
    return 1 / (1 + math.exp(-t))


def softplus(t):
    return math.log1p(math.exp(t))


def relu6(t):
    return min(max(t, 0), 6)


def elu(t, a=1.0):
    return t if t > 0 else a * math.expm1(t)


SELU = (1.6732632423543772848170429916717, 1.0507009873554804934193349852946)

TORCH = {
    "relu": lambda t: max(t, 0),
    "relu6": relu6,
    "hardtanh": lambda t: min(max(t, -1), 1),
    "hardswish": lambda t: t * relu6(t + 3) / 6,
    "hardsigmoid": lambda t: relu6(t + 3) / 6,
    "elu": elu,
    "selu": lambda t: SELU[1] * elu(t, SELU[0]),
    "celu": elu,
    "leaky_relu": lambda t: max(t, 0) + 0.01 * min(t, 0),
    "prelu": lambda t: max(t, 0) + 0.25 * min(t, 0),
    "rrelu": lambda t: t if t >= 0 else (1 / 8 + 1 / 3) / 2 * t,
    "gelu": lambda t: t * (1 + math.erf(t / math.sqrt(2))) / 2,
    "logsigmoid": lambda t: -softplus(-t),
    "hardshrink": lambda t: t if abs(t) > 0.5 else 0,
    "softshrink": lambda t: math.copysign(max(abs(t) - 0.5, 0), t),
    "tanhshrink": lambda t: t - math.tanh(t),
    "softsign": lambda t: t / (1 + abs(t)),
    "softplus": softplus,
    "tanh": math.tanh,
    "sigmoid": sigmoid,
    "silu": lambda t: t * sigmoid(t),
    "mish": lambda t: t * math.tanh(softplus(t)),
}
JAX = {
    "relu": lambda t: max(t, 0),
    "relu6": relu6,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "sparse_plus": lambda t: 0 if t <= -1 else t if t >= 1 else (t + 1) ** 2 / 4,
    "sparse_sigmoid": lambda t: 0 if t <= -1 else 1 if t >= 1 else (t + 1) / 2,
    "soft_sign": lambda t: t / (abs(t) + 1),
    "silu": lambda t: t * sigmoid(t),
    "swish": lambda t: t * sigmoid(t),
    "log_sigmoid": lambda t: -softplus(-t),
    "leaky_relu": lambda t: t if t >= 0 else 0.01 * t,
    "hard_sigmoid": lambda t: relu6(t + 3) / 6,
    "hard_silu": lambda t: t * relu6(t + 3) / 6,
    "hard_swish": lambda t: t * relu6(t + 3) / 6,
    "hard_tanh": lambda t: -1 if t < -1 else 1 if t > 1 else t,
    "tanh": math.tanh,
    "elu": elu,
    "celu": elu,
    "selu": lambda t: SELU[1] * elu(t, SELU[0]),
    "gelu_tanh": lambda t: t / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (t + 0.044715 * t**3))),
    "squareplus": lambda t: (t + math.sqrt(t * t + 4)) / 2,
    "mish": lambda t: t * math.tanh(softplus(t)),
    "identity": lambda t: t,
}
PLACES = (-3.7, -2.0, -1.3, -0.4, 0.0, 0.3, 0.9, 1.7, 4.2, 7.0)


@pytest.mark.parametrize(("name", "function"), [*TORCH.items(), *JAX.items()], ids=[f"torch-{n}" for n in TORCH] + [f"jax-{n}" for n in JAX])
def test_the_name_gives_the_function_of_the_library(name, function):
    found = activations.find(name)
    expr = found.with_values(activations.defaults_of(found)).expr
    for place in PLACES:
        assert float(expr.subs(x, place).evalf()) == pytest.approx(function(place), abs=1e-13)


def test_threshold_has_no_default_in_either_library():
    found = of("threshold", fixed={"b": "1/2", "alpha": "3"})
    assert [float(found.expr.subs(x, place)) for place in (0.4, 0.6)] == [3.0, 0.6]


PAPERS = {
    "gabor": lambda t: math.exp(-t * t) * math.sin(t),
    "cos_sin": lambda t: math.cos(t) + math.sin(t),
    "serf": lambda t: t * math.erf(softplus(t)),
    "elish": lambda t: t * sigmoid(t) if t >= 0 else math.expm1(t) * sigmoid(t),
    "hard_elish": lambda t: (t if t >= 0 else math.expm1(t)) * max(0, min(1, (t + 1) / 2)),
    "lisht": lambda t: t * math.tanh(t),
    "bent_identity": lambda t: (math.sqrt(t * t + 1) - 1) / 2 + t,
    "algebraic_sigmoid": lambda t: t / math.sqrt(1 + t * t),
    "isrlu": lambda t: t if t >= 0 else t / math.sqrt(1 + t * t),
    "brelu": lambda t: min(max(t, 0), 1),
    "sqnl": lambda t: 1 if t > 2 else t - t * t / 4 if t >= 0 else t + t * t / 4 if t >= -2 else -1,
    "telu": lambda t: t * math.tanh(math.exp(t)),
    "logish": lambda t: t * math.log(1 + sigmoid(t)),
    "smish": lambda t: t * math.tanh(math.log(1 + sigmoid(t))),
    "phish": lambda t: t * math.tanh(t * (1 + math.erf(t / math.sqrt(2))) / 2),
    "triangle": lambda t: max(0, 1 - abs(t)),
    "lorentzian": lambda t: 1 / (1 + t * t),
    "alpha_relu": lambda t: max(t, 0) ** 1.5,
    "snake": lambda t: t + math.sin(t) ** 2,
    "dsilu": lambda t: sigmoid(t) + t * sigmoid(t) * (1 - sigmoid(t)),
}


@pytest.mark.parametrize("name", PAPERS)
def test_the_name_gives_the_function_of_the_paper(name):
    found = activations.find(name)
    expr = found.with_values(activations.defaults_of(found)).expr
    for place in PLACES:
        assert float(expr.subs(x, place).evalf()) == pytest.approx(PAPERS[name](place), abs=1e-13)


def test_no_name_and_no_other_name_stands_for_two_functions():
    names = [*activations.names(), *(alias for name in activations.names() for alias in activations.entry(name).aliases)]
    assert len(names) == len(set(names)) and len(activations.names()) >= 40


def test_no_two_entries_without_parameters_are_one_function():
    found = [activations.find(name) for name in activations.names()]
    texts = [str(a.expr) for a in found if not a.parameters]
    assert len(texts) == len(set(texts))
