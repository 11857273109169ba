"""A rectifier keeps half of the second moment of a symmetric input, E[f(s)^2] = Var[s]/2, and (1 + a^2)/2 of it with slope a on the left; so do its
squared slopes."""

from sympy import Max, Rational, Symbol

from derive import ActivationMoment, Identity, Inequality, Source, claim, dphi, phi, q, x

HE = Source(
    "he2015",
    "K. He, X. Zhang, S. Ren and J. Sun, Delving deep into rectifiers, 2015",
    "between equations 7 and 8 and equation 15, recalled; derived here",
)
a = Symbol("a", positive=True)
RELU, PRELU = Max(x, 0), Max(x, 0) - a * Max(-x, 0)


@claim(source=HE)
def rectifier_keeps_half_of_the_second_moment():
    """E[f(s)^2] = Var[s]/2 and E[f'(s)^2] = 1/2 for s ~ N(0, q)."""
    return [Identity(ActivationMoment(RELU, phi**2, q), q / 2), Identity(ActivationMoment(RELU, dphi**2, q), Rational(1, 2))]


@claim(source=HE)
def parametric_rectifier_keeps_one_plus_squared_slope_over_two():
    """The same with (1 + a^2)/2 in the place of 1/2."""
    share = (1 + a**2) / 2
    return [Identity(ActivationMoment(PRELU, phi**2, q), share * q), Identity(ActivationMoment(PRELU, dphi**2, q), share)]


@claim(source=HE)
def second_moment_of_the_rectified_is_not_its_variance():
    """Its mean is not 0: the second moment q/2 is larger than the variance q (1/2 - 1/(2 pi)), and it is the second moment that the next layer passes on."""
    return Inequality(ActivationMoment(RELU, phi**2, q) - ActivationMoment(RELU, phi, q) ** 2, "<", ActivationMoment(RELU, phi**2, q))
