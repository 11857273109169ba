"""Roots with proofs: existence, uniqueness, completeness."""

from flint import arb
from sympy import Max, Rational, acos, cos, pi, sin, sqrt, tanh

from derive.evidence.root import isolate, roots
from derive.language.expectation import Expectation
from derive.language.gaussian import Gaussian
from derive.language.symbols import X, Y, Z, c, q, x


def test_all_roots_of_sine_minus_a_line():
    found = roots(sin(x) - x / 5, x, -10, 10, 30)
    assert found.complete and len(found.roots) == 3 and all(root.unique for root in found.roots)
    last = found.roots[2].ball
    (same,) = roots(sin(x) / x - Rational(1, 5), x, 2, 3, 30).roots
    assert last.overlaps(same.ball) and last.overlaps(type(last)(arb("2.5957390797", "1e-9")))
    assert last.digits >= 29


def test_a_double_root_is_not_claimed():
    found = roots((x - Rational(1, 3)) ** 2, x, 0, 1, 20)
    assert found.roots == () and not found.complete


def test_no_root_is_a_complete_answer():
    assert roots(x**2 + 1, x, -5, 5, 20) == roots(cos(x) - 2, x, -5, 5, 20)
    assert roots(x**2 + 1, x, -5, 5, 20).complete


def test_an_exact_root_at_an_end_is_found_once():
    found = roots(x**3 - x, x, 0, 1, 20)
    assert found.complete and [root.ball.value for root in found.roots] == ["0", "1"]


def test_the_slope_encloses_the_derivative():
    (root,) = roots(x**2 - 2, x, 1, 2, 30).roots
    assert root.slope is not None and root.slope.overlaps(type(root.ball)(2 * arb(2).sqrt()))


def test_parameters_and_ball_functions():
    assert roots(q * x - 1, x, 0, 1, 20, {q: "5/2"}).roots[0].ball.arb.overlaps(arb(2) / 5)
    found = isolate(lambda t: t.exp() - 2, lambda t: t.exp(), 0, 1, 30)
    assert found.complete and found.roots[0].ball.arb.overlaps(arb(2).log())


def test_the_fixed_point_of_the_relu_correlation_map_with_bias():
    kernel = (sqrt(1 - c**2) + (pi - acos(c)) * c) / (2 * pi)
    found = roots(kernel + Rational(1, 3) - c, c, -1, 1, 25)
    assert found.complete and len(found.roots) == 1


def test_a_variance_fixed_point_of_tanh_is_unique():
    moment = Expectation(tanh(sqrt(q) * Z) ** 2, Gaussian())
    found = roots(3 * moment + Rational(1, 10) - q, q, Rational(1, 10), 4, 20)
    (root,) = found.roots
    assert found.complete and root.unique and root.slope is not None and root.slope.arb < 0
    assert root.ball.arb.overlaps(arb("1.5076317702082750588523332646", "1e-25"))  # mpmath.findroot over mpmath.quad


def test_a_change_of_sign_proves_existence_for_a_pair():
    kernel = 2 * Expectation(Max(X, 0) * Max(Y, 0), Gaussian(c))
    found = roots(Rational(4, 5) * kernel + Rational(1, 10) - c, c, Rational(-1, 2), 1, 12)
    assert not found.complete and len(found.roots) == 1 and not found.roots[0].unique
    closed = (sqrt(1 - c**2) + (pi - acos(c)) * c) / pi
    (exact,) = roots(Rational(4, 5) * closed + Rational(1, 10) - c, c, Rational(-1, 2), Rational(99, 100), 20).roots
    assert exact.ball.overlaps(found.roots[0].ball) and found.roots[0].ball.digits >= 11
