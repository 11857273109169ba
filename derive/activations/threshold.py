"""The identity above the threshold b, the constant alpha below it."""

from derive.activations.entry import define

activation = define("threshold", "Piecewise((x, x > b), (alpha, True))")
