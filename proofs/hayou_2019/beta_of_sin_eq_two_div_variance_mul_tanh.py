"""beta_q = 2 E[phi'^2] / (q E[phi''^2]), the constant of 1 - c_l ~ beta_q / l for smooth activations on the edge of
chaos; for sin it is 2/(q tanh q).

On the edge f''(1) = sigma_w^2 q E[phi''^2] = 2/beta_q, and e -> e - e^2/beta_q makes 1/e grow by 1/beta_q a layer.
"""

from sympy import sin, tanh

from derive import ActivationMoment, Identity, Source, claim, ddphi, dphi, q, x

HAYOU = Source(
    "hayou2019",
    "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019",
    "proposition 3",
)


@claim(source=HAYOU)
def beta_of_sin_eq_two_div_variance_mul_tanh():
    """beta_q = 2 / (q tanh q)."""
    return Identity(2 * ActivationMoment(sin(x), dphi**2, q) / (q * ActivationMoment(sin(x), ddphi**2, q)), 2 / (q * tanh(q)))
