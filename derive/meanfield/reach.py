"""Which variances must be searched: a fixed compact range, extended where the expansions at 0 and infinity say that the edge lies beyond it."""

from __future__ import annotations

from math import floor, log

from sympy import Rational

from derive.evidence.balls.clock import check_clock
from derive.evidence.line.heat_series import RATIO, REACH, ends
from derive.language.errors import DeriveError
from derive.language.symbols import sigma_b
from derive.meanfield.beyond import above
from derive.meanfield.conditions import bias_is
from derive.meanfield.moments import Moments, exact
from derive.meanfield.zeros import CELLS, sign_at
from derive.theory.near_zero import near_zero

LOWEST, HIGHEST = -22, 14  # cells: variances from 2e-10 to 2e6


def cells_for_bias(moments: Moments, bias: Rational) -> range:
    """The cells in which sigma_b^2(q) = bias^2 is solved."""
    first, last = CELLS[0], CELLS[-1]
    if bias > 0:
        first = min(first, _below(moments, bias))
        last = max(last, _above(moments, bias, last))
    return range(first, last + 1)


def cell_of(variance: float) -> int:
    """The cell that contains a variance."""
    return floor(log(variance / float(1 - REACH)) / log(float(RATIO)))


def _below(moments: Moments, bias: Rational) -> int:
    """Two cells below the variance that the expansion at 0 predicts."""
    found = near_zero(moments.activation)
    if found is None or found.variance is None:
        return CELLS[0]
    predicted = float(found.variance.subs(sigma_b, bias))
    return max(LOWEST, cell_of(predicted) - 2)


def _above(moments: Moments, bias: Rational, last: int) -> int:
    """Cells are added as long as sigma_b^2(q) is below bias^2 at the end and grows beyond every bound."""
    condition = bias_is(exact(bias) ** 2)
    try:
        while last < HIGHEST and sign_at(moments, condition, ends(last)[1]) < 0 and above(moments.activation).grows:
            last += 1
    except DeriveError:  # the moments are not finite, or not enclosed, out there
        check_clock()
    return last
