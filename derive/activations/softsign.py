"""The soft sign."""

from derive.activations.entry import define

activation = define("softsign", "x/(1 + Abs(x))", aliases=("soft_sign",))
