"""tanh: log(chi^0/chi^L) ~ A sqrt(L) with A proportional to sigma_w, so the gradient over the whole network is kept along sigma_w^2 L = const.

A sigma_w that does not depend on the depth, such as Glorot's or He's, lets it grow without bound.
"""

from sympy import pi, sqrt, symbols

from derive import Identity, ResidualNetwork, Source, activations, claim

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "optimal initialisation, seen")
kappa, L = symbols("kappa L", positive=True)


def _leading(width):
    """A sqrt(L) at sigma_v = 1, sigma_a = 0."""
    found = ResidualNetwork(activations.tanh).gradient.leading
    (layer,) = (symbol for symbol in found.free_symbols if symbol.name == "l")
    at = {symbol: {"sigma_v": 1, "sigma_a": 0, "sigma_w": width}.get(symbol.name, symbol) for symbol in found.free_symbols}
    return found.expand().coeff(sqrt(layer)).subs(at) * sqrt(L)


@claim(source=YANG.on("yang.tanh.optimum"))
def gradient_of_residual_tanh_is_kept_along_sigma_w2_depth():
    """sigma_w = kappa/sqrt(L): A sqrt(L) = (4/3) sqrt(2/pi) kappa at every depth."""
    return Identity(_leading(kappa / sqrt(L)), 4 * sqrt(2 / pi) * kappa / 3)


@claim(source=YANG.on("yang.tanh.optimum"), expects="refuted")
def gradient_of_residual_tanh_is_kept_by_glorot():
    """sigma_w = 1, as for feed-forward networks: A sqrt(L) is not the same at all depths."""
    return Identity(_leading(1), 4 * sqrt(2 / pi) / 3)
