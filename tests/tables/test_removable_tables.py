"""Tables of kernels of functions with removable singular points."""

import numpy as np
import pytest
from flint import acb, arb
from sympy import Rational, cosh, exp, log, sinh

from derive.evidence.balls.scalar import compile_ball
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.lower import enclose
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import Z, x
from derive.tables.build import kernel_table
from derive.tables.side import side_of

BOSE = Z / (exp(Z) - 1)


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
