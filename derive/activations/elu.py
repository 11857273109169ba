"""The exponential linear unit."""

from derive.activations.entry import define

activation = define("elu", "Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))", defaults={"alpha": "1"})
