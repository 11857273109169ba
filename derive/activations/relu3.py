"""The cube of the rectified linear unit."""

from derive.activations.entry import define

activation = define("relu3", "Max(x, 0)**3")
