"""The unit step."""

from derive.activations.entry import define

activation = define("step", "Heaviside(x)", aliases=("heaviside",))
