"""Reduced residual: x' = x + phi(W x + b) (Yang and Schoenholz 2017)."""

from derive.theory.networks.description import Architecture, Dense, Nonlinear, Skip

REDUCED_RESIDUAL = Architecture("reduced residual", (Dense("w", "b"), Nonlinear()), Skip.IDENTITY)
