"""The algebraic smooth rectifier."""

from derive.activations.entry import define

activation = define("squareplus", "(x + sqrt(x**2 + b))/2", defaults={"b": "4"})
