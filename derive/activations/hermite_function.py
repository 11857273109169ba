"""The first Hermite function up to its norm, the derivative of a Gaussian."""

from derive.activations.entry import define

activation = define("hermite_function", "x*exp(-x**2/2)")
