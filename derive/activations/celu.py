"""The continuously differentiable exponential linear unit."""

from derive.activations.entry import define

activation = define("celu", "Piecewise((x, x > 0), (alpha*(exp(x/alpha) - 1), True))", defaults={"alpha": "1"})
