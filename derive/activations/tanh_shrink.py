"""What the hyperbolic tangent takes away."""

from derive.activations.entry import define

activation = define("tanh_shrink", "x - tanh(x)", aliases=("tanhshrink",))
