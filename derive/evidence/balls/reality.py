"""Arguments of switches are real on the real line: by sympy's assumptions, or seen in balls at the point.

An argument such as Z - c/sqrt(1 - c**2) is real where its letter-free parts are. Which of these sympy does not know to
be real become operands of the switch, which has a value only where each of them is a ball with imaginary part exactly 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import acb
from sympy import Basic, Dummy, Symbol
from sympy.logic.boolalg import Boolean

from derive.evidence.balls.functions import NOTHING
from derive.language.errors import CannotEnclose


@dataclass(frozen=True, slots=True)
class Found:
    """`apply` on `operands`, or a literal `value` (a fraction, or a function of no argument that gives a ball);
    `exact`: accepts fractions."""

    apply: Callable[..., Any] | None
    operands: tuple[Basic, ...] = ()
    value: Any = None
    exact: bool = True


def on_reals(apply: Callable[..., Any], expr: Basic, letters: frozenset[Symbol], otherwise: Any = NOTHING) -> Found:
    """A switch, or a condition, with the guards that its arguments need, `otherwise` where a guard is not real.

    Raises CannotEnclose for an argument that is not seen to be real.
    """
    guards: dict[Basic, None] = {}
    for argument in expr.args:
        if isinstance(argument, Boolean):  # a part of a condition has guards of its own
            continue
        if argument.free_symbols & letters and getattr(argument, "is_extended_real", True) is None:
            guards.update(dict.fromkeys(_unknown_parts(argument, letters)))
    count = len(expr.args)
    return Found(_guarded(apply, count, otherwise), (*expr.args, *guards)) if guards else Found(apply, expr.args)


def _guarded(apply: Callable[..., Any], count: int, otherwise: Any) -> Callable[..., Any]:
    def guarded(*values: Any, analytic: bool) -> Any:
        if any(isinstance(guard, acb) and guard.imag != 0 for guard in values[count:]):
            return otherwise
        return apply(*values[:count], analytic=analytic)

    return guarded


def _unknown_parts(argument: Basic, letters: frozenset[Symbol]) -> list[Basic]:
    """Letter-free parts whose reality makes the argument real."""
    parts = {part: Dummy("real", real=True) for part in _letter_free(argument, letters) if getattr(part, "is_extended_real", True) is None}
    if argument.xreplace(parts).is_extended_real is None:
        raise CannotEnclose(f"{argument}", "it is not known to be real", "split the function where its argument leaves the reals")
    return list(parts)


def _letter_free(expr: Basic, letters: frozenset[Symbol]) -> list[Basic]:
    """The largest subexpressions without letters."""
    if not expr.free_symbols & letters:
        return [expr]
    return [part for argument in expr.args for part in _letter_free(argument, letters)]
