"""The numbers behind `derive gain`: 1/sqrt of a second moment at unit variance, and what a library's table says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Expr, Symbol, radsimp, sqrt

from derive.batch.number import decimals
from derive.batch.shape import audit
from derive.cli.torch_gains import GAINS, SOURCE
from derive.evidence.lower import enclose
from derive.evidence.verdict import Verdict
from derive.language.activation import Activation
from derive.language.errors import DeriveError
from derive.language.reader import read_formula, read_number
from derive.language.symbols import q
from derive.pipeline import expectation
from derive.processes.deadline import Deadline, interrupted

Gain = dict[str, Any]


def gain(activation: Activation, moment: str, digits: int, seconds: float) -> Gain:
    """1/sqrt(E[...]) at q = 1: the exact expression where there is one, a value and its radius; or nulls and a message.

    Within so many seconds.
    """
    try:
        with interrupted(seconds, f"1/sqrt({moment})"):
            found = expectation(activation, moment, seconds=seconds / 2)
            verdict = audit(found, 15, Deadline.after(seconds / 2)).certificate.verdict
            if verdict is Verdict.REFUTED:
                raise DeriveError(moment, "the audit refuted the derivation; this is a defect, please report it")
            found.enclose(5, seconds, q=1)
            square: Expr = (found.goal if found.value is None else found.value).subs(q, 1)
            inverse = 1 / sqrt(square)
            number = _number(inverse, digits, seconds)
    except DeriveError as error:
        return {"expression": None, "value": None, "radius": None, "message": f"1/sqrt({moment}): {error.stopped}"}
    exact = None if found.value is None else str(radsimp(inverse) if square.is_Rational else inverse)
    return {"expression": exact, **number, "message": None}


def torch_gain(name: str, parameters: Mapping[str, str], ours: Gain, digits: int) -> Gain | None:
    """The table's value at the same parameters, and how far it is from ours; None where the table has no entry."""
    text = GAINS.get(name)
    if text is None:
        return None
    symbols = {parameter: Symbol(parameter, positive=True) for parameter in parameters}
    values = {symbols[parameter]: read_number(number) for parameter, number in parameters.items()}
    number = _number(read_formula(text, symbols).subs(values), digits, 10.0)
    gap = None if ours["value"] is None else f"{float(number['value']) - float(ours['value']):.3g}"
    return {"source": SOURCE, "expression": text, **number, "difference": gap}


def _number(expr: Expr, digits: int, seconds: float) -> dict[str, str]:
    value, radius = decimals(enclose(expr, {}, digits, seconds), digits)
    return {"value": value, "radius": radius}
