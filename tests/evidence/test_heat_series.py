"""E[g(sqrt(q) Z)] and its derivatives in q on whole cells, against closed forms; without the bound of what is left out it would be wrong."""

from dataclasses import replace

import pytest
from flint import arb
from sympy import Max, Rational, sin

from derive.evidence.line.heat_series import centre, ends, heat_series
from derive.language.errors import CannotEnclose
from derive.language.symbols import x


def exact(number):
    return arb(int(number.p)) / int(number.q)


def shifted(q):
    """E[max(sqrt(q) Z - 1, 0)^2] = (q + 1) Phi(-1/sqrt(q)) - sqrt(q/(2 pi)) exp(-1/(2q))."""
    return (q + 1) * (1 / (2 * q).sqrt()).erfc() / 2 - (q / (2 * arb.pi())).sqrt() * (-1 / (2 * q)).exp()


@pytest.mark.parametrize("cell", [-3, 0, 2])
def test_values_and_derivatives_of_sin_squared(cell):
    """(1 - exp(-2q))/2 and its derivatives exp(-2q), -2 exp(-2q)."""
    series = heat_series(sin(x) ** 2, cell, 16)
    low, high = ends(cell)
    for part in (Rational(1, 100), Rational(1, 2), Rational(99, 100)):
        q = exact(low + (high - low) * part)
        for order, true in enumerate(((1 - (-2 * q).exp()) / 2, (-2 * q).exp(), -2 * (-2 * q).exp())):
            found = series(q, order)
            assert found.overlaps(true) and found.rad() < 1e-4 * max(1, float(1 / exact(centre(cell))) ** order)
    wide = series(exact(low).union(exact((low + high) / 2)))
    assert wide.contains(series(exact(centre(cell) * Rational(9, 10))))


@pytest.mark.parametrize("cell", [-14, -10])
def test_a_knot_far_out_leaves_next_to_nothing(cell):
    """Coefficients are balls around 0 there, whose squares count."""
    middle = centre(cell)
    found = heat_series(Max(x - 1, 0) ** 2, cell, 16)(exact(middle))
    assert found.is_finite() and found.overlaps(shifted(exact(middle))) and found.rad() < 1e-10


def test_the_bound_of_what_is_left_out_is_needed_and_holds():
    series = heat_series(Max(x - 1, 0) ** 2, 0, 24)
    twin = replace(series, rest=arb(0))
    q = arb("1.468")
    assert series(q).overlaps(shifted(q)) and not twin(q).overlaps(shifted(q))


def test_nothing_is_said_outside_the_disc():
    series = heat_series(sin(x) ** 2, 0, 12)
    assert not series(arb("1.6")).is_finite() and not series(arb("0.4")).is_finite()


def test_cells_meet():
    assert all(ends(cell)[1] == ends(cell + 1)[0] for cell in range(-5, 5))


def test_a_function_that_is_not_square_integrable_is_refused():
    from sympy import exp

    with pytest.raises(CannotEnclose):
        heat_series(exp(x**2 / 3), 0, 12)
