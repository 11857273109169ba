"""x times its hyperbolic tangent (Roy, Manna, Dubey and Chaudhuri 2019)."""

from derive.activations.entry import define

activation = define("lisht", "x*tanh(x)")
