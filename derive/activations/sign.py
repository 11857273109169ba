"""The sign."""

from derive.activations.entry import define

activation = define("sign", "sign(x)")
