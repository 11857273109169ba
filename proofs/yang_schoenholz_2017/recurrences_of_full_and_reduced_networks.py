"""The recurrences written down by the engine from the description of a network are the published ones.

q = sigma_w^2 p + sigma_b^2, p' = p + sigma_v^2 E[phi^2] + sigma_a^2, chi = (1 + sigma_v^2 sigma_w^2 E[phi'^2]) chi', chi_b = sigma_v^2 chi E[phi'^2],
chi_w = p chi_b, chi_v = chi E[phi^2], chi_a = chi; reduced: sigma_v = 1 and no v, a.
"""

from sympy import Max, symbols, tanh

from derive import Activation, ActivationMoment, DualKernel, Identity, Source, architecture, c, claim, dphi, phi, q, recurrences, x

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "theorems on recurrences, derived again")
p, sigma_v, sigma_w = symbols("p sigma_v sigma_w", positive=True)
sigma_a, sigma_b = symbols("sigma_a sigma_b", nonnegative=True)
gamma, m = symbols("gamma m", real=True)


def _network(name, activation):
    found = recurrences(architecture(name), Activation.of(activation))
    return {key.name: value for part in (found.fields, found.state, found.parameters) for key, value in part.items()} | {"chi": found.back}


@claim(source=YANG.on("yang.rec.forward"))
def forward_recurrences_of_the_full_network():
    """p and gamma, for the ReLU."""
    found = _network("full residual", Max(x, 0))
    second, kernel = ActivationMoment(Max(x, 0), phi**2, q), DualKernel(Max(x, 0), Max(x, 0), (0, 0), q, q, c)
    return [
        Identity(found["q"], sigma_w**2 * p + sigma_b**2),
        Identity(found["p"], p + sigma_v**2 * second + sigma_a**2),
        Identity(found["gamma"], gamma + sigma_v**2 * kernel + sigma_a**2),
    ]


@claim(source=YANG.on("yang.rec.backward"))
def backward_recurrences_of_the_full_network():
    """chi and the gradients of the four parameters, for tanh."""
    found = _network("full residual", tanh(x))
    slope, second = ActivationMoment(tanh(x), dphi**2, q), ActivationMoment(tanh(x), phi**2, q)
    return [
        Identity(found["chi"], 1 + sigma_v**2 * sigma_w**2 * slope),
        Identity(found["chi_b"], sigma_v**2 * slope),
        Identity(found["chi_w"], sigma_v**2 * slope * p),
        Identity(found["chi_v"], second),
    ]


@claim(source=YANG.on("yang.rec.forward", "yang.rec.backward"))
def recurrences_of_the_reduced_network():
    """tanh is antisymmetric: sigma_v = 1, sigma_a = 0."""
    found = _network("reduced residual", tanh(x))
    return [
        Identity(found["p"], p + ActivationMoment(tanh(x), phi**2, q)),
        Identity(found["chi"], 1 + sigma_w**2 * ActivationMoment(tanh(x), dphi**2, q)),
    ]


@claim(source=Source("yang2017", YANG.text, "the same without the hypothesis of antisymmetry"), expects="refuted")
def reduced_network_without_the_cross_term():
    """For the ReLU the mean m of the states enters: p' = p + 2 m E[phi] + E[phi^2]."""
    return Identity(_network("reduced residual", Max(x, 0))["p"], p + ActivationMoment(Max(x, 0), phi**2, q))


@claim(source=YANG.on("yang.rec.forward"), uses=["yang_schoenholz_2017/reduced_network_without_the_cross_term"])
def reduced_network_with_the_cross_term():
    """The corrected form, with m' = m + E[phi]."""
    found, mean = _network("reduced residual", Max(x, 0)), ActivationMoment(Max(x, 0), phi, q)
    return [
        Identity(found["p"], p + 2 * m * mean + ActivationMoment(Max(x, 0), phi**2, q)),
        Identity(found["m"], m + mean),
    ]
