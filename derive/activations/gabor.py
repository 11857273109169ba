"""A sine under a Gaussian window (Gabor 1946)."""

from derive.activations.entry import define

activation = define("gabor", "exp(-x**2)*sin(x)")
