"""The inverse hyperbolic sine."""

from derive.activations.entry import define

activation = define("asinh", "asinh(x)", aliases=("arcsinh",))
