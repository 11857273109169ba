"""A power of the rectified linear unit."""

from derive.activations.entry import define

activation = define("rectified_power", "Max(x, 0)**alpha", defaults={"alpha": "3/2"}, aliases=("alpha_relu",))
