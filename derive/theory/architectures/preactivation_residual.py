"""Residual between fields: h' = h + W phi(h) + b (Hayou et al. 2018, section on residual networks)."""

from derive.theory.networks.description import Architecture, Dense, Nonlinear, Skip

PREACTIVATION_RESIDUAL = Architecture("preactivation residual", (Nonlinear(), Dense("w", "b")), Skip.IDENTITY)
