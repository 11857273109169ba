"""Heat equation: d/dq E[g(sqrt(q) Z)] = E[g''(sqrt(q) Z)] / 2, so the variance map has the slope sigma_w^2 E[phi'^2 +
phi phi''].

The density of N(0, q) solves the heat equation; two integrations by parts move the derivatives onto g. Left sides are
the definition, right sides the q-derivative of the closed form of E[g].
"""

from sympy import Max, Rational, asin, cos, diff, erf, exp, pi, sin, sqrt

from derive import ActivationMoment, Identity, Source, claim, ddphi, dphi, phi, q, x

HEAT = Source(
    "hayou2018",
    "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018",
    "proof of proposition 1, its formula lost in the text at hand and derived again [lem.heat]",
)


def _heat(function, closed_mean):
    return Identity(ActivationMoment(function, ddphi, q) / 2, diff(closed_mean, q))


def _slope(activation, closed_second_moment):
    return Identity(ActivationMoment(activation, dphi**2 + phi * ddphi, q), diff(closed_second_moment, q))


@claim(source=HEAT)
def mean_of_fourth_power_solves_heat_equation():
    """E[x^4] = 3 q^2, and half of E[12 x^2] is 6 q."""
    return _heat(x**4, 3 * q**2)


@claim(source=HEAT)
def mean_of_cosine_solves_heat_equation():
    """E[cos x] = exp(-q/2)."""
    return _heat(cos(x), exp(-q / 2))


@claim(source=HEAT)
def mean_of_cubed_relu_solves_heat_equation():
    """E[x_+^3] = sqrt(2/pi) q^(3/2): a kink in the second derivative does no harm."""
    return _heat(Max(x, 0) ** 3, sqrt(2 / pi) * q ** Rational(3, 2))


@claim(source=HEAT)
def mean_of_relu_solves_heat_equation():
    """E[x_+] = sqrt(q/(2 pi)): the second derivative is a delta at the kink."""
    return _heat(Max(x, 0), sqrt(q / (2 * pi)))


@claim(source=HEAT)
def slope_of_variance_map_of_erf():
    """E[phi'^2 + phi phi''] = d/dq (2/pi) asin(2q/(1 + 2q))."""
    return _slope(erf(x), 2 / pi * asin(2 * q / (1 + 2 * q)))


@claim(source=HEAT)
def slope_of_variance_map_of_sin():
    """E[phi'^2 + phi phi''] = E[cos 2x] = exp(-2q)."""
    return _slope(sin(x), (1 - exp(-2 * q)) / 2)


@claim(source=HEAT)
def slope_of_variance_map_of_relu_eq_half():
    """M_ReLU = sup_q E[phi'^2 + phi phi''] = 1/2: phi times the delta at its own zero is zero."""
    return _slope(Max(x, 0), q / 2)


@claim(source=Source("hayou2018", HEAT.text, "example after proposition 1, as printed [M.5]"), expects="refuted")
def slope_of_variance_map_of_relu_eq_two():
    """As printed: M_ReLU = 2. With the definition given there it is 1/2."""
    return Identity(ActivationMoment(Max(x, 0), dphi**2 + phi * ddphi, q), 2)
