"""The absolute value."""

from derive.activations.entry import define

activation = define("abs", "Abs(x)")
