"""Kernels of functions that are not analytic at knots from one side, near |c| = 1 too, against mpmath, a quadrature in the plane, and the other way."""

from itertools import pairwise

import mpmath
import numpy as np
import pytest
from flint import arb
from sympy import Abs, Heaviside, Rational, atan, exp, log, sqrt, tanh

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.regular import regular
from derive.evidence.line.singular_end import SingularEnd, split_ends
from derive.evidence.line.split import pieces
from derive.evidence.lower import enclose
from derive.evidence.pair.at_singular_ends import by_singular_ends
from derive.evidence.pair.mehler import by_mehler
from derive.language.errors import CannotEnclose
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import Z, x

SINGULAR = (
    (log(Abs(Z - 1)), log(Abs(Z - 1))),
    (sqrt(Abs(Z**3 - Z)), log(Abs(Z)) * tanh(Z)),
    (log(Abs(Z**3 - 2)), Abs(Z + Rational(1, 3)) ** Rational(-1, 4)),
    (log(Abs(exp(Z) - 2)), Heaviside(Z - Rational(1, 3)) * exp(Z)),
    (sqrt(Abs(Z**2 - Z - 1)), tanh(Z) * Heaviside(Z)),
)
NEAREST = 1 - Rational(1, 10**12)


def by_mehlers_series(f, g, c, digits):
    with working(160):
        return by_mehler(regular(f, Z), regular(g, Z), real_constant(c, {}), digits)


@pytest.mark.parametrize("c", [Rational(1, 2), Rational(-4, 5)])
@pytest.mark.parametrize(("f", "g"), SINGULAR[:2], ids=str)
def test_both_ways_meet(f, g, c):
    one, other = by_singular_ends(f, g, c, 25), by_mehlers_series(f, g, c, 25)
    assert one.overlaps(other) and one.rad() < 1e-24 and other.rad() < 1e-22


@pytest.mark.slow
@pytest.mark.parametrize("c", [Rational(1, 10), Rational(9, 10), Rational(-9, 10)])
@pytest.mark.parametrize(("f", "g"), SINGULAR, ids=str)
def test_both_ways_meet_at_more_places(f, g, c):
    one, other = by_singular_ends(f, g, c, 25), by_mehlers_series(f, g, c, 25)
    assert one.overlaps(other) and one.rad() < 1e-24 and other.rad() < 1e-20


def test_a_part_that_is_left_out_or_moved_is_seen(monkeypatch):
    f, g, c = log(Abs(Z - 1)), log(Abs(Z - 1)), Rational(1, 2)
    truth, place, cut = by_mehlers_series(f, g, c, 25), SingularEnd.place, SingularEnd.cut
    monkeypatch.setattr(SingularEnd, "place", lambda self, u: place(self, u) + arb(10) ** -9)
    assert not by_singular_ends(f, g, c, 25).overlaps(truth)
    monkeypatch.setattr(SingularEnd, "place", place)
    monkeypatch.setattr(SingularEnd, "cut", lambda self, family, goal, power=2: (arb(8), *cut(self, family, goal, power)[1:]))
    assert not by_singular_ends(f, g, c, 25).overlaps(truth)


def tanh_sinh(low, high):
    """Nodes by their distances to both ends, and weights."""
    t = np.arange(-120, 121) * 0.05
    weights = 0.05 * np.pi / 2 * np.cosh(t) / np.cosh(np.pi / 2 * np.sinh(t)) ** 2 * (high - low) / 2
    return *((high - low) / (1 + np.exp(-sign * np.pi * np.sinh(t))) for sign in (1, -1)), weights


def at_nodes(f, knots):
    """Nodes and weighted values of f(place, distance to the knot before, to the knot after, piece), panels no longer than 0.7."""
    ends, found = [-9.0, *knots, 9.0], []
    for piece, (begin, end) in enumerate(pairwise(ends)):
        for low, high in pairwise(np.linspace(begin, end, int((end - begin) / 0.7) + 2)):
            left, right, weights = tanh_sinh(low, high)
            found.append((low + left, weights * f(low + left, left + (low - begin), right + (end - high), piece)))
    x, values = (np.concatenate(column) for column in zip(*found, strict=True))
    return x, np.where(np.isfinite(values), values, 0.0)


def over_the_plane(f, knots, c):
    """E[f(X) f(Y)] in floats."""
    x, values = at_nodes(f, knots)
    exponent = -(np.add.outer(x**2, x**2) - 2 * c * np.multiply.outer(x, x)) / (2 * (1 - c * c))
    return values @ np.exp(exponent) @ values / (2 * np.pi * np.sqrt(1 - c * c))


