"""Every activation of the catalogue at |c| <= 0.95, and the analytic ones next to |c| = 1, by two independent algorithms whose balls meet."""

import mpmath
import pytest
from flint import arb
from sympy import Abs, Heaviside, Integer, Max, Rational, log, sqrt, tanh

from derive import activations
from derive.evidence.audit import twice
from derive.evidence.audit.twice import Contradiction, enclose_twice
from derive.evidence.balls.precision import working
from derive.evidence.pair import hypergeometric, plane
from derive.evidence.pair.factored_grid import strip_of
from derive.language.errors import CannotEnclose, NotDefined
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, Z, c, dphi, phi, q, q1, q2, x

DIGITS = 12
NEAREST = 1 - Rational(1, 10**12)
UNEQUAL = {q1: 1, q2: Rational(3, 2)}
FREE = {"alpha": Rational(1, 5), "beta": Rational(1, 2), "theta": Rational(1, 3), "b": Rational(1, 2), "a": Rational(3, 2)}


def function_of(name):
    """The function at the parameters of the catalogue, at fixed fractions where it has none."""
    activation = activations.find(name)
    values = {**FREE, **activations.defaults_of(activation)}
    return activation.expr.xreplace({symbol: values.get(symbol.name, Rational(2, 3)) for symbol in activation.expr.free_symbols - {x}})


def kernel_twice(function, orders, correlation):
    found = enclose_twice(DualKernel(function, function, orders, q1, q2, c), {**UNEQUAL, c: correlation}, DIGITS, 60)
    assert found.names[0] != found.names[1] and found.ball.digits >= DIGITS - 3
    return found


@pytest.mark.parametrize("name", activations.names())
def test_two_ways_to_every_kernel(name):
    kernel_twice(function_of(name), (0, 0), Rational(-19, 20))


@pytest.mark.slow
@pytest.mark.parametrize("name", activations.names())
def test_two_ways_to_every_derivative_kernel(name):
    for correlation in (Rational(1, 2), Rational(-19, 20)):
        kernel_twice(function_of(name), (1, 1), correlation)


@pytest.mark.slow
@pytest.mark.parametrize("name", activations.names())
def test_two_ways_next_to_the_ends(name):
    """Analytic functions, and kinks: the expansion at |c| = 1 is the second way."""
    function = function_of(name)
    orders = ((0, 0), (1, 1)) if strip_of(function.xreplace({x: Z})) is not None else ((0, 0),)
    for order in orders:
        for correlation in (NEAREST, -1 + Rational(1, 10**6)):
            kernel_twice(function, order, correlation)


@pytest.mark.parametrize("correlation", [1, -1, 0])
def test_at_the_ends_and_between_one_variable_is_left(correlation):
    assert kernel_twice(tanh(x), (1, 1), Integer(correlation)).names == ("trapezoid", "quadrature")


def test_one_variable_by_two_ways():
    for function in (tanh(x), Max(x, 0), Abs(x) ** Rational(1, 3)):
        assert enclose_twice(ActivationMoment(function, phi**2, q), {q: 3}, 20).ball.digits >= 18
    assert enclose_twice(Expectation(tanh(Z) ** 2, Gaussian()), {}, 30).ball.digits >= 28


def test_distributions_have_two_ways_too():
    assert kernel_twice(Heaviside(x), (1, 1), Rational(1, 2)).names == ("series", "density")


def test_a_wrong_way_is_seen(monkeypatch):
    """One of the two ways with an error of 10^-8."""

    def shifted(f, g, correlation, digits):
        with working(120):
            return plane_mehler(f, g, correlation, digits) + arb("1e-8")

    plane_mehler = plane.by_mehler
    monkeypatch.setattr(plane, "by_mehler", shifted)
    with pytest.raises(Contradiction, match="mehler"):
        kernel_twice(tanh(x), (0, 0), Rational(1, 2))


