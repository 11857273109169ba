"""Full residual that changes the width from N to M: x' = P x + V phi(W x + b) + a, the hidden width being that of the new state."""

from sympy import Symbol

from derive.theory.networks.description import Architecture, Dense, Nonlinear, Skip

WIDER = Symbol("M", positive=True)
WIDENING_RESIDUAL = Architecture("widening residual", (Dense("w", "b", WIDER), Nonlinear(), Dense("v", "a")), Skip.PROJECTION)
