"""The constants of SELU, derived; the map of mean and variance by quadrature."""

import mpmath
import pytest
from edge_values import agrees
from sympy import Rational, exp, pi, simplify, sqrt

from derive import activations
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError, NotDefined
from derive.language.special import Phi
from derive.meanfield.self_normalising import self_normalising
from derive.theory.self_normalising import jacobian, mean_and_variance, mu, nu, omega, tau


def test_the_constants_of_selu():
    found = self_normalising("elu")
    assert agrees(found.parameter, "1.67326324235437728481704299167") and agrees(found.scale, "1.05070098735548049341933498529")
    alpha, _ = found.exact
    assert simplify(alpha - sqrt(2 / pi) / (1 - 2 * sqrt(exp(1)) * Phi(-1))) == 0
    assert agrees(found.jacobian[0], "0.0888347551069") and agrees(found.jacobian[1], "0.782647883197") and found.attracts
    assert agrees(found.chi_1, "1.07157499245579926")


def test_the_constants_in_closed_form_are_those_of_the_balls():
    found = self_normalising("elu")
    for closed, ball in zip(found.exact, (found.parameter, found.scale), strict=True):
        assert enclose(closed, {}, 30).overlaps(ball)


def test_odd_functions_only_need_a_factor():
    found = self_normalising("tanh")
    assert found.parameter is None and agrees(found.scale, "1.59253741972283")  # 0.3942944903978412^(-1/2)


def test_relu_moved_down_by_its_mean():
    found = self_normalising("Max(x, 0) - a")
    assert found.exact[0] == sqrt(2) / (2 * sqrt(pi)) and agrees(found.chi_1, "1.466942206924259860")


def test_what_has_no_normalised_member_says_why():
    for family, why in (("relu", "not 0"), ("celu", "0 values"), ("alpha*beta*x", "several")):
        with pytest.raises(DeriveError, match=why):
            self_normalising(family)
    with pytest.raises(NotDefined):
        self_normalising("exp(x**2)")


def test_the_map_of_mean_and_variance():
    at = {mu: Rational(1, 5), nu: Rational(3, 2), omega: Rational(1, 2), tau: Rational(4, 5)}
    first, second = (float(enclose(part, at, 15).value) for part in mean_and_variance(activations.find("selu")))

    def selu(t):
        return 1.0507009873554805 * (t if t > 0 else 1.6732632423543773 * mpmath.expm1(t))

    spread, centre = mpmath.sqrt(1.2), mpmath.mpf("0.1")
    cut = [-10, float(-centre / spread), 10]
    mean = mpmath.quad(lambda z: selu(spread * z + centre) * mpmath.npdf(z), cut)
    square = mpmath.quad(lambda z: selu(spread * z + centre) ** 2 * mpmath.npdf(z), cut)
    assert abs(first - mean) < 1e-12 and abs(second - (square - mean**2)) < 1e-12


def test_the_jacobian_by_differences_of_the_map():
    selu, h = activations.find("selu"), Rational(1, 10**6)
    total = Rational(1, 100)
    entries = [enclose(entry, {}, 20) for entry in jacobian(selu, total)]
    maps = mean_and_variance(selu)
    for column, letter in enumerate((mu, nu)):
        sides = [{mu: 0, nu: 1, omega: total, tau: 1} | {letter: (0 if letter is mu else 1) + sign * h} for sign in (1, -1)]
        for row, part in enumerate(maps):
            up, down = (float(enclose(part, at, 20).value) for at in sides)
            assert abs((up - down) / float(2 * h) - float(entries[2 * row + column].value)) < 1e-7


def test_the_zero_function_has_no_factor():
    """Its factor was 1/0: balls without information and an infinite exact value. Control: a function with mean 0 that is not 0."""
    with pytest.raises(NotDefined, match="positive"):
        self_normalising("0*x")
    assert self_normalising("x**3").scale.short(12) == "0.258198889747"  # 1/sqrt(15)
