"""Deep kernel shaping: Q(q) = E[phi(sqrt(q) Z)^2], C(c) = K(1, 1, c) with Q(1) = 1, and the conditions on Q'(1), C(0), C'(1), C''(1).

Q'(1) = E[phi phi' Z], C'(1) = E[phi'^2], C''(1) = E[phi''^2]. For leaky ReLUs C is known; for a ReLU whose input is shifted upwards, centred and normalised,
C'(1) stays below pi/(pi - 1).
"""

from sympy import Heaviside, Max, Rational, Symbol, acos, asin, diff, erf, exp, pi, sqrt

from derive import ActivationMoment, DualKernel, Identity, Inequality, Limit, Roots, Source, Value, c, claim, ddphi, dphi, phi, q, x, z

TEXT = "J. Martens, A. Ballard, G. Desjardins, G. Swirszcz, V. Dalibard, J. Sohl-Dickstein and S. S. Schoenholz, Rapid training of deep neural networks, 2021"
DKS = Source("martens2021", TEXT, "conditions of DKS and TAT, seen in code [martens.dks]")
a, t = Symbol("a", positive=True), Symbol("t", positive=True)
ONE = Rational(1)
LEAKY = sqrt(2 / (1 + a**2)) * (x * Heaviside(x) + a * x * Heaviside(-x))
MAP = c + (1 - a) ** 2 / (pi * (1 + a**2)) * (sqrt(1 - c**2) - c * acos(c))


@claim(source=DKS)
def correlation_map_of_leaky_relu():
    """C(c) = c + ((1-a)^2/(pi (1+a^2))) (sqrt(1-c^2) - c arccos c) for the leaky ReLU of slope a, times sqrt(2/(1+a^2)); Q(q) = q."""
    return [Identity(DualKernel(LEAKY, LEAKY, (0, 0), ONE, ONE, c), MAP, points=6), Identity(ActivationMoment(LEAKY, phi**2, q), q)]


@claim(source=DKS, uses=["martens_2021/correlation_map_of_leaky_relu"])
def slope_of_the_leaky_map_at_one_is_one():
    """C'(1) = 1 for every slope a, and C(0) = (1-a)^2/(pi (1+a^2))."""
    return [Identity(diff(MAP, c).subs(c, 1), 1), Identity(MAP.subs(c, 0), (1 - a) ** 2 / (pi * (1 + a**2)))]


@claim(source=DKS)
def derivative_of_the_variance_map_is_a_hermite_moment():
    """d/dq E[phi^2] = E[phi phi' Z]/sqrt(q): for erf and sqrt(2) ReLU at q = 1."""
    slope = diff(2 / pi * asin(2 * q / (1 + 2 * q)), q)
    return [
        Identity(ActivationMoment(erf(x), phi * dphi * z, q) / sqrt(q), slope),
        Identity(ActivationMoment(sqrt(2) * Max(x, 0), phi * dphi * z, ONE), 1),
    ]


@claim(source=DKS)
def derivatives_of_the_correlation_map_at_one_are_moments():
    """C'(1) = E[phi'^2] and C''(1) = E[phi''^2] at unit variance: the kernels of the derivatives at c = 1, for erf."""
    kernels = [DualKernel(erf(x), erf(x), (n, n), ONE, ONE, ONE) for n in (1, 2)]
    return [Identity(kernel, ActivationMoment(erf(x), part**2, ONE)) for kernel, part in zip(kernels, (dphi, ddphi), strict=True)]


def _shifted_relu():
    """(E[(x + t)_+^2], E[(x + t)_+], P(x + t > 0)) at unit variance, for the shift t > 0."""
    density, mass = exp(-(t**2) / 2) / sqrt(2 * pi), (1 + erf(t / sqrt(2))) / 2
    return (1 + t**2) * mass + t * density, t * mass + density, mass


@claim(source=DKS)
def moments_of_a_shifted_relu():
    """E[(Z + t)_+^2] = (1 + t^2) Phi(t) + t density(t), E[(Z + t)_+] = t Phi(t) + density(t), E[phi'^2] = Phi(t)."""
    relu = Max(x + t, 0)
    return [Identity(ActivationMoment(relu, part, ONE), value) for part, value in zip((phi**2, phi, dphi**2), _shifted_relu(), strict=True)]


@claim(source=DKS, uses=["martens_2021/moments_of_a_shifted_relu"])
def slope_of_a_centred_shifted_relu_is_below_a_bound():
    """C'(1) = Phi(t)/Var((Z + t)_+) tends to pi/(pi - 1) = 1.46694220692425986 as the shift t -> 0+ and is smaller for t > 0."""
    second, mean, mass = _shifted_relu()
    slope = mass / (second - mean**2)
    return [Limit(slope, t, pi / (pi - 1)), Inequality(slope, "<", pi / (pi - 1)), Value(pi / (pi - 1), "1.46694220692425986")]


@claim(
    source=Source("martens2021", TEXT, "the literal in code [martens.dks]"),
    expects="refuted",
    instead="martens_2021/slope_of_a_centred_shifted_relu_is_below_a_bound",
)
def slope_bound_of_a_centred_relu_as_in_code():
    """1.466942206924260361, right to 5e-16."""
    return Value(pi / (pi - 1), "1.466942206924260361")


@claim(source=DKS, uses=["martens_2021/slope_of_the_leaky_map_at_one_is_one"])
def one_slope_sends_zero_to_a_given_correlation():
    """Tailored leaky ReLUs: the slope at which a network sends c = 0 to a given value solves an equation; for three layers and 1/2 there is exactly one slope
    between 1/100 and 9/10.
    """
    composed = MAP.subs(c, MAP.subs(c, MAP.subs(c, 0)))
    return Roots(composed - Rational(1, 2), a, Rational(1, 100), Rational(9, 10))


@claim(source=DKS)
def slopes_multiply_and_curvatures_add_along_a_chain():
    """For maps with C(1) = 1: (C o C)'(1) = C'(1)^2, and where C'(1) = 1 as in TAT, (C o C)''(1) = 2 C''(1). With
    C(c) = 1 + s (c-1) + k (c-1)^2/2 + m (c-1)^3/6.
    """
    s, k, m = Symbol("s", positive=True), Symbol("k", positive=True), Symbol("m", positive=True)
    map_ = 1 + s * (c - 1) + k * (c - 1) ** 2 / 2 + m * (c - 1) ** 3 / 6
    twice = map_.subs(c, map_)
    return [Identity(diff(twice, c).subs(c, 1), s**2), Identity(diff(twice, c, 2).subs(c, 1).subs(s, 1), 2 * k)]
