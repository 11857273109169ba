"""The identity."""

from derive.activations.entry import define

activation = define("identity", "x", aliases=("linear",))
