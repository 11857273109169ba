"""Growth of quotients with removable singular points (`balls.removable`): that of the function as it was written where no such point lies beyond the start.

Where one does, N(w)/D(w) is a quotient of averages of N^(k) and D^(k) over the segment from p to w. If log |N^(k)| <= l(t), increasing, and log |D^(k)| >= m
on the half line, D^(k) keeping its sign, then log |f| <= l(max(t, t_p)) - m <= l(t) + l(t_p) - l(0) - m with t_p the place of p.
"""

from __future__ import annotations

from sympy import Expr

from derive.evidence.balls.removable import RemovableBall, W, derivative
from derive.evidence.line.growth_table import ABOVE, LOG_BELOW, LOG_SIZE, Line, enter
from derive.evidence.line.quadratic import Bound, Quadratic, smallest


@enter(ABOVE, "RemovableBall")
def _above(line: Line, expr: RemovableBall, s: int) -> Bound:
    return line.above(expr.original, s) or line.bounded_size(expr)


@enter(LOG_SIZE, "RemovableBall")
def _log_size(line: Line, expr: RemovableBall) -> Bound:
    return line.log_size(expr.original) or smallest(*(_averaged(line, expr, point, int(order)) for point, order in expr.args[3]))


@enter(LOG_BELOW, "RemovableBall")
def _log_below(line: Line, expr: RemovableBall) -> Bound:
    return line.log_below(expr.original)


def _averaged(line: Line, expr: RemovableBall, point: Expr, order: int) -> Bound:
    """The bound by averages, None where the point is not on the half line or D^(k) may change its sign."""
    (_, above, base), exponent = expr.parts, expr.args[2]
    inner, place = line.polynomial(expr.args[0]), line.value(point)
    if inner is None or len(inner) != 2 or place is None:
        return None
    reached = (place - inner[0]) / inner[1]
    upper, lower = (derivative(part, order * int(exponent)).xreplace({W: expr.args[0]}) for part in (above, base**exponent))
    size, least = line.log_size(upper), line.log_below(lower)
    if not reached >= line.start or size is None or least is None or not (size.b >= 0 and size.g >= 0 and least.b >= 0 and least.g >= 0):
        return None
    grown = size.b * reached + size.g * reached * reached
    return size + Quadratic(grown - least.a - least.b * line.start - least.g * line.start * line.start)
