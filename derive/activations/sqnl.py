"""The square nonlinearity, a sigmoid made of parabolas (Wuraola and Patel 2018)."""

from derive.activations.entry import define

activation = define("sqnl", "Piecewise((-1, x < -2), (x + x**2/4, x < 0), (x - x**2/4, x < 2), (1, True))")
