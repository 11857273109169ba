"""Growth of hyperbolic functions on a half line."""

from __future__ import annotations

from typing import Any

from flint import arb

from derive.evidence.line.growth_table import ABOVE, LOG_BELOW, LOG_SIZE, ZERO, Line, enter, least_size, negative
from derive.evidence.line.quadratic import Bound, Quadratic, smallest


@enter(ABOVE, "sinh")
def _odd_bounded(line: Line, expr: Any, s: int) -> Bound:
    return line.bounded_size(expr)


@enter(ABOVE, "cosh")
def _cosh(line: Line, expr: Any, s: int) -> Bound:
    return Quadratic(arb(-1)) if s < 0 else line.bounded_size(expr)


@enter(LOG_BELOW, "cosh", "sinh")
def _log_hyperbolic_below(line: Line, expr: Any) -> Bound:
    """2 cosh w >= exp|w|, and 2 |sinh w| >= exp|w| (1 - exp(-2 l)) for |w| >= l, |sinh w| >= |w| always."""
    is_even, least = type(expr).__name__ == "cosh", least_size(line, expr.args[0])
    if not is_even and least is None:
        return line.log_below(expr.args[0])
    lost = arb(0) if is_even or least is None else (1 - (-2 * least).exp()).log()
    sides = [bound + Quadratic((lost - arb(2).log()).lower()) for s in (1, -1) if (bound := negative(line.above(expr.args[0], -s)))]
    return max([*sides, *([ZERO] if is_even else [])], key=Quadratic.key, default=None)


@enter(LOG_SIZE, "cosh", "sinh")
def _log_hyperbolic(line: Line, expr: Any) -> Bound:
    return line.size(expr.args[0])


@enter(LOG_SIZE, "sech")
def _log_sech(line: Line, expr: Any) -> Bound:
    """sech w <= 2 exp(-|w|), <= 1 always."""
    if not line.is_real(expr.args[0]):
        return None
    sides = [bound + Quadratic(arb(2).log()) for s in (1, -1) if (bound := line.above(expr.args[0], s))]
    return smallest(ZERO, *sides)


@enter(LOG_BELOW, "sech")
def _log_sech_below(line: Line, expr: Any) -> Bound:
    """sech w >= exp(-|w|)."""
    return negative(line.size(expr.args[0])) if line.is_real(expr.args[0]) else None
