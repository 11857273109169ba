"""psi_a(x) = x^a for x > 0, 0 else: E[psi_a^2] = c_a q^a, c_a = 2^(a-1) Gamma(a + 1/2)/sqrt(pi); E[psi_a'^2] = a^2 c_(a-1) q^(a-1) for a > 1/2.

Below a = 1/2 the mean squared slope is infinite; below a = 3/4 its fourth power is, so that averages of the squared slope do not concentrate.
"""

from sympy import Heaviside, Integer, Max, Rational, gamma, pi, sqrt, symbols

from derive import ActivationMoment, Identity, Limit, Source, claim, dphi, phi, q, x

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "lemmas on alpha-ReLU, derived again")
a, t = symbols("a t", positive=True)


def _c(power):
    return 2 ** (power - 1) * gamma(power + Rational(1, 2)) / sqrt(pi)


@claim(source=YANG.on("yang.ca"))
def mean_squared_alpha_relu_eq_power_of_variance():
    """c_a q^a for every a > 0, and c_0 = c_1 = 1/2, c_2 = 3/2."""
    values = [Identity(_c(Integer(n)), value) for n, value in enumerate((Rational(1, 2), Rational(1, 2), Rational(3, 2)))]
    return [
        Identity(ActivationMoment(Max(x, 0) ** a, phi**2, q), _c(a) * q**a),
        Identity(ActivationMoment(Heaviside(x), phi**2, q), _c(Integer(0))),
        *values,
    ]


@claim(source=YANG.on("yang.ca"))
def constants_of_alpha_relu_obey_a_recurrence():
    """c_(a+1) = (2a + 1) c_a."""
    return Identity(_c(a + 1), (2 * a + 1) * _c(a))


@claim(source=YANG.on("yang.arelu.gradfail"))
def mean_squared_slope_of_alpha_relu_eq_power_of_variance():
    """a^2 c_(a-1) q^(a-1) for a > 1/2."""
    return Identity(ActivationMoment(Max(x, 0) ** a, dphi**2, q), a**2 * _c(a - 1) * q ** (a - 1), (a > Rational(1, 2),))


@claim(source=YANG.on("yang.arelu.gradfail"), uses=["yang_schoenholz_2017/mean_squared_slope_of_alpha_relu_eq_power_of_variance"])
def mean_squared_slope_of_alpha_relu_has_a_pole_at_half():
    """With a = 1/2 + t: t a^2 c_(a-1) -> 2^(-3/2)/(4 sqrt(pi)): the expected squared gradient is infinite for a <= 1/2."""
    power = Rational(1, 2) + t
    return Limit(t * power**2 * _c(power - 1), t, 2 ** Rational(-3, 2) / (4 * sqrt(pi)))


@claim(source=YANG.on("yang.arelu.gradfail"))
def mean_fourth_power_of_slope_of_alpha_relu_has_a_pole_at_three_quarters():
    """E[psi'^4] = a^4 2^(2a-3) Gamma(2a - 3/2)/sqrt(pi), finite for a > 3/4 only; with a = 3/4 + t, t E[psi'^4] -> (81/256) 2^(-3/2)/(2 sqrt(pi))."""
    power = Rational(3, 4) + t
    fourth = ActivationMoment(Max(x, 0) ** a, dphi**4, 1)
    formula = a**4 * 2 ** (2 * a - 3) * gamma(2 * a - Rational(3, 2)) / sqrt(pi)
    return [
        Identity(fourth, formula, (a > Rational(3, 4),)),
        Limit(t * formula.subs(a, power), t, Rational(81, 256) * 2 ** Rational(-3, 2) / (2 * sqrt(pi))),
    ]


@claim(
    source=Source("", "a circulating summary of Yang and Schoenholz 2017", "for alpha below 1 gradients grow polynomially").on("M.23"),
    expects="refuted",
    instead="yang_schoenholz_2017/mean_squared_slope_of_alpha_relu_has_a_pole_at_half",
)
def mean_squared_slope_of_alpha_relu_is_finite_at_half():
    """True for 1/2 < a < 1 alone: as a falls to 1/2 the expected squared slope grows without bound, and below it is infinite; stated as having the limit 1."""
    power = Rational(1, 2) + t
    return Limit(power**2 * _c(power - 1), t, 1)
