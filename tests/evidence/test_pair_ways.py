"""The ways to an expectation over a pair, against closed forms and against each other: their balls must meet."""

from contextlib import suppress
from typing import Any

import pytest
from flint import arb, ctx
from sympy import Max, Min, N, Piecewise, Rational, acos, asin, cos, erf, exp, log, pi, sin, sinh, sqrt, tanh

from derive.evidence.balls.precision import working
from derive.evidence.pair import factored_grid, rotated
from derive.evidence.pair.factored_grid import on_factored_grid
from derive.evidence.pair.inner_rule import by_gauss, by_lattice, gauss_hermite
from derive.evidence.pair.knotted import at_knots
from derive.evidence.pair.mehler import by_mehler
from derive.evidence.pair.nested import by_nested_integrals
from derive.evidence.pair.plane import product_expectation, proper_correlation, ways
from derive.evidence.pair.rotated import on_rotated_grid
from derive.language.errors import CannotEnclose, NotDefined
from derive.language.symbols import Z

DIGITS = 30
NEAREST = 1 - Rational(1, 10**12)
HARD = Max(-1, Min(Z, 1))
ELU = Piecewise((Z, Z > 0), (exp(Z) - 1, True))
SOFTPLUS = log(1 + exp(Z))


def _meet(*values: arb, digits: int = DIGITS) -> bool:
    with ctx.workprec(400):
        return all(a.overlaps(b) for a in values for b in values) and all(float(value.rad()) < 3 * 10.0**-digits for value in values)


def _is(value: arb, exact: Any, digits: int = DIGITS) -> bool:
    with ctx.workprec(400):
        return bool(value.overlaps(arb(str(N(exact, 80)), "1e-70"))) and float(value.rad()) < 3 * 10.0**-digits


def _erf_kernel(q1: Any, q2: Any, c: Any) -> Any:
    return 2 / pi * asin(2 * c * sqrt(q1 * q2) / sqrt((1 + 2 * q1) * (1 + 2 * q2)))


@pytest.mark.parametrize("c", [Rational(1, 2), Rational(-19, 20), Rational(999, 1000)])
def test_the_grid_finds_the_arc_sine_kernel(c):
    q1, q2 = Rational(3, 2), Rational(1, 5)
    assert _is(on_factored_grid(erf(sqrt(q1) * Z), erf(sqrt(q2) * Z), c, DIGITS), _erf_kernel(q1, q2, c))


@pytest.mark.parametrize("rule", ["gauss", "lattice"])
@pytest.mark.parametrize("c", [NEAREST, -1 + Rational(1, 10**8), Rational(999, 1000)])
def test_both_rules_across_the_diagonal_find_the_arc_sine_kernel(c, rule):
    assert _is(on_rotated_grid(erf(Z), erf(Z), c, DIGITS, rule), _erf_kernel(1, 1, c))


def test_entire_functions_with_growth():
    assert _is(on_factored_grid(exp(Z), sin(Z), Rational(9, 10), DIGITS), sin(Rational(9, 10)))
    assert _is(on_rotated_grid(cos(Z), exp(2 * Z), NEAREST, DIGITS), exp(Rational(3, 2)) * cos(2 * NEAREST), DIGITS - 2)
    assert _is(on_factored_grid(Z**3, Z**3, Rational(1, 3), DIGITS), Rational(9, 3) + Rational(6, 27), DIGITS - 2)


def test_a_hundred_digits_at_once():
    value = on_factored_grid(erf(Z), erf(Z), Rational(1, 2), 100)
    with ctx.workprec(500):
        assert value.overlaps(arb(str(N(_erf_kernel(1, 1, Rational(1, 2)), 130)), "1e-120")) and value.rad() < arb(10) ** -100


@pytest.mark.parametrize("c", [Rational(1, 10), Rational(-1, 2), Rational(9, 10)])
def test_grid_expansion_and_rectangles_meet_for_analytic_functions(c):
    f, g = tanh(2 * Z), SOFTPLUS
    with ctx.workprec(140):
        expansion = by_mehler(f, g, arb(int(c.p)) / int(c.q), 12)
    assert _meet(on_factored_grid(f, g, c, DIGITS), at_knots(f, g, c, DIGITS)) and _meet(on_factored_grid(f, g, c, DIGITS), expansion, digits=11)


