"""Full residual: x' = x + V phi(W x + b) + a (Yang and Schoenholz 2017)."""

from derive.theory.networks.description import Architecture, Dense, Nonlinear, Skip

FULL_RESIDUAL = Architecture("full residual", (Dense("w", "b"), Nonlinear(), Dense("v", "a")), Skip.IDENTITY)
