"""The integral of x^a K_0(x) e^(cx) over x > 0 is L_a(c) = 2 pi c_a (1 - c^2)^(-a - 1/2) J_a(c), K_0 the modified Bessel function of the second kind.

With x = r e^u, y = r e^(-u) in the integral over the quadrant. L_a' = L_(a+1) under the integral sign, and Bessel's equation gives
(1 - c^2) L_(a+2) = (2a + 3) c L_(a+1) + (a + 1)^2 L_a. What the interval [1/100, 20] leaves out is below 10^-4 there.
"""

from sympy import Abs, Integral, Max, Rational, besselk, bessely, exp, gamma, pi, symbols

from derive import DualKernel, Identity, Inequality, Source, Value, c, claim, x

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "Bessel identities, derived again")
ABSTRACT = Source("yang2017", YANG.text, "abstract: 'the zeroth Bessel function of the second kind'")
s = symbols("s", positive=True)
HALF = Rational(1, 2)


def _L(power, correlation):
    kernel = DualKernel(Max(x, 0) ** power, Max(x, 0) ** power, (0, 0), 1, 1, correlation)
    return 2 * pi * (1 - correlation**2) ** (-power - HALF) * kernel


def _integral(power, correlation):
    return Integral(s**power * besselk(0, s) * exp(correlation * s), (s, Rational(1, 100), 20))


@claim(source=YANG.on("yang.K0"))
def values_of_the_bessel_integral():
    """L_1(0) = 1, L_2(0) = pi/2, L_1(0.3) = 1.7470..., L_(3/4)(0.8) = 8.1408..., L_(3/5)(-1/2) = 0.6322..., from the kernels."""
    return [
        Identity(_L(Rational(1), Rational(0)), 1),
        Identity(_L(Rational(2), Rational(0)), pi / 2),
        Value(_L(Rational(1), Rational(3, 10)), "1.74704834945795917"),
        Value(_L(Rational(3, 4), Rational(4, 5)), "8.14089103404903056"),
        Value(_L(Rational(3, 5), -HALF), "0.632229315700049634"),
    ]


@claim(source=YANG.on("yang.K0"))
def bessel_integral_eq_kernel():
    """The integral itself, at a = 2 and c = -1/2."""
    return Inequality(Abs(_integral(Rational(2), -HALF) - _L(Rational(2), -HALF)), "<", Rational(1, 10**4))


@claim(source=YANG.on("yang.K0"))
def integrals_of_powers_of_hyperbolic_cosines_eq_kernel():
    """With K_0(x) = int_0^oo exp(-x cosh u) du the integral over x is Gamma(a + 1)/(cosh u - c)^(a + 1); s = tanh(u/2) makes it one over [0, 1]."""

    def one(power):
        inner = 2 * (1 - s**2) ** power / (1 + s**2 - c * (1 - s**2)) ** (power + 1)
        return Identity(gamma(power + 1) * Integral(inner, (s, 0, 1)), _L(power, c), (c > -1, c < 1))

    return [one(power) for power in (Rational(1), Rational(2), Rational(3))]


@claim(source=YANG.on("yang.K0.recurrence", "yang.K0.derivative"))
def bessel_integrals_obey_a_recurrence():
    """(1 - c^2) L_(a+2) = (2a + 3) c L_(a+1) + (a + 1)^2 L_a."""
    inside = (c > -1, c < 1)
    return [
        Identity((1 - c**2) * _L(power + 2, c), (2 * power + 3) * c * _L(power + 1, c) + (power + 1) ** 2 * _L(power, c), inside)
        for power in (Rational(1), 3 * HALF, Rational(3, 4))
    ]


@claim(source=ABSTRACT.on("M.22"), expects="refuted", instead="yang_schoenholz_2017/values_of_the_bessel_integral")
def bessel_integral_with_the_unmodified_function():
    """As worded: Y_0 in the place of K_0. The integral of x Y_0(x) exp(-x/2) is not L_1(-1/2), and for c > 0 it diverges, since Y_0 falls like 1/sqrt(x) only.

    What the interval [1/1000, 60] leaves out is below 10^-5.
    """
    return Identity(Integral(s * bessely(0, s) * exp(-s / 2), (s, Rational(1, 1000), 60)), _L(Rational(1), -HALF))
