"""The exponential linear squashing with a piecewise linear sigmoid (Basirat and Roth 2018)."""

from derive.activations.entry import define

activation = define("hard_elish", "Max(0, Min(1, (x + 1)/2))*Piecewise((x, x >= 0), (exp(x) - 1, True))")
