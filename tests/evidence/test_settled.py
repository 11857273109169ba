"""Factors that settle to simpler functions away from where they vary."""

from itertools import pairwise

import mpmath
import numpy as np
import pytest
from flint import arb
from sympy import Abs, Heaviside, Max, Rational, asinh, atan, diff, erf, exp, lambdify, log, pi, sign, sin, sqrt, tanh

from derive.evidence.balls.precision import working
from derive.evidence.line import settled as settled_module
from derive.evidence.line.continuous import derivative_as_written
from derive.evidence.line.settled import settled
from derive.evidence.line.span import span
from derive.evidence.line.split import Piece
from derive.evidence.lower import enclose
from derive.evidence.pair.settled_parts import by_settled_parts
from derive.language.errors import CannotEnclose
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.special import Phi
from derive.language.symbols import Z, dphi, phi, q, x

LINE = arb("-inf"), arb("inf")
SETTLING = (
    x * tanh(exp(x)),
    exp(-exp(x)),
    sin(exp(-(x**2))),
    atan(exp(x)),
    x * erf(exp(x - 1)),
    1 / (1 + exp(-(x**3))),
    x * exp(-exp(-x)),
    Phi(exp(x)) - x / 3,
    asinh(exp(x)),
)
NEAREST = 1 - Rational(1, 10**12)
MOST, OFTEN = 10.0, 2.0


def scaled(function, factor=1000):
    return function.xreplace({x: factor * Z})


@pytest.mark.parametrize("function", SETTLING, ids=str)
@pytest.mark.parametrize("order", [0, 1])
def test_cells_are_as_near_to_the_function_as_they_say(function, order):
    body = diff(scaled(function), Z, order)
    cells = settled(Piece(*LINE, body), arb(16), arb(10) ** -30)
    assert len(cells) > 1
    assert all(one.high == other.low for one, other in pairwise(cells))
    for cell in cells:
        for part in (Rational(1, 97), Rational(1, 2), Rational(96, 97)):
            place = Rational(float(cell.low)) * (1 - part) + Rational(float(cell.high)) * part
            with working(400):
                true, simple = (enclose(form.xreplace({Z: place}), {}, 60).arb for form in (body, cell.body))
                assert abs(true - simple).lower() <= cell.error
                assert abs(true).lower() <= cell.bound


def test_a_limit_that_is_wrong_is_seen(monkeypatch):
    """The bound of the test above refuses tanh -> 1 with a distance that forgets the factor in the exponent."""
    monkeypatch.setitem(settled_module.DISTANCES, "tanh", lambda w: (-20 * w).exp())
    cells = settled(Piece(*LINE, 1000 * tanh(1000 * Z)), arb(16), arb(10) ** -30)
    place = Rational(float(cells[-1].low))
    with working(400):
        true, simple = (enclose(form.xreplace({Z: place}), {}, 60).arb for form in (1000 * tanh(1000 * Z), cells[-1].body))
        assert abs(true - simple) > cells[-1].error


@pytest.mark.parametrize("function", [tanh(Z), atan(Z), Z**3, sqrt(1 + Z**2)], ids=str)
def test_what_varies_slowly_stays(function):
    (cell,) = settled(Piece(*LINE, function), arb(16), arb(10) ** -30)
    assert cell.error == 0


@pytest.mark.parametrize("function", [*SETTLING, *(diff(f, x) for f in SETTLING)], ids=str)
@pytest.mark.parametrize("ends", [(-3, -2), (-1, 2), (Rational(1, 2), 9), (0, 40)])
def test_a_span_holds_all_values(function, ends):
    low, high = span(function.xreplace({x: Z}), {Z: tuple(arb(int(end.p)) / int(end.q) for end in map(Rational, ends))})
    for k in range(9):
        with working(100):
            value = enclose(function.xreplace({x: ends[0] + (ends[1] - ends[0]) * Rational(k, 8)}), {}, 20).arb
            assert low <= value.upper()
            assert value.lower() <= high


def nodes(scale):
    """Gauss and Legendre on panels that double away from 0."""
    edges, edge = {0.0, *np.arange(-MOST, MOST + 0.25, 0.5)}, scale / 64
    while edge < MOST:
        edges |= {edge, -edge}
        edge *= OFTEN
    edges |= set(np.arange(-100, 101) * scale / 2) if scale < 0.5 else set()
    places = np.array(sorted(edges))
    points, weights = np.polynomial.legendre.leggauss(12)
    half, middle = np.diff(places) / 2, (places[1:] + places[:-1]) / 2
    return (middle[:, None] + half[:, None] * points).ravel(), (half[:, None] * weights).ravel()


