"""Exported activations compute what they should: NumPy's run, torch's run on arrays with a stand-in for the library."""

import types

import numpy as np
import pytest
from scipy import special

from derive.activations import of
from derive.meanfield.array_code import array_code
from derive.meanfield.stable_code import stable

PLACES = np.array([-1000.0, -100.0, -2.3, -0.4, 0.3, 1.7, 100.0, 1000.0])


def clamp(values, min=None, max=None):
    return np.clip(values, min, max)


TORCH = types.SimpleNamespace(
    **{name: getattr(np, name) for name in ("abs", "exp", "expm1", "log1p", "logaddexp", "where", "tanh", "sin", "sqrt", "maximum", "minimum")},
    zeros_like=np.zeros_like, full_like=np.full_like, sigmoid=special.expit, erf=special.erf, erfc=special.erfc, clamp=clamp,
    relu=lambda values: np.maximum(values, 0),
)
NUMPY = {"np": np, "scipy": types.SimpleNamespace(special=special)}
TRUE = {
    "relu": np.maximum(PLACES, 0),
    "hard_tanh": np.clip(PLACES, -1, 1),
    "relu6": np.clip(PLACES, 0, 6),
    "Max(x, 1/2)": np.maximum(PLACES, 0.5),
    "Max(x, x**2)": np.maximum(PLACES, PLACES**2),
    "elu": [-1.0, -1.0, np.expm1(-2.3), np.expm1(-0.4), 0.3, 1.7, 100.0, 1000.0],
    "gelu": PLACES * special.ndtr(PLACES),
    "Phi(x)**2": special.ndtr(PLACES) ** 2,
    "exp(x)/(1+exp(x))": special.expit(PLACES),
    "(exp(x)-exp(-x))/(exp(x)+exp(-x))": np.tanh(PLACES),
    "sinh(x)/cosh(x)": np.tanh(PLACES),
    "1/cosh(x)": 2 * np.exp(-np.abs(PLACES)) / (1 + np.exp(-2 * np.abs(PLACES))),
    "(1+exp(-x))**(-3/2)": special.expit(PLACES) ** 1.5,
    "x*tanh(exp(x))": [0.0, 0.0, *(PLACES[2:6] * np.tanh(np.exp(PLACES[2:6]))), 100.0, 1000.0],
    "exp(-exp(-x))": [0.0, 0.0, *np.exp(-np.exp(-PLACES[2:]))],
    "Max(x,0)**(3/2)": np.maximum(PLACES, 0) ** 1.5,
    "Piecewise((1, x > 1), (2, x > 0), (-1, True))": [-1, -1, -1, -1, 2, 1, 1, 1],
    "x*Heaviside(x)": np.maximum(PLACES, 0),
}


@pytest.mark.parametrize("name", TRUE)
@pytest.mark.parametrize("library", ["torch", "numpy"])
def test_the_code_computes_the_function(library, name):
    """Overflows are errors here, as every warning is."""
    function = of(name, fixed={"alpha": "1"} if name == "elu" else {})
    space = {"x": PLACES, **(NUMPY if library == "numpy" else {"torch": TORCH})}
    assert eval(array_code(function.expr, library), space) == pytest.approx(TRUE[name], rel=1e-13, abs=1e-15)


def test_maxima_of_torch_are_clamped_from_below():
    assert array_code(of("relu").expr, "torch") == "torch.relu(x)"
    assert array_code(of("Max(x, 1)").expr, "torch") == "torch.clamp(x, min=1)"
    assert array_code(of("Min(x, 1)").expr, "torch") == "torch.clamp(x, max=1)"


@pytest.mark.parametrize("text", ["tanh(exp(x) - exp(2*x))", "exp(exp(x))", "exp(x)*(1 + x)", "log(2 + x**2)*exp(x)", "x**2*exp(-x)"])
def test_what_is_not_known_to_be_safe_is_left_alone(text):
    expr = of(text.replace("log(2 + x**2)*exp(x)", "log(2 + x**2)*exp(x)")).expr
    assert stable(expr) == expr
