"""Hermite coefficients of high order one by one, and the polynomials behind them, against closed forms and mpmath."""

import mpmath
import pytest
from flint import acb, arb
from sympy import Abs, Heaviside, Max, Rational, exp, log, tanh

from derive.evidence.balls.functions import TABLE
from derive.evidence.balls.hermite_ball import log_bound
from derive.evidence.balls.precision import working
from derive.evidence.line import hermite
from derive.evidence.line.hermite import hermite_coefficients
from derive.evidence.lower import enclose
from derive.language.errors import Diverges
from derive.language.goals.hermite_coefficient import HermiteCoefficient
from derive.language.symbols import phi, q, x

HERMITE = TABLE["HermiteBall"]


def coefficient(function, n, variance, digits=30):
    return enclose(HermiteCoefficient(function, phi, n, q), {q: variance}, digits).arb


def orthonormal(n, w):
    with mpmath.workdps(120):
        return mpmath.hermite(n, w / mpmath.sqrt(2)) / mpmath.sqrt(mpmath.mpf(2) ** n * mpmath.factorial(n))


@pytest.mark.parametrize("n", [0, 1, 2, 17, 100, 200])
@pytest.mark.parametrize("w", [0.0, 0.25, -3.5, 14.0, 40.0, 2 + 1.5j])
def test_the_polynomials_at_points_and_on_wide_balls(n, w):
    point = acb(w.real, w.imag) if isinstance(w, complex) else acb(w)
    with working(200):
        found, wide = HERMITE(acb(n), point), HERMITE(acb(n), point + acb(arb(0, 2), arb(0, 1)))
        exact = mpmath.mpmathify(orthonormal(n, w))
        near = acb(arb(mpmath.nstr(exact.real, 60)), arb(mpmath.nstr(exact.imag, 60)))
        assert abs(found - near) < abs(near) * arb("1e-40") + arb("1e-40")
        assert wide.real.contains(near.real.mid()) and wide.imag.contains(near.imag.mid())
        assert near == 0 or abs(near).log() <= log_bound(n, point.real, point.imag)


@pytest.mark.parametrize("n", [13, 50, 199, 200])
def test_orders_against_closed_forms(n):
    with working(900):
        b = arb(100) / 3
        assert coefficient(exp(x / 3), n, 10**4).overlaps(b**n * (b * b / 2).exp())  # exp(sqrt(q) Z/3)
        root = (2 * arb.pi()).sqrt()
        double = arb(n - 2).fac() / (arb(2) ** ((n - 3) // 2) * arb((n - 3) // 2).fac()) if n % 2 else arb(0)  # (n - 2)!!
        step = coefficient(Heaviside(x), n, 1)  # He_(n-1)(0)/sqrt(2 pi)
        assert step.overlaps((-1) ** ((n - 1) // 2) * double / root) and (n % 2 == 0 or step.rel_accuracy_bits() > 95)


@pytest.mark.parametrize("function", [tanh(x), Max(x, 0), x / (1 + Abs(x))], ids=str)
@pytest.mark.parametrize("variance", [Rational(1, 3), 100])
def test_one_order_and_all_orders_agree(function, variance):
    many = hermite_coefficients(function, variance, 50, 25)
    with working(300):
        for n in (15, 16, 50):
            assert (many[n].arb * arb(n).fac().sqrt()).overlaps(coefficient(function, n, variance))


def test_odd_and_even_together_is_nothing_where_it_exists():
    assert coefficient(log(Abs(x)), 199, 1) == 0
    with pytest.raises(Diverges):
        coefficient(1 / x, 200, 1)


def test_another_polynomial_would_be_seen(monkeypatch):
    """The next order in place of the one asked for."""
    plain = hermite.HermiteBall
    monkeypatch.setattr(hermite, "HermiteBall", lambda n, w: plain(n + 2, w))
    with working(900):
        assert not coefficient(exp(x / 5), 20, 9).overlaps((arb(3) / 5) ** 20 * (arb(9) / 50).exp())
