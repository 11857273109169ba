r"""Proofs that an expectation over a normal law is infinite.

Near a point: let b be analytic at r with b(r) = 0, p >= 1 and N analytic at r with N^(m)(r) != 0 for an m <= p - 1. Then N has a zero of order at most m
at r, so that |N b^-p| >= C |x - r|^(m - p) near r, which is not integrable. Factors log^k(w), k > 0, are larger than 1 where |w| < 1/e and may be left out.

Far out: log |f(x)| >= a + b |x| + g x^2 with g > 1/2, or g = 1/2 and b >= 0, on a half line. Factors |sin(w)|^k and |cos(w)|^k, k > 0, of an affine w may
be left out too: outside a set of small density they are at least a positive number, and the integral over what is left is infinite as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from flint import acb, arb
from sympy import Add, Expr, Mul, Symbol, cos, cosh, cot, coth, csc, csch, diff, factor_terms, gamma, log, pi, sec, sin, sinh, tan

from derive.evidence.balls.operations import SWITCHES
from derive.evidence.balls.scalar import Point, compile_ball, real_part
from derive.evidence.line.growth import POLE, TOO_FAST, HalfLine, grows_too_fast
from derive.evidence.line.split import Piece, pieces
from derive.language.errors import CannotEnclose

QUOTIENTS = {  # f(w) as a quotient of functions without poles
    tan: lambda w: sin(w) / cos(w),
    cot: lambda w: cos(w) / sin(w),
    sec: lambda w: 1 / cos(w),
    csc: lambda w: 1 / sin(w),
    coth: lambda w: cosh(w) / sinh(w),
    csch: lambda w: 1 / sinh(w),
    gamma: lambda w: pi / gamma(1 - w, evaluate=False) / sin(pi * w),
}
STARTS = (4, 16, 64)  # of half lines
WIDEST, PARTS = 6, 97  # poles are looked for between so many points within so many standard deviations
NEAR, HALVINGS = 2.0**-40, 60
SMALL = 0.36  # less than 1/e


def infinite_expectation(body: Expr, letter: Symbol, at: Point) -> str | None:
    """Why E|body(Z)| is infinite; None where that is not proven."""
    try:
        parts = pieces(body, letter, at)
        return near_a_pole(body, letter, at, parts) or next((why for part in parts if (why := _infinite_far_out(part, letter, at))), None)
    except CannotEnclose:
        return None


def near_a_pole(body: Expr, letter: Symbol, at: Point, parts: Sequence[Piece]) -> str | None:
    """Why |f| is not integrable near some point."""
    whole = parts if body.has(*SWITCHES) else [Piece(arb("-inf"), arb("inf"), body)]
    return POLE if any(_has_pole(part, letter, at) for part in whole) else None


def _infinite_far_out(part: Piece, letter: Symbol, at: Point) -> str | None:
    body = _without_waves(factor_terms(part.body), letter)
    sides = [side for side, end in ((-1, part.lower), (1, part.upper)) if not end.is_finite()]
    return TOO_FAST if any(grows_too_fast(HalfLine(letter, side, arb(start), at).log_below(body)) for side in sides for start in STARTS) else None


def _without_waves(body: Expr, letter: Symbol) -> Expr:
    def is_wave(factor: Expr) -> bool:
        base, exponent = factor.as_base_exp()
        slope = base.args[0].diff(letter) if isinstance(base, (sin, cos)) else None
        return slope is not None and bool(exponent.is_positive) and slope.is_real is True and slope.is_zero is False and letter not in slope.free_symbols

    return Mul(*(factor for factor in Mul.make_args(body) if not is_wave(factor)))


def _has_pole(part: Piece, letter: Symbol, at: Point) -> bool:
    """|f| is not integrable over the piece near a point of it."""
    body = part.body
    for function, quotient in QUOTIENTS.items():
        body = body.replace(function, quotient)
    terms = Add.make_args(body)
    for term in terms:
        others = Add(*(other for other in terms if other is not term))
        for factor in Mul.make_args(term):
            base, exponent = factor.as_base_exp()
            if not (exponent.is_number and exponent <= -1 and letter in base.free_symbols):
                continue
            if any(_is_pole(term / factor, -exponent, others, letter, at, place) for place in _zeros_inside(base, letter, at, part)):
                return True
    return False


def _zeros_inside(base: Expr, letter: Symbol, at: Point, part: Piece) -> Iterator[acb]:
    """Small balls that hold a zero of an analytic function in the closed piece; not all of them."""
    function = compile_ball(base, (letter,), at)

    def value(x: arb) -> arb:
        return real_part(function(acb(x), True))

    low, high = part.lower.max(arb(-WIDEST)), part.upper.min(arb(WIDEST))
    points = [low, *(x for k in range(PARTS) if low < (x := arb(WIDEST) * (2 * k - PARTS + 1) / (PARTS - 1)) < high), high]
    found = [(x, value(x)) for x in points if x.is_exact()]
    yield from (acb(arb(x, NEAR)) for x, size in found if size == 0)
    for (a, left), (b, right) in pairwise(found):
        if left * right < 0 and value(a.union(b)).is_finite():
            yield acb(_bracket(value, a, b, bool(right > 0)))


def _bracket(value: Callable[[arb], arb], a: arb, b: arb, rising: bool) -> arb:
    """A short interval with a change of sign."""
    for _ in range(HALVINGS):
        middle = arb(((a + b) / 2).mid())
        size = value(middle)
        if not (size > 0 or size < 0):
            break
        a, b = (a, middle) if (size > 0) == rising else (middle, b)
    return a.union(b)


def _is_pole(numerator: Expr, order: Expr, others: Expr, letter: Symbol, at: Point, place: acb) -> bool:
    """numerator/base^order is not integrable at the zero of the base in `place`, and the other terms are bounded there."""
    if not compile_ball(others, (letter,), at)(place, True).is_finite():
        return False
    numerator = _without_logarithms(numerator, letter, at, place)
    m = 0
    while order - m >= 1:
        size = compile_ball(numerator, (letter,), at)(place, True)
        if not size.is_finite():
            return False
        if not size.contains(0):
            return True
        numerator, m = diff(numerator, letter), m + 1
    return False


def _without_logarithms(numerator: Expr, letter: Symbol, at: Point, place: acb) -> Expr:
    """Factors log^k(w), k > 0, left out where |w| < 1/e, so that |log w| > 1."""

    def is_large(factor: Expr) -> bool:
        base, exponent = factor.as_base_exp()
        return isinstance(base, log) and bool(exponent.is_positive) and bool(compile_ball(base.args[0], (letter,), at)(place, False).abs_upper() < SMALL)

    return Mul(*(factor for factor in Mul.make_args(numerator) if not is_large(factor)))
