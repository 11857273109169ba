"""Pieces: break points found, branches right."""

import pytest
from flint import arb
from sympy import Abs, And, DiracDelta, Heaviside, Max, Min, Piecewise, Rational, exp, log, sign, sin, sqrt, symbols, tanh

from derive.evidence.line.split import pieces
from derive.language.errors import CannotEnclose

x, q, b = symbols("x q b", real=True)


def knots(expr, **at):
    return [piece.upper for piece in pieces(expr, x, {symbols(k, real=True): v for k, v in at.items()})[:-1]]


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (Max(0, x), [0]),
        (Abs(Abs(x) - 1), [-1, 0, 1]),
        (x * Max(0, Min(1, (x + 3) / 6)), [-3, 3]),
        (sign(x**3 - 2 * x), [-arb(2).sqrt(), 0, arb(2).sqrt()]),
        (Heaviside(tanh(x) - Rational(1, 2)), [arb(3).log() / 2]),
        (Piecewise((1, And(x > -1, x < 1)), (0, True)), [-1, 1]),
        (Max(x, x**2, 1), [-1, 1]),
        (log(1 + x**2) * Max(0, exp(x) - 2), [arb(2).log()]),
        (tanh(x) ** 2, []),
    ],
    ids=str,
)
def test_break_points(expr, expected):
    found = knots(expr)
    assert len(found) == len(expected)
    assert all(a.overlaps(arb(e)) for a, e in zip(found, expected, strict=True))


def test_a_break_point_with_irrational_coefficients():
    assert knots(Max(0, sqrt(q) * x - b), q=2, b="1/3")[0].overlaps(arb(1) / 3 / arb(2).sqrt())


def test_branches_are_the_ones_between_the_break_points():
    assert [piece.body for piece in pieces(Max(-1, Min(1, x)), x, {})] == [-1, x, 1]
    assert [piece.body for piece in pieces(Abs(x) * x, x, {})] == [-(x**2), x**2]


def test_a_delta_and_a_complex_branch_are_refused():
    with pytest.raises(CannotEnclose, match="delta"):
        pieces(DiracDelta(x), x, {})
    with pytest.raises(CannotEnclose, match="negative on an interval"):
        pieces(log(x), x, {})


def test_a_root_of_unknown_zeros_needs_a_proof_of_positivity():
    assert len(pieces(log(2 + sin(x) + tanh(x) / 2), x, {})) == 1
    with pytest.raises(CannotEnclose, match="not known to be positive"):
        pieces(sqrt(x + tanh(x)), x, {})


def test_a_switch_whose_zeros_are_unknown_stays():
    (piece,) = pieces(Abs(x + tanh(x)), x, {})
    assert piece.body.has(Abs)
