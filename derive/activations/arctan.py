"""The inverse tangent."""

from derive.activations.entry import define

activation = define("arctan", "atan(x)", aliases=("atan",))
