"""The expansion at correlation 1 for functions with knots: against closed forms, against rectangles, and with its remainder or a jump falsified."""

from contextlib import suppress
from typing import Any

import pytest
from flint import arb, ctx
from sympy import Heaviside, Max, Min, N, Piecewise, Rational, acos, exp, pi, sqrt, tanh

from derive.evidence.balls.precision import working
from derive.evidence.pair import near_coincidence
from derive.evidence.pair.knotted import at_knots
from derive.evidence.pair.local_series import LocalSeries, half_moments, local_series
from derive.evidence.pair.near_coincidence import by_local_expansion
from derive.evidence.pair.plane import proper_correlation, ways
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

NEAREST = 1 - Rational(1, 10**12)
RELU, HARD, ELU = Max(Z, 0), Max(-1, Min(Z, 1)), Piecewise((Z, Z > 0), (exp(Z) - 1, True))


def _relu_kernel(c: Any) -> Any:
    return (sqrt(1 - c**2) + (pi - acos(c)) * c) / (2 * pi)


@pytest.mark.parametrize("c", [NEAREST, -NEAREST, 1 - Rational(1, 10**5)])
def test_it_finds_the_arc_cosine_kernels(c):
    closed = {RELU: _relu_kernel(c), Heaviside(Z): (pi - acos(c)) / (2 * pi)}
    for function, value in closed.items():
        found = by_local_expansion(function, function, c, 25)
        with ctx.workprec(400):
            assert found.overlaps(arb(str(N(value, 80)), "1e-70")) and found.rad() < 1e-24


@pytest.mark.parametrize(
    ("f", "g", "c"),
    [
        (HARD, HARD, NEAREST),
        (HARD, HARD.xreplace({Z: 1000 * Z}), NEAREST),  # variances with a ratio of a million
        (ELU, RELU, -1 + Rational(1, 10**8)),
        (RELU * tanh(Z), RELU * tanh(Z), NEAREST),
        (Max(Z - sqrt(2), 0), Heaviside(Z), 1 - Rational(1, 10**4)),
    ],
    ids=str,
)
def test_it_meets_the_rectangles(f, g, c):
    one, other = by_local_expansion(f, g, c, 20), at_knots(f, g, c, 20)
    with ctx.workprec(200):
        assert one.overlaps(other) and one.rad() < 1e-18 and other.rad() < 1e-18


@pytest.mark.parametrize("falsified", ["no remainder", "a jump", "a coefficient"])
def test_its_twins_are_refuted_by_the_rectangles(falsified, monkeypatch):
    c = 1 - Rational(1, 10**6)
    if falsified == "no remainder":
        monkeypatch.setattr(near_coincidence._Expansion, "_order", lambda self: (0, arb(0)))
    elif falsified == "a jump":
        monkeypatch.setattr(near_coincidence.Knot, "jump", lambda self, sides, order: arb(0))
    else:
        plain = LocalSeries.derivative
        monkeypatch.setattr(LocalSeries, "derivative", lambda self, order, terms: [c * (1 + arb(10) ** -6) for c in plain(self, order, terms)])
    with suppress(CannotEnclose):
        assert not by_local_expansion(ELU, HARD, c, 20).overlaps(at_knots(ELU, HARD, c, 20))


def test_it_is_the_second_way_near_one():
    with working(100):
        found = dict(ways(HARD, HARD, NEAREST, proper_correlation(NEAREST), 15))
        assert found["local"]().overlaps(found["knotted"]())


def test_half_moments_by_their_closed_forms():
    with working(100):
        whole, half = half_moments(arb(0), arb(2), arb(0), 5)
        assert whole[4].overlaps(48) and half[2].overlaps(2) and half[1].overlaps(2 / (2 * arb.pi()).sqrt())


def test_local_series_enclose_the_exponential():
    with working(150):
        found = local_series(lambda z, analytic: z.exp(), arb(1), 12, 100)
        for k, coefficient in enumerate(found.coefficients):
            assert coefficient.overlaps(arb(1).exp() / arb.fac_ui(k)) and coefficient.rad() < 1e-20


def test_what_it_cannot_do_it_refuses():
    with pytest.raises(CannotEnclose, match="not small enough"):
        by_local_expansion(RELU, RELU, Rational(9, 10), 20)
    with pytest.raises(CannotEnclose):
        by_local_expansion(sqrt(abs(Z)), RELU, NEAREST, 20)
