"""Closed kernels of waves, exponentials, Gaussians, monomials and Hermite polynomials, k = c sqrt(q1 q2).

Completing the square, or the characteristic function of a pair of normal variables, gives each of them.
"""

from sympy import Rational, Symbol, cos, exp, factorial, pi, sin, sqrt

from derive import DualKernel, Identity, Source, c, claim, q1, q2, x

HAN = Source(
    "han2022",
    "I. Han, A. Zandieh, J. Lee, R. Novak, L. Xiao and A. Karbasi, Fast neural kernel embeddings for general activations, 2022",
    "table of dual kernels, as implemented [sincos]",
)
a, b, g, t = (Symbol(name, positive=True) for name in "abgt")
K, P = c * sqrt(q1 * q2), q1 * q2


def _kernel(activation):
    return DualKernel(activation, activation, (0, 0), q1, q2, c)


@claim(source=HAN)
def kernel_of_a_shifted_sine():
    """a sin(b x + t): (a^2/2) (exp(b^2 (k - (q1+q2)/2)) - cos(2t) exp(-b^2 (k + (q1+q2)/2)))."""
    half = (q1 + q2) / 2
    return Identity(_kernel(a * sin(b * x + t)), a**2 / 2 * (exp(b**2 * (K - half)) - cos(2 * t) * exp(-(b**2) * (K + half))))


@claim(source=HAN, uses=["han_2022/kernel_of_a_shifted_sine"])
def kernel_of_the_random_feature_of_a_gaussian_kernel():
    """sqrt(2) sin(sqrt(2 g) x + pi/4): exp(-g (q1 + q2 - 2k))."""
    return Identity(_kernel(sqrt(2) * sin(sqrt(2 * g) * x + pi / 4)), exp(-g * (q1 + q2 - 2 * K)))


@claim(source=HAN)
def kernel_of_the_exponential():
    """exp(x): exp((q1 + q2)/2 + k)."""
    return Identity(_kernel(exp(x)), exp((q1 + q2) / 2 + K))


@claim(source=HAN)
def kernel_of_a_gaussian():
    """exp(-b x^2): ((1 + 2b q1)(1 + 2b q2) - 4 b^2 k^2)^(-1/2)."""
    return Identity(_kernel(exp(-b * x**2)), 1 / sqrt((1 + 2 * b * q1) * (1 + 2 * b * q2) - 4 * b**2 * K**2))


@claim(source=HAN)
def kernel_of_a_gabor_function():
    """exp(-x^2) sin x: exp(-N/(2D)) (exp(2k/D) - 1)/(2 sqrt D), d = 4 (q1 q2 - k^2), D = 2 (q1 + q2) + d + 1, N = q1 + q2 + d + 2k."""
    d = 4 * (P - K**2)
    total, top = 2 * (q1 + q2) + d + 1, q1 + q2 + d + 2 * K
    return Identity(_kernel(exp(-(x**2)) * sin(x)), exp(-top / (2 * total)) * (exp(2 * K / total) - 1) / (2 * sqrt(total)))


@claim(source=HAN)
def kernels_of_monomials():
    """x^2: 2k^2 + P; x^3: 6k^3 + 9kP; x^4: 24k^4 + 72Pk^2 + 9P^2; x^5: 120k^5 + 600Pk^3 + 225kP^2, with P = q1 q2."""
    closed = {
        2: 2 * K**2 + P,
        3: 6 * K**3 + 9 * K * P,
        4: 24 * K**4 + 72 * P * K**2 + 9 * P**2,
        5: 120 * K**5 + 600 * P * K**3 + 225 * K * P**2,
    }
    return [Identity(_kernel(x**n), value) for n, value in closed.items()]


@claim(source=HAN)
def kernels_of_normalised_hermite_polynomials():
    """He_n/sqrt(n!) at unit variances: c^n."""
    hermite = {1: x, 2: x**2 - 1, 3: x**3 - 3 * x, 4: x**4 - 6 * x**2 + 3, 5: x**5 - 10 * x**3 + 15 * x}
    one = Rational(1)
    return [Identity(DualKernel(p, p, (0, 0), one, one, c) / factorial(n), c**n) for n, p in hermite.items()]
