"""alpha and lambda of the SELU are the solution of E[selu(Z)] = 0 and E[selu(Z)^2] = 1, and so (0, 1) is a fixed point of the map of mean and variance."""

from sympy import E, Max, Piecewise, Rational, Symbol, erfc, exp, pi, sqrt

from derive import ActivationMoment, Identity, Roots, Source, Value, claim, expectation, phi, q, self_normalising, x

TEXT = "G. Klambauer, T. Unterthiner, A. Mayr and S. Hochreiter, Self-normalizing neural networks, 2017"
SOURCE = Source("klambauer2017", TEXT, "equation 14, recalled; solved here")
a = Symbol("a", positive=True)
LOWER = Piecewise((0, x > 0), (exp(x) - 1, True))
TAIL = sqrt(E) * erfc(1 / sqrt(2))
ALPHA = sqrt(2 / pi) / (1 - TAIL)
SCALE = (1 - TAIL) * sqrt(2 * pi) / sqrt(2 * E**2 * erfc(sqrt(2)) + pi * E * erfc(1 / sqrt(2)) ** 2 - 2 * (2 + pi) * TAIL + pi + 2)


def _elu(alpha):
    return Piecewise((x, x > 0), (alpha * (exp(x) - 1), True))


@claim(source=SOURCE.on("selu"))
def mean_of_the_selu_vanishes_at_one_alpha():
    """E[elu_a(Z)], as the engine closes it, is affine in a and has its only zero at 1.67326..."""
    mean = expectation(_elu(a), "E[phi]").value.subs(q, 1)
    return [Identity(ActivationMoment(_elu(a), phi, 1), mean), Roots(mean, a, Rational(1, 16), 16, near="1.67326324235437728481704299167")]


@claim(source=SOURCE.on("selu"), uses=["klambauer_2017/mean_of_the_selu_vanishes_at_one_alpha"])
def alpha_of_the_selu_in_closed_form():
    """alpha = -E[Z_+]/E[(e^Z - 1) 1(Z < 0)] = sqrt(2/pi)/(1 - sqrt(e) erfc(1/sqrt 2))."""
    solved = -ActivationMoment(Max(x, 0), phi, 1) / ActivationMoment(LOWER, phi, 1)
    return [Identity(solved, ALPHA), Value(solved, "1.67326324235437728481704299167")]


@claim(source=SOURCE.on("selu"), uses=["klambauer_2017/alpha_of_the_selu_in_closed_form"])
def scale_of_the_selu_in_closed_form():
    """lambda = 1/sqrt(E[elu_alpha(Z)^2]), in which the square is E[Z_+^2] + alpha^2 E[(e^Z - 1)^2 1(Z < 0)]."""
    solved = 1 / sqrt(ActivationMoment(Max(x, 0), phi**2, 1) + ALPHA**2 * ActivationMoment(LOWER, phi**2, 1))
    return [Identity(solved, SCALE), Value(solved, "1.05070098735548049341933498529")]


@claim(source=SOURCE.on("selu"), uses=["klambauer_2017/scale_of_the_selu_in_closed_form"])
def engine_solves_for_the_constants_of_the_selu():
    """The member of the ELU family with mean 0 and variance 1, as the engine finds it."""
    alpha, scale = self_normalising("elu").exact
    return [Identity(alpha, ALPHA), Identity(scale, SCALE)]


@claim(source=SOURCE.on("selu"), uses=["klambauer_2017/scale_of_the_selu_in_closed_form"])
def zero_mean_and_unit_variance_are_fixed():
    """E[selu(Z)] = 0 and E[selu(Z)^2] = 1 with the closed forms in place of alpha and lambda."""
    selu = SCALE * _elu(ALPHA)
    return [Identity(ActivationMoment(selu, phi, 1), 0), Identity(ActivationMoment(selu, phi**2, 1), 1)]


@claim(source=Source("klambauer2017", TEXT, "equation 14 with alpha = 1, the ELU"), expects="refuted")
def elu_has_mean_zero():
    """alpha = 1 leaves the mean at 0.1605."""
    return Identity(ActivationMoment(_elu(1), phi, 1), 0)
