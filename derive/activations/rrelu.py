"""The randomised leaky rectified linear unit in evaluation mode: the mean slope of the uniform law on (1/8, 1/3)."""

from derive.activations.entry import define

activation = define("rrelu", "Max(x, 0) + alpha*Min(x, 0)", defaults={"alpha": "11/48"})
