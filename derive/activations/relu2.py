"""The square of the rectified linear unit."""

from derive.activations.entry import define

activation = define("relu2", "Max(x, 0)**2", aliases=("squared_relu",))
