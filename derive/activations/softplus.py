"""The smooth rectifier log(1 + e**x)."""

from derive.activations.entry import define

activation = define("softplus", "softplus(x)")
