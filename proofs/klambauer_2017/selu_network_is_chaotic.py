"""A SELU network with sigma_w = 1, sigma_b = 0 is in the chaotic phase: E[selu'^2] > 1, and correlations contract to 0 by the factor E[selu']^2 < 1."""

from sympy import Piecewise, Rational, exp

from derive import ActivationMoment, DualKernel, Inequality, Source, Value, c, claim, dphi, q, self_normalising, x

TEXT = "G. Klambauer, T. Unterthiner, A. Mayr and S. Hochreiter, Self-normalizing neural networks, 2017"
SOURCE = Source("klambauer2017", TEXT, "the SELU in the mean-field theory of Poole et al. 2016, derived here")


def _selu():
    """lambda elu_alpha with the constants that the engine solves for, cut to decimals of forty figures."""
    found = self_normalising("elu", digits=45)
    alpha, scale = (Rational(ball.short(40)) for ball in (found.parameter, found.scale))
    return scale * Piecewise((x, x > 0), (alpha * (exp(x) - 1), True))


@claim(source=SOURCE.on("selu"), uses=["klambauer_2017/zero_mean_and_unit_variance_are_fixed"])
def selu_network_is_chaotic():
    """chi_1 = E[selu'^2] = 1.0715... > 1 at the fixed point q = 1: equal inputs are an unstable fixed point of the correlation map."""
    slope = ActivationMoment(_selu(), dphi**2, q)
    return [Inequality(slope.subs(q, 1), ">", 1), Value(slope, "1.07157499245579926", {q: 1})]


@claim(source=SOURCE.on("selu"), uses=["klambauer_2017/zero_mean_and_unit_variance_are_fixed"])
def correlations_of_a_selu_network_vanish():
    """The correlation map K(1, 1, c) has the fixed point 0 and there the slope E[selu']^2 = 0.9707 < 1: distinct inputs become uncorrelated."""
    selu = _selu()
    kernel, slope = (DualKernel(selu, selu, order, q, q, c) for order in ((0, 0), (1, 1)))
    at = {q: 1, c: 0}
    return [
        Value(ActivationMoment(selu, dphi, q), "0.985231116186", {q: 1}),
        Value(slope, "0.970680352", at),
        Inequality(kernel.subs({q: 1, c: Rational(1, 2)}), "<", Rational(1, 2)),
    ]


@claim(
    source=Source("klambauer2017", "a fixed variance read as a critical network", "a common reading").on("selu"),
    expects="refuted",
    uses=["klambauer_2017/selu_network_is_chaotic"],
)
def selu_network_is_on_the_edge_of_chaos():
    """Keeping the variance is not keeping gradients: chi_1 = 1.07, which a hundred layers make a factor of a thousand."""
    return Inequality(ActivationMoment(_selu(), dphi**2, 1), "<=", 1)
