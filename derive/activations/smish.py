"""x times the hyperbolic tangent of the logarithm of one plus the sigmoid (Wang, Ren and Wang 2022)."""

from derive.activations.entry import define

activation = define("smish", "x*tanh(log(1 + sigmoid(x)))")
