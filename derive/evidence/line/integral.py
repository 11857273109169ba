"""One-dimensional normal expectations as balls, by whatever way (`ways`) reaches the digits that are asked for."""

from __future__ import annotations

from contextlib import suppress

from flint import arb, fmpq
from sympy import Expr, Symbol

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import Number, Point, bind
from derive.evidence.line.asked import mean
from derive.evidence.line.divergence import infinite_expectation
from derive.evidence.line.far_peak import far_peak, scaled_down
from derive.evidence.line.moved_pieces import by_moved_pieces
from derive.evidence.line.regular import regular
from derive.evidence.line.ways import Attempt, Way, at_point, says_something
from derive.language.errors import CannotEnclose, Diverges
from derive.language.symbols import Z

ATTEMPTS = 3
NARROWER = "a smaller variance, or a function that oscillates less far out"


def expectation_1d(body: Expr, at: Point, digits: int, letter: Symbol = Z, way: Way | None = None) -> arb:
    """E[body(Z)], Z ~ N(0, 1), with radius at most 10^-digits max(1, |value|) where three precisions reach it, else the
    best ball found; at balls of parameters an enclosure for all points of them.

    Independent ways: the trapezoidal rule where the body is analytic in a strip that is not too thin, the closed form of
    waves, and adaptive quadrature of its pieces. `way` asks for one of them; otherwise the trapezoidal rule is tried first,
    being faster, and once more with a much finer step where the quadrature does not end.

    Raises Diverges where E|body| is proven to be infinite, CannotEnclose where nothing is proven, TimeLimit.
    """
    exact_at, body = bind(at), regular(body, letter)
    if body.is_zero:
        return arb(0)
    try:
        return _best(body, letter, exact_at, digits, way)
    except CannotEnclose as refusal:
        why = infinite_expectation(body, letter, exact_at)
        if why is None:
            raise
        raise Diverges(mean(body), why, "a smaller variance, or a function that is integrable") from refusal


def _best(body: Expr, letter: Symbol, exact_at: dict[Symbol, Number], digits: int, way: Way | None) -> arb:
    """The first ball that is small enough, else the best one found."""
    peak, attempts = far_peak(body, letter, exact_at), _attempts(body, letter, exact_at, digits)
    if peak and way in (None, "path") and (value := attempts[0].path()) is not None and _is_good(value, digits):
        return value
    if peak and way in (None, "quadrature") and (moved := _moved_pieces(body, letter, exact_at, digits)) is not None:
        return moved
    if peak:
        with suppress(CannotEnclose, Diverges), working(int(3.33 * digits) + 64 + peak.bit_length()):  # refusals name the function itself
            value = _best(scaled_down(body, peak), letter, exact_at, digits, way) * arb(peak).exp()
            if says_something(value):
                return value
    best = arb(0, float("inf"))
    for attempt in attempts:
        check_clock(body)
        value = attempt.value(way)
        if not best.rad() <= value.rad():
            best = value
        if _is_good(best, digits):
            return best
    if len(attempts) > 1 and not says_something(best):
        raise CannotEnclose(mean(body), f"the quadrature does not converge; all that it shows is +/- {best.rad().str(2, radius=False)}", NARROWER)
    return best


def _attempts(body: Expr, letter: Symbol, at: dict[Symbol, Number], digits: int) -> list[Attempt]:
    """At more precision each; only one at balls of parameters, whose width no precision overcomes."""
    exact = all(isinstance(value, fmpq) for value in at.values())
    return [Attempt(body, letter, at, digits, number, lambda steady: expectation_1d(steady, {}, digits)) for number in range(ATTEMPTS if exact else 1)]


def _is_good(value: arb, digits: int) -> bool:
    return bool(value.rad() <= arb(10) ** -digits * arb(1).max(abs(value)))


def _moved_pieces(body: Expr, letter: Symbol, at: dict[Symbol, Number], digits: int) -> arb | None:
    """By pieces about their own places, where the point is exact and that reaches the digits."""
    fixed, bits = at_point(body, letter, at), int(3.33 * digits) + 16
    if fixed is None:
        return None
    for extra in (0, bits):
        with suppress(CannotEnclose), working(bits + extra + 64):
            value = by_moved_pieces(fixed, bits + extra)
            if value.rad() <= arb(10) ** -digits * abs(value):
                return value
    return None
