"""Feed-forward: x' = phi(W x + b) (Poole et al. 2016)."""

from derive.theory.networks.description import Architecture, Dense, Nonlinear, Skip

FEEDFORWARD = Architecture("feedforward", (Dense("w", "b"), Nonlinear()), Skip.NONE)
