"""A limit of working precision for functions that sympy's evalf asks for.

Where terms cancel evalf raises the precision by as many bits as were lost, before it looks at its own limit: a sum of terms near exp(5e5) that is near 1
asks each of them for 7e5 bits, at which a function by quadrature never ends.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from sympy.core.evalf import PrecisionExhausted

if TYPE_CHECKING:
    from collections.abc import Callable

BY_SERIES = 2**15  # bits, for what mpmath sums quickly
BY_QUADRATURE = 2**12


def at_most(bits: int) -> Callable[[Callable[[Any, int], Any]], Callable[[Any, int], Any]]:
    """An `_eval_evalf` that raises PrecisionExhausted, an ArithmeticError, for more bits."""

    def limited(method: Callable[[Any, int], Any]) -> Callable[[Any, int], Any]:
        @wraps(method)
        def evaluate(self: Any, prec: int) -> Any:
            if prec > bits:
                what = f"{type(self).__name__} was asked for {prec} bits, because large terms cancel; at most {bits} are tried"
                raise PrecisionExhausted(f"{what}. Use .enclose(digits, ...) of the answer, which works with the integral where its closed form cancels")
            return method(self, prec)

        return evaluate

    return limited
