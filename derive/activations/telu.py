"""x times the hyperbolic tangent of the exponential (Fernandez and Mali 2024)."""

from derive.activations.entry import define

activation = define("telu", "x*tanh(exp(x))")
