"""The symmetrical Gaussian error linear unit (Yu and Su 2019)."""

from derive.activations.entry import define

activation = define("sgelu", "x*erf(x/sqrt(2))")
