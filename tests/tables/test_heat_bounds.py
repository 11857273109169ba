"""Polynomials of functions and of their averages, piece by piece, against quadrature: never farther off than the bound that is proven."""

from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
from sympy import Abs, Max, Piecewise, Rational, exp, sqrt, tanh

from derive.evidence.balls.precision import working
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z
from derive.tables.heat.build import _Side, heat_table
from derive.tables.heat.join import Box, joined
from derive.tables.heat.large import Large, _powers_of_two
from derive.tables.heat.level import Level
from derive.tables.heat.line import FACTOR, Line, _largest, _tangent
from derive.tables.heat.small import Small
from derive.tables.heat.tails import REACH, beyond

HALF = Max(tanh(Z), Rational(1, 2))
KNOT = np.arctanh(0.5)


def _half(v: Any) -> Any:
    return max(mpmath.tanh(v), mpmath.mpf(1) / 2)


def _averaged(m: float, sigma: float) -> Any:
    """E[max(tanh(m + sigma W), 1/2)] by mpmath."""
    with mpmath.workdps(30):
        m, sigma = mpmath.mpf(m), mpmath.mpf(sigma)
        knot = (mpmath.atanh(mpmath.mpf(1) / 2) - m) / sigma if sigma else mpmath.mpf(0)
        places = [mpmath.mpf(k) for k in (-12, -4, 0, 4, 12)]
        return mpmath.quad(lambda w: _half(m + sigma * w) * mpmath.npdf(w), sorted([*places, min(max(knot, -12), 12)]))


def _at(level: Level, m: float, sigma: float) -> tuple[float, float]:
    """The polynomial of a level, and its error."""
    box, middle, half = (array[0] for array in level.placed(np.array([m]), np.array([sigma])))
    turn = level.turned(np.array([sigma]))[0]
    return float(np.polynomial.polynomial.polyval2d((m - middle) / half, turn, level.powers[box])), float(level.bounds[3, box])


@pytest.fixture(scope="module")
def side() -> Any:
    with working(100):
        return _Side(HALF, 0.1, 0.25)


@pytest.fixture(scope="module")
def small(side) -> Level:
    with working(100):
        found = Small(side.line, side.envelopes, 0.02, side.reach)
        return Level.of(0.0, 0.02, found.plain, side.line.within(side.reach), [box for boxes in found.layers for box in boxes])


def test_a_cell_is_as_near_as_its_error_and_no_nearer_than_rounding(side):
    points = np.linspace(-1, 1, 401)
    cell = side.line.cell(0.6, 0.9, 0.0, 0.1)
    found = np.polynomial.chebyshev.chebval(points, cell.coefficients)
    true = [mpmath.tanh(mpmath.mpf(0.75) + mpmath.mpf(point) * (mpmath.mpf(0.9) - mpmath.mpf(0.6)) / 2) for point in points]
    worst = max(abs(float(mpmath.mpf(float(value)) - other)) for value, other in zip(found, true, strict=True))
    assert worst <= cell.error < 1e-13
    cell.coefficients[3] += 1e-13
    moved = np.polynomial.chebyshev.chebval(points, cell.coefficients).astype(float)
    assert np.abs(moved - np.tanh(0.75 + points * 0.15)).max() > cell.error


def test_no_polynomial_is_proven_near_a_pole_or_a_branch_point():
    with working(100):
        line = Line(tanh(Z), 8.0)
        assert line.cell(0.0, 2.5, 0.0, 0.1) is None and line.cell(1.0, 1.25, 0.0, 0.1) is not None
        with pytest.raises(CannotEnclose, match="analytic around its pieces"):
            heat_table(sqrt(Abs(Z)) * tanh(Z), tanh(Z), 0.9, 1.1)


def test_the_bound_on_an_ellipse_is_a_bound():
    with working(100):
        size = _largest(Line(tanh(Z), 8.0).functions[0], 0.5, 0.9, 1e3)
    turn = np.exp(1j * np.linspace(0, 2 * np.pi, 401))
    largest = np.abs(np.tanh(0.7 + 0.1 * (6.3 * turn + 1 / (6.3 * turn)))).max()
    assert largest <= size <= 3 * largest and FACTOR < 1e-15


