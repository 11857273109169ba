"""The softplus under the error function, times x (Nag and Bhattacharyya 2021)."""

from derive.activations.entry import define

activation = define("serf", "x*erf(softplus(x))")
