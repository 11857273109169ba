"""The second derivative of a Gaussian, up to sign."""

from derive.activations.entry import define

activation = define("mexican_hat", "(1 - x**2)*exp(-x**2/2)", aliases=("ricker",))
