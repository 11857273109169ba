"""Laws of deep residual networks: constants of the literature, and iteration of the exact recurrences."""

import math

import pytest
from sympy import Integer, Rational, lambdify, log, sqrt

from derive.activations import of
from derive.language.errors import DeriveError
from derive.meanfield.far_field import far_field
from derive.meanfield.layers import evolve
from derive.meanfield.residual import ResidualNetwork
from derive.theory.architectures import architecture
from derive.theory.line_integral import line_integral
from derive.theory.networks import letters
from derive.theory.networks.recurrences import recurrences
from derive.theory.recurrence import l
from derive.theory.residual import Depth

W, B, V, A = (letters.deviation(name) for name in "wbva")


def laws(name):
    return ResidualNetwork(of(name))


@pytest.mark.parametrize(
    ("share", "limit", "rate"),
    [(Rational(1, 2), "0.7898326283734419675", "0.4810072747419303429"), (Rational(4, 5), "0.4217144431535841213", "0.438315099045301227")],
)
def test_fixed_point_and_rate_of_tanh(share, limit, rate):
    """Roots of e = r (2/pi) arcsin e + 1 - r and 1 - (2/pi) r/sqrt(1 - e^2), computed by Newton's method in mpmath."""
    found = laws("tanh").angle({V: sqrt(share), A: sqrt(1 - share)})
    assert str(found.limit.value).startswith(limit) and str(found.rate.value).startswith(rate)


@pytest.mark.parametrize(
    ("power", "limit", "mu"), [("3/4", "0.99572280804890583", "0.12481786685553"), ("2/3", "0.9903594709484237", "0.166150315392563")]
)
def test_fixed_point_and_rate_of_powers_of_relu(power, limit, mu):
    """Fixed points of J_a by 2F1 in mpmath, and (1 - J_a'(e*))/(1 - a) with J_a' = a^2/(2a - 1) J_(a-1)."""
    found = laws(f"Max(x, 0)**({power})").angle({})
    assert str(found.limit.value).startswith(limit) and abs(float(found.rate.value) - float(mu)) < 1e-14


def test_gradient_of_tanh_is_a_stretched_exponential():
    """(4/3) sqrt(2/pi) sigma_w = 1.06384608 and 4/(3 pi) - 4/(9 pi) = 0.28294212 for the reduced network with sigma_w = 1."""
    law = laws("tanh").gradient
    at = law.leading.subs({V: 1, W: 1, A: 0})
    assert law.kind is Depth.STRETCHED
    assert abs(float(at.coeff(sqrt(l))) - 1.0638460810704871) < 1e-14
    assert abs(float(at.coeff(log(l))) - 0.2829421210522584) < 1e-14


@pytest.mark.parametrize(("power", "exponent"), [("3/4", Rational(9, 2)), ("2/3", 4), ("4/5", Rational(16, 3))])
def test_gradient_of_powers_of_relu_is_a_power(power, exponent):
    """R = a^2/((1 - a)(2a - 1))."""
    law = laws(f"Max(x, 0)**({power})").gradient
    assert (law.kind, law.leading.coeff(log(l))) == (Depth.POLYNOMIAL, exponent)


def test_low_powers_have_no_finite_gradient():
    assert laws("Max(x, 0)**(1/2)").gradient.kind is Depth.INFINITE and laws("Max(x, 0)**(3/2)").variance.kind is Depth.DOUBLE


def test_angle_of_relu():
    """1 - e_l ~ (9 pi^2/2) (1 + 2/(sigma_v^2 sigma_w^2))^2/l^2: 197.94039937740325 at 6/5 and 3/2."""
    law = laws("relu").angle({V: sqrt(Rational(6, 5)), W: sqrt(Rational(3, 2))}).law
    assert abs(float((law * l**2).simplify()) - 197.94039937740325) < 1e-10
    assert laws("x").angle_law is None




