"""beta_q = 2 E[phi'^2] / (q E[phi''^2]), the constant of 1 - c_l ~ beta_q / l for smooth activations on the edge of
chaos; for erf it is (1 + 4q)/(2 q^2).

On the edge f''(1) = sigma_w^2 q E[phi''^2] = 2/beta_q, and e -> e - e^2/beta_q makes 1/e grow by 1/beta_q a layer.
"""

from sympy import erf, pi, sqrt

from derive import ActivationMoment, Identity, Source, claim, ddphi, dphi, q, x

HAYOU = Source(
    "hayou2019",
    "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019",
    "proposition 3 [hayou.prop3]",
)
CODE = Source("hayou2019", HAYOU.text, "the authors' code for edge-of-chaos curves, function beta_q [M.20]")
SLOPE, CURVATURE = ActivationMoment(erf(x), dphi**2, q), ActivationMoment(erf(x), ddphi**2, q)
BETA = 2 * SLOPE / (q * CURVATURE)


@claim(source=HAYOU)
def mean_squared_slope_of_erf():
    """E[phi'^2] = 4/(pi sqrt(1 + 4q)) and E[phi''^2] = 16 q/(pi (1 + 4q)^(3/2))."""
    return [Identity(SLOPE, 4 / (pi * sqrt(1 + 4 * q))), Identity(CURVATURE, 16 * q / (pi * sqrt(1 + 4 * q) ** 3))]


@claim(source=HAYOU, uses=["hayou_2019/mean_squared_slope_of_erf"])
def beta_of_erf_eq_rational_function_of_variance():
    """beta_q = (1 + 4q) / (2 q^2)."""
    return Identity(BETA, (1 + 4 * q) / (2 * q**2))


@claim(source=CODE, expects="refuted", instead="hayou_2019/beta_of_erf_eq_rational_function_of_variance")
def beta_of_erf_as_in_the_published_code():
    """The code returns q E[phi''^2] / (2 E[phi'^2]), which is 1/beta_q."""
    return Identity(BETA, 2 * q**2 / (1 + 4 * q))
