"""How near a correlation is to 1 or -1, and the precision at which 1 - c^2 keeps its digits."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from flint import arb
from sympy import Abs, Expr

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.language.errors import NotDefined

ENOUGH = 24  # bits of 1 - |c|
MOST = 2**14  # bits tried


@lru_cache(maxsize=256)
def nearness(c: Expr) -> int:
    """Bits that 1 - c^2 loses to cancellation, about -2 log2(1 - |c|).

    >>> from sympy import Rational
    >>> nearness(Rational(1, 2)), nearness(1 - Rational(1, 10**30))
    (2, 200)

    Raises NotDefined unless |c| < 1 is proven and c is real.
    """
    rest, bits = 1 - Abs(c), 64
    while bits <= MOST:
        with working(bits):
            gap = real_constant(rest, {})
            if gap > 0 and gap.rel_accuracy_bits() >= ENOUGH and real_constant(c, {}).is_finite():
                return 2 * max(0, ceil(-float((gap.log() / arb.const_log2()).mid())))
            if not gap.is_finite() or gap < 0:
                break
        bits *= 2
    raise NotDefined(f"a pair with correlation {c}", "it is not proven to be between -1 and 1", "|c| <= 1")
