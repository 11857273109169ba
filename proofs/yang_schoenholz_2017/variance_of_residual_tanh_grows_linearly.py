"""tanh: p_l = b0 l + b1 sqrt(l) + b2 log l + O(1), b0 = sigma_v^2 + sigma_a^2, b1 = -2 C sigma_v^2/(sigma_w sqrt(b0)), b2 = -b1^2/(4 b0), C = sqrt(2/pi).

The published Theta(l) with constants. Each coefficient is derived by the engine and measured on the exact recurrences.
"""

from sympy import Rational, expand, log, pi, sqrt, symbols

from derive import Follows, Identity, ResidualNetwork, Source, activations, claim

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "Theta(l) seen, constants derived")
l, p, sigma_w, sigma_v = symbols("l p sigma_w sigma_v", positive=True)
sigma_a = symbols("sigma_a", nonnegative=True)
C, B0 = sqrt(2 / pi), sigma_v**2 + sigma_a**2
LAW = ((B0, l), (-2 * C * sigma_v**2 / (sigma_w * sqrt(B0)), sqrt(l)), (-(C**2) * sigma_v**4 / (sigma_w**2 * B0**2), log(l)))


def _follows(values, until):
    at = {sigma_v: values["sigma_v"], sigma_w: values["sigma_w"], sigma_a: values["sigma_a"]}
    law = tuple((coefficient.subs(at), function) for coefficient, function in LAW)
    return Follows("full residual", "tanh", values, {"p": 1}, p, law, tail=1 / sqrt(l), until=until, accuracy="1/1000")


@claim(source=YANG.on("yang.tanh.p"))
def law_of_the_variance_of_residual_tanh_is_derived():
    """The engine's law, term by term."""
    found = expand(ResidualNetwork(activations.tanh).variance.leading)
    return [Identity(found.coeff(function), coefficient) for coefficient, function in LAW]


@claim(source=YANG.on("yang.tanh.p"), uses=["yang_schoenholz_2017/law_of_the_variance_of_residual_tanh_is_derived"])
def variance_of_full_residual_tanh_follows_its_law():
    """sigma_v = 1, sigma_w = 1, sigma_a = 1/2, sigma_b = 1/5, to 131072 layers."""
    return _follows({"sigma_v": 1, "sigma_w": 1, "sigma_a": Rational(1, 2), "sigma_b": Rational(1, 5)}, 2**17)


@claim(source=YANG.on("yang.tanh.p"), uses=["yang_schoenholz_2017/law_of_the_variance_of_residual_tanh_is_derived"])
def variance_of_reduced_residual_tanh_follows_its_law():
    """The reduced network is the full one with sigma_v = 1, sigma_a = 0: l - 2 C sqrt(l)/sigma_w - (2/pi) log(l)/sigma_w^2; to 131072 layers."""
    return _follows({"sigma_v": 1, "sigma_w": 1, "sigma_a": 0, "sigma_b": 0}, 2**17)
