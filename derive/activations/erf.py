"""The error function."""

from derive.activations.entry import define

activation = define("erf", "erf(x)")
