"""Hard thresholding."""

from derive.activations.entry import define

activation = define("hard_shrink", "x*Heaviside(Abs(x) - b)", defaults={"b": "1/2"}, aliases=("hardshrink",))
