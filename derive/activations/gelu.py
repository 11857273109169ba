"""The Gaussian error linear unit, x*Phi(x), exact."""

from derive.activations.entry import define

activation = define("gelu", "x*(1 + erf(x/sqrt(2)))/2")
