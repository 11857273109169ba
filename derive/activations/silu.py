"""The sigmoid linear unit."""

from derive.activations.entry import define

activation = define("silu", "x*sigmoid(x)", aliases=("swish",))
