"""Which procedure answers which kind of goal."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flint import arb
from sympy import Derivative, Expr, Lambda, Rational, Symbol

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import Number
from derive.evidence.line.hermite import hermite_coefficient
from derive.evidence.line.integral import expectation_1d
from derive.evidence.line.regular import regular
from derive.evidence.pair.correlation_derivative import correlation_derivative
from derive.evidence.pair.correlation_integral import correlation_integral
from derive.evidence.pair.plane import expectation_2d
from derive.evidence.weak import activation_moment, dual_kernel
from derive.language.errors import CannotEnclose, DeriveError, Diverges, NotDefined
from derive.language.goals.correlation_integral import CorrelationIntegral
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.hermite_coefficient import HermiteCoefficient

LADDER = (14, 24, 38, 58, 80, 110, 160, 220, 330, 500, 1000)


def _expectation(goal: Expectation, at: Any, digits: int) -> arb:
    return expectation_1d(goal.body, at, digits) if goal.law.dimension == 1 else expectation_2d(goal, at, digits)


PROCEDURES: dict[type[Expr], Callable[..., arb]] = {
    Expectation: _expectation,
    ActivationMoment: activation_moment,
    DualKernel: dual_kernel,
    Derivative: correlation_derivative,
    CorrelationIntegral: correlation_integral,
    HermiteCoefficient: hermite_coefficient,
}


def _regular(goal: Expr) -> Expr:
    """The goal with its functions regular at their removable singular points; integrands see to themselves."""
    return goal.xreplace({f: Lambda(f.variables, regular(f.expr, f.variables[0])) for f in goal.atoms(Lambda)})


def goal_value(goal: Expr, at: dict[Symbol, Number], digits: int) -> arb:
    """The value of a goal, or of a derivative of one, with radius about 10^-digits max(1, |value|) or better; kept, so that asking again costs
    nothing.

    Raises CannotEnclose, Diverges, NotDefined, TimeLimit.
    """
    parameters = tuple((symbol, at[symbol]) for symbol in sorted(goal.free_symbols, key=str) if symbol in at)
    found = _kept(goal, parameters, next((step for step in LADDER if step >= digits), digits))
    if isinstance(found, DeriveError):
        raise found.with_traceback(None)
    return found


@lru_cache(maxsize=4096)
def _kept(goal: Expr, parameters: tuple[tuple[Symbol, Number], ...], digits: int) -> arb | DeriveError:
    """The value, or why there is none: failing is as slow as succeeding. A time limit says nothing about the goal."""
    procedure = PROCEDURES.get(type(goal))
    if procedure is None:
        raise CannotEnclose(f"the value of {goal}", f"no procedure for {type(goal).__name__}", "rewrite it as an expectation")
    at = {symbol: Rational(int(value.p), int(value.q)) for symbol, value in parameters}
    try:
        with working(int(digits * 3.33) + 64):
            return procedure(_regular(goal), at, digits)
    except (CannotEnclose, Diverges, NotDefined) as error:
        return error.with_traceback(None)