def test_halves_of_a_polynomial_are_joined_and_those_of_a_corner_are_not():
    def part(low: float, high: float, values: Any) -> Box:
        nodes = np.cos((2 * np.arange(20) + 1) * np.pi / 40)
        fitted = np.polynomial.chebyshev.chebfit(nodes, values((low + high) / 2 + (high - low) / 2 * nodes), 19)
        return Box(low, high, fitted.astype(np.longdouble)[:, None], 1e-15)

    whole = joined(part(-1, 0, np.sin), part(0, 1, np.sin), 1e-13)
    assert whole is not None
    points = np.linspace(-1, 1, 101)
    assert np.abs(np.polynomial.chebyshev.chebval(points, whole.coefficients[:, 0]) - np.sin(points)).max() <= whole.error
    assert joined(part(-1, 0, np.abs), part(0, 1, np.abs), 1e-3) is None


@pytest.mark.parametrize("sigma", [1e-9, 0.011, 0.02])
def test_averages_at_small_deviations(small, sigma):
    """Far from the knot, on both sides of it and in its layer."""
    for m in (-2.0, -0.01, KNOT - 3 * sigma, KNOT + 0.01 * sigma, KNOT + 9.1 * sigma, KNOT + 9.3 * sigma, 1.1, 2.2):
        value, error = _at(small, m, sigma)
        assert abs(float(mpmath.mpf(value) - _averaged(m, sigma))) <= error + 4e-16 and error < 3e-14
        assert abs(_at(small, m + 1e-9, sigma)[0] - value) > error or m < KNOT  # a knot elsewhere would be seen


def test_averages_at_large_deviations(side):
    with working(100):
        found = Large(side.line, side.boxes, side.envelopes, 0.1, 0.07, 0.8)
    level = Level.of(0.1, 0.1 * 2**0.5, found.plain)
    for sigma in (0.1, 0.1414):
        for m in (-0.7, 0.0, KNOT, 0.75):
            value, error = _at(level, m, sigma)
            assert abs(float(mpmath.mpf(value) - _averaged(m, sigma))) <= error < 3e-13
            assert abs(_at(level, m + 1e-9, sigma)[0] - value) > error or m < 0.1  # a knot elsewhere would be seen


def test_a_tail_and_a_line_above_a_parabola():
    for a, b in ((0.0, 0.0), (1.0, 0.5), (-3.0, 6.0)):
        true = 2 * mpmath.exp(a + mpmath.mpf(b) ** 2 / 2) * mpmath.ncdf(b - REACH)
        assert true <= beyond(np.float64(a), np.float64(b)) <= 40 * true
    assert beyond(np.float64(0.0), np.float64(REACH)) == np.inf == beyond(np.float64(900.0), np.float64(1.0))
    for a, b, g in ((1.0, 2.0, 0.0), (0.0, 20.0, -10.0), (-1.0, 3.0, -0.01)):
        constant, slope = _tangent(a, b, g, 5.0)
        assert slope >= 0 and all(a + b * t + g * t * t <= constant + slope * t for t in (5.0, 5.1, 7.0, 100.0))


def test_an_envelope_is_above_the_function(side):
    u = np.concatenate([np.linspace(-8, 8, 4001), [-1e5, 1e5]])
    for a, b in side.envelopes.lines:
        assert (np.log(np.maximum(np.tanh(u), 0.5)) <= a + b * np.abs(u)).all()


def test_intervals_that_can_be_halved():
    for count in (1, 5, 8, 13):
        found = _powers_of_two(count, 0.5)
        assert found[0][0] == -count / 2 and found[-1][1] == count / 2
        assert all(before[1] == after[0] for before, after in pairwise(found))
        assert all((2 * (high - low)).is_integer() and bin(int(2 * (high - low))).count("1") == 1 for low, high in found)


def test_functions_without_such_a_table():
    close = Piecewise((tanh(Z), Z < 1), (exp(-Z), Rational(10**4 + 1, 10**4) > Z), (tanh(Z), True))
    with pytest.raises(CannotEnclose, match="too near one another"):
        heat_table(close, close, 0.9, 1.1)
    far = Piecewise((tanh(Z), Z < 1000), (Z, True))
    with pytest.raises(CannotEnclose, match="farther out"):
        heat_table(far, far, 0.9, 1.1)
