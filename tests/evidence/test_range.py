"""The whole range of one variable and of a pair, for a seeded part of the catalogue."""

import random

import mpmath
import pytest
from sympy import Integer, Rational, lambdify

from derive import activations
from derive.evidence.lower import enclose
from derive.language.errors import Diverges
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import c, ddphi, dphi, phi, q, q1, q2, x, z

MONOMIALS = (phi**2, dphi**2, ddphi**2, phi, z * phi)
VARIANCES = (Rational(1, 10**6), Rational(1, 1000), Integer(1), Integer(1000), Integer(10**6))
NEAREST = 1 - Rational(1, 10**12)
FREE = {"alpha": Rational(1, 5), "beta": Rational(1, 2), "theta": Rational(1, 3), "b": Rational(1, 2), "a": Rational(3, 2)}
NAMES = sorted(activations.names())


def values_of(activation):
    """The parameters of the catalogue, fixed fractions where it has none."""
    known = {**FREE, **activations.defaults_of(activation)}
    return {symbol: known.get(symbol.name, Rational(2, 3)) for symbol in activation.expr.free_symbols - {x}}


def function_of(name):
    activation = activations.find(name)
    return activation.expr.xreplace(values_of(activation))


def picked(count, seed):
    chosen = random.Random(seed)
    return [(name, chosen.choice(MONOMIALS), chosen.choice(VARIANCES)) for name in chosen.sample(NAMES, count)]


@pytest.mark.slow
@pytest.mark.parametrize("digits", [15, 50, 200])
def test_every_moment_is_enclosed_or_infinite(digits):
    for name, monomial, variance in picked(16, digits):
        try:
            ball = enclose(ActivationMoment(function_of(name), monomial, q), {q: variance}, digits).arb
            assert ball.rad() * 10**digits <= 1.001 * max(1, abs(ball)), (name, monomial, variance)
        except Diverges:
            assert monomial in (dphi**2, ddphi**2) or name == "exp", (name, monomial, variance)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "hard_tanh"])
def test_a_thousand_digits(name):
    for monomial in (phi**2, dphi**2):
        assert enclose(ActivationMoment(function_of(name), monomial, q), {q: 1000}, 1000).digits >= 999


@pytest.mark.slow
@pytest.mark.parametrize("name", random.Random(5).sample(NAMES, 12))
def test_a_moment_agrees_with_mpmath(name):
    """Quadrature between break points, of functions and not of their derivatives."""
    function, variance = function_of(name), random.Random(name).choice(VARIANCES[1:3])
    plain, root = lambdify(x, function, "mpmath"), mpmath.sqrt(mpmath.mpf(int(variance.p)) / int(variance.q))
    knots = (0, 0.25, 1 / 3, 0.5, 2 / 3, 1, 1.5, 2, 3, 6)
    places = sorted({side * knot / float(root) for knot in knots for side in (1, -1) if knot / float(root) < 14} | {-14.0, -7.0, 7.0, 14.0})
    with mpmath.workdps(30):
        for monomial, power, order in ((phi**2, 2, 0), (z * phi, 1, 1)):
            expected = mpmath.quad(lambda t, k=power, m=order: plain(root * t) ** k * t**m * mpmath.npdf(t), places)
            found = enclose(ActivationMoment(function, monomial, q), {q: variance}, 18)
            assert abs(mpmath.mpf(found.arb.mid().str(25, radius=False)) - expected) < 1e-14 * max(1, abs(expected))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "mish", "dsilu", "sin", "rbf", "asinh", "relu6"])
@pytest.mark.parametrize("order", [0, 1])
def test_kernels_at_the_edge_of_the_range(name, order):
    """Variances a million apart, 1 - |c| = 10^-12, fifteen digits."""
    for sign in (1, -1):
        goal = DualKernel(function_of(name), function_of(name), (order, order), q1, q2, c)
        ball = enclose(goal, {q1: 1, q2: 10**6, c: sign * NEAREST}, 15).arb
        assert ball.rad() * 10**15 <= 1.001 * max(1, abs(ball))
