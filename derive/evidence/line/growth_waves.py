"""Growth of reciprocal waves on a half line: sin(w) and cos(w) stay away from 0 where w is bounded and no zero lies between its bounds."""

from __future__ import annotations

from typing import Any

from flint import arb

from derive.evidence.line.growth_table import LOG_BELOW, Line, concave_below, enter
from derive.evidence.line.quadratic import Bound, Quadratic

SMALL = 3  # |sin| is concave up to there
PARTS, WIDEST = 64, 4  # balls over less than a half turn and a bit; beyond, a zero lies between


@enter(LOG_BELOW, "sin", "cos")
def _log_wave_below(line: Line, expr: Any) -> Bound:
    """|f| over all arguments from the lower to the upper bound, in balls; |sin| is concave in |w| < pi."""
    (argument,) = expr.args
    if not line.is_real(argument):
        return None
    tops = [bound.supremum(line.start) if (bound := line.above(argument, s)) else None for s in (1, -1)]
    if tops[0] is None or tops[1] is None:
        return None
    least = _least(type(expr).__name__, -tops[1], tops[0])
    if least > 0:
        return Quadratic(least.log().lower())
    return concave_below(line, argument, _below_half_turn) if type(expr).__name__ == "sin" else None


def _below_half_turn(most: arb) -> arb:
    return most.sin() if most < SMALL else arb(0)


def _least(name: str, low: arb, high: arb) -> arb:
    """A lower bound of |sin| or |cos| from low to high, 0 over more than a half turn."""
    width = high - low
    if not width < WIDEST:
        return arb(0)
    parts = [low + width * (arb(2 * k + 1) / (2 * PARTS)) + width * arb(0, 0.5 / PARTS) for k in range(PARTS)]
    return min((abs(part.sin() if name == "sin" else part.cos()).lower() for part in parts), key=float)
