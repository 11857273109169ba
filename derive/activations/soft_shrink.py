"""Soft thresholding."""

from derive.activations.entry import define

activation = define("soft_shrink", "sign(x)*Max(Abs(x) - b, 0)", defaults={"b": "1/2"}, aliases=("softshrink",))
