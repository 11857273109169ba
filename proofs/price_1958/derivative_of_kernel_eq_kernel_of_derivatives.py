"""Price's theorem: d/dc E[phi(u) phi(v)] = sqrt(q1 q2) E[phi'(u) phi'(v)].

Gaussian integration by parts moves the derivative in c onto both functions. Stated for kernels in closed form, each
of which is a claim of its own: the left side differentiates the formula, the right side is the definition.
"""

from sympy import Heaviside, Max, Rational, acos, asin, diff, erf, exp, pi, sin, sinh, sqrt

from derive import DualKernel, Identity, Source, c, claim, q, q1, q2, x

PRICE = Source(
    "price1958",
    "R. Price, A useful theorem for nonlinear devices having Gaussian inputs, 1958",
    "the theorem, for one correlation [lem.price]",
)
INSIDE = (c > -1, c < 1)


def _price(activation, closed_kernel):
    slope = sqrt(q1 * q2) * DualKernel(activation, activation, (1, 1), q1, q2, c)
    return Identity(slope, diff(closed_kernel, c), INSIDE)


@claim(source=PRICE, uses=["cho_saul_2009/relu_kernel_eq_arc_cosine_of_degree_one"])
def derivative_of_relu_kernel_eq_kernel_of_steps():
    """sqrt(q1 q2) E[1{u > 0} 1{v > 0}] is the c-derivative of the kernel of the ReLU."""
    return _price(Max(x, 0), sqrt(q1 * q2) * (sqrt(1 - c**2) + (pi - acos(c)) * c) / (2 * pi))


@claim(source=PRICE, uses=["williams_1998/erf_kernel_eq_arcsine"])
def derivative_of_erf_kernel_eq_kernel_of_densities():
    """sqrt(q1 q2) E[erf'(u) erf'(v)] is the c-derivative of Williams' arcsine."""
    return _price(erf(x), 2 / pi * asin(2 * c * sqrt(q1 * q2) / sqrt((1 + 2 * q1) * (1 + 2 * q2))))


@claim(source=PRICE, uses=["williams_1998/erf_kernel_eq_arcsine"])
def second_derivative_of_erf_kernel_eq_kernel_of_second_derivatives():
    """Used twice, at equal variances: d^2/dc^2 E[erf(u) erf(v)] = q^2 E[erf''(u) erf''(v)], hence f^(k) = sigma_w^2 q^(k-1) E[phi^(k)(u) phi^(k)(v)]."""
    kernel = 2 / pi * asin(2 * c * q / (1 + 2 * q))
    return Identity(q**2 * DualKernel(erf(x), erf(x), (2, 2), q, q, c), diff(kernel, c, 2), INSIDE)


@claim(source=PRICE)
def derivative_of_sin_kernel_eq_kernel_of_cosines():
    """sqrt(q1 q2) E[cos(u) cos(v)] is the c-derivative of exp(-(q1 + q2)/2) sinh(c sqrt(q1 q2))."""
    return _price(sin(x), exp(-(q1 + q2) / 2) * sinh(c * sqrt(q1 * q2)))


@claim(source=PRICE, uses=["cho_saul_2009/step_kernel_eq_orthant_probability"])
def derivative_of_step_kernel_eq_density_at_the_jump():
    """For the step the derivatives are deltas, and sqrt(q1 q2) E[delta(u) delta(v)] = 1/(2 pi sqrt(1 - c^2)) is the
    derivative of Sheppard's arcsine.
    """
    return _price(Heaviside(x), Rational(1, 4) + asin(c) / (2 * pi))
