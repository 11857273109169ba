"""What a kernel or a moment is where its printed form is a limit: at c = 1 and -1, and for a variance of 0.

A form such as exp(-b^2/(q (1 + c)))/sqrt(1 - c^2) has no value at c = 1 when it is read literally; the kernel has a limit. At c = 1 and -1 both arguments are
multiples of one normal variable; for a variance of 0 the activation is seen at 0 only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sympy import Expr, Ne, S, Symbol
from sympy.logic.boolalg import Boolean

from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.language.deciding.replaced import INFINITE, replaced
from derive.language.errors import CannotEnclose, DeriveError, Diverges
from derive.language.goals.expectation import ActivationMoment, DualKernel, Goal
from derive.language.symbols import c, ddphi, dphi, phi, q, z
from derive.pipeline.finding import Finding
from derive.pipeline.on_a_line import on_a_line
from derive.pipeline.search import derivation_of
from derive.pipeline.vanishing import limit_goal

SECONDS = 8.0
DIGITS = 20
POINTS = 3

Stated = tuple[Expr | None, tuple[Boolean, ...]]


@dataclass(frozen=True, slots=True)
class Limit:
    """`value` is what is tended to at `at`, which fixes the correlation (and the variances to q), or one variance; None where it is infinite."""

    at: tuple[tuple[Symbol, Expr], ...]
    value: Expr | None
    hypotheses: tuple[Boolean, ...] = ()

    def __str__(self) -> str:
        where = ", ".join(f"{symbol} = {number}" for symbol, number in self.at)
        condition = f" where {' and '.join(map(str, self.hypotheses))}" if self.hypotheses else ""
        return f"{where}: {'infinite' if self.value is None else self.value}{condition}"


def limits(answer: Finding) -> tuple[Limit, ...]:
    """The limits that a closed form does not show when its letters are replaced."""
    if answer.value is None or answer.status != "closed":
        return ()
    return tuple(_limits(answer, answer.goal, answer.value))


def _limits(answer: Finding, goal: Goal, value: Expr) -> Iterator[Limit]:
    if isinstance(goal, DualKernel) and goal.correlation == c:
        for side in (S.One, S.NegativeOne):
            if _is_singular(value, c, side):
                yield from _at_correlation(answer, side)
    variances = goal.variances if isinstance(goal, DualKernel) else (goal.variance,) if isinstance(goal, ActivationMoment) else ()
    for variance in dict.fromkeys(variances):
        if isinstance(variance, Symbol) and _is_singular(value, variance, S.Zero):
            yield from _stated(((variance, S.Zero),), partial(_vanishing, goal, variance))


def _at_correlation(answer: Finding, side: Expr) -> Iterator[Limit]:
    """For equal variances, and for any if they are different letters."""
    variances = answer.goal.variances
    equal = tuple((v, q) for v in dict.fromkeys(variances) if v != q)
    yield from _stated(((c, side), *equal), partial(_at_end, answer, side, equal))
    if variances[0] != variances[1]:
        yield from _stated(((c, side),), partial(_at_end, answer, side, ()))


def _at_end(answer: Finding, side: Expr, equal: tuple[tuple[Symbol, Expr], ...]) -> Stated:
    """The form for any two variances may leave out equal ones."""
    goal = answer.goal.subs({c: side, **dict(equal)})
    value, hypotheses = _confirmed(goal, *on_a_line(answer, side, goal.variances, SECONDS))
    first, second = goal.variances
    apart = value is not None and first != second and _is_singular(value, second, first)
    return value, (*hypotheses, Ne(first, second)) if apart else hypotheses


def _vanishing(goal: Goal, variance: Symbol) -> Stated:
    """Of a product in which one factor is infinite at 0 nothing is said: another one may be 0 there."""
    try:
        limit = limit_goal(goal, {variance: S.Zero})
    except Diverges:
        if isinstance(goal, ActivationMoment) and len(goal.polynomial.free_symbols & {phi, dphi, ddphi, z}) > 1:
            raise CannotEnclose(f"{goal} at {variance} = 0", "its factors are 0 and infinite", "positive variances") from None
        raise
    derivation = derivation_of(limit, None, SECONDS)
    if not derivation.closed:
        raise CannotEnclose(f"{goal} at {variance} = 0", "no closed form was found", "positive variances")
    return _confirmed(limit, derivation.value, derivation.hypotheses)


def _stated(at: tuple[tuple[Symbol, Expr], ...], question: Callable[[], Stated]) -> Iterator[Limit]:
    try:
        yield Limit(at, *question())
    except Diverges:
        yield Limit(at, None)
    except DeriveError:
        return


def _confirmed(goal: Goal, value: Expr | None, hypotheses: tuple[Boolean, ...]) -> Stated:
    """The value, if balls of the goal itself confirm it. Raises CannotEnclose."""
    if value is not None and certify(goal, value, hypotheses, DIGITS, POINTS, SECONDS).verdict is not Verdict.CERTIFIED:
        raise CannotEnclose(f"the limit {value}", "balls do not confirm it", "points inside the domain")
    return value, hypotheses


def _is_singular(value: Expr, symbol: Expr, number: Expr) -> bool:
    try:
        found = replaced(value, {symbol: number})
    except (ValueError, TypeError, ZeroDivisionError):
        return True
    return bool(found.has(*INFINITE))
