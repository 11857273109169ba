"""Batch normalisation of pre-activations makes gradients grow with depth: the factor of a layer is chi = E[phi'(Z)^2]/Var(phi(Z)) >= 1.

In an infinite batch the normalised pre-activation is a standard normal variable, whatever sigma_w; by the Gaussian Poincare inequality the factor is 1 for
affine activations alone. The papers on the edge of chaos have experiments with batch normalisation, no theorem; the statement is derived.
"""

from sympy import Max, Piecewise, Rational, atan, erf, exp, log, pi, sin, sqrt, tanh

from derive import ActivationMoment, Identity, Inequality, Source, Value, activations, claim, dphi, phi, x

HAYOU = Source(
    "hayou2019",
    "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019",
    "beside the experiments with batch normalisation; formula derived [hayou.bn]",
)
ONE = Rational(1)
ELU = Piecewise((x, x > 0), (exp(x) - 1, True))
GELU = x * (1 + erf(x / sqrt(2))) / 2
VALUES = (
    (Max(x, 0), "1.46694220692"),
    (Max(x, x / 100), "1.45337076106"),
    (Max(x, x / 10), "1.3427833512"),
    (ELU, "1.07901345548"),
    (x / (1 + exp(-x)), "1.21208111476"),
    (GELU, "1.31884497087"),
    (tanh(x), "1.1778072323"),
    (1 / (1 + exp(-x)), "1.03359239004"),
    (log(1 + exp(x)), "1.08052805251"),
    (atan(x), "1.11185008019"),
    (erf(x), "1.22570000379"),
    (sin(x), "1.3130352855"),
)


def _factor(activation):
    mean, second, slope = (ActivationMoment(activation, part, ONE) for part in (phi, phi**2, dphi**2))
    return slope / (second - mean**2)


@claim(source=HAYOU, uses=["chernoff_1981/variance_of_relu_lt_bound"])
def factor_of_relu():
    """pi/(pi - 1) = 1.466942206924259859983."""
    return [Identity(_factor(Max(x, 0)), pi / (pi - 1)), Value(pi / (pi - 1), "1.466942206924259859983")]


@claim(source=HAYOU)
def factors_of_common_activations():
    """Twelve activations, from 1.0336 (sigmoid) to 1.4669 (ReLU)."""
    return [Value(_factor(activation), text) for activation, text in VALUES]


@claim(source=HAYOU)
def factor_of_selu():
    """1.07157499246, with the constants of the SELU to 31 figures."""
    return Value(_factor(activations.selu.expr), "1.07157499246")


@claim(source=HAYOU)
def factor_exceeds_one():
    """chi > 1 for each of them; affine functions have 1."""
    return [*(Inequality(_factor(activation), ">", 1) for activation, _ in VALUES), Identity(_factor(3 * x - 2), 1)]
