"""Activations whose whole edge of chaos is explicit: sigma_w^2(q) = 1/E[phi'^2], sigma_b^2(q) = q - E[phi^2]/E[phi'^2].

The Gaussian moments are derived from their definitions; the curve is their combination.
"""

from sympy import Max, Min, Piecewise, Rational, asin, atan, cosh, erf, erfc, exp, oo, pi, sin, sinh, sqrt, tanh

from derive import ActivationMoment, DualKernel, Identity, Limit, Phi, Source, Value, c, claim, ddphi, dphi, phi, q, x

HAYOU = Source(
    "hayou2019",
    "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019",
    "the curve of proposition 2; closed forms derived [hayou.eoc.closedforms, hayou.prop2]",
)
ELU = Piecewise((x, x > 0), (exp(x) - 1, True))
GELU = x * (1 + erf(x / sqrt(2))) / 2
HARD = Max(-1, Min(1, x))
DEEP = exp(2 * q) * Phi(-2 * sqrt(q))


def _moments(activation):
    """E[phi^2], E[phi'^2], E[phi''^2]."""
    return [ActivationMoment(activation, part**2, q) for part in (phi, dphi, ddphi)]


def _all(activation, closed):
    return [Identity(moment, value) for moment, value in zip(_moments(activation), closed, strict=False)]


@claim(source=HAYOU)
def moments_of_erf():
    """V = (2/pi) asin(2q/(1+2q)), V' = 4/(pi sqrt(1+4q)), V'' = 16 q/(pi (1+4q)^(3/2))."""
    return _all(erf(x), (2 / pi * asin(2 * q / (1 + 2 * q)), 4 / (pi * sqrt(1 + 4 * q)), 16 * q / (pi * sqrt(1 + 4 * q) ** 3)))


@claim(source=HAYOU, uses=["hayou_2019/moments_of_erf"])
def edge_of_erf():
    """sigma_b^2 = q - (sqrt(1+4q)/2) asin(2q/(1+2q)), sigma_w^2 = (pi/4) sqrt(1+4q)."""
    second, slope, _ = _moments(erf(x))
    return [Identity(q - second / slope, q - sqrt(1 + 4 * q) / 2 * asin(2 * q / (1 + 2 * q))), Identity(1 / slope, pi * sqrt(1 + 4 * q) / 4)]


@claim(source=HAYOU)
def edge_of_sin():
    """V = V'' = (1 - exp(-2q))/2, V' = (1 + exp(-2q))/2; sigma_b^2 = q - tanh q, sigma_w^2 = 1 + tanh q."""
    second, slope, bend = _moments(sin(x))
    falling = exp(-2 * q)
    curve = [Identity(q - second / slope, q - tanh(q)), Identity(1 / slope, 1 + tanh(q))]
    return [Identity(second, (1 - falling) / 2), Identity(slope, (1 + falling) / 2), Identity(bend, (1 - falling) / 2), *curve]


@claim(source=HAYOU, uses=["hayou_2019/edge_of_sin"])
def correlation_map_of_sin_on_its_edge():
    """f(c) = (sigma_b^2 + sinh(q c)/cosh q)/q with sigma_b^2 = q - tanh q."""
    map_ = (q - tanh(q) + (1 + tanh(q)) * DualKernel(sin(x), sin(x), (0, 0), q, q, c)) / q
    return Identity(map_, (q - tanh(q) + sinh(q * c) / cosh(q)) / q)


@claim(source=HAYOU)
def moments_of_elu():
    """alpha = 1: V = q/2 + e^(2q) Phi(-2 sqrt q) - 2 e^(q/2) Phi(-sqrt q) + 1/2, V' = 1/2 + e^(2q) Phi(-2 sqrt q), V'' = e^(2q) Phi(-2 sqrt q)."""
    return _all(ELU, (q / 2 + DEEP - 2 * exp(q / 2) * Phi(-sqrt(q)) + Rational(1, 2), Rational(1, 2) + DEEP, DEEP))


@claim(source=HAYOU)
def moments_of_gelu():
    """V, V' and V'' = (4 - 4t + 3t^2)/(2 pi sqrt(1+2q)), t = q/(1+2q)."""
    root, t = sqrt(1 + 2 * q), q / (1 + 2 * q)
    second = q * (Rational(1, 4) + asin(q / (1 + q)) / (2 * pi) + q / (pi * (1 + q) * root))
    slope = Rational(1, 4) + atan(q / root) / (2 * pi) + q / (2 * pi * root) * (1 / (1 + 2 * q) + (1 - q**2) / (1 + q) ** 2 + 1)
    return _all(GELU, (second, slope, (4 - 4 * t + 3 * t**2) / (2 * pi * root)))


@claim(source=HAYOU)
def mean_squared_slope_of_arctan():
    """V' = (1/q + (1 - 1/q) A)/2, A = sqrt(pi/(2q)) e^(1/(2q)) erfc(1/sqrt(2q)); at q = 1 it is 1/2."""
    a = sqrt(pi / (2 * q)) * exp(1 / (2 * q)) * erfc(1 / sqrt(2 * q))
    slope = ActivationMoment(atan(x), dphi**2, q)
    return [Identity(slope, (1 / q + (1 - 1 / q) * a) / 2), Value(slope, "0.50000000000000000", {q: 1})]


@claim(source=Source("hayou2018", HAYOU.text, "appendix on hard tanh, formulas derived again [hayou.eoc.closedforms, hayou2018.hardtanh]"))
def moments_of_hard_tanh():
    """V = q erf(a) - sqrt(2q/pi) e^(-1/(2q)) + erfc(a), V' = erf(a), a = 1/sqrt(2q)."""
    a = 1 / sqrt(2 * q)
    return _all(HARD, (q * erf(a) - sqrt(2 * q / pi) * exp(-1 / (2 * q)) + erfc(a), erf(a)))


@claim(source=HAYOU)
def tanh_approaches_its_bound_like_an_inverse_root():
    """1 - V = (2 - pi^2/(12 q) + 7 pi^4/(960 q^2) + O(q^-3))/sqrt(2 pi q): the moments of sech^2 are 2, pi^2/6, 7 pi^4/120."""
    rest = (1 - ActivationMoment(tanh(x), phi**2, q)) * sqrt(2 * pi * q)
    first = Limit(rest, q, 2, oo)
    second = Limit((rest - 2) * q, q, -(pi**2) / 12, oo)
    return [first, second, Limit((rest - 2 + pi**2 / (12 * q)) * q**2, q, 7 * pi**4 / 960, oo)]
