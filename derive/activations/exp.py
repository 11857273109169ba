"""The exponential."""

from derive.activations.entry import define

activation = define("exp", "exp(x)")
