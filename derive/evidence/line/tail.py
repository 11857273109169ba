"""Tails of normal integrals.

Where log |f(z)| <= a + b|z| + g z^2 on |z| >= T, with l = 1/2 - g >= 0 and the slope s = 2 l T - b > 0, convexity of
the exponent gives

    int_T^oo |f| phi dz <= (2 pi)^(-1/2) exp(a + b T - l T^2)/s.
"""

from __future__ import annotations

from flint import arb
from sympy import Expr, Symbol

from derive.evidence.balls.scalar import Point
from derive.evidence.line.asked import function, mean
from derive.evidence.line.growth import TOO_FAST, HalfLine, grows_too_fast, growth
from derive.evidence.line.quadratic import Quadratic
from derive.language.errors import CannotEnclose, Diverges

STEPS = 60
PATIENT = 18  # of them without any bound, while zeros of a denominator are passed
FARTHEST = 10**6


def tail_bound(bound: Quadratic, start: arb) -> arb | None:
    """An upper bound of the tail beyond `start`, None where this bound gives none."""
    decay = arb(1) / 2 - bound.g
    slope = 2 * decay * start - bound.b
    if not (decay >= 0 and slope > 0):
        return None
    exponent = bound.a + bound.b * start - decay * start * start
    return (exponent.exp() / slope / (2 * arb.pi()).sqrt()).upper()


def tail(expr: Expr, letter: Symbol, side: int, at: Point, target: arb, nearest: arb) -> tuple[arb, arb]:
    """(T, bound): beyond T >= nearest at the side, the integral of |expr| phi is at most the bound, which is at most
    `target`.

    Raises Diverges where |expr| phi is proven not to be integrable, CannotEnclose where no bound is derived.
    """
    start = nearest.max(arb(2))
    for step in range(STEPS):
        start = start.upper().ceil().mid()
        bound = _growth_or_none(expr, letter, side, start, at, step > PATIENT)
        if bound is None:
            start = start * 3 / 2
            continue
        _require_integrable(bound, expr, letter, side, start, at)
        beyond = tail_bound(bound, start)
        if beyond is not None and beyond <= target:
            return start, beyond
        start = _farther(bound, start, target)
        if not start < FARTHEST:
            break
    raise CannotEnclose(f"the tail of {function(expr)}", "its bound does not become small", "use smaller parameters")


def _growth_or_none(expr: Expr, letter: Symbol, side: int, start: arb, at: Point, last: bool) -> Quadratic | None:
    """Near a zero of a denominator there may be no bound, farther out there is."""
    try:
        return growth(expr, letter, side, start, at)
    except CannotEnclose:
        if last:
            raise
        return None


def _farther(bound: Quadratic, start: arb, target: arb) -> arb:
    """About where l t^2 - b t - a = log(1/target) by this bound, at least a tenth farther than `start`."""
    decay, least = arb(1) / 2 - bound.g, start * 11 / 10
    level = -target.log() + bound.a.max(arb(0))
    if not (decay > 0 and level.is_finite()):
        return least
    linear = bound.b.max(arb(0))
    return least.max(((linear + (linear * linear + 4 * decay * level).sqrt()) / (2 * decay)).mid())


def _require_integrable(bound: Quadratic, expr: Expr, letter: Symbol, side: int, start: arb, at: Point) -> None:
    if bound.g < 0.5 or (bound.g <= 0.5 and bound.b < 0):
        return
    if grows_too_fast(HalfLine(letter, side, start, at).log_below(expr)):
        raise Diverges(mean(expr), TOO_FAST, "restrict the parameters")
    if bound.g > 0.5:
        raise CannotEnclose(f"the tail of {function(expr)}", "no integrable growth bound was derived", "rewrite the function")
