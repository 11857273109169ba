"""The derivative of the quadratic smooth rectifier."""

from derive.activations.entry import define

activation = define("sparse_sigmoid", "Max(0, Min(1, (x + 1)/2))")
