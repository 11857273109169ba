"""Gaussian Poincare inequality: Var(phi(sqrt(q) Z)) <= q E[phi'(sqrt(q) Z)^2], with equality exactly for affine phi.

In Hermite coefficients: sum over n >= 1 of a_n^2 <= sum of n a_n^2.
"""

from sympy import Max, Piecewise, erf, exp, sin, sqrt, tanh

from derive import ActivationMoment, Identity, Inequality, Source, claim, dphi, phi, q, x

CHERNOFF = Source("chernoff1981", "H. Chernoff, A note on an inequality involving the normal distribution, 1981", "the inequality [lem.poincare]")


def _variance(activation):
    return ActivationMoment(activation, phi**2, q) - ActivationMoment(activation, phi, q) ** 2


def _poincare(activation):
    return Inequality(_variance(activation), "<", q * ActivationMoment(activation, dphi**2, q))


@claim(source=CHERNOFF)
def variance_of_relu_lt_bound():
    """The ReLU: q (1/2 - 1/(2 pi)) < q/2."""
    return _poincare(Max(x, 0))


@claim(source=CHERNOFF)
def variance_of_tanh_lt_bound():
    """tanh has no closed form here: both sides are enclosed."""
    return _poincare(tanh(x))


@claim(source=CHERNOFF)
def variance_of_sin_lt_bound():
    """sin: (1 - exp(-2q))/2 < q (1 + exp(-2q))/2, which is tanh q < q."""
    return _poincare(sin(x))


@claim(source=CHERNOFF)
def variance_of_gelu_lt_bound():
    """GELU, x Phi(x)."""
    return _poincare(x * (1 + erf(x / sqrt(2))) / 2)


@claim(source=CHERNOFF)
def variance_of_elu_lt_bound():
    """ELU with alpha = 1."""
    return _poincare(Piecewise((x, x > 0), (exp(x) - 1, True)))


@claim(source=CHERNOFF)
def variance_of_affine_function_eq_bound():
    """2x + 1 attains the bound: both sides are 4 q."""
    affine = 2 * x + 1
    return [Identity(_variance(affine), 4 * q), Identity(q * ActivationMoment(affine, dphi**2, q), 4 * q)]
