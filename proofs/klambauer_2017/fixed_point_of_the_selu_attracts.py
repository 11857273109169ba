"""At (mean, variance) = (0, 1) with weights of sum 0 the Jacobian of the map is [[0, 0.0888], [0, 0.7826]]: the fixed point attracts."""

from sympy import Piecewise, Rational, exp

from derive import ActivationMoment, Inequality, Source, Value, claim, ddphi, dphi, phi, q, self_normalising, x

TEXT = "G. Klambauer, T. Unterthiner, A. Mayr and S. Hochreiter, Self-normalizing neural networks, 2017"
SOURCE = Source("klambauer2017", TEXT, "theorem 1 and the Jacobian at the fixed point, recalled; computed here")
BEND, SPREAD = "0.0888347551069", "0.782647883197"


def _selu():
    """lambda elu_alpha with the constants that the engine solves for, cut to decimals of forty figures."""
    found = self_normalising("elu", digits=45)
    alpha, scale = (Rational(ball.short(40)) for ball in (found.parameter, found.scale))
    return scale * Piecewise((x, x > 0), (alpha * (exp(x) - 1), True))


@claim(source=SOURCE.on("selu"), uses=["klambauer_2017/zero_mean_and_unit_variance_are_fixed"])
def jacobian_of_the_map_of_mean_and_variance():
    """d mean'/d variance = E[selu'']/2 and d variance'/d variance = E[selu'^2 + selu selu'']; the derivatives in the mean vanish with the sum of weights."""
    selu = _selu()
    return [
        Value(ActivationMoment(selu, ddphi, q) / 2, BEND, {q: 1}),
        Value(ActivationMoment(selu, dphi**2, q) + ActivationMoment(selu, phi * ddphi, q), SPREAD, {q: 1}),
    ]


@claim(source=SOURCE.on("selu"), uses=["klambauer_2017/jacobian_of_the_map_of_mean_and_variance"])
def fixed_point_of_the_selu_attracts():
    """The spectral radius is 0.78 < 1."""
    selu = _selu()
    return Inequality(ActivationMoment(selu, dphi**2, 1) + ActivationMoment(selu, phi * ddphi, 1), "<", 1)
