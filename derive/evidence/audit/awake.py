"""Is the auditor awake? A check that cannot fail is worth nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, Integer
from sympy.logic.boolalg import Boolean

from derive.evidence.audit.equation import certify
from derive.evidence.audit.twin import value_twin
from derive.evidence.audit.verdict import Verdict


def refutes_falsified_twin(lhs: Expr, rhs: Expr, hypotheses: Sequence[Boolean] = (), digits: int = 20, points: int = 3) -> bool:
    """Whether lhs = rhs (1 + 10^-6) is refuted; where rhs vanishes at every point, lhs = rhs + 10^-6."""
    if certify(lhs, value_twin(rhs), hypotheses, digits, points).verdict is Verdict.REFUTED:
        return True
    if certify(rhs, Integer(0), hypotheses, digits, points).verdict is not Verdict.CERTIFIED:
        return False
    return certify(lhs, value_twin(rhs, vanishes=True), hypotheses, digits, points).verdict is Verdict.REFUTED
