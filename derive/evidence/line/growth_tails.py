"""Growth of the tails of the normal law, erfc and Phi: small on one side, and seen from 0 away on the other."""

from __future__ import annotations

from typing import Any

from flint import acb, arb

from derive.evidence.balls.functions import TABLE
from derive.evidence.balls.scalar import real_part
from derive.evidence.line.growth_table import LOG_BELOW, LOG_SIZE, ZERO, Line, enter
from derive.evidence.line.quadratic import Bound, Quadratic, smallest


@enter(LOG_SIZE, "erfc")
def _log_erfc(line: Line, expr: Any) -> Bound:
    """erfc w <= exp(-w^2) for w >= 0, <= 2 always."""
    if not line.is_real(expr.args[0]):
        return None
    return smallest(Quadratic(arb(2).log()), _minus_square(line, line.above(expr.args[0], -1)))


@enter(LOG_SIZE, "Phi")
def _log_phi(line: Line, expr: Any) -> Bound:
    """Phi(w) <= exp(-w^2/2)/2 for w <= 0, <= 1 always."""
    if not line.is_real(expr.args[0]):
        return None
    half = _minus_square(line, line.above(expr.args[0], 1))
    return smallest(ZERO, half.times(arb(1) / 2) if half else None)


def _minus_square(line: Line, bound: Bound) -> Bound:
    """-l(t)^2 for -l = a + b t an upper bound that is <= 0 and falls on t >= T."""
    if bound is None or not (bound.g <= 0 and bound.b <= 0 and bound.a + bound.b * line.start <= 0):
        return None
    return Quadratic(-bound.a * bound.a, -2 * bound.a * bound.b, -bound.b * bound.b)


@enter(LOG_BELOW, "erfc", "Phi")
def _log_tail_below(line: Line, expr: Any) -> Bound:
    """erfc falls and Phi grows: where the argument is at most m, or at least, f(w) >= f(m)."""
    if not line.is_real(expr.args[0]):
        return None
    side = 1 if type(expr).__name__ == "erfc" else -1
    bound = line.above(expr.args[0], side)
    top = bound.supremum(line.start) if bound else None
    least = real_part(TABLE[type(expr).__name__](acb(top * side), False)) if top is not None and top.is_finite() else None
    return Quadratic(least.log().lower()) if least is not None and least > 0 else None
