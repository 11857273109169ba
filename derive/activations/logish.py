"""x times the logarithm of one plus the sigmoid (Zhu, Zeng, Liu and Zhao 2021)."""

from derive.activations.entry import define

activation = define("logish", "x*log(1 + sigmoid(x))")