def _relu_kernel(c: Any) -> Any:
    return (sqrt(1 - c**2) + (pi - acos(c)) * c) / (2 * pi)


@pytest.mark.parametrize("c", [NEAREST, -1 + Rational(1, 10**6), Rational(99, 100), Rational(1, 2)])
def test_rectangles_find_the_arc_cosine_kernel(c):
    assert _is(at_knots(Max(Z, 0), Max(Z, 0), c, DIGITS), _relu_kernel(c))


@pytest.mark.parametrize("c", [NEAREST, -1 + Rational(1, 10**4), Rational(19, 20)])
@pytest.mark.parametrize(("f", "g"), [(HARD, HARD), (ELU, Max(Z, 0)), (HARD, HARD.xreplace({Z: 1000 * Z}))])
def test_rectangles_and_nested_integrals_meet_at_knots(f, g, c):
    assert _meet(at_knots(f, g, c, 15), by_nested_integrals(f, g, c, 15), digits=14)


def test_a_variance_a_million_times_the_other():
    f, g = erf(1000 * Z), erf(Z)
    for c in (NEAREST, Rational(1, 2)):
        with working(200):
            value = product_expectation(f, g, c, DIGITS)
        assert _is(value, _erf_kernel(10**6, 1, c))


def test_the_nodes_of_gauss_and_hermite_integrate_even_powers():
    with ctx.workprec(200):
        for n in (1, 2, 7, 20):
            pairs = gauss_hermite(n)
            moment = sum((w * x ** (2 * n - 2) for x, w in pairs), arb(0)) if n > 1 else sum((w for _, w in pairs), arb(0))
            double = arb(1)
            for k in range(1, n):
                double *= 2 * k - 1
            assert moment.overlaps(double) and float((moment - double).rad()) < 1e-25 * float(double.mid())


def test_the_rules_across_keep_their_word():
    """E[cosh(b D)] = exp(b^2/2); |cosh| <= exp(|Re|)."""
    b = 0.125
    for rule in (by_gauss(b, 2.0, 10.0, 18, 100), by_lattice(b, 2.0, 10.0, 18, 100)):
        assert rule is not None
        with ctx.workprec(100):
            found = sum((w * ((b * d).exp() + (-b * d).exp()) / 2 for d, w in zip(rule.nodes, rule.weights, strict=True)), arb(0))
            missed = abs(found - (arb(b) * b / 2).exp())
            assert missed <= rule.error * arb(rule.pad).exp() + arb("1e-20") and rule.error < 1e-17


@pytest.mark.parametrize("module", [factored_grid, rotated])
def test_a_narrower_strip_than_claimed_would_be_seen(module, monkeypatch):
    """A falsified height of analyticity, beyond the pole of tanh: no figure comes back, or the proven one."""
    monkeypatch.setattr(module, "height", lambda f, left, right, largest, least: 2.2)
    way = on_factored_grid if module is factored_grid else on_rotated_grid
    c = Rational(1, 2) if module is factored_grid else Rational(99999, 100000)
    with suppress(CannotEnclose):
        assert _meet(way(tanh(Z), tanh(Z), c, 20), at_knots(tanh(Z), tanh(Z), c, 20), digits=18)


def test_two_ways_at_every_point():
    for f, c in ((tanh(Z), NEAREST), (tanh(Z), Rational(1, 2)), (HARD, Rational(19, 20)), (HARD, NEAREST)):
        with working(120):
            found = []
            for name, way in ways(f, f, c, proper_correlation(c), 15):
                try:
                    found.append((name, way()))
                except CannotEnclose:
                    continue
                if len(found) == 2:
                    break
        assert len(found) == 2 and _meet(*(value for _, value in found), digits=13)


def test_refusals_say_why():
    with pytest.raises(NotDefined, match="between -1 and 1"):
        proper_correlation(Rational(3, 2))
    with pytest.raises(CannotEnclose, match="not analytic"):
        on_factored_grid(Max(Z, 0), Z, Rational(1, 2), 20)
    with pytest.raises(CannotEnclose, match="tails"):
        on_factored_grid(exp(Z**2), Z, Rational(1, 2), 20)
    with pytest.raises(CannotEnclose):
        at_knots(sinh(Z**2), Max(Z, 0), Rational(1, 2), 20)