def slope_of_root(x, before, after, piece):
    """The derivative of sqrt|x^2 - 1|."""
    below, inside, above = x / np.sqrt(after * (1 - x)), -x / np.sqrt(before * after), x / np.sqrt(before * (x + 1))
    return (below, inside, above)[piece]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("body", "order", "function", "knots"),
    [
        (sqrt(Abs(x**2 - 1)), 1, slope_of_root, [-1, 1]),
        (atan(log(Abs(x - 1))), 0, lambda x, before, after, piece: np.arctan(np.log((after, before)[piece])), [1]),
        ((x - 1) * log(Abs(x - 1)), 1, lambda x, before, after, piece: np.log((after, before)[piece]) + 1, [1]),
    ],
    ids=("root", "bounded", "logarithm"),
)
@pytest.mark.parametrize("c", [Rational(1, 2), Rational(19, 20)])
def test_values_are_those_of_a_quadrature_in_the_plane(body, order, function, knots, c):
    found = enclose(DualKernel(body, body, (order, order), 1, 1, c), {}, 20).arb
    assert abs(float(found) - over_the_plane(function, knots, float(c))) < 1e-11 and found.rad() < 1e-18


def reference(f, power, knot, c):
    """E[f(X) |Y - k|^-p] by mpmath, f continuous: over t = |y - k|, with t = u^4, and x given y."""
    s, p, k = mpmath.sqrt(1 - mpmath.mpf(c) ** 2), mpmath.mpf(power), mpmath.mpf(knot)

    def given(y):
        return mpmath.quad(lambda n: f(c * y + s * n) * mpmath.npdf(n), [-9, -3, 0, 3, 9])

    def folded(u):
        t = u**4
        return (given(k + t) * mpmath.npdf(k + t) + given(k - t) * mpmath.npdf(k - t)) * t**-p * 4 * u**3

    return mpmath.quad(folded, [0, 0.5, 1, 1.4, 1.8])


@pytest.mark.slow
@pytest.mark.parametrize(("power", "knot"), [("0.75", "1"), ("0.5", "-0.5")])
def test_squares_need_not_be_integrable(power, knot):
    c = Rational(9, 10)
    found = by_singular_ends(tanh(Z), Abs(Z - Rational(knot)) ** -Rational(power), c, 20)
    assert abs(float(found) - float(reference(mpmath.tanh, power, knot, 0.9))) < 1e-10


@pytest.mark.slow
@pytest.mark.parametrize("body", [log(Abs(x - 1)), sqrt(Abs(x**3 - x)), log(Abs(exp(x) - 2)), log(Abs(x)) * tanh(x)], ids=str)
def test_kernels_go_to_the_moment_next_to_one(body):
    """|K(1) - K(c)| = E|f(X) (f(X) - f(Y))| is small with 1 - c: of the order s log(s)^2 or less, s = 1.4e-6."""
    near, at_one = (enclose(DualKernel(body, body, (0, 0), 1, 1, c), {}, 20).arb for c in (NEAREST, 1))
    assert near.rad() < 1e-18 and 0 < abs(near - at_one) < 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("variances", [(Rational(1, 10**6), 1), (10**6, 10**6), (1, 10**6)])
def test_knots_far_from_and_close_to_zero(variances):
    """log|s Z - 1| with the knot at 1000, 1 and 1/1000 deviations; the moment of one factor bounds the kernel by Cauchy and Schwarz."""
    found = enclose(DualKernel(log(Abs(x - 1)), log(Abs(x - 1)), (0, 0), *variances, Rational(19, 20)), {}, 20).arb
    sizes = [enclose(DualKernel(log(Abs(x - 1)), log(Abs(x - 1)), (0, 0), q, q, 1), {}, 20).arb for q in variances]
    assert found.rad() < 1e-17 * abs(found) and abs(found) < (sizes[0] * sizes[1]).sqrt()
    if variances == (10**6, 10**6):
        assert found.overlaps(by_mehlers_series(log(Abs(1000 * Z - 1)), log(Abs(1000 * Z - 1)), Rational(19, 20), 20))


def test_functions_without_singular_ends_are_refused():
    with pytest.raises(CannotEnclose, match="no factor is singular"):
        by_singular_ends(tanh(Z), tanh(Z), Rational(1, 2), 20)


def test_ends_are_no_wider_than_asked():
    with working(120):
        ends, rest = split_ends(pieces(log(Abs(Z - 1)), Z, {}), Rational(1, 64))
        assert [float(end.width) for end in ends] == [1 / 64, 1 / 64]
        assert [float(part.upper) for part in rest[:-1]] == [1 - 1 / 64]


@pytest.mark.parametrize("power", [2, 3])
def test_powers_of_logarithms_at_a_place_that_no_formula_tells(power):
    found = enclose(DualKernel(log(Abs(exp(x) - 2)), log(Abs(exp(x) - 2)) ** (power - 1), (0, 0), 1, 1, 1), {}, 20).arb
    ends = [-12, -3, -1, mpmath.log(2), 1, 3, 12]
    true = mpmath.quad(lambda u: mpmath.log(abs(mpmath.exp(u) - 2)) ** power * mpmath.npdf(u), ends)
    assert found.rad() < 1e-18 and abs(float(found) - float(true)) < 1e-12
