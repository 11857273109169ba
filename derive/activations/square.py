"""The square."""

from derive.activations.entry import define

activation = define("square", "x**2", aliases=("quadratic",))
