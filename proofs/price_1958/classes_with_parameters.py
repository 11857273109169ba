"""Price's theorem, the heat equation, Mehler's series and Poincare's inequality for functions with symbols for coefficients.

For phi = exp(a x), psi = exp(b x) with any a and b: these span, by linearity and continuity, all functions that a Laplace or Fourier integral represents. And
for any cubic phi = s_0 + s_1 x + s_2 x^2/2 + s_3 x^3/6.
"""

from sympy import Rational, Symbol, diff, exp, sqrt

from derive import ActivationMoment, DualKernel, Identity, Source, c, claim, ddphi, dphi, phi, q, q1, q2, x

PRICE = Source("price1958", "R. Price, A useful theorem for nonlinear devices having Gaussian inputs, 1958", "the theorem, with symbols")
a, b = Symbol("a", real=True), Symbol("b", real=True)
s0, s1, s2, s3 = (Symbol(f"s{k}", real=True) for k in range(4))
CUBIC = s0 + s1 * x + s2 * x**2 / 2 + s3 * x**3 / 6
WAVES = exp((a**2 * q1 + b**2 * q2) / 2 + a * b * c * sqrt(q1 * q2))


@claim(source=PRICE.on("lem.price"))
def derivative_of_the_kernel_of_two_exponentials():
    """E[exp(a u) exp(b v)] = exp((a^2 q1 + b^2 q2)/2 + a b c sqrt(q1 q2)), and sqrt(q1 q2) E[a exp(a u) b exp(b v)] is its c-derivative."""
    kernel, slope = (DualKernel(exp(a * x), exp(b * x), order, q1, q2, c) for order in ((0, 0), (1, 1)))
    return [Identity(kernel, WAVES), Identity(sqrt(q1 * q2) * slope, diff(WAVES, c))]


@claim(source=PRICE.on("lem.price", "lem.mehler"))
def kernel_of_a_cubic_and_its_derivatives():
    """The kernel is the sum of a_n^2 c^n, a_0 = s_0 + s_2 q/2, a_1 = sqrt(q) (s_1 + s_3 q/2), a_2 = q s_2/sqrt 2, a_3 = q^(3/2) s_3/sqrt 6; its derivatives in
    c are q and q^2 times the kernels of the derivatives.
    """
    squares = ((s0 + s2 * q / 2) ** 2, q * (s1 + s3 * q / 2) ** 2, q**2 * s2**2 / 2, q**3 * s3**2 / 6)
    series = sum(square * c**n for n, square in enumerate(squares))
    return [Identity(q**k * DualKernel(CUBIC, CUBIC, (k, k), q, q, c), diff(series, c, k)) for k in (0, 1, 2)]


@claim(source=PRICE.on("lem.heat"), uses=["heat_equation/slope_of_variance_map_of_sin"])
def means_of_exponentials_and_cubics_solve_the_heat_equation():
    """(d/dq) E[g] = E[g'']/2 for g = exp(a x) and g = phi^2 with a cubic phi: the slope of the variance map is E[phi'^2 + phi phi'']."""
    square = s0**2 + (s1**2 + s0 * s2) * q + (s1 * s3 + 3 * s2**2 / 4) * q**2 + 5 * s3**2 * q**3 / 12
    return [
        Identity(ActivationMoment(exp(a * x), phi, q), exp(a**2 * q / 2)),
        Identity(ActivationMoment(exp(a * x), ddphi, q) / 2, diff(exp(a**2 * q / 2), q)),
        Identity(ActivationMoment(CUBIC, phi**2, q), square),
        Identity(ActivationMoment(CUBIC, dphi**2 + phi * ddphi, q), diff(square, q)),
    ]


@claim(source=PRICE.on("lem.poincare"), uses=["price_1958/kernel_of_a_cubic_and_its_derivatives"])
def gap_in_the_inequality_of_poincare_is_a_sum_of_squares():
    """q E[phi'^2] - Var phi = the sum of (n - 1) a_n^2 = q^2 s_2^2/2 + q^3 s_3^2/3: it vanishes for affine phi alone."""
    variance = ActivationMoment(CUBIC, phi**2, q) - ActivationMoment(CUBIC, phi, q) ** 2
    return Identity(q * ActivationMoment(CUBIC, dphi**2, q) - variance, q**2 * s2**2 / 2 + q**3 * s3**2 / Rational(3))
