"""The sigmoid linear unit with the piecewise linear logistic function."""

from derive.activations.entry import define

activation = define("hard_swish", "x*Max(0, Min(6, x + 3))/6", aliases=("hardswish", "hard_silu"))
