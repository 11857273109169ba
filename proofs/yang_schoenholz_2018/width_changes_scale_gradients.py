"""A layer from width N to width M: the mean square gradient per neuron gets the factor M/N, that of the variance is 1.

x' = P x + V phi(W x + b) + a with P_ij ~ N(0, 1/N), written down by the engine from the description of the network.
"""

from sympy import symbols, tanh

from derive import Activation, ActivationMoment, Identity, Source, architecture, claim, dphi, phi, q, recurrences, x

SEQUEL = Source(
    "yang2018",
    "G. Yang and S. S. Schoenholz, Deep mean field theory: layerwise variance and width variation, 2018",
    "stacking factor seen, derived again",
)
N, M, p, sigma_v, sigma_w = symbols("N M p sigma_v sigma_w", positive=True)
sigma_a = symbols("sigma_a", nonnegative=True)
WIDENING = recurrences(architecture("widening residual"), Activation.of(tanh(x)))


@claim(source=SEQUEL.on("yang.rec.backward"))
def gradient_is_scaled_by_the_ratio_of_widths():
    """chi = (M/N) (1 + sigma_v^2 sigma_w^2 E[phi'^2]) chi'."""
    return Identity(WIDENING.back, M / N * (1 + sigma_v**2 * sigma_w**2 * ActivationMoment(tanh(x), dphi**2, q)))


@claim(source=SEQUEL)
def variance_does_not_see_the_widths():
    """p' = p + sigma_v^2 E[phi^2] + sigma_a^2."""
    state = {symbol.name: value for symbol, value in WIDENING.state.items()}
    return Identity(state["p"], p + sigma_v**2 * ActivationMoment(tanh(x), phi**2, q) + sigma_a**2)


@claim(source=SEQUEL, expects="refuted")
def gradient_is_scaled_by_the_inverse_ratio_of_widths():
    """A natural slip: N/M, as if gradients were spread over the larger layer."""
    return Identity(WIDENING.back, N / M * (1 + sigma_v**2 * sigma_w**2 * ActivationMoment(tanh(x), dphi**2, q)))
