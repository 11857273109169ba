"""psi_a(x) = x^a for x > 0 in the full residual network: how p, the gradients and the angle change with depth.

a < 1:  p_l = K l^(1/(1-a)) (1 - (a/(2 (1-a)^2)) log l/l + O(1/l)), K = (sigma_v^2 sigma_w^(2a) c_a (1 - a))^(1/(1-a)), and for a > 1/2
        chi^0/chi^l = Theta(l^R), R = a^2/((1-a)(2a-1)); chi_b has R + 1, chi_a has R, chi_w and chi_v have R - a/(1-a) = a/(2a-1).
a = 1:  p_l = (p_0 + k/(B-1)) B^l - k/(B-1), B = 1 + sigma_v^2 sigma_w^2/2, k = sigma_v^2 sigma_b^2/2 + sigma_a^2; chi^0/chi^l = B^l;
        1 - e_l ~ (9 pi^2/2) (1 + 2/(sigma_v^2 sigma_w^2))^2/l^2.
a > 1:  log p_(l+1)/log p_l -> a: doubly exponential.
"""

from sympy import Rational, acos, exp, log, pi, sqrt, symbols
from sympy import gamma as Gamma

from derive import Activation, Follows, Identity, Inequality, Iterates, Limit, ResidualNetwork, Source, Value, activations, claim

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "rates recalled, constants derived")
SUMMARY = Source("", "a circulating summary of Yang and Schoenholz 2017", "residual networks converge polynomially")
l, p, p0, growth, a, u, t, k, kappa = symbols("l p p0 growth a u t k kappa", positive=True)
sigma_v, sigma_w = symbols("sigma_v sigma_w", positive=True)
sigma_a, sigma_b = symbols("sigma_a sigma_b", nonnegative=True)
ONES = {"sigma_v": 1, "sigma_w": 1, "sigma_a": 0, "sigma_b": 0}
BOTH = {"sigma_v": 1, "sigma_w": 1, "sigma_a": Rational(1, 2), "sigma_b": Rational(1, 2)}
CASES = (("Max(x, 0)**(3/4)", Rational(3, 4)), ("Max(x, 0)**(2/3)", Rational(2, 3)))


def _constant(power):
    c = 2 ** (power - 1) * Gamma(power + Rational(1, 2)) / sqrt(pi)
    return (c * (1 - power)) ** (1 / (1 - power))


def _exponent(power):
    return power**2 / ((1 - power) * (2 * power - 1))


@claim(source=YANG.on("yang.arelu.p"))
def variance_of_residual_alpha_relu_grows_like_power():
    """K and the correction of order log l/l (-6 at a = 3/4, -3 at a = 2/3), with and without biases, to 131072 layers."""
    return [
        Follows(
            "full residual", text, values, {"p": 1}, p / (_constant(power) * l ** (1 / (1 - power))),
            ((1, 1 + 0 * l), (-power / (2 * (1 - power) ** 2), log(l) / l)), (), tail=1 / l, order=4, until=2**17,
        )
        for (text, power), values in zip(CASES, (BOTH, ONES), strict=True)
    ]  # fmt: skip


@claim(source=YANG.on("yang.arelu.grad"))
def gradient_of_residual_alpha_relu_grows_like_power():
    """R = 9/2 at a = 3/4, R = 4 at a = 2/3; the engine's exponents, and those measured."""
    derived = [Identity(ResidualNetwork(Activation.of(text)).gradient.leading.coeff(log(l)), _exponent(power)) for text, power in CASES]
    measured = [
        Follows("full residual", text, values, {"p": 1}, growth, ((_exponent(power), log(l)),), (1,), tail=1 / l, order=4, until=2**17)
        for (text, power), values in zip(CASES, (BOTH, ONES), strict=True)
    ]
    return [*derived, *measured]


