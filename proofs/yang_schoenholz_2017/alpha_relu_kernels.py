"""E[psi_a(u) psi_a(v)] = c_a q^a J_a(c): elementary for whole a, hypergeometric for all, with an integral, recurrences, values and an expansion at c = 1."""

from sympy import Heaviside, Integral, Max, Rational, acos, asin, cos, gamma, hyper, pi, sqrt, symbols

from derive import DualKernel, Expansion, Identity, Source, Throughout, c, claim, q, x

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "new identities, derived again")
a, epsilon = symbols("a epsilon", positive=True)
eta = symbols("eta", real=True)
INSIDE = (c > -1, c < 1)
HALF = Rational(1, 2)


def _c(power):
    return 2 ** (power - 1) * gamma(power + HALF) / sqrt(pi)


def _kernel(power, variance=1, correlation=c):
    function = Heaviside(x) if power == 0 else Max(x, 0) ** power
    return DualKernel(function, function, (0, 0), variance, variance, correlation)


def _J(power, correlation=c):
    return _kernel(power, 1, correlation) / _c(power)


@claim(source=YANG.on("yang.Ja"))
def alpha_relu_kernel_scales_with_the_variance():
    """E[psi_a(u) psi_a(v)] = q^a times its value at q = 1."""
    return Identity(_kernel(a, q), q**a * _kernel(a), INSIDE)


@claim(source=YANG.on("yang.Ja"), uses=["cho_saul_2009/relu_kernel_eq_arc_cosine_of_degree_one"])
def alpha_relu_kernels_of_degree_zero_one_and_two():
    """J_0 = 1 - arccos(c)/pi, J_1 = (sqrt(1 - c^2) + (pi - arccos c) c)/pi, J_2 = ((1 + 2c^2)(pi - arccos c) + 3c sqrt(1 - c^2))/(3 pi)."""
    return [
        Identity(_J(Rational(0)), 1 - acos(c) / pi),
        Identity(_J(Rational(1)), (sqrt(1 - c**2) + (pi - acos(c)) * c) / pi),
        Identity(_J(Rational(2)), ((1 + 2 * c**2) * (pi - acos(c)) + 3 * c * sqrt(1 - c**2)) / (3 * pi)),
    ]


@claim(source=YANG.on("yang.Ja.hyper"))
def alpha_relu_kernel_eq_hypergeometric_function():
    """L_a = 2 pi c_a (1 - c^2)^(-a - 1/2) J_a is sqrt(pi) Gamma(a + 1)^2/Gamma(a + 3/2) (1 - c)^(-a - 1) 2F1(a + 1, 1/2; a + 3/2; -(1 + c)/(1 - c))."""
    right = sqrt(pi) * gamma(a + 1) ** 2 / gamma(a + 3 * HALF) * (1 - c) ** (-a - 1) * hyper((a + 1, HALF), (a + 3 * HALF,), -(1 + c) / (1 - c))
    return Identity(2 * pi * _kernel(a) * (1 - c**2) ** (-a - HALF), right, INSIDE)


@claim(source=YANG.on("yang.Ja.hyper"))
def alpha_relu_kernel_eq_even_and_odd_hypergeometric_functions():
    """L_a = 2^(a-1) (Gamma((a+1)/2)^2 2F1((a+1)/2, (a+1)/2; 1/2; c^2) + 2c Gamma(a/2+1)^2 2F1(a/2+1, a/2+1; 3/2; c^2))."""
    even = gamma((a + 1) / 2) ** 2 * hyper(((a + 1) / 2, (a + 1) / 2), (HALF,), c**2)
    odd = 2 * c * gamma(a / 2 + 1) ** 2 * hyper((a / 2 + 1, a / 2 + 1), (3 * HALF,), c**2)
    return Identity(2 * pi * _kernel(a) * (1 - c**2) ** (-a - HALF), 2 ** (a - 1) * (even + odd), INSIDE)


@claim(source=YANG.on("yang.Ja.integral"))
def alpha_relu_kernel_eq_integral_over_the_angle():
    """J_a = ((1 - c^2)^(a + 1/2) Gamma(a + 1)/(2 pi c_a)) times the integral of cos^a/(1 - c cos)^(a + 1) over [0, pi/2], at a = 3/2, 2, 3."""

    def one(power):
        inner = Integral(cos(eta) ** power / (1 - c * cos(eta)) ** (power + 1), (eta, 0, pi / 2))
        return Identity(_J(power), (1 - c**2) ** (power + HALF) * gamma(power + 1) / (2 * pi * _c(power)) * inner, INSIDE)

    return [one(power) for power in (3 * HALF, Rational(2), Rational(3))]


