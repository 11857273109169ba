"""The Gaussian bump."""

from derive.activations.entry import define

activation = define("gaussian", "exp(-x**2)")