@claim(source=YANG.on("yang.arelu.grad"), uses=["yang_schoenholz_2017/gradient_of_residual_alpha_relu_grows_like_power"])
def gradients_of_parameters_of_residual_alpha_relu_grow_like_powers():
    """At a = 3/4: chi_b is chi p^(a-1), exponent R + 1; chi_w and chi_v are chi p^a, exponent a/(2a - 1) = 3/2."""
    power = Rational(3, 4)
    cases = ((growth - (power - 1) * log(p), _exponent(power) + 1), (growth - power * log(p), power / (2 * power - 1)))
    return [
        Follows("full residual", CASES[0][0], BOTH, {"p": 1}, quantity, ((exponent, log(l)),), (1,), tail=1 / l, order=4, until=2**17)
        for quantity, exponent in cases
    ]


@claim(source=YANG.on("yang.arelu.grad"))
def exponent_of_the_gradient_is_smallest_at_two_thirds():
    """R = 4 at a = 2/3, and R > 4 elsewhere in (1/2, 1): 9 a^2 - 12 a + 4 = (3a - 2)^2."""
    place = Rational(2, 3)
    return [
        Identity(_exponent(place), 4),
        Inequality(_exponent(a), ">", 4, (a > Rational(1, 2), a < Rational(13, 20))),
        Inequality(_exponent(a), ">", 4, (a > Rational(7, 10), a < 1)),
        Value(_exponent(Rational(4, 5)), "5.3333333333"),
    ]


@claim(source=YANG.on("yang.relu.p"))
def variance_of_residual_relu_is_exactly_geometric():
    """The formula solves p' = B p + k and is p_0 at l = 0."""
    B = 1 + sigma_v**2 * sigma_w**2 / 2
    solution = (p0 + k / (B - 1)) * B**l - k / (B - 1)
    return [Identity(solution.subs(l, l + 1), B * solution + k), Identity(solution.subs(l, 0), p0)]


@claim(source=YANG.on("yang.relu.grad"))
def gradient_of_residual_relu_is_exactly_geometric():
    """log(chi^0/chi^l) = l log B, so the ratios of chi_w and chi_v, which are chi p up to constants, stay bounded."""
    found = ResidualNetwork(activations.relu).gradient.leading
    ratio = Follows("full residual", "relu", BOTH, {"p": 1}, growth - log(p), ((-log(Rational(7, 4)), 1 + 0 * l),), (), until=2**8)
    return [Identity(found, l * log(1 + sigma_v**2 * sigma_w**2 / 2)), ratio]


@claim(source=YANG.on("yang.relu.e"), uses=["hayou_2018/relu_correlation_map_expands_in_half_powers_at_one"])
def angle_of_residual_relu_decays_like_inverse_square():
    """sigma_v^2 = 6/5, sigma_w^2 = 3/2 without biases: 1 - e_l ~ 197.94.../l^2 (1 - 3 log l/l); the constant as the engine derives it."""
    rate = Rational(9, 10)
    J = (sqrt(1 - (1 - u) ** 2) + (pi - acos(1 - u)) * (1 - u)) / pi
    constant = 9 * pi**2 / 2 * (1 + 1 / rate) ** 2
    derived = ResidualNetwork(activations.relu).angle_law * l**2
    return [
        Iterates((u + rate * (1 - J)) / (1 + rate), u, Rational(1, 2), constant / l**2 * (1 - 3 * log(l) / l), l, until=2**17),
        Value(constant, "197.94039937740325"),
        Identity(derived, 9 * pi**2 / 2 * (1 + 2 / (sigma_v**2 * sigma_w**2)) ** 2),
    ]


@claim(source=YANG.on("yang.arelu.p.super"))
def variance_of_residual_powers_above_one_is_doubly_exponential():
    """p' = p + kappa p^a with p = exp(1/t): log p'/log p = a + t log(kappa + exp(-(a - 1)/t)) -> a, at a = 3/2, kappa = 2; so log p_l = Theta(a^l)."""
    power = Rational(3, 2)
    return Limit(power + t * log(2 + exp(-(power - 1) / t)), t, power)


@claim(source=SUMMARY.on("M.24"), expects="refuted", instead="yang_schoenholz_2017/gradient_of_residual_relu_is_exactly_geometric")
def gradient_of_residual_relu_is_polynomial():
    """True of e, not of p and chi: for the ReLU log(chi^0/chi^l) is l log B."""
    return Follows("full residual", "relu", ONES, {"p": 1}, growth, ((0, l), (4, log(l))), (1,), until=2**8)
