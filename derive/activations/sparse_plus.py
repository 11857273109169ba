"""The quadratic smooth rectifier of compact transition."""

from derive.activations.entry import define

activation = define("sparse_plus", "Piecewise((0, x < -1), ((x + 1)**2/4, x < 1), (x, True))")
