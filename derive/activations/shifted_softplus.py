"""The smooth rectifier that vanishes at 0."""

from derive.activations.entry import define

activation = define("shifted_softplus", "softplus(x) - log(2)")
