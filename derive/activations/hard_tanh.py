"""The identity, clipped to [-1, 1]."""

from derive.activations.entry import define

activation = define("hard_tanh", "Max(-1, Min(1, x))", aliases=("hardtanh",))
