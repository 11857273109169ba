"""Is a pair (sigma_w, sigma_b) that an initialisation hands out on the edge of chaos, and is it stable there?"""

from __future__ import annotations

import math

from derive.evidence.balls.ball import Ball
from derive.language.errors import DeriveError
from derive.language.text.reader import read_number
from derive.meanfield.edge import edge_of_chaos
from derive.testing.broken import Held, LawBroken
from derive.testing.truth import ready


def check_edge_point(activation: object, sigma_w: float, sigma_b: float, *, stable: bool = True, tolerance: float = 1e-6) -> Held:
    """(sigma_w, sigma_b) is a point of the edge of chaos: some fixed point q of the variance map has sigma_w^2 E[phi'^2] = 1.

    With `stable` (the default) the fixed point must attract too: chi_par < 1, or the variance leaves it. `tolerance` is
    relative to sigma_w. Points are those of the curve at this sigma_b, each enclosed with proof.
    """
    found = ready(activation)
    law = f"a {'stable ' if stable else ''}point of the edge of chaos of {found.name}"
    where = f"sigma_b = {sigma_b!r}"
    points = edge_of_chaos(found).points(read_number(repr(float(sigma_b))), 15)
    if not points.points:
        raise LawBroken(law, f"sigma_w = {sigma_w!r}", f"one: {points.message or 'there is none'}", where)
    nearest = min(points.points, key=lambda p: abs(_number(p.sigma_w) - sigma_w))
    error = abs(_number(nearest.sigma_w) - sigma_w) / sigma_w if sigma_w > 0 else math.inf
    if not error <= tolerance:
        raise LawBroken(law, f"sigma_w = {sigma_w!r}", f"sigma_w = {_number(nearest.sigma_w):.12g}, the nearest point of the edge", where)
    if stable and not nearest.stable:
        raise LawBroken(law, f"sigma_w = {sigma_w!r}, where chi_par = {_number(nearest.chi_par):.6g}", "a point that attracts (chi_par < 1)", where)
    return Held(law, 1, 0, error, where)


def _number(ball: Ball | None) -> float:
    if ball is None:
        raise DeriveError("a number of the edge", "it is not known", "another point")
    return float(ball.arb.mid())
