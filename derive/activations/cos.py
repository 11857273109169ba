"""The cosine."""

from derive.activations.entry import define

activation = define("cos", "cos(x)")
