"""rho = E[f(Z)^2] and rho' = E[f'(Z)^2] in closed form: GELU, erf, sin, ELU, arctan; E[f'(Z)] = 1/2 for the SiLU."""

from sympy import E, Piecewise, Rational, asin, atan, erf, exp, pi, sin, sqrt

from derive import ActivationMoment, Identity, Phi, Source, claim, dphi, phi, x

SOURCE = Source("peiwen2022", "Y. Peiwen and Z. Changsheng, ANAct: adaptive normalization for activation functions, 2022", "gains of activations, derived here")
HALF = Rational(1, 2)


def _gains(activation, rho, slope):
    return [Identity(ActivationMoment(activation, phi**2, 1), rho), Identity(ActivationMoment(activation, dphi**2, 1), slope)]


@claim(source=SOURCE.on("anact.closed"))
def gains_of_the_gelu():
    """1/3 + 1/(2 sqrt(3) pi) and 1/3 + 2/(3 sqrt(3) pi)."""
    return _gains(x * Phi(x), Rational(1, 3) + 1 / (2 * sqrt(3) * pi), Rational(1, 3) + 2 / (3 * sqrt(3) * pi))


@claim(source=SOURCE.on("anact.closed"))
def gains_of_erf():
    """(2/pi) arcsin(2/3) and 4/(pi sqrt(5))."""
    return _gains(erf(x), 2 * asin(Rational(2, 3)) / pi, 4 / (pi * sqrt(5)))


@claim(source=SOURCE.on("anact.closed"))
def gains_of_sin():
    """(1 - exp(-2))/2 and (1 + exp(-2))/2."""
    return _gains(sin(x), (1 - exp(-2)) / 2, (1 + exp(-2)) / 2)


@claim(source=SOURCE.on("anact.closed"))
def gains_of_the_elu():
    """1 + e^2 Phi(-2) - 2 sqrt(e) Phi(-1) and 1/2 + e^2 Phi(-2)."""
    return _gains(Piecewise((x, x > 0), (exp(x) - 1, True)), 1 + E**2 * Phi(-2) - 2 * sqrt(E) * Phi(-1), HALF + E**2 * Phi(-2))


@claim(source=SOURCE.on("anact.closed"))
def backward_gain_of_arctan_is_one_half():
    """E[1/(1 + Z^2)^2] = 1/2."""
    return Identity(ActivationMoment(atan(x), dphi**2, 1), HALF)


@claim(source=SOURCE.on("anact.closed"))
def mean_slope_of_the_silu_is_one_half():
    """E[f'(Z)] = 1/2, since f'(x) + f'(-x) = 1."""
    return Identity(ActivationMoment(x / (1 + exp(-x)), dphi, 1), HALF)
