"""Laws that every activation obeys, checked in balls at an exact point.

Each law takes an activation (an expression in x) and exact numbers, and raises `LawBroken` with both balls if the two
sides are disjoint. They audit the numbers (`derive.evidence`) and, where `formula` is given, a kernel of your own.

    kernel_is_symmetric(Max(x, 0), 1, 2, Rational(1, 3))
    price_theorem(my_activation, 1, 2, Rational(1, 3), formula=my_kernel)
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Rational, diff, sqrt

from derive.evidence.lower import enclose
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import c, phi, q1, q2
from derive.testing.broken import LawBroken, place

DIGITS = 20


def kernel(activation: Expr, order: int = 0) -> DualKernel:
    """E[phi^(n)(u) phi^(n)(v)] as a goal in q1, q2, c."""
    return DualKernel(activation, activation, (order, order), q1, q2, c)


def kernel_is_symmetric(activation: Expr, v1: Any, v2: Any, r: Any, formula: Expr | None = None) -> None:
    """K(q1, q2, c) = K(q2, q1, c)."""
    goal = kernel(activation) if formula is None else formula
    _meet("the kernel is symmetric", (goal, (v1, v2, r)), (goal, (v2, v1, r)))


def kernel_at_one_is_second_moment(activation: Expr, v: Any, formula: Expr | None = None) -> None:
    """K(q, q, 1) = E[phi(sqrt(q) Z)^2]."""
    goal = kernel(activation) if formula is None else formula
    moment = ActivationMoment(activation, phi**2, q1)
    _meet("the kernel at c = 1 is the second moment", (goal, (v, v, 1)), (moment, (v, v, 1)))


def kernel_at_zero_factorises(activation: Expr, v1: Any, v2: Any, formula: Expr | None = None) -> None:
    """K(q1, q2, 0) = E[phi(sqrt(q1) Z)] E[phi(sqrt(q2) Z)]."""
    goal = kernel(activation) if formula is None else formula
    means = ActivationMoment(activation, phi, q1) * ActivationMoment(activation, phi, q2)
    _meet("the kernel at c = 0 is the product of the means", (goal, (v1, v2, 0)), (means, (v1, v2, 0)))


def price_theorem(activation: Expr, v1: Any, v2: Any, r: Any, formula: Expr) -> None:
    """d/dc K = sqrt(q1 q2) E[phi'(u) phi'(v)] for a kernel given as a formula in q1, q2, c, at |c| < 1."""
    slope = sqrt(q1 * q2) * kernel(activation, 1)
    _meet("Price's theorem", (diff(formula, c), (v1, v2, r)), (slope, (v1, v2, r)))


def _meet(law: str, left: tuple[Expr, tuple[Any, Any, Any]], right: tuple[Expr, tuple[Any, Any, Any]]) -> None:
    balls = [enclose(expr, dict(zip((q1, q2, c), map(Rational, at), strict=True)), DIGITS) for expr, at in (left, right)]
    if not balls[0].overlaps(balls[1]):
        raise LawBroken(law, balls[0], balls[1], place("q1 q2 c", left[1]))
