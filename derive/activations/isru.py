"""The inverse square root unit, an algebraic sigmoid (Carlile, Delamarter, Kinney, Marti and Whitney 2017)."""

from derive.activations.entry import define

activation = define("isru", "x/sqrt(1 + alpha*x**2)", defaults={"alpha": "1"}, aliases=("algebraic_sigmoid",))
