"""The derivative of the sigmoid-weighted linear unit (Elfwing, Uchibe and Doya 2018)."""

from derive.activations.entry import define

activation = define("dsilu", "sigmoid(x)*(1 + x*(1 - sigmoid(x)))")
