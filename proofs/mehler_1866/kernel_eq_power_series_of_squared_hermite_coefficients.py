"""Mehler: E[phi(u) phi(v)] = sum over n of a_n^2 c^n, a_n = E[phi(sqrt(q) Z) He_n(Z)] / sqrt(n!), at equal variances.

So a kernel has non-negative Taylor coefficients in c: it increases and is convex on [0, 1]. For a polynomial the
series ends and is an identity; for exp and sin every coefficient is known.
"""

from sympy import Mul, Rational, asin, cos, cosh, diff, exp, factorial, pi, sin, sinh, sqrt

from derive import ActivationMoment, DualKernel, Identity, Source, Throughout, c, claim, phi, q, x, z

MEHLER = Source(
    "mehler1866",
    "F. G. Mehler, Entwicklung einer Function von beliebig vielen Variablen nach Laplaceschen Functionen, 1866",
    "the kernel [lem.mehler]",
)
HERMITE = (1, z, z**2 - 1, z**3 - 3 * z, z**4 - 6 * z**2 + 3)


def _coefficient(activation, n):
    return ActivationMoment(activation, phi * HERMITE[n], q)


@claim(source=MEHLER)
def kernel_of_cubic_eq_its_hermite_series():
    """For phi = x^3 - 3x + 1 the kernel is the polynomial sum of a_n^2 c^n, n = 0, ..., 3."""
    cubic = x**3 - 3 * x + 1
    series = sum(_coefficient(cubic, n) ** 2 * c**n / factorial(n) for n in range(4))
    polynomial = 1 + 9 * q * (q - 1) ** 2 * c + 6 * q**3 * c**3
    return [Identity(DualKernel(cubic, cubic, (0, 0), q, q, c), polynomial), Identity(series, polynomial)]


@claim(source=MEHLER)
def hermite_coefficient_of_exp_eq_power_of_variance():
    """E[exp(sqrt(q) Z) He_n(Z)] = q^(n/2) exp(q/2)."""
    return [Identity(_coefficient(exp(x), n), q ** Rational(n, 2) * exp(q / 2)) for n in range(5)]


@claim(source=MEHLER, uses=["mehler_1866/hermite_coefficient_of_exp_eq_power_of_variance"])
def kernel_of_exp_eq_sum_of_its_hermite_series():
    """The sum of q^n exp(q) c^n / n! is exp(q (1 + c))."""
    return Identity(DualKernel(exp(x), exp(x), (0, 0), q, q, c), exp(q) * exp(q * c))


@claim(source=MEHLER)
def hermite_coefficient_of_sin_alternates():
    """E[sin(sqrt(q) Z) He_n(Z)] = (-1)^((n-1)/2) q^(n/2) exp(-q/2) for odd n."""
    return [Identity(_coefficient(sin(x), n), Mul((-1) ** (n // 2), sqrt(q) ** n, exp(-q / 2))) for n in (1, 3)]


@claim(source=MEHLER, uses=["mehler_1866/hermite_coefficient_of_sin_alternates"])
def kernel_of_sin_eq_sum_of_its_hermite_series():
    """The sum over odd n of q^n exp(-q) c^n / n! is exp(-q) sinh(q c)."""
    return Identity(DualKernel(sin(x), sin(x), (0, 0), q, q, c), exp(-q) * sinh(q * c))


@claim(source=MEHLER)
def kernels_increase_and_are_convex_between_zero_and_one():
    """E[phi'(u) phi'(v)] > 0 and E[phi''(u) phi''(v)] > 0 for c in (0, 1], for erf and the GELU; enclosed on all of [1/20, 19/20]."""
    erf_kernel = asin(2 * c * q / (1 + 2 * q))
    gelu_kernel = (
        c * q / 4 + c * q * asin(c * q / (1 + q)) / (2 * pi) + (q**2 + (1 - q) / (1 + q) * (c * q) ** 2) / (2 * pi * sqrt((1 + q) ** 2 - (c * q) ** 2))
    )
    parts = [(kernel, order) for kernel in (erf_kernel, gelu_kernel) for order in (1, 2)]
    return [Throughout(diff(kernel, c, order), ">", 0, c, Rational(1, 20), Rational(19, 20), {q: 3}) for kernel, order in parts]


@claim(source=MEHLER, uses=["mehler_1866/kernels_increase_and_are_convex_between_zero_and_one"])
def kernel_of_an_even_function_decreases_for_negative_correlations():
    """Convexity and growth are claims about [0, 1]: the kernel of cos, exp(-q) cosh(q c), decreases on [-1, 0)."""
    return [
        Identity(DualKernel(cos(x), cos(x), (0, 0), q, q, c), exp(-q) * cosh(q * c)),
        Throughout(diff(exp(-q) * cosh(q * c), c), "<", 0, c, -1, Rational(-1, 20), {q: 3}),
    ]
