"""What a kernel is where its printed form is a limit: at c = 1 and -1, and for a variance of 0.

A form such as exp(-b^2/(q (1 + c)))/sqrt(1 - c^2) has no value at c = 1 when it is read literally; the kernel has one. For equal variances q it is
E[phi(x) psi(x)] at c = 1 and E[phi(x) psi(-x)] at c = -1, x ~ N(0, q); for a variance of 0 the activation is seen at 0 only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, Lambda, S, Symbol, diff

from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, DualKernel, Goal
from derive.language.symbols import c, dphi, phi, q, x
from derive.pipeline.answer import Answer
from derive.pipeline.vanishing import limit_goal

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Limit:
    """`value` is the kernel at `at`, which fixes the correlation (the variances then being q), or one variance; None where it is infinite."""

    at: tuple[tuple[Symbol, Expr], ...]
    value: Expr | None

    def __str__(self) -> str:
        where = ", ".join(f"{symbol} = {number}" for symbol, number in self.at)
        return f"{where}: {'infinite' if self.value is None else self.value}"


def limits(answer: Answer) -> tuple[Limit, ...]:
    """The limits that the closed form of a kernel does not show when its letters are replaced."""
    goal, value = answer.goal, answer.value
    if value is None or answer.status != "closed" or not isinstance(goal, DualKernel):
        return ()
    return tuple(_limits(goal, value))


def _limits(goal: DualKernel, value: Expr) -> Iterator[Limit]:
    variances = dict.fromkeys(v for v in goal.variances if isinstance(v, Symbol))
    if goal.correlation == c and len(variances) == len(dict.fromkeys(goal.variances)):
        for side in (S.One, S.NegativeOne):
            if _is_singular(value, c, side):
                yield from _stated(((c, side), *((v, q) for v in variances if v != q)), _at_equal_letters, goal, side)
    for variance in variances:
        if _is_singular(value, variance, S.Zero):
            yield from _stated(((variance, S.Zero),), lambda goal, v: limit_goal(goal, {v: S.Zero}), goal, variance)


def _stated(at: tuple[tuple[Symbol, Expr], ...], question: object, goal: DualKernel, where: Expr) -> Iterator[Limit]:
    from derive.pipeline.ask import derivation_of

    try:
        derivation = derivation_of(question(goal, where), None, SECONDS)  # type: ignore[operator]
    except DeriveError as error:
        if type(error).__name__ == "Diverges":
            yield Limit(at, None)
        return
    if derivation.closed:
        yield Limit(at, derivation.value)


def _is_singular(value: Expr, symbol: Symbol, number: Expr) -> bool:
    try:
        replaced = value.subs(symbol, number)
    except (ValueError, TypeError, ZeroDivisionError):
        return True
    return bool(replaced.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity))


def _at_equal_letters(goal: DualKernel, side: Expr) -> Goal:
    """E[phi(x) psi(side x)] for x ~ N(0, q)."""
    (f, g), (m, n) = goal.functions, goal.orders
    if side == 1 and f == g and m == n <= 1:
        return ActivationMoment(f, (dphi if m else phi) ** 2, q)
    if any(Activation.of(function).jumps(k) for function, order in ((f, m), (g, n)) for k in range(order)):
        raise DeriveError("the product of two derivatives", "one of them has a point mass", "points where |c| < 1")
    product = diff(f.expr, x, m) * diff(g.expr, x, n).subs(x, side * x)
    return ActivationMoment(Lambda(x, Activation.of(product).expr), phi, q)