def by_floats(function, roots, c):
    """E[f(s1 X) f(s2 Y)] from values by mpmath, summed in floats: the correlated density on a product of panels, or Y given X."""
    with mpmath.workdps(40):
        plain = lambdify(x, function, "mpmath")
        value = lambda root, places: np.array([float(plain(mpmath.mpf(float(place)) * root)) for place in places])  # noqa: E731
        first, weights = nodes(min(1.0, 1 / max(roots)))
        left = value(roots[0], first) * weights
        narrow = float(1 - mpmath.mpf(int(c.p)) ** 2 / mpmath.mpf(int(c.q)) ** 2)
        if narrow > 0.01:
            right, across = value(roots[1], first) * weights, float(c)
            rows = [left[k] * np.exp(-(t * t - 2 * across * t * first + first * first) / (2 * narrow)) @ right for k, t in enumerate(first)]
            return sum(rows) / (2 * np.pi * np.sqrt(narrow))
        places, shares = np.polynomial.hermite_e.hermegauss(12)
        given = sum(share * value(roots[1], float(c) * first + np.sqrt(narrow) * n) for n, share in zip(places, shares, strict=True))
        return float(np.sum(left * np.exp(-first * first / 2) * given) / (2 * np.pi))


@pytest.mark.slow
@pytest.mark.parametrize(("function", "order", "point"), [
    (x * tanh(exp(x)), 0, (1, 10**6, Rational(1, 2))),
    (x * tanh(exp(x)), 1, (10**6, 10**6, Rational(1, 2))),
    (x * tanh(exp(x)), 1, (Rational(1, 1000), 10**6, -NEAREST)),
    (exp(-exp(x)), 1, (1, 10**6, NEAREST)),
    (1 / (1 + exp(-(x**3))), 1, (1, 10**6, Rational(-1, 3))),
    (atan(exp(x)), 0, (Rational(1, 10**6), 10**6, Rational(1, 2))),
    (diff(log(1 + exp(x**2)), x), 0, (Rational(1, 10**6), 10**6, -NEAREST)),
    (sin(exp(-(x**2))), 1, (10**6, 10**6, -NEAREST)),
    (x * erf(exp(x - 1)), 1, (1, 10**6, Rational(1, 2))),
], ids=str)  # fmt: skip
def test_kernels_at_variances_a_million_apart(function, order, point):
    q1, q2, c = map(Rational, point)
    ball = enclose(DualKernel(function, function, (order, order), q1, q2, c), {}, 30).arb
    assert ball.rad() <= arb(10) ** -30 * max(1, abs(ball))
    expected = by_floats(diff(function, x, order), (float(sqrt(q1)), float(sqrt(q2))), c)
    assert abs(float(ball) - expected) < 1e-11 * abs(expected)


@pytest.mark.parametrize("c", [1, -1, Rational(1, 2)])
def test_a_factor_with_a_knot_settles_too(c):
    """Beyond 0 the factor is z with an error below 2 z exp(-2); seen against the same with tanh(exp(x)) evaluated where it is not 1."""
    function = Max(x, 0) * tanh(exp(x))
    value = enclose(DualKernel(function, function, (0, 0), Rational(1, 10**6), 10**6, c), {}, 30).arb
    relu = {1: 0.5, -1: 0.0, Rational(1, 2): (sqrt(3) / 2 + Rational(1, 2) * 2 * pi / 3) / (2 * pi)}[c]
    assert abs(float(value) - float(relu) * float(tanh(1))) < 1e-3


@pytest.mark.parametrize(("variance", "second", "slope"), [
    (1, 0.25270280075447615, 0.2877570067796897),
    (Rational(1, 10**6), 5.555545555583889e-07, 0.5555545555590556),
    (10**6, 55556.05515661343, 0.05582151703294127),
])  # fmt: skip
def test_a_knot_without_an_exact_form(variance, second, slope):
    """Max(tanh x, x/3), beside Gauss and Legendre in floats between its knots; the slope at c = 1 is that of the moment."""
    function = Max(tanh(x), x / 3)
    for order, monomial, expected in ((0, phi**2, second), (1, dphi**2, slope)):
        moment = enclose(ActivationMoment(function, monomial, q), {q: variance}, 20).arb
        kernel = enclose(DualKernel(function, function, (order, order), variance, variance, 1), {}, 20).arb
        assert moment.overlaps(kernel)
        assert abs(float(moment) - expected) < 1e-14 * expected


def test_a_knot_far_beyond_the_tails():
    """At variance 10^-6 the knot of Max(tanh x, x/3) is 2985 deviations away: what is left is the kernel with a line in its place up to third order."""
    function, small = Max(tanh(x), x / 3), Rational(1, 10**6)
    value = enclose(DualKernel(function, function, (0, 0), small, small, -NEAREST), {}, 30).arb
    assert abs(float(value) + 1e-6 / 3) < 1e-11


@pytest.mark.parametrize("function", [Heaviside(x) * tanh(x), Abs(x) * sign(x - 1), Abs(x) ** Rational(-1, 3), log(Abs(x))], ids=str)
def test_a_slope_that_is_no_function_is_not_written_down(function):
    assert derivative_as_written(function, x, 1) is None


def test_a_function_that_varies_everywhere_is_refused():
    with pytest.raises(CannotEnclose, match="settles"):
        by_settled_parts(Z, Z**2, Rational(1, 2), 20)
