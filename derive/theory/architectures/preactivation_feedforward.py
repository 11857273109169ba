"""Feed-forward between fields: h' = W phi(h) + b (Poole et al. 2016, Schoenholz et al. 2017, Hayou et al. 2018)."""

from derive.theory.networks.description import Architecture, Dense, Nonlinear, Skip

PREACTIVATION_FEEDFORWARD = Architecture("preactivation feedforward", (Nonlinear(), Dense("w", "b")), Skip.NONE)
