"""The exponential linear sigmoid squashing (Basirat and Roth 2018)."""

from derive.activations.entry import define

activation = define("elish", "sigmoid(x)*Piecewise((x, x >= 0), (exp(x) - 1, True))")
