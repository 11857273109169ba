"""What the proofs of tables take as bounds, against values: functions that vanish at 0, their growth, panels, quadrature, and small complex angles."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from flint import acb, arb
from mpmath import mp, mpf
from mpmath import quad as integral
from sympy import Abs, Expr, cos, exp, lambdify, log, sin, sqrt, tanh

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball
from derive.language.symbols import Z
from derive.tables import origin
from derive.tables.missed import Missed
from derive.tables.origin import coefficients, known_at_origin, zero_at_origin
from derive.tables.panels import HIGHER, WIDER, Panels
from derive.tables.quadrants import Turn, Values, kernel_values, rounding, rows_of
from derive.tables.side import ALONG, END, Side, side_of
from derive.tables.variances import Cells, Sizes, log_range

SHRINK = Z - tanh(Z)


@pytest.mark.parametrize("body, order", [(SHRINK, 3), (Z * tanh(Z), 2), (tanh(Z), 1), (cos(Z), 0), (cos(Z) - 1, 2), (1 / (1 + Z**2) - 1 + Z**2, 4)], ids=str)
def test_the_order_of_a_zero(body, order):
    assert zero_at_origin(body) == order


@pytest.mark.parametrize("body, order", [(SHRINK, 3), (sin(Z) ** 2 * exp(Z), 2), (exp(Z) - 1 - Z, 2)], ids=str)
def test_near_a_zero_balls_are_narrow_and_hold_the_function(body, order):
    """Values on the rim of the ball, from many digits of the expression itself, lie in it; it is as small as the power that leads there."""
    function, true = known_at_origin(body, compile_ball(body, (Z,), {}), 1.0), lambdify(Z, body, "mpmath")
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
    function = known_at_origin(SHRINK, compile_ball(SHRINK, (Z,), {}), 1.0)
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


def _side(body: Expr) -> Side:
    with working(64):
        return side_of(body, 4.0)


def test_coefficients_at_the_origin():
    """tanh: 0, 1, 0, -1/3, 0, 2/15; a false size of the function leaves no room for what lies beyond the circle of values."""
    with working(128):
        found = coefficients(compile_ball(tanh(Z), (Z,), {}), 1.0, arb(2))
        exact = [arb(0), arb(1), arb(0), arb(-1) / 3, arb(0), arb(2) / 15]
        assert all(a.contains(b) and a.rad() < 1e-30 for a, b in zip(found, exact, strict=False))
        narrow = coefficients(compile_ball(tanh(Z) + Z**68 * 10**20, (Z,), {}), 1.0, arb(2))
        assert not narrow[4].contains(0)


FUNCTIONS = (tanh(Z), Z / (1 + Abs(Z)), log(1 + exp(Z)), SHRINK)


def _missed(body: Expr, terms: int) -> Missed:
    side = _side(body)
    with working(64):
        sizes = Sizes(Cells.of(*log_range(0.5, 4.0), (side, side)), (side, side))
        return Missed(sizes, Panels.of([side], 2.0, terms))


@pytest.mark.parametrize("body", FUNCTIONS, ids=str)
def test_ellipses_of_panels_stay_where_the_halves_are_analytic(body):
    panels = _missed(body, 12).panels
    turn = np.exp(1j * np.linspace(0, 2 * np.pi, 721))
    for p, (m, h) in enumerate(zip(panels.middles, panels.halves, strict=True)):
        ellipse = m + h * (WIDER * turn.real + 1j * HIGHER * turn.imag)
        assert np.abs(ellipse).max() <= panels.farthest[p] and ellipse.real.min() >= panels.nearest[p]
        assert (ellipse**2).real.min() >= panels.squares[p] > (ellipse**2).real.min() - 0.01
        if p:
            assert np.abs(np.angle(ellipse)).max() <= panels.opening
    assert panels.farthest[0] * 2 * 2 <= _side(body).sector.radius
    assert panels.edges[panels.inner] == END and panels.edges[panels.outer] == 2 * END and panels.edges[-1] == ALONG * END


@pytest.mark.parametrize("terms", [3, 5, 12])
def test_gauss_and_legendre_on_panels(terms):
    panels = _missed(tanh(Z), terms).panels
    x, w = panels.gauss(panels.inner)
    assert all(abs(float((w * x**k).sum()) / (END ** (k + 1) / (k + 1)) - 1) < 1e-15 for k in range(2 * terms))


def _truth(body: Expr, q1: float, q2: float, angle: float) -> float:
    """The kernel by Gauss and Legendre's rule in polar coordinates, in panels between the rays where a half changes."""
    f, (x, w), total = lambdify(Z, body, "numpy"), np.polynomial.legendre.leggauss(40), 0.0
    rays = [-np.pi / 2, angle - np.pi / 2, np.pi / 2, angle + np.pi / 2, 3 * np.pi / 2]
    turns = [ray for a, b in pairwise(rays) for ray in np.linspace(a, b, 9)[:-1]] + rays[-1:]
    for (a, b), (low, high) in product(pairwise(np.linspace(0, 10, 11)), pairwise(turns)):
        r, t = np.meshgrid((a + b) / 2 + (b - a) / 2 * x, (low + high) / 2 + (high - low) / 2 * x, indexing="ij")
        values = f(np.sqrt(q1) * r * np.cos(t)) * f(np.sqrt(q2) * r * np.cos(t - angle)) * r * np.exp(-r * r / 2)
        total += (w @ values @ w) * (b - a) * (high - low) / 4
    return float(total / (2 * np.pi))


