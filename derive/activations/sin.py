"""The sine."""

from derive.activations.entry import define

activation = define("sin", "sin(x)")
