"""Two moments decide the spectrum of f(W X): eta = E[f(s Z)^2] for centred f and zeta = (s E[f'(s Z)])^2 <= eta, with equality exactly for linear f.

zeta is the square of the first Hermite coefficient, eta the sum of all squares. zeta = 0 means no linear part, and then the Gram matrix keeps the
Marchenko-Pastur law; that statement about spectra is quoted, what is verified here are the moments.
"""

from sympy import Abs, Max, Rational, erf, pi, sin, sqrt, tanh

from derive import ActivationMoment, Identity, Inequality, Source, claim, dphi, phi, q, x, z

WORAH = Source(
    "pennington2017",
    "J. Pennington and P. Worah, Nonlinear random matrix theory for deep learning, 2017",
    "definition of eta and zeta, recalled [pennington-worah]",
)


def _eta(activation):
    return ActivationMoment(activation, phi**2, q) - ActivationMoment(activation, phi, q) ** 2


def _zeta(activation):
    return q * ActivationMoment(activation, dphi, q) ** 2


@claim(source=WORAH.on("pennington-worah"))
def linear_part_is_smaller_than_the_whole():
    """zeta < eta for tanh, erf, sin, the ReLU and |x|, at every variance tried."""
    return [Inequality(_zeta(f), "<", _eta(f)) for f in (tanh(x), erf(x), sin(x), Max(x, 0), Abs(x))]


@claim(source=WORAH.on("pennington-worah"))
def linear_functions_alone_are_their_linear_part():
    """zeta = eta for 3x, whatever is added to it: both are 9 q."""
    return [Identity(_eta(3 * x + 1), 9 * q), Identity(_zeta(3 * x + 1), 9 * q)]


@claim(source=WORAH.on("pennington-worah"))
def zeta_is_the_square_of_the_first_hermite_coefficient():
    """sqrt(q) E[f'] = E[f Z] by Stein: for erf and the ReLU, 4 q/(pi (1 + 2q)) and q/4."""
    rows = ((erf(x), 4 * q / (pi * (1 + 2 * q))), (Max(x, 0), q / 4))
    return [Identity(moment, value) for f, value in rows for moment in (_zeta(f), ActivationMoment(f, phi * z, q) ** 2)]


@claim(source=WORAH.on("pennington-worah"))
def activations_without_linear_part():
    """zeta = 0 for |x| and x^2 - q: no linear part, E[f'] = 0."""
    return [Identity(ActivationMoment(f, dphi, q), 0) for f in (Abs(x), x**2)]


@claim(source=WORAH)
def relu_has_half_of_its_variance_outside_the_linear_part():
    """eta = q (1/2 - 1/(2 pi)) and zeta = q/4 for the centred ReLU."""
    return [Identity(_eta(Max(x, 0)), q * (Rational(1, 2) - 1 / (2 * pi))), Identity(sqrt(_zeta(Max(x, 0))), sqrt(q) / 2)]
