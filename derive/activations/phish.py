"""x times the hyperbolic tangent of the Gaussian error linear unit (Naveen 2022)."""

from derive.activations.entry import define

activation = define("phish", "x*tanh(x*Phi(x))")
