"""Refinement keeps the root where the slope's enclosure becomes wider on a smaller interval."""

from flint import arb, ctx
from sympy import Rational

from derive import ActivationMoment, ddphi, phi, q
from derive.activations import silu
from derive.evidence.maps.root import _refine, roots


def test_a_slope_that_may_vanish_stops_newton_not_the_search():
    with ctx.workprec(100):
        a, b = _refine(lambda t: arb(1) / 3 - t, lambda t: arb(0, 1), arb(0), arb(1), 20)
        assert a < arb(1) / 3 < b
        assert b - a < 1e-19


def test_the_variance_at_which_the_silu_is_half_stable():
    """mpmath: findroot of quad(phi phi'' density) gives 14.3201736180258."""
    found = roots(ActivationMoment(silu.expr, phi * ddphi, q), q, Rational(128, 10), 16, 25)
    assert found.complete
    assert [root.ball.short(15) for root in found.roots] == ["14.3201736180258"]
