"""The identity bent by a hyperbola."""

from derive.activations.entry import define

activation = define("bent_identity", "(sqrt(x**2 + 1) - 1)/2 + x")
