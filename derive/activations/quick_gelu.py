"""The Gaussian error linear unit as approximated with the logistic function."""

from derive.activations.entry import define

activation = define("quick_gelu", "x*sigmoid(Rational(1702, 1000)*x)")
