"""The leaky rectified linear unit: slope alpha on the left."""

from derive.activations.entry import define

activation = define("leaky_relu", "Max(x, 0) + alpha*Min(x, 0)", defaults={"alpha": "1/100"})
