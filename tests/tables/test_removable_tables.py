"""Tables of kernels of functions with removable singular points: Taylor coefficients at such points and beside them, and the bound of the table."""

import numpy as np
import pytest
from flint import acb, arb
from sympy import Rational, cos, cosh, diff, exp, factorial, log, series, sin, sinh, tanh

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line.regular import regular
from derive.evidence.lower import enclose
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import Z, x
from derive.tables.build import kernel_table
from derive.tables.jets import jet, taylor
from derive.tables.side import side_of

BOSE = Z / (exp(Z) - 1)
FUNCTIONS = (BOSE, log(1 + Z**2) / Z, sin(Z) / Z, (1 - cos(Z)) / Z**2, Z / tanh(Z), Z / sinh(Z), diff(BOSE, Z))
STRETCH = Rational(3, 2)


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_taylor_coefficients_at_a_removable_point(function):
    expected = series(function, Z, 0, 10).removeO()
    with working(200):
        found = taylor(jet(regular(function, Z)), arb(0), arb(3) / 2, 8)
        for k, coefficient in enumerate(found):
            exact = enclose(expected.coeff(Z, k) * STRETCH**k, {}, 40).arb
            assert coefficient.overlaps(exact)
            assert coefficient.rad() < 1e-30
            assert not coefficient.overlaps(exact + arb(10) ** -20)


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
@pytest.mark.parametrize("place", [Rational(1, 2**20), Rational(1, 4), Rational(-2)])
def test_taylor_coefficients_beside_it(function, place):
    with working(200):
        found = taylor(jet(regular(function, Z)), arb(int(place.p)) / int(place.q), arb(3) / 2, 8)
        for k in (0, 3, 8):
            exact = enclose(diff(function, Z, k).subs(Z, place) * STRETCH**k / factorial(k), {}, 30).arb
            assert found[k].overlaps(exact)
            assert found[k].rad() < 1e-25


@pytest.mark.parametrize("function", [1 / (exp(Z) - 1), 1 / (1 - exp(Z)) ** 2, 1 / sinh(Z), cosh(Z) / sinh(Z) ** 3], ids=str)
def test_inverses_of_exponentials_on_wide_balls(function):
    """Each value at a point lies in the ball of the stable form, which is finite far from 0 on balls that turn the exponential by any angle."""
    plain, stable = (compile_ball(form, (Z,), {}) for form in (function, stable_form(function, Z)))
    for centre in (-9, 9, acb(8, 3)):
        ball = acb(arb(acb(centre).real.mid(), 4), arb(acb(centre).imag.mid(), 7))
        wide = stable(ball, True)
        assert wide.is_finite()
        assert not plain(ball, True).is_finite() or centre == -9
        for shift in (acb(0), acb(3, 5), acb(-3.5, -6), acb(2, 1)):
            assert stable(acb(centre) + shift, True).overlaps(plain(acb(centre) + shift, True))
            assert wide.contains(stable(acb(centre) + shift, True).mid())


def test_the_parity_of_a_quotient_is_seen():
    assert [side_of(function, 1.0).parity for function in (Z / sinh(Z), log(1 + Z**2) / Z, BOSE)] == [1, -1, 0]


@pytest.mark.slow
@pytest.mark.parametrize("function", [BOSE, Z / sinh(Z)], ids=str)
def test_a_table_is_as_near_as_it_says(function):
    table = kernel_table(function, function, 0.05, 5.0)
    assert table.error < 1e-10
    assert table.nearest == 1.0
    random = np.random.default_rng(3)
    places = [(*random.uniform(0.06, 4.9, 2), side * (1 - 10.0**-k)) for k, side in ((0, 1), (0.3, 1), (1, -1), (4, 1), (9, -1))]
    values = table(*(np.array(column) for column in zip(*places, strict=True)))
    body = function.xreplace({Z: x})
    for place, value in zip(places, values, strict=True):
        q1, q2, c = map(Rational, place)
        true, one, other = (enclose(DualKernel(body, body, (0, 0), *point), {}, 25).arb for point in ((q1, q2, c), (q1, q1, 1), (q2, q2, 1)))
        assert abs(value - float(true)) <= (table.error + 1e-15) * float((one * other).sqrt())
