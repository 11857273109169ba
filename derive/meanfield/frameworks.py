"""An initialisation as runnable code for the libraries in use: weights N(0, sigma_w^2/fan_in), biases N(0, sigma_b^2)."""

from __future__ import annotations

FRAMEWORKS = ("torch", "jax", "keras", "numpy")

_TORCH = """import torch

GAIN = {width}  # sigma_w
BIAS = {bias}  # sigma_b


def initialise(model: torch.nn.Module) -> None:
    for layer in model.modules():
        if isinstance(layer, torch.nn.Linear):
            torch.nn.init.normal_(layer.weight, std=GAIN / layer.in_features**0.5)
            if layer.bias is not None:
                torch.nn.init.normal_(layer.bias, std=BIAS) if BIAS else torch.nn.init.zeros_(layer.bias)
"""

_JAX = """import jax

GAIN = {width}  # sigma_w
BIAS = {bias}  # sigma_b

kernel_init = jax.nn.initializers.variance_scaling(GAIN**2, mode="fan_in", distribution="normal")
bias_init = jax.nn.initializers.normal(stddev=BIAS) if BIAS else jax.nn.initializers.zeros
"""

_KERAS = """import keras

GAIN = {width}  # sigma_w
BIAS = {bias}  # sigma_b

kernel_initializer = keras.initializers.VarianceScaling(scale=GAIN**2, mode="fan_in", distribution="untruncated_normal")
bias_initializer = keras.initializers.RandomNormal(mean=0.0, stddev=BIAS) if BIAS else keras.initializers.Zeros()
"""

_NUMPY = """import numpy as np

GAIN = {width}  # sigma_w
BIAS = {bias}  # sigma_b


def layer(fan_in: int, fan_out: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    weight = rng.normal(0.0, GAIN / np.sqrt(fan_in), size=(fan_out, fan_in))
    bias = rng.normal(0.0, BIAS, size=fan_out)
    return weight, bias
"""

_WHICH = "# sigma_w of the inner map W of a layer x + V phi(W x); the outer map V has gain 1, there are no biases"

_RESIDUAL_TORCH = """import torch

GAIN = {width}  {which}


def initialise(inner: torch.nn.Module, outer: torch.nn.Module) -> None:
    \"\"\"Every linear layer within `inner` is a W, every one within `outer` a V.\"\"\"
    for part, gain in ((inner, GAIN), (outer, 1.0)):
        for layer in part.modules():
            if isinstance(layer, torch.nn.Linear):
                torch.nn.init.normal_(layer.weight, std=gain / layer.in_features**0.5)
                if layer.bias is not None:
                    torch.nn.init.zeros_(layer.bias)
"""

_RESIDUAL_JAX = """import jax

GAIN = {width}  {which}

inner_init = jax.nn.initializers.variance_scaling(GAIN**2, mode="fan_in", distribution="normal")
outer_init = jax.nn.initializers.variance_scaling(1.0, mode="fan_in", distribution="normal")
bias_init = jax.nn.initializers.zeros
"""

_RESIDUAL_KERAS = """import keras

GAIN = {width}  {which}

inner_initializer = keras.initializers.VarianceScaling(scale=GAIN**2, mode="fan_in", distribution="untruncated_normal")
outer_initializer = keras.initializers.VarianceScaling(scale=1.0, mode="fan_in", distribution="untruncated_normal")
bias_initializer = keras.initializers.Zeros()
"""

_RESIDUAL_NUMPY = """import numpy as np

GAIN = {width}  {which}


def layer(width: int, hidden: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    inner = rng.normal(0.0, GAIN / np.sqrt(width), size=(hidden, width))
    outer = rng.normal(0.0, 1.0 / np.sqrt(hidden), size=(width, hidden))
    return inner, outer
"""

_RESIDUAL = {"torch": _RESIDUAL_TORCH, "jax": _RESIDUAL_JAX, "keras": _RESIDUAL_KERAS, "numpy": _RESIDUAL_NUMPY}
_TEMPLATES = {"torch": _TORCH, "jax": _JAX, "keras": _KERAS, "numpy": _NUMPY}


def code(framework: str, sigma_b: float, sigma_w: float) -> str:
    """The text of a module for one of FRAMEWORKS.

    >>> print(code("numpy", 0.0, 1.5).splitlines()[2])
    GAIN = 1.5  # sigma_w
    """
    return _TEMPLATES[framework].format(width=repr(sigma_w), bias=repr(sigma_b))


def residual_code(framework: str, sigma_w: float) -> str:
    """The text of a module for the layers x + V phi(W x) of a residual network: W has sigma_w, V has gain 1.

    >>> residual_code("jax", 0.15).splitlines()[2][:11]
    'GAIN = 0.15'
    """
    return _RESIDUAL[framework].format(width=repr(sigma_w), which=_WHICH)
