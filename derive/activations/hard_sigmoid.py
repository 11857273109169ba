"""The piecewise linear logistic function, as PyTorch and JAX define it."""

from derive.activations.entry import define

activation = define("hard_sigmoid", "Max(0, Min(6, x + 3))/6", aliases=("hardsigmoid",))
