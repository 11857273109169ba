"""Values that published code returns for moments and kernels, run or read, beside the true ones."""

from sympy import Max, Min, Piecewise, Rational, Symbol, erf, pi, sqrt, tanh

from derive import ActivationMoment, DualKernel, Identity, Source, Value, c, claim, phi, q1, q2, x

ANYINIT = Source("", "AnyInit 0.4.0", "anyinit.activation_profile(...).moments, run")
TANGENTS = Source("", "neural-tangents 0.6.5", "stax.ElementwiseNumerical(tanh, deg=25), run")
GP4A = Source("", "thegregyang/GP4A", "utils.py, VDerErf, run")
SYMPY = Source("", "SymPy 1.14.0", "integrate, run")
CLIP, ONE = Min(Max(x, -1), 1), Rational(1)
SHRINK = Piecewise((x, x > Rational(1, 2)), (x, x < -Rational(1, 2)), (0, True))
b = Symbol("b", positive=True)


def _square(function, variance=ONE):
    return ActivationMoment(function, phi**2, variance)


@claim(source="derived here")
def second_moments_of_clipped_and_saturating_functions():
    """E[phi^2]: hard tanh 0.5160585509617, hard shrink 0.9691404042163 at q = 1, tanh 0.9750761123732 at q = 1024."""
    return [
        Value(_square(CLIP), "0.51605855096171330"),
        Value(_square(SHRINK), "0.96914040421627327"),
        Value(_square(tanh(x), Rational(1024)), "0.97507611237320852"),
    ]


@claim(source=ANYINIT, expects="refuted", instead=second_moments_of_clipped_and_saturating_functions.id)
def second_moment_of_the_hard_tanh_by_sampled_kinks():
    """0.515925: its kinks at -1 and 1 are nearer to the preset one at 0 than 15/8, and are dropped."""
    return Value(_square(CLIP), "0.5159252565468999")


@claim(source=ANYINIT, expects="refuted", instead=second_moments_of_clipped_and_saturating_functions.id)
def second_moment_of_the_hard_shrink_by_sampled_kinks():
    """0.972334: the jumps at -1/2 and 1/2 are dropped."""
    return Value(_square(SHRINK), "0.972334445106021")


@claim(source=ANYINIT, expects="refuted", instead=second_moments_of_clipped_and_saturating_functions.id)
def second_moment_of_tanh_at_a_large_variance():
    """0.9750748 at q = 1024, where the panels of the quadrature are as wide as the step of tanh."""
    return Value(_square(tanh(x), Rational(1024)), "0.9750747818056257")


@claim(source="derived here")
def second_moments_of_tanh():
    """0.39429449039784 at q = 1."""
    return Value(_square(tanh(x)), "0.39429449039784117")


@claim(source=TANGENTS, expects="refuted", instead=second_moments_of_tanh.id)
def kernel_of_tanh_by_25_nodes_at_unit_variance():
    """0.394276506: off by 1.8e-5, without a word on the error; a quarter of the value is missing at q = 1024."""
    return Value(_square(tanh(x)), "0.39427650603495573")


@claim(source=Source("williams1998", "C. K. I. Williams, Computation with infinite neural networks, 1998", "the arcsine kernel, differentiated"))
def derivative_kernel_of_erf():
    """E[erf'(u) erf'(v)] = (4/pi)/sqrt((1 + 2 q1)(1 + 2 q2) - 4 c^2 q1 q2), in variances."""
    return Identity(DualKernel(erf(x), erf(x), (1, 1), q1, q2, c), 4 / (pi * sqrt((1 + 2 * q1) * (1 + 2 * q2) - 4 * c**2 * q1 * q2)))


@claim(source=GP4A, expects="refuted", instead=derivative_kernel_of_erf.id)
def derivative_kernel_of_erf_with_standard_deviations():
    """Standard deviations stand where variances belong: right at unit variance only."""
    return Identity(DualKernel(erf(x), erf(x), (1, 1), q1, q2, c), 4 / (pi * sqrt((1 + 2 * sqrt(q1)) * (1 + 2 * sqrt(q2)) - 4 * c**2 * q1 * q2)))


@claim(source=SYMPY, expects="refuted", instead="cho_saul_2009/relu_kernel_eq_arc_cosine_of_degree_one")
def kernel_of_the_relu_by_repeated_integration():
    """At q1 = q2 = 1, c = 3/5 the repeated integral is given as 3/10 + 353/(500 pi) = 0.52473: it is 0.33877."""
    relu = Max(x, 0)
    return Identity(DualKernel(relu, relu, (0, 0), ONE, ONE, Rational(3, 5)), Rational(3, 10) + 353 / (500 * pi))
