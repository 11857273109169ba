"""The logistic function."""

from derive.activations.entry import define

activation = define("sigmoid", "sigmoid(x)", aliases=("logistic",))
