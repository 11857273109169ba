"""Recurrences from descriptions, as floats and as balls, against quadrature written by hand."""

import mpmath
import pytest
from sympy import Rational, Symbol, sqrt

from derive.language.errors import DeriveError, Diverges
from derive.language.functions.activation import Activation
from derive.meanfield.exact_layers import exact_layers
from derive.meanfield.layers import evolve
from derive.theory.architectures import architecture, names
from derive.theory.networks import letters
from derive.theory.networks.description import WIDTH, Architecture, Dense, Nonlinear, Skip
from derive.theory.networks.recurrences import FRESH, UNCORRELATED, recurrences

W, B, V, A = (letters.deviation(name) for name in "wbva")
VALUES = {W: sqrt(Rational(3, 2)), V: sqrt(Rational(6, 5)), A: Rational(1, 2), B: Rational(1, 10)}
START = {letters.p: 1, letters.gamma: Rational(1, 2)}


def network(name, activation):
    return recurrences(architecture(name), Activation.of(activation))


def mean(f, variance):
    return mpmath.quad(lambda z: f(mpmath.sqrt(variance) * z) * mpmath.npdf(z), [-12, -4, -1, 0, 1, 4, 12])


def test_tanh_agrees_with_quadrature_of_the_published_recurrences():
    """p' = p + sigma_v^2 E[tanh^2] + sigma_a^2 and chi = (1 + sigma_v^2 sigma_w^2 E[tanh'^2]) chi' (Yang and Schoenholz 2017)."""
    p, growth = mpmath.mpf(1), mpmath.mpf(0)
    for _ in range(6):
        q = mpmath.mpf(3) / 2 * p + mpmath.mpf(1) / 100
        growth += mpmath.log(1 + mpmath.mpf(6) / 5 * mpmath.mpf(3) / 2 * mean(lambda x: mpmath.sech(x) ** 4, q))
        p += mpmath.mpf(6) / 5 * mean(lambda x: mpmath.tanh(x) ** 2, q) + mpmath.mpf(1) / 4
    found = exact_layers(network("full residual", "tanh(x)"), VALUES, {letters.p: 1}, [6], 20)[6]
    assert abs(float(found["p"]) - p) < 1e-14 and abs(float(found["growth"]) - growth) < 1e-14
    assert found["p"].rel_accuracy_bits() > 66


def test_floats_and_balls_agree_on_every_architecture():
    for name in names():
        found = network(name, "Max(x, 0)").at({letters.deviation("u"): 1, letters.deviation("d"): Rational(1, 3), Symbol("M", positive=True): 2 * WIDTH})
        start = START | ({letters.m: Rational(1, 3)} if letters.m in found.state else {})
        floats, balls = evolve(found, VALUES, start, 20), exact_layers(found, VALUES, start, [20], 20)[20]
        for letter in ("p", "gamma"):
            assert float(balls[letter]) == pytest.approx(floats.state[letter][20], rel=1e-12)
        assert float(balls["growth"]) == pytest.approx(floats.growth[20], rel=1e-12)


def test_relu_grows_exactly_geometrically():
    """p^l = (p^0 + k/(B - 1)) B^l - k/(B - 1), chi^0/chi^l = B^l."""
    found = exact_layers(network("full residual", "Max(x, 0)"), VALUES, {letters.p: 1}, [50], 20)[50]
    growth, k = mpmath.mpf("1.9"), mpmath.mpf("0.256")
    assert float(found["p"]) == pytest.approx(float((1 + k / (growth - 1)) * growth**50 - k / (growth - 1)), rel=1e-14)
    assert float(found["growth"]) == pytest.approx(50 * float(mpmath.log(growth)), rel=1e-14)


def test_parameters_have_their_gradients():
    """chi_b = sigma_v^2 chi D, chi_w = p chi_b, chi_v = chi E[phi^2], chi_a = chi (theorem on backward recurrences)."""
    found = network("full residual", "erf(x)")
    chi = {name: found.parameters[letters.gradient_of(name)] for name in "wbva"}
    assert chi["w"] == letters.p * chi["b"] and chi["a"] == 1
    assert found.back == 1 + W**2 * chi["b"]
    assert found.state[letters.p] == letters.p + A**2 + V**2 * chi["v"]


def test_the_reduced_network_has_a_cross_term_where_phi_has_a_mean():
    odd, other = network("reduced residual", "tanh(x)"), network("reduced residual", "Max(x, 0)")
    assert letters.m not in odd.state and UNCORRELATED not in odd.assumptions and FRESH in odd.assumptions
    assert other.state[letters.p].coeff(letters.m) == 2 * (other.state[letters.m] - letters.m) and UNCORRELATED in other.assumptions


def test_deviations_may_depend_on_the_layer():
    found = network("full residual", "sin(x)").at({V: V * letters.l ** Rational(-1, 2)})
    floats, balls = evolve(found, VALUES, START, 30), exact_layers(found, VALUES, START, [30], 20)[30]
    assert float(balls["gamma"]) == pytest.approx(floats.state["gamma"][30], rel=1e-12)


@pytest.mark.parametrize(
    ("branch", "skip", "told"),
    [
        ((Nonlinear(),), Skip.NONE, "random map"),
        ((Dense("w"), Nonlinear(), Nonlinear()), Skip.NONE, "not normal"),
        ((Nonlinear(), Dense("w"), Nonlinear()), Skip.IDENTITY, "not normal"),
        ((Dense("w", "b"), Dense("w")), Skip.NONE, "two parameters"),
        ((Dense("w", None, Rational(0)), Nonlinear()), Skip.NONE, "width of 0"),
        ((Dense("w", None, Symbol("M", positive=True)), Nonlinear()), Skip.IDENTITY, "different widths"),
        (("dropout",), Skip.NONE, "no part"),
    ],
)
def test_descriptions_that_make_no_sense_are_refused(branch, skip, told):
    with pytest.raises(DeriveError, match=told):
        Architecture("test", branch, skip)


def test_bad_questions_are_refused():
    with pytest.raises(DeriveError, match="full residual"):
        architecture("dense")
    with pytest.raises(DeriveError, match="no value is given for sigma_v"):
        evolve(network("full residual", "erf(x)"), {W: 1, A: 0, B: 0}, START, 3)
    with pytest.raises(DeriveError, match="no value for p"):
        evolve(network("full residual", "erf(x)"), VALUES, {letters.gamma: 1}, 3)
    with pytest.raises(Diverges):
        exact_layers(network("full residual", "Max(x, 0)**Rational(1, 3)"), VALUES, {letters.p: 1}, [3], 20)
    layers = evolve(network("full residual", "Max(x, 0)**Rational(1, 3)"), VALUES, {letters.p: 1}, 3)
    assert layers.growth is None and "not integrable" in layers.reason
