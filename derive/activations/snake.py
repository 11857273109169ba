"""The identity with a periodic part."""

from derive.activations.entry import define

activation = define("snake", "x + sin(alpha*x)**2/alpha", defaults={"alpha": "1"})
