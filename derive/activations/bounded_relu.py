"""The rectified linear unit with a ceiling (Liew, Khalil-Hani and Bakhteri 2016)."""

from derive.activations.entry import define

activation = define("bounded_relu", "Min(Max(x, 0), b)", defaults={"b": "1"}, aliases=("brelu",))
