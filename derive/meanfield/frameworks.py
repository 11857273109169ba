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

_TEMPLATES = {"torch": _TORCH, "jax": _JAX, "keras": _KERAS, "numpy": _NUMPY}


def code(framework: str, sigma_b: float, sigma_w: float) -> str:
    """The text of a module for one of FRAMEWORKS.

    >>> print(code("numpy", 0.0, 1.5).splitlines()[2])
    GAIN = 1.5  # sigma_w
    """
    return _TEMPLATES[framework].format(width=repr(sigma_w), bias=repr(sigma_b))