def test_questions_without_two_ways_say_so():
    with pytest.raises(CannotEnclose, match="no moment and no kernel"):
        enclose_twice(Expectation(tanh(X) * tanh(Y), Gaussian(c)), {c: 0}, 10)
    with pytest.raises(NotDefined, match="not positive"):
        enclose_twice(DualKernel(tanh(x), tanh(x), (0, 0), q1, q2, c), {q1: -1, q2: 1, c: 0}, 10)
    with pytest.raises(CannotEnclose, match="only trapezoid serves"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(twice, "_on_the_line", lambda body, digits: iter((("trapezoid", lambda: arb(1)),)))
        enclose_twice(ActivationMoment(tanh(x), dphi, q), {q: 1}, 10)


POWERS = Abs(x) ** Rational(1, 3), Max(x, 0) ** Rational(3, 2), Abs(x) ** Rational(-1, 4), Max(x, 0) ** Rational(1, 2) - 2 * Abs(x)
LOGARITHMS = log(Abs(x)) ** 2, sqrt(Abs(x)) * log(Abs(x)), x * log(Abs(x)), Heaviside(x) * log(Abs(x)), Abs(x) ** Rational(1, 3) * log(Abs(x))


@pytest.mark.parametrize("function", POWERS, ids=str)
@pytest.mark.parametrize("correlation", [NEAREST, -NEAREST, Rational(1, 2), -1 + Rational(1, 10**4)])
def test_powers_next_to_the_ends_have_two_ways(function, correlation):
    assert set(kernel_twice(function, (0, 0), correlation).names) == {"polar", "hypergeometric"}


@pytest.mark.parametrize("function", LOGARITHMS, ids=str)
@pytest.mark.parametrize("correlation", [NEAREST, *(pytest.param(c, marks=pytest.mark.slow) for c in (-NEAREST, Rational(4, 5), Rational(-1, 2)))])
def test_logarithms_next_to_the_ends_have_two_ways(function, correlation):
    assert set(kernel_twice(function, (0, 0), correlation).names) == {"polar", "hypergeometric"}


@pytest.mark.parametrize("exponent", [Rational(1, 2), Rational(1, 3), Integer(-1) / 2])
def test_exponents_move_the_hypergeometric_function(exponent):
    """A derivative in the exponent, against a difference quotient of mpmath's."""

    def plain(a):
        front = 2 ** ((a + 1) / 2) * mpmath.gamma((a + 1) / 2) * mpmath.gamma(1) / mpmath.pi
        return front * mpmath.hyp2f1(-a / 2, mpmath.mpf(-1) / 2, mpmath.mpf(1) / 2, c**2)

    with mpmath.workdps(40):
        c, a = mpmath.mpf(9) / 10, mpmath.mpf(exponent.p) / exponent.q
        true = mpmath.diff(plain, a, h=mpmath.mpf("1e-12"))
    with working(120):
        found = hypergeometric.by_hypergeometric(Abs(Z) ** exponent * log(Abs(Z)), Abs(Z), arb(9) / 10)
        assert abs(found - arb(mpmath.nstr(true, 30))) < 1e-18


def test_a_wrong_hypergeometric_function_is_seen(monkeypatch):
    """With a parameter that is moved."""
    plain = hypergeometric._series
    monkeypatch.setattr(hypergeometric, "_series", lambda a, b, lower, w, pole=None: plain(a, b, lower + arb("1e-8"), w, pole))
    for function in (Abs(x) ** Rational(1, 3), log(Abs(x))):
        with pytest.raises(Contradiction):
            kernel_twice(function, (0, 0), Rational(1, 2))


@pytest.mark.parametrize("exponent", [1, 3])
def test_the_poles_of_the_connection_formula_cancel(exponent, monkeypatch):
    """With the other sign of s/(-s) they do not, which is seen."""
    plain = hypergeometric._Pair._gamma_at_pole
    monkeypatch.setattr(hypergeometric._Pair, "_gamma_at_pole", lambda pair, m: plain(pair, m) * -1)
    with pytest.raises(ValueError, match="not divisible"):
        kernel_twice(Abs(x) ** Rational(exponent, 2) * log(Abs(x)), (0, 0), Rational(4, 5))
