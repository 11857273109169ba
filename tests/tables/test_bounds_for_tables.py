"""What the proofs of tables take as bounds, against values: functions that vanish at 0, their growth, and their derivatives far out."""

from dataclasses import replace

import numpy as np
import pytest
from flint import acb, arb
from mpmath import mp, mpf
from mpmath import quad as integral
from sympy import Expr, cos, diff, exp, factorial, lambdify, log, sin, sqrt, tanh

from derive.evidence.balls.precision import working
from derive.evidence.line.regular import regular
from derive.evidence.pair.factored_grid import strip_of
from derive.language.symbols import Z
from derive.tables import far_out, origin
from derive.tables.far_out import DEGREE, FarOut, weight_beyond
from derive.tables.origin import known_at_origin, zero_at_origin
from derive.tables.side import END, side_of
from derive.tables.variances import Cells, log_range

SHRINK = Z - tanh(Z)


@pytest.mark.parametrize("body, order", [(SHRINK, 3), (Z * tanh(Z), 2), (tanh(Z), 1), (cos(Z), 0), (cos(Z) - 1, 2), (1 / (1 + Z**2) - 1 + Z**2, 4)], ids=str)
def test_the_order_of_a_zero(body, order):
    assert zero_at_origin(body) == order


@pytest.mark.parametrize("body, order", [(SHRINK, 3), (sin(Z) ** 2 * exp(Z), 2), (exp(Z) - 1 - Z, 2)], ids=str)
def test_near_a_zero_balls_are_narrow_and_hold_the_function(body, order):
    """Values on the rim of the ball, from many digits of the expression itself, lie in it; it is as small as the power that leads there."""
    function, true = known_at_origin(strip_of(regular(body, Z)), 1.0).function, lambdify(Z, body, "mpmath")
    with working(64), mp.workdps(60):
        for middle, radius in ((0.01, 0.001), (1e-6, 1e-7), (0.3, 0.02), (-0.05, 0.01)):
            ball = acb(arb(middle, radius), arb(0, radius))
            found = function(ball, True)
            assert found.abs_upper() < 4 * abs(middle) ** order
            for turn in (0, 1, 2.5, 4):
                value = true(mpf(middle) + mpf(radius) * mp.expj(turn))
                assert found.overlaps(acb(arb(mp.nstr(value.real, 40)), arb(mp.nstr(value.imag, 40))))


def test_a_false_order_is_seen(monkeypatch):
    monkeypatch.setattr(origin, "zero_at_origin", lambda body: 4)
    function = known_at_origin(strip_of(regular(SHRINK, Z)), 1.0).function
    with working(64):
        assert not function(acb(0.1), True).overlaps(acb(arb(1) / 10 - (arb(1) / 10).tanh()))


@pytest.mark.parametrize("body", [SHRINK, log(1 + exp(Z)), Z * sqrt(1 + Z**2), exp(Z / 4)], ids=str)
@pytest.mark.parametrize("stretch", [0.01, 0.3, 1.0, 2.0])
def test_an_envelope_holds_everywhere_and_is_narrow_at_the_end(body, stretch):
    side, function = _side(body), lambdify(Z, body, "numpy")
    a, b = side.envelope(stretch)
    w = np.concatenate([-(s := np.geomspace(1e-9, 300, 4000)), s])
    sizes = np.abs(function(w))
    assert (np.log(sizes[sizes > 0]) <= a + b * np.abs(w[sizes > 0]) + 1e-9).all()
    end = stretch * END
    assert a + b * end < np.log(max(function(end), abs(function(-end)))) + 1.5


def _side(body: Expr):
    with working(64):
        return side_of(body, 4.0)


def _weight(body: Expr, order: int, s: float) -> float:
    """E[a_n^2; |X| > END] by quadrature."""
    function = lambdify(Z, diff(body, Z, order) * s**order / factorial(order), "mpmath")
    with mp.workdps(30):
        whole = sum(integral(lambda x, sign=sign: function(sign * s * x) ** 2 * mp.npdf(x), [END, 12, 16, 30]) for sign in (1, -1))
    return float(whole)


@pytest.mark.parametrize("body", [tanh(Z), log(1 + exp(Z)), SHRINK, 1 / (1 + Z**2)], ids=str)
def test_derivatives_far_out_weigh_no_more_than_is_said(body):
    with working(64):
        side = side_of(body, 4.0)
        cells = Cells.of(*log_range(1e-2, 4.0), (side, side))
        far = FarOut(side, cells)
        for k in (0, cells.count - 1):
            for order in (0, 1, 4):
                bound = far.beyond(k, order)
                assert 0 < bound < 1e-12
                assert all(_weight(body, order, s) <= bound for s in (float(cells.stretch(k).lower()), cells.top(k)))


def test_a_false_size_far_out_is_seen():
    body = 1 / (1 + Z**2)
    with working(64):
        side = side_of(body, 4.0)
        cells = Cells.of(*log_range(1e-2, 4.0), (side, side))
        smaller = {name: replace(bounds, sups=tuple(size / 10**4 for size in bounds.sups)) for name, bounds in (("bounds", side.bounds), ("thin", side.thin))}
        false = FarOut(replace(side, **smaller), cells)
        assert all(false.beyond(0, order) < _weight(body, order, cells.top(0)) for order in (0, 1))


def _polynomial_weight(order: int, start: float, rate: float) -> float:
    """E[a_n^2; |X| > T] by quadrature for Taylor's polynomial at W with all coefficients as large as Cauchy's bounds allow, beyond W on both sides."""

    def coefficient(x):
        return rate**order * sum(mp.binomial(j, order) * (rate * (x - start)) ** (j - order) for j in range(order, DEGREE + 1))

    with mp.workdps(30):
        return float(2 * integral(lambda x: coefficient(x) ** 2 * mp.npdf(x), [start, start + 2, start + 6, start + 14, start + 30]))


@pytest.mark.parametrize("start, rate", [(2.0, 2.2), (48.0, 0.3), (30.0, 10.0), (5.0, 0.01)])
def test_what_replaces_the_function_weighs_no_more_than_is_said(start, rate):
    for order in (0, 1, 5, DEGREE):
        assert _polynomial_weight(order, start, rate) <= float(weight_beyond(arb(start), arb(rate), order).upper())


def test_a_false_weight_is_seen(monkeypatch):
    monkeypatch.setattr(far_out, "DEGREE", 2)
    assert _polynomial_weight(0, 2.0, 2.2) > float(weight_beyond(arb(2), arb(2.2), 0).upper())
