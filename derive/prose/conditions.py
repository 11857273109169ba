"""Inequalities as they are read: indicators solved for their letter, two bounds of one quantity as one chain."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import And, Expr, Ge, Gt, Le, Lt, Or, S
from sympy.logic.boolalg import Boolean

Bounds = tuple[Expr, str, Expr, str, Expr]


def positive_where(argument: Expr) -> tuple[Expr, str, Expr]:
    """The condition `argument > 0` as (left, ">" or "<", right).

    X - b > 0 is X > b; what is not affine in its letter, or affine with a slope of unknown sign, stays as it is. The
    letter is the bound one where there is one.

    >>> from sympy.abc import x
    >>> positive_where(1 - 2 * x)
    (x, '<', 1/2)
    """
    letters = [s for s in argument.free_symbols if s.is_Dummy] or list(argument.free_symbols)
    if len(letters) == 1 and argument.is_polynomial(letters[0]):
        slope = argument.coeff(letters[0], 1)
        rest = argument.as_independent(letters[0], as_Add=True)[0]
        if argument == slope * letters[0] + rest and (slope.is_positive or slope.is_negative):
            return letters[0], ">" if slope.is_positive else "<", -rest / slope
    return argument, ">", S.Zero


def merged(hypotheses: Iterable[Boolean]) -> tuple[Boolean, ...]:
    """The same hypotheses, each once and solved; a lower and an upper bound of one quantity become one conjunction.

    >>> from sympy.abc import c
    >>> merged([c < 1, c > -1])
    ((c > -1) & (c < 1),)
    """
    found: list[Boolean] = []
    for hypothesis in dict.fromkeys(map(solved, hypotheses)):
        if hypothesis is S.true:
            continue
        partner = next((other for other in found if bounds(And(other, hypothesis, evaluate=False))), None)
        if partner is None:
            found.append(hypothesis)
        else:
            found[found.index(partner)] = And(partner, hypothesis, evaluate=False)
    return tuple(found)


def solved(condition: Boolean) -> Boolean:
    """A condition `affine > 0` solved for its letter, 1 - c^2 > 0 as |c| < 1, alternatives each; others as they are.

    >>> from sympy import Or
    >>> from sympy.abc import a, c
    >>> solved(Or(2 * a - 1 > 0, 1 - c**2 > 0))
    (a > 1/2) | (Abs(c) < 1)
    """
    if isinstance(condition, Or):
        return Or(*map(solved, condition.args), evaluate=False)
    if not isinstance(condition, Gt) or condition.rhs != 0:
        return condition
    letters = list(condition.lhs.free_symbols)
    if len(letters) == 1 and condition.lhs == 1 - letters[0] ** 2:
        return Lt(abs(letters[0]), 1)
    left, relation, right = positive_where(condition.lhs)
    return Gt(left, right) if relation == ">" else Lt(left, right)


def bounds(condition: And) -> Bounds | None:
    """(a, "<", b, "<", d) where the condition says a < b < d; None where it says something else."""
    sides = [_increasing(part) for part in condition.args]
    if len(sides) != 2 or None in sides:
        return None
    for low, high in (sides, sides[::-1]):
        if low and high and low[2] == high[0] and not low[2].is_number:
            return low[0], low[1], low[2], high[1], high[2]
    return None


def _increasing(condition: Boolean) -> tuple[Expr, str, Expr] | None:
    if isinstance(condition, Lt | Le):
        return condition.lhs, "<" if isinstance(condition, Lt) else "<=", condition.rhs
    if isinstance(condition, Gt | Ge):
        return condition.rhs, "<" if isinstance(condition, Gt) else "<=", condition.lhs
    return None
