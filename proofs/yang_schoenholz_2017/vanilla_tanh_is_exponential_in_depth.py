"""Feed-forward networks of sigmoidal activations: gradients change like exp(Theta(l)), by chi_1 a layer at the fixed point of the variance.

Measured with erf at sigma_w = 1, sigma_b^2 = 1/6, where q* = 1/2 exactly: E[erf^2] = (2/pi) arcsin(1/2) = 1/3 and E[erf'^2] = 4/(pi sqrt 3).
"""

from sympy import Rational, erf, log, pi, sqrt, symbols

from derive import ActivationMoment, Follows, Identity, Source, claim, dphi, phi, x

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "feed-forward networks, seen")
l, growth = symbols("l growth", positive=True)


@claim(source=YANG.on("yang.vanilla"))
def fixed_point_of_the_variance_of_erf_eq_half():
    """E[erf^2] + 1/6 = 1/2 at q = 1/2, and the slope there."""
    half = Rational(1, 2)
    return [
        Identity(ActivationMoment(erf(x), phi**2, half) + Rational(1, 6), half),
        Identity(ActivationMoment(erf(x), dphi**2, half), 4 / (pi * sqrt(3))),
    ]


@claim(source=YANG.on("yang.vanilla"), uses=["yang_schoenholz_2017/fixed_point_of_the_variance_of_erf_eq_half"])
def gradient_of_feedforward_erf_is_exponential():
    """log(chi^0/chi^l) = l log(4/(pi sqrt 3)) + const."""
    values = {"sigma_w": 1, "sigma_b": sqrt(Rational(1, 6))}
    return Follows("feedforward", "erf", values, {"p": 1}, growth, ((log(4 / (pi * sqrt(3))), l),), until=2**10)
