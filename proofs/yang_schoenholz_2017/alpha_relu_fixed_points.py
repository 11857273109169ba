"""Fixed points of J_a in [0, 1] for 1/2 < a < 1: c = 1 with slope a^2/(2a - 1) > 1, which repels, and one more, e*_a, which attracts.

J_a is convex (its Taylor coefficients are not negative), so J_a(c) - c has at most two zeros: signs at two places that differ by 10^-12 enclose e*_a.
Slopes there and mu = (1 - J_a'(e*))/(1 - a) are those of the rates of residual networks.
"""

from sympy import Max, Rational, gamma, pi, sqrt, symbols

from derive import DualKernel, Inequality, Source, Value, claim, x

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "fixed points recalled, values derived")
a = symbols("a", positive=True)
TABLE = (
    ("3/5", "0.984020398148669272", "0.920391376110177", "0.199021559724557"),
    ("2/3", "0.99035947094842371", "0.944616561535812", "0.166150315392563"),
    ("3/4", "0.995722808048905832", "0.968795533286117", "0.12481786685553"),
    ("4/5", "0.997759534576079768", "0.980015789664982", "0.0999210516750895"),
)


def _J(power, correlation, order=0):
    scale = 2 ** (power - 1) * gamma(power + Rational(1, 2)) / sqrt(pi)
    return DualKernel(Max(x, 0) ** power, Max(x, 0) ** power, (order, order), 1, 1, correlation) / scale


@claim(source=YANG.on("yang.Ja.shape"))
def alpha_relu_kernels_have_one_fixed_point_below_one():
    """J(c) > c just below e*_a and J(c) < c just above, for a = 3/5, 2/3, 3/4, 4/5."""
    found = []
    for power, place, _, _ in TABLE:
        low, high = (Rational(place) + sign * Rational(1, 10**12) for sign in (-1, 1))
        found += [Inequality(_J(Rational(power), low), ">", low), Inequality(_J(Rational(power), high), "<", high)]
    return found


@claim(source=YANG.on("yang.Ja.shape", "yang.arelu.e"), uses=["yang_schoenholz_2017/alpha_relu_kernels_have_one_fixed_point_below_one"])
def slopes_at_the_fixed_points_of_alpha_relu():
    """J_a'(e*) and mu, at e* as tabulated (an error of 10^-17 there moves neither within its figures)."""
    found = []
    for power, place, slope, mu in TABLE:
        there = _J(Rational(power), Rational(place), 1)
        found += [Value(there, slope), Value((1 - there) / (1 - Rational(power)), mu)]
    return found


@claim(source=YANG.on("yang.Ja.values", "yang.Ja.shape"))
def slope_at_one_of_alpha_relu_repels():
    """a^2/(2a - 1) > 1 for 1/2 < a != 1: (a - 1)^2 > 0."""
    return [Inequality(a**2 / (2 * a - 1), ">", 1, (a > Rational(1, 2), a < 1)), Inequality(a**2 / (2 * a - 1), ">", 1, (a > 1,))]


@claim(source=YANG.on("yang.Ja.values"))
def values_of_alpha_relu_kernels():
    """Samples, and J_a(0)."""
    samples = (("3/4", "3/10", "0.526690498742551023"), ("3/2", "4/5", "0.793586562196072599"), ("2", "-1/2", "0.0288344428112186543"))
    zeros = (("3/5", "0.401912721181059"), ("2/3", "0.387438238784885"), ("3/4", "0.369530176812437"), ("4/5", "0.358945456243078"))
    return [Value(_J(Rational(power), Rational(place)), value) for power, place, value in (*samples, *((power, "0", value) for power, value in zeros))]
