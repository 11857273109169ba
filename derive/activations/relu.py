"""The rectified linear unit."""

from derive.activations.entry import define

activation = define("relu", "Max(x, 0)")
