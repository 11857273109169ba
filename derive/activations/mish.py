"""The self-regularised function of Misra."""

from derive.activations.entry import define

activation = define("mish", "x*tanh(softplus(x))")
