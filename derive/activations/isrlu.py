"""The inverse square root linear unit (Carlile, Delamarter, Kinney, Marti and Whitney 2017)."""

from derive.activations.entry import define

activation = define("isrlu", "Piecewise((x, x >= 0), (x/sqrt(1 + alpha*x**2), True))", defaults={"alpha": "1"})
