"""The cube."""

from derive.activations.entry import define

activation = define("cube", "x**3", aliases=("cubic",))
