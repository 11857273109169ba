"""E[tanh(u) tanh(v)] -> (2/pi) arcsin(c) for fixed |c| < 1 as q -> oo, with an error of order 1/q.

tanh(u) -> sign(u), whose kernel is Sheppard's arcsine. Stated for tanh as bounds of q times the error, for erf, whose kernel is closed, as a limit.
"""

from sympy import Abs, Rational, asin, erf, oo, pi, sign, symbols, tanh

from derive import DualKernel, Identity, Inequality, Limit, Source, c, claim, q, x

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "limit seen, order derived")
n = symbols("n", positive=True)
INSIDE = (c > -1, c < 1)


@claim(source=YANG.on("yang.tanh.W"))
def kernel_of_the_sign_eq_arcsine():
    """Far out tanh is the sign."""
    return Identity(DualKernel(sign(x), sign(x), (0, 0), q, q, c), 2 / pi * asin(c))


@claim(source=YANG.on("yang.tanh.W"), uses=["williams_1998/erf_kernel_eq_arcsine"])
def kernel_of_erf_tends_to_that_of_the_sign_with_error_one_over_variance():
    """q (K - (2/pi) arcsin c) -> -c/(pi sqrt(1 - c^2)), here at c = 3/5: -3/(4 pi)."""
    kernel = 2 / pi * asin(2 * Rational(3, 5) * n / (1 + 2 * n))
    return [
        Identity(DualKernel(erf(x), erf(x), (0, 0), q, q, c), 2 / pi * asin(2 * c * q / (1 + 2 * q))),
        Limit(n * (kernel - 2 / pi * asin(Rational(3, 5))), n, -3 / (4 * pi), oo),
    ]


@claim(source=YANG.on("yang.tanh.W"))
def kernel_of_tanh_is_within_one_over_variance_of_that_of_the_sign():
    """|K - (2/pi) arcsin c| < 1/q at q = 10, 100, 1000 and c = 1/2."""
    half = Rational(1, 2)
    return [Inequality(Abs(DualKernel(tanh(x), tanh(x), (0, 0), size, size, half) - 2 / pi * asin(half)), "<", Rational(1, size)) for size in (10, 100, 1000)]