@claim(source=YANG.on("yang.Ja.derivative"))
def derivative_of_alpha_relu_kernel():
    """J_a' = (a^2/(2a - 1)) J_(a-1), by Price's theorem: E[psi_a'(u) psi_a'(v)] = a^2 c_(a-1) J_(a-1), for a > 1/2."""
    return [
        Identity(DualKernel(Max(x, 0) ** power, Max(x, 0) ** power, (1, 1), 1, 1, c) / _c(power), power**2 / (2 * power - 1) * _J(power - 1), INSIDE)
        for power in (Rational(1), 3 * HALF, Rational(2), Rational(5, 2))
    ]


@claim(source=YANG.on("yang.Ja.recurrence"))
def alpha_relu_kernels_obey_a_recurrence():
    """(2a + 1) J_(a+1) = (2a + 1) c J_a + (a^2/(2a - 1)) (1 - c^2) J_(a-1)."""

    def one(power):
        rest = power**2 / (2 * power - 1) * (1 - c**2) * _J(power - 1)
        return Identity((2 * power + 1) * _J(power + 1), (2 * power + 1) * c * _J(power) + rest, INSIDE)

    return [one(power) for power in (Rational(1), 3 * HALF, Rational(2), Rational(7, 4))]


@claim(source=YANG.on("yang.Ja.values"))
def alpha_relu_kernel_at_zero_one_and_minus_one():
    """J_a(0) = Gamma((a+1)/2)^2/(2 sqrt(pi) Gamma(a + 1/2)), J_a(1) = 1, J_a(-1) = 0."""
    return [
        Identity(_J(a, 0), gamma((a + 1) / 2) ** 2 / (2 * sqrt(pi) * gamma(a + HALF))),
        Identity(_J(a, 1), 1),
        Identity(_J(a, -1), 0),
    ]


def _closed(power, correlation):
    """J_a by the 2F1 that converges up to c = 1."""
    scale = sqrt(2) * gamma(power + 1) ** 2 / (4 * sqrt(pi) * gamma(power + 3 * HALF) * _c(power))
    return scale * (1 + correlation) ** (power + HALF) * hyper((HALF, HALF), (power + 3 * HALF,), (1 + correlation) / 2)


@claim(source=YANG.on("yang.Ja.near1"))
def alpha_relu_kernel_eq_hypergeometric_function_of_half_one_plus_correlation():
    """J_a = sqrt(2) Gamma(a + 1)^2/(4 sqrt(pi) Gamma(a + 3/2) c_a) (1 + c)^(a + 1/2) 2F1(1/2, 1/2; a + 3/2; (1 + c)/2)."""
    return Identity(_J(a), _closed(a, c), INSIDE)


@claim(source=YANG.on("yang.Ja.near1"), uses=["yang_schoenholz_2017/alpha_relu_kernel_eq_hypergeometric_function_of_half_one_plus_correlation"])
def alpha_relu_kernel_expands_in_fractional_powers_at_one():
    """J_a(1 - e) = 1 - (a^2/(2a - 1)) e + k_a e^(a + 1/2) + (a^2 (a - 1)^2/(2 (2a - 1)(2a - 3))) e^2 + O(e^(a + 3/2)),
    k_a = Gamma(-a - 1/2) Gamma(a + 1)^2/(2^(a + 1/2) pi Gamma(a + 1/2)), at a = 3/4, 1, 5/4.
    """

    def one(power):
        k = gamma(-power - HALF) * gamma(power + 1) ** 2 / (2 ** (power + HALF) * pi * gamma(power + HALF))
        second = power**2 * (power - 1) ** 2 / (2 * (2 * power - 1) * (2 * power - 3))
        terms = ((1, 0), (-(power**2) / (2 * power - 1), 1), (k, power + HALF), (second, 2))
        return Expansion(_closed(power, 1 - epsilon), epsilon, terms if power > 1 else terms[:-1], 2 if power < 1 else power + 3 * HALF)

    return [one(power) for power in (Rational(3, 4), Rational(1), Rational(5, 4))]


@claim(source=YANG.on("yang.Ja.shape"))
def relu_kernel_increases_and_is_convex():
    """J_1' = 1 - arccos(c)/pi > 0 and J_1'' = 1/(pi sqrt(1 - c^2)) > 0 on (-1, 1), stated on [-99/100, 99/100]."""
    ends = (Rational(-99, 100), Rational(99, 100))
    return [Throughout(HALF + asin(c) / pi, ">", 0, c, *ends), Throughout(1 / (pi * sqrt(1 - c**2)), ">", 0, c, *ends)]
