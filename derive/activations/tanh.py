"""The hyperbolic tangent."""

from derive.activations.entry import define

activation = define("tanh", "tanh(x)")
