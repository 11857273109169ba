"""The Laplace density up to its norm."""

from derive.activations.entry import define

activation = define("laplacian", "exp(-Abs(x))")
