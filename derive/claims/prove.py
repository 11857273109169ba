"""From certified to proved: the engine derives both sides, every step is certified, and the two exact normal forms
are the same.
"""

from __future__ import annotations

from sympy import Expr

from derive.claims.statement import Statement
from derive.engine.step import Derivation
from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError
from derive.language.forms.normalize import equal_forms
from derive.language.goals.expectation import Goal
from derive.pipeline import derivation_of

_SECONDS = 60.0
_POINTS = 2


def proved(statement: Statement, digits: int) -> bool:
    """Whether the statement is an equation that follows from certified steps and exact arithmetic.

    False proves nothing.
    """
    sides = statement.equation()
    if sides is None:
        return False
    goals = set().union(*(side.atoms(Goal) for side in sides))
    try:
        derivations = {goal: derivation_of(goal, None, _SECONDS) for goal in goals}
        if not all(_sound(found, statement, digits) for found in derivations.values()):
            return False
        left, right = (_closed(side, derivations) for side in sides)
        return bool(equal_forms(left, right))
    except DeriveError:
        return False


def _closed(side: Expr, derivations: dict[Goal, Derivation]) -> Expr:
    return side.xreplace({goal: found.value for goal, found in derivations.items()})


def _sound(found: Derivation, statement: Statement, digits: int) -> bool:
    """Closed, under no hypothesis beyond the statement's own, and certified step by step."""
    if not found.closed or not set(found.hypotheses) <= set(statement.assumed):
        return False
    conditions = (*statement.assumed,)
    audits = (certify(step.goal, step.equal, (*conditions, *step.hypotheses), digits, _POINTS, _SECONDS) for step in found.steps)
    return all(audit.verdict is Verdict.CERTIFIED for audit in audits)
