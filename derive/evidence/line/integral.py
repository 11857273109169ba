"""One-dimensional normal expectations as balls.

Where f is analytic in a strip, by the trapezoidal rule (`trapezoid`); waves that are too fast for it in closed form
(`waves`). Otherwise E[f(Z)] = sum over pieces of int f phi: Arb's adaptive quadrature on each analytic piece up to a
point T, and a proven bound of what lies beyond. A break point is a ball; the integral runs between exact middles, and
each ball of width 2r adds at most 2r sup |f| phi.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import Literal

from flint import acb, arb, fmpq
from sympy import Expr, Rational, Symbol, cos, sin

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.operations import SWITCHES
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import Number, Point, bind, compile_ball, real_part
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line.asked import mean
from derive.evidence.line.contour import by_contour, turns
from derive.evidence.line.divergence import infinite_expectation
from derive.evidence.line.endpoint import integrate_piece
from derive.evidence.line.far_peak import far_peak, scaled_down
from derive.evidence.line.moved_end import singular_root, split_singular_ends
from derive.evidence.line.moved_pieces import by_moved_pieces
from derive.evidence.line.periodic import by_period
from derive.evidence.line.regular import regular
from derive.evidence.line.settled import settled_pieces
from derive.evidence.line.split import Piece, pieces
from derive.evidence.line.tail import tail
from derive.evidence.line.trapezoid import by_trapezoid
from derive.evidence.line.waves import mean_of_waves
from derive.language.errors import CannotEnclose, Diverges
from derive.language.symbols import Z

ATTEMPTS = 3
COARSEST = 100  # a ball as wide as this part of its value says nothing
NARROWER = "a smaller variance, or a function that oscillates less far out"
PATIENT = 6  # times as many values in a piece that does not settle
HARD = (-3, -1, 1, 3)
MANY = 400.0  # radians
PATIENCE = 1000  # times as many nodes where the quadrature of the pieces does not end: poles all along the line, close to it
Way = Literal["trapezoid", "quadrature", "waves", "path"]
REFUSALS: dict[Way | None, tuple[str, str]] = {
    "trapezoid": ("the trapezoidal rule", "no strip of analyticity that is wide enough was proven"),
    "path": ("a path in the complex plane", "no path was found on which it falls"),
    "waves": ("the closed form of waves", "it is no sum of polynomials times exponentials and waves"),
}


def expectation_1d(body: Expr, at: Point, digits: int, letter: Symbol = Z, way: Way | None = None) -> arb:
    """E[body(Z)], Z ~ N(0, 1), with radius at most 10^-digits max(1, |value|) where three precisions reach it, else the
    best ball found; at balls of parameters an enclosure for all points of them.

    Independent ways: the trapezoidal rule where the body is analytic in a strip that is not too thin, the closed form of
    waves, and adaptive quadrature of its pieces. `way` asks for one of them; otherwise the trapezoidal rule is tried first,
    being faster, and once more with a much finer step where the quadrature does not end.

    Raises Diverges where E|body| is proven to be infinite, CannotEnclose where nothing is proven, TimeLimit.
    """
    exact_at, body = bind(at), regular(body, letter)
    try:
        return _best(body, letter, exact_at, digits, way)
    except CannotEnclose as refusal:
        why = infinite_expectation(body, letter, exact_at)
        if why is None:
            raise
        raise Diverges(mean(body), why, "a smaller variance, or a function that is integrable") from refusal


def _best(body: Expr, letter: Symbol, exact_at: dict[Symbol, Number], digits: int, way: Way | None) -> arb:
    """The first ball that is small enough, else the best one found."""
    peak = far_peak(body, letter, exact_at)
    if peak and way in (None, "path") and (value := _by_contour(body, letter, exact_at, digits, 0)) is not None and _is_good(value, digits):
        return value
    if peak and way in (None, "quadrature") and (moved := _moved_pieces(body, letter, exact_at, digits)) is not None:
        return moved
    if peak:
        with suppress(CannotEnclose, Diverges), working(int(3.33 * digits) + 64 + peak.bit_length()):  # refusals name the function itself
            value = _best(scaled_down(body, peak), letter, exact_at, digits, way) * arb(peak).exp()
            if _says_something(value):
                return value
    best: arb | None = None
    for attempt in range(ATTEMPTS if all(isinstance(value, fmpq) for value in exact_at.values()) else 1):
        check_clock(body)
        value = _attempt(body, letter, exact_at, digits, attempt, way)
        if best is None or value.rad() < best.rad():
            best = value
        if _is_good(best, digits):
            return best
    assert best is not None
    if all(isinstance(value, fmpq) for value in exact_at.values()) and not _says_something(best):
        raise CannotEnclose(mean(body), f"the quadrature does not converge; all that it shows is +/- {best.rad().str(2, radius=False)}", NARROWER)
    return best


def _is_good(value: arb, digits: int) -> bool:
    return bool(value.rad() <= arb(10) ** -digits * arb(1).max(abs(value)))


def _says_something(value: arb) -> bool:
    return bool(value.rad() * COARSEST < arb(1).max(abs(value)))


def _moved_pieces(body: Expr, letter: Symbol, at: dict[Symbol, Number], digits: int) -> arb | None:
    """By pieces about their own places, where the point is exact and that reaches the digits."""
    fixed, bits = _fixed(body, letter, at), int(3.33 * digits) + 16
    if fixed is None:
        return None
    for extra in (0, bits):
        with suppress(CannotEnclose), working(bits + extra + 64):
            value = by_moved_pieces(fixed, bits + extra)
            if value.rad() <= arb(10) ** -digits * abs(value):
                return value
    return None


def _attempt(body: Expr, letter: Symbol, at: dict[Symbol, Number], digits: int, attempt: int, way: Way | None) -> arb:
    value = _by_trapezoid(body, letter, at, digits, attempt, 1) if way in (None, "trapezoid") else None
    if value is None and way in (None, "waves"):
        value = _by_waves(body, letter, at, digits, attempt)
    turning = _is_turning(body, letter, at)
    if value is None and (way == "path" or (way is None and turning)):
        value = _by_contour(body, letter, at, digits, attempt)
    if value is None and way is None and is_hard(body, letter, at):
        value = _of_hard(body, letter, at, int(digits * 3.33) * (1 + attempt) + 24)
    if value is not None:
        return value
    if way in REFUSALS:
        name, why = REFUSALS[way]
        raise CannotEnclose(f"{mean(body)} by {name}", why, "the quadrature of its pieces")
    bits = int(digits * 3.33) + 24
    found, refusal = _by_quadrature(body, letter, at, bits, attempt)
    if way == "quadrature" or (found is not None and _says_something(found)):
        value = found
    else:
        value = None if turning else _by_contour(body, letter, at, digits, attempt)
        if value is None:
            value = _of_hard(body, letter, at, bits * 2**attempt)
        if value is None and found is None:
            value = _by_trapezoid(body, letter, at, digits, attempt, PATIENCE)
    if value is None:
        value = found
    if value is None:
        assert refusal is not None
        raise refusal
    return value


def _by_quadrature(body: Expr, letter: Symbol, at: Point, bits: int, attempt: int) -> tuple[arb | None, CannotEnclose | None]:
    """The value, or why there is none."""
    try:
        with working(bits * 2**attempt + 16):
            return _expectation(body, letter, at, bits), None
    except CannotEnclose as refusal:
        return None, refusal


def _by_trapezoid(body: Expr, letter: Symbol, at: dict[Symbol, Number], digits: int, attempt: int, patience: int) -> arb | None:
    if body.has(*SWITCHES):
        return None
    bits = int(digits * 3.33) * (1 + attempt) + 8
    with working(bits + 40 + 200 * attempt):
        return by_trapezoid(body, letter, at, bits, patience)


def _by_waves(body: Expr, letter: Symbol, at: dict[Symbol, Number], digits: int, attempt: int) -> arb | None:
    with working(int(digits * 3.33) * (1 + attempt) + 64):
        value = mean_of_waves(body, letter, at)
    return value if value is not None and value.is_finite() else None


def _by_contour(body: Expr, letter: Symbol, at: dict[Symbol, Number], digits: int, attempt: int) -> arb | None:
    """As a periodic function, or along a path in the complex plane, for a body with sines or cosines at an exact point; None where neither serves."""
    fixed = _fixed(body, letter, at) if body.has(sin, cos) else None
    if fixed is None:
        return None
    bits = int(digits * 3.33) * (1 + attempt) + 24
    with suppress(CannotEnclose), working(bits + 40):
        return by_period(fixed, bits)
    with suppress(CannotEnclose), working(bits + 40):
        value = by_contour(fixed, bits, lambda steady: expectation_1d(steady, {}, digits))
        return value if value.is_finite() else None
    return None


def _is_turning(body: Expr, letter: Symbol, at: dict[Symbol, Number]) -> bool:
    """Whether the quadrature of the pieces would follow very many waves."""
    fixed = _fixed(body, letter, at) if body.has(sin, cos) else None
    return fixed is not None and not turns(fixed) < MANY


def _fixed(body: Expr, letter: Symbol, at: dict[Symbol, Number]) -> Expr | None:
    """The function of Z at an exact point, None at balls and where a part of it is not real."""
    if not all(isinstance(value, fmpq) for value in at.values()):
        return None
    try:
        fixed: Expr = body.xreplace({letter: Z} | {symbol: Rational(int(value.p), int(value.q)) for symbol, value in at.items()})
    except ValueError:  # a step of a number that is not real
        return None
    return fixed


def _of_hard(body: Expr, letter: Symbol, at: dict[Symbol, Number], bits: int) -> arb | None:
    """By settled parts, or with the largest exponential taken out; None where none of these serves."""
    fixed, found = _fixed(body, letter, at), None
    if fixed is None:
        return None
    if (found := _by_settled_parts(body, letter, at, bits)) is not None and _says_something(found):
        return found
    with suppress(CannotEnclose), working(bits + 16):
        return by_moved_pieces(fixed, bits, far=False)
    return None


def _by_settled_parts(body: Expr, letter: Symbol, at: dict[Symbol, Number], bits: int) -> arb | None:
    """The quadrature of the simpler functions to which the body settles; None where there are none."""
    fixed = _fixed(body, letter, at)
    if fixed is None:
        return None
    with suppress(CannotEnclose), working(bits + 16):
        parts, error = settled_pieces(fixed, arb(2) ** -bits)
        value = sum((_piece(part, Z, {}, bits, PATIENT) for part in parts), arb(0)) + arb(0, error)
        value += sum((_seam(left, right, Z, {}) for left, right in pairwise(parts)), arb(0))
        return value if parts and value.is_finite() else None
    return None


def is_hard(body: Expr, letter: Symbol, at: Point) -> bool:
    """Not seen to be analytic in a thin box some deviations from 0: the quadrature of its pieces may take very many balls."""
    function = compile_ball(stable_form(body, letter), (letter,), at)
    with working(64):
        return not all(function(acb(arb(place, 0.02), arb(0, 0.02)), True).is_finite() for place in HARD)


def _expectation(body: Expr, letter: Symbol, at: Point, bits: int) -> arb:
    parts = pieces(body, letter, at)
    total = arb(0)
    for piece in parts:
        total += _piece(piece, letter, at, bits)
    for left, right in pairwise(parts):
        total += _seam(left, right, letter, at)
    if not total.is_finite():
        raise CannotEnclose(mean(body), "an integral did not converge", "check that the function is integrable at its singular points")
    return total


def _piece(piece: Piece, letter: Symbol, at: Point, bits: int, patience: int = 1) -> arb:
    if piece.body == 0:
        return arb(0)
    piece, near = split_singular_ends(piece, letter, at, bits)
    target, error = arb(2) ** -bits, arb(0)
    ends = [piece.lower.mid(), piece.upper.mid()]
    for k, side in ((0, -1), (1, 1)):
        if not ends[k].is_finite():
            nearest = (side * ends[1 - k]).max(arb(2)) if ends[1 - k].is_finite() else arb(2)
            start, beyond = tail(piece.body, letter, side, at, target, nearest)
            ends[k], error = side * start, error + beyond
    return near + integrate_piece(piece.body, letter, at, ends[0], ends[1], bits, patience) + arb(0, error)


def _seam(left: Piece, right: Piece, letter: Symbol, at: Point) -> arb:
    """What the uncertain place of a break point adds: width times the largest |body| of its neighbours there,
    phi < 2/5."""
    knot = left.upper
    if knot.is_exact():
        return arb(0)
    size = arb(0)
    for part in (left.body, right.body):
        if singular_root(part, letter, at, knot) is None:  # else it was integrated up to the knot itself
            size = size.max(real_part(compile_ball(part, (letter,), at)(acb(knot), False)).abs_upper())
    return arb(0, (2 * size * knot.rad()).upper())