@pytest.mark.parametrize("body", [tanh(Z), Z / (1 + Abs(Z)), log(1 + exp(Z))], ids=str)
@pytest.mark.parametrize("angle", [1e-3, 0.7, 1.5])
def test_sums_over_quadrants_are_the_kernel(body, angle):
    """At c and -c, within the bounds of quadrature, interpolation and rounding; with few nodes quadrature is what matters, and its bound holds."""
    side = _side(body)
    for terms in (12, 2):
        variances, values, error = _at(body, side, angle, terms)
        for found, turned in zip(values, (angle, np.pi - angle), strict=True):
            true = _truth(body, *variances, turned)
            assert abs(found - true) <= error + 1e-14
            assert error < 1e-13 if terms == 12 else abs(found - true) > 1e-13


def _at(body: Expr, side: Side, angle: float, terms: int) -> tuple[tuple[float, float], tuple[float, float], float]:
    """The first two variances at nodes, K there for both signs of c, and the bound of its error."""
    missed = _missed(body, terms)
    with working(128):
        cells = missed.sizes.cells
        rows = rows_of(side, missed.panels, cells, 1)
        turn = Turn.of(missed.panels, arb(angle))
        values = Values.of(rows, turn)
        off = missed.interpolation(0, rows, turn)
        error = missed.quadrature(angle)[0, 1] + 2 * off.max() * values.norms.max() + rounding(turn) * 2.0**-52 * values.norms[0] * values.norms[1]
    return (np.exp(cells.centre(0)), np.exp(cells.centre(1))), tuple(float(k[0, 1]) for k in kernel_values(values, values, turn)), error + missed.beyond[0, 1]


def test_weights_of_quadrants_sum_to_one():
    panels = _missed(tanh(Z), 12).panels
    for angle in ("1e-8", "0.3", "1.57"):
        with working(90):
            assert abs(2 * Turn.of(panels, arb(angle)).masses.sum() - 1) < 1e-14


def test_a_kernel_at_small_complex_angles_is_no_larger_than_is_said():
    """The integrals of `quadrants` at complex angles, by quadrature; where a half is not analytic as far the bound is infinite."""
    body = Z / (1 + Abs(Z))
    missed = _missed(body, 12)
    radius = 0.004
    bound = missed.near_one(radius)
    assert np.isfinite(bound).all() and not np.isfinite(missed.near_one(0.5)).any()
    stretch = float(np.exp(missed.sizes.cells.centre(0) / 2))
    for turn in (0, 1.1, 2.5, np.pi):
        found = abs(_by_quadrants(lambda w: w / (1 + w), stretch, radius * np.exp(1j * turn)))
        assert found <= bound[0, 0] < 300 * found


def _by_quadrants(half, stretch: float, angle: complex) -> complex:
    """K of an odd function of equal variances, as `quadrants` states it."""
    s, k, r = np.sin(angle / 2), np.cos(angle / 2), np.tan(angle / 2)
    x, w = np.polynomial.legendre.leggauss(120)
    a, w = 8 * (x + 1), 8 * w
    u, v = np.meshgrid(a, a, indexing="ij")
    weights = np.outer(w, w)
    density = np.exp(-(u * u + 2 * s * u * v + v * v) / (2 * k * k)) / (2 * np.pi * k)
    beside = (2 * half(stretch * (u + 2 * s * v)) * half(stretch * u) * density * weights).sum()
    apart = r / (4 * np.pi) * (half(stretch * s * u) * half(stretch * s * v) * np.exp(-((u + v) ** 2 + r * r * (u - v) ** 2) / 8) * weights).sum()
    return 2 * (beside - apart)


def test_the_formula_over_quadrants():
    """At a real angle it is the kernel."""
    assert abs(_by_quadrants(lambda w: w / (1 + w), 1.3, 0.8) - _truth(Z / (1 + Abs(Z)), 1.69, 1.69, 0.8)) < 1e-9


def test_what_lies_outside_the_circle():
    """E[|f g|; R > T] of log(1 + exp Z) by quadrature with its largest values, against a bound that is less than 100 times as large."""
    missed = _missed(log(1 + exp(Z)), 12)
    top = missed.sizes.cells.top(0)
    with mp.workdps(30):
        most = float(integral(lambda r: r * mp.exp(-r * r / 2) * mp.log(1 + mp.exp(top * r)) ** 2, [END, 12, 16, 30]))
    assert most <= missed.beyond[0, 0] < 100 * most


def test_a_false_size_is_seen():
    """With a sector whose bounds are too small by 10^4 the quadrature with few nodes is farther off than is said."""
    body, angle = tanh(Z), 0.7
    side = _side(body)
    false = replace(side, sector=replace(side.sector, sups=side.sector.sups / 10**4, discs=side.sector.discs / 10**4, centre=0.0))
    missed = _missed(body, 2)
    small = Missed(Sizes(missed.sizes.cells, (false, false)), missed.panels)
    variances, (found, _), _ = _at(body, side, angle, 2)
    assert abs(found - _truth(body, *variances, angle)) > small.quadrature(angle)[0, 1]
