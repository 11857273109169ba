"""Kernels of functions that grow like exponentials at variances up to a million, against completing the square."""

import pytest
from sympy import Max, Rational, exp, tanh

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.far_peak import far_place
from derive.evidence.lower import enclose
from derive.evidence.pair import plane
from derive.evidence.pair.plane import product_expectation
from derive.evidence.pair.tilted import tilted
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import Z, c, q1, q2, x

NEAREST = -1 + Rational(1, 10**12)


@pytest.mark.parametrize("correlation", [Rational(19, 20), Rational(-99, 100), NEAREST, 1])
@pytest.mark.parametrize("order", [0, 1])
def test_exponentials_at_a_variance_of_a_million(correlation, order):
    """E[exp(u/3) exp(v/3)] = exp((q1 + q2 + 2 c sqrt(q1 q2))/18), and 1/9 of it for the derivatives."""
    found = enclose(DualKernel(exp(x / 3), exp(x / 3), (order, order), q1, q2, c), {q1: 1, q2: 10**6, c: correlation}, 30)
    with working(300):
        exact = real_constant(exp((1 + 10**6 + 2000 * correlation) * Rational(1, 18)), {}) / 9**order
        assert found.arb.overlaps(exact) and found.arb.rel_accuracy_bits() > 95


def test_two_far_factors_and_a_kink():
    correlation = Rational(1, 2)
    with working(300):
        value = product_expectation(exp(50 * Z), exp(-30 * Z), correlation, 30)
        assert value.overlaps(real_constant(exp(Rational(2500 + 900 - 1500, 2)), {})) and value.rel_accuracy_bits() > 90
        kink = product_expectation(exp(50 * Z), Max(Z, 0), correlation, 20)  # E[max(Y + 25, 0)] nearly is 25
        assert abs(kink / real_constant(exp(1250), {}) - 25) < 1e-15


def test_what_is_near_stays():
    assert tilted(tanh(Z), Max(Z, 0), Rational(1, 2)) is None
    assert far_place(exp(-60 * Z), Z) == -60 and far_place(exp(60 * Z) + exp(-60 * Z), Z) == 0


def test_a_wrong_weight_would_be_seen(monkeypatch):
    """An exponent that is 1/1000 too large."""

    def wrong(f, g, correlation):
        found = tilted(f, g, correlation)
        return type(found)(found.first, found.second, found.exponent + Rational(1, 1000))

    monkeypatch.setattr(plane, "tilted", wrong)
    monkeypatch.setattr(plane, "far_peak", lambda body, letter, at: 0)  # else pieces are moved one by one
    with working(300):
        value = product_expectation(exp(50 * Z), exp(-28 * Z), Rational(1, 2), 30)
        assert not value.overlaps(real_constant(exp(942), {}))
