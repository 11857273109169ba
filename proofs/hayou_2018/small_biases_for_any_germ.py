"""Laws of small sigma_b for any derivatives at 0: phi = s_1 x + s_2 x^2/2 or s_1 x + s_3 x^3/6 with symbols, exactly at all q; others have these germs.

sigma_b^2 = q - E[phi^2]/E[phi'^2] and beta_q = 2 E[phi'^2]/(q E[phi''^2]) are rational functions of q here. The engine's laws for small q are their
first terms.
"""

from sympy import Piecewise, Rational, Symbol

from derive import Activation, ActivationMoment, Identity, Source, claim, ddphi, dphi, near_zero, phi, q, x

LATER = "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019"
LAWS = Source("hayou2019", LATER, "laws of small sigma_b, derived for any germ")
s1, s2, s3, r, m = (Symbol(name, positive=True) for name in ("s1", "s2", "s3", "r", "m"))
CURVED, ODD = s1 * x + s2 * x**2 / 2, s1 * x + s3 * x**3 / 6
BENT = Piecewise((s1 * x + r * x**2 / 2, x > 0), (s1 * x + m * x**2 / 2, True))


def _bias(germ):
    return q - ActivationMoment(germ, phi**2, q) / ActivationMoment(germ, dphi**2, q)


def _beta(germ):
    return 2 * ActivationMoment(germ, dphi**2, q) / (q * ActivationMoment(germ, ddphi**2, q))


@claim(source=LAWS.on("hayou.smallsb", "hayou.rule"))
def curved_germs_have_a_bias_quadratic_in_the_variance():
    """sigma_b^2 = s_2^2 q^2/(4 (s_1^2 + s_2^2 q)) and beta_q = 2 (s_1^2 + s_2^2 q)/(s_2^2 q): sigma_b ~ (kappa/(2 phi_1)) q, beta_q ~ 2 phi_1^2/(kappa^2 q)."""
    found = near_zero(Activation.of(CURVED))
    exact = [Identity(_bias(CURVED), s2**2 * q**2 / (4 * (s1**2 + s2**2 * q))), Identity(_beta(CURVED), 2 * (s1**2 + s2**2 * q) / (s2**2 * q))]
    return [*exact, Identity(found.bias.expression, s2**2 * q**2 / (4 * s1**2)), Identity(found.beta.expression, 2 * s1**2 / (s2**2 * q))]


@claim(source=LAWS.on("hayou.smallsb"))
def odd_germs_have_a_bias_cubic_in_the_variance():
    """With t = s_3/s_1: sigma_b^2 = t^2 q^3/(3 (1 + t q + (3/4) t^2 q^2)) and beta_q = 2 (1 + t q + (3/4) t^2 q^2)/(t^2 q^2)."""
    found, t = near_zero(Activation.of(ODD)), s3 / s1
    slope = 1 + t * q + Rational(3, 4) * t**2 * q**2
    exact = [Identity(_bias(ODD), t**2 * q**3 / (3 * slope)), Identity(_beta(ODD), 2 * slope / (t**2 * q**2))]
    return [*exact, Identity(found.bias.expression, t**2 * q**3 / 3), Identity(found.beta.expression, 2 / (t**2 * q**2))]


@claim(source=LAWS.on("hayou.smallsb", "hayou.prop4"), uses=["hayou_2018/curved_germs_have_a_bias_quadratic_in_the_variance"])
def bent_germs_have_a_bias_with_the_mean_square_of_both_curvatures():
    """phi'' = r to the right of 0 and m to the left: kappa^2 = (r^2 + m^2)/2 in sigma_b^2 ~ (kappa^2/(4 phi_1^2)) q^2 and beta_q ~ 2 phi_1^2/(kappa^2 q), and
    beta_q sup|f(c) - c| -> 1/2 + ((r + m)/2)^2/(2 kappa^2), which is 1 for r = m only.
    """
    found, kappa2 = near_zero(Activation.of(BENT)), (r**2 + m**2) / 2
    return [
        Identity(found.bias.expression, kappa2 * q**2 / (4 * s1**2)),
        Identity(found.beta.expression, 2 * s1**2 / (kappa2 * q)),
        Identity(ActivationMoment(BENT, ddphi**2, q), kappa2),
        Identity(found.sharpness, Rational(1, 2) + ((r + m) / 2) ** 2 / (2 * kappa2)),
    ]