@pytest.mark.parametrize("name", ["erf", pytest.param("Max(-1, Min(1, x))", marks=pytest.mark.slow), pytest.param("Phi(x)", marks=pytest.mark.slow)])
def test_bounded_functions_follow_their_laws(name):
    """p_l - law and log(chi^0/chi^l) - law settle: they move by less than 0.03, and less and less, from l to 2l."""
    values = {V: 1, W: 1, A: Rational(1, 2), B: Rational(1, 5)}
    found = laws(name)
    layers = evolve(recurrences(architecture("full residual"), of(name)), values, {letters.p: 1}, 100_000)
    for seen, law in ((layers.state["p"], found.variance), (layers.growth, found.gradient)):
        predicted = lambdify(l, law.leading.subs(values))
        off = [seen[place] - predicted(place) for place in (25_000, 50_000, 100_000)]
        assert abs(off[1] - off[0]) < 0.04 and abs(off[2] - off[1]) < 0.8 * abs(off[1] - off[0]) + 1e-3


@pytest.mark.parametrize("name", ["sin", "gelu", "softsign", "arctan", "silu"])
def test_growth_classes_of_other_activations(name):
    law = laws(name).gradient
    assert law.kind is {"softsign": Depth.STRETCHED, "arctan": Depth.STRETCHED}.get(name, Depth.EXPONENTIAL)


def test_sin_follows_its_leading_law():
    layers = evolve(recurrences(architecture("full residual"), of("sin")), {V: 1, W: 1, A: 1, B: 0}, {letters.p: 1, letters.gamma: 0}, 20_000)
    found = laws("sin")
    assert layers.state["p"][-1] / 20_000 == pytest.approx(float(found.variance.leading.subs({V: 1, A: 1, l: 1})), rel=1e-3)
    assert layers.growth[-1] / 20_000 == pytest.approx(float(found.gradient.leading.subs({V: 1, W: 1, l: 1})), rel=1e-3)
    assert layers.e[-1] == pytest.approx(float(found.angle({V: 1, A: 1}).limit.value), rel=1e-3)


def test_integrals_over_the_line():
    from sympy import exp, oo, tanh

    x = of("x").expr
    assert line_integral([((1 - tanh(x) ** 2) ** 2, -oo, oo)]) == Rational(4, 3)
    assert line_integral([(1 - x**2, Integer(-1), Integer(1))]) == Rational(4, 3)
    assert line_integral([(exp(2 * x), -oo, Integer(0))]) == Rational(1, 2)
    assert line_integral([(exp(x), -oo, oo)]) is None and line_integral([(exp(-(x**2)), -oo, oo)]) is None
    assert line_integral([(1 / x, Integer(0), Integer(1))]) is None


def test_what_grows_like_a_logarithm_is_refused():
    with pytest.raises(DeriveError, match="asymptotes"):
        far_field(of("asinh"))


def test_gradients_of_decaying_activations_without_biases():
    """exp(-x^2): E[phi^2] = (1 + 4q)^(-1/2), E[phi'^2] = 4q (1 + 4q)^(-3/2); the recurrences in floats come near the law l^(2/3), unlike with sigma_a."""
    law = laws("exp(-x**2)").gradient_without_biases
    assert law.kind is Depth.STRETCHED and A not in law.leading.free_symbols and A in laws("exp(-x**2)").variance.leading.free_symbols
    p, total, off = 1.0, 0.0, []
    for layer in range(1, 10**6 + 1):
        total += math.log1p(4 * p * (1 + 4 * p) ** -1.5)
        p += (1 + 4 * p) ** -0.5
        if layer in (10**4, 10**5, 10**6):
            off.append(float(law.leading.subs({V: 1, W: 1, l: layer})) / total - 1)
    assert 0 < off[2] < 0.6 * off[1] < 0.36 * off[0] < 0.02


@pytest.mark.parametrize("name", ["tanh", "relu", "Abs(x)**Rational(3,4)"])
def test_gradients_without_biases_are_those_with_none_where_that_is_one_law(name):
    assert laws(name).gradient_without_biases.leading == laws(name).gradient.leading.subs(A, 0)
