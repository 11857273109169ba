"""The standard normal distribution function."""

from derive.activations.entry import define

activation = define("normal_cdf", "Phi(x)", aliases=("probit",))
