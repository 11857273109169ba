"""The Lorentzian, derivative of the arctangent."""

from derive.activations.entry import define

activation = define("lorentzian", "1/(1 + x**2)", aliases=("cauchy",))
