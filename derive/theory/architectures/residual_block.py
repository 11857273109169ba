"""Residual with two layers in a block: x' = x + V phi(U phi(W x + b) + d) + a."""

from derive.theory.networks.description import Architecture, Dense, Nonlinear, Skip

RESIDUAL_BLOCK = Architecture(
    "residual block",
    (Dense("w", "b"), Nonlinear(), Dense("u", "d"), Nonlinear(), Dense("v", "a")),
    Skip.IDENTITY,
)
