"""The Gaussian error linear unit as approximated with tanh."""

from derive.activations.entry import define

activation = define("gelu_tanh", "x/2*(1 + tanh(sqrt(2/pi)*(x + Rational(44715, 1000000)*x**3)))")
