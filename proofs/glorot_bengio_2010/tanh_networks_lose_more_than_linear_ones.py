"""With tanh the products over layers need rho = E[f^2]/Var and rho' = E[f'^2], both below one: random networks follow them and not the linear regime."""

from sympy import Rational, tanh

from derive import ActivationMoment, FeedForward, Limit, NetworkSample, Source, claim, dphi, phi, q, x

SOURCE = Source(
    "glorot2010",
    "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010",
    "equations 5 to 7 beyond the linear regime, derived here",
)
WIDTHS, WEIGHTS = (200, 300, 250, 220), (Rational(1, 150), Rational(1, 200), Rational(1, 300))
NET, LINEAR = FeedForward.of_depth(2), FeedForward.of_depth(2, linear=True)


def _sampled(net):
    cases = (("z", 2), ("dC/ds", 0), ("dC/dW", 0), ("dC/dW", 1))
    return [NetworkSample("tanh", WIDTHS, WEIGHTS, quantity, layer, net.moment(quantity, layer)) for quantity, layer in cases]


@claim(
    source=Source(SOURCE.key, SOURCE.text, "equation 4, f'(s) = 1 near 0, seen; derived here").on("glorot.eq2"),
)
def gains_of_tanh_tend_to_one_as_variances_vanish():
    """rho -> 1 and rho' -> 1 as the variance of s tends to 0: the linear regime; at unit variance they are 0.39 and 0.46."""
    return [Limit(ActivationMoment(tanh(x), phi**2, q) / q, q, 1), Limit(ActivationMoment(tanh(x), dphi**2, q), q, 1)]


@claim(source=SOURCE)
def tanh_networks_follow_products_with_gains():
    """Three layers of different widths."""
    return _sampled(NET)


@claim(source=SOURCE, expects="refuted", uses=["glorot_bengio_2010/tanh_networks_follow_products_with_gains"])
def tanh_networks_are_linear():
    """The linear regime overestimates every variance."""
    return _sampled(LINEAR)
