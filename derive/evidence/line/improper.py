"""Integrals to infinity, cut where a proven bound of the rest is small enough.

If log |f| <= a + b t + g t^2 beyond T, with g <= 0 and s = b + 2 g T < 0, then int_T^oo |f| dt <= exp(a + b T + g T^2)/|s|.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import acb, arb, ctx
from sympy import Integral, Symbol

from derive.evidence.balls.functions import NOTHING
from derive.evidence.balls.integral_node import CUTS
from derive.evidence.line.growth import HalfLine

DOUBLINGS = 40


def cut(expr: Integral, lower: acb, at: Mapping[Symbol, Any]) -> tuple[acb, arb]:
    """(T, bound of the integral beyond T) for the upper end oo; NaN where no bound decays far enough."""
    goal, start = arb(2) ** -int(ctx.prec), lower.real.max(arb(1)).ceil().mid()
    for _ in range(DOUBLINGS):
        start = (2 * start).mid()
        bound = HalfLine(expr.limits[0][0], 1, start, at).log_size(expr.function)
        slope = bound.b + 2 * bound.g * start if bound is not None and bound.g <= 0 else arb(0)
        if bound is not None and slope < 0:
            beyond = ((bound.a + (bound.b + bound.g * start) * start).exp() / -slope).upper()
            if beyond < goal:
                return acb(start), beyond
    return NOTHING, arb(0)


CUTS.append(cut)
