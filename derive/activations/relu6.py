"""The rectified linear unit, clipped at 6."""

from derive.activations.entry import define

activation = define("relu6", "Max(0, Min(6, x))")
