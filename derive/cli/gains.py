"""The numbers behind `derive gain`: 1/sqrt of a second moment at unit variance, and what a library's table says."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sympy import Expr, Symbol, radsimp, sqrt

from derive.batch.number import decimals
from derive.batch.shape import audit
from derive.cli.published_gains import TABLES
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.variants import shortest
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.symbols import q
from derive.language.text.decimals import rounded
from derive.language.text.reader import read_formula, read_number
from derive.pipeline import Answer, expectation
from derive.processes.deadline import Deadline, interrupted

Gain = dict[str, Any]


def gain(activation: Activation, moments: tuple[str, ...], digits: int, seconds: float) -> Gain:
    """1/sqrt(E[...]) at q = 1, or 1/sqrt(E[phi^2] - E[phi]^2) for both moments: the exact expression where there is one, a value and
    its radius; or nulls and a message. Within so many seconds.
    """
    asked = f"1/sqrt({moments[0]}{' - E[phi]^2' if len(moments) > 1 else ''})"
    try:
        with interrupted(seconds, asked):
            found = [_audited(activation, moment, seconds) for moment in moments]
            square, *mean = ((answer.goal if answer.value is None else answer.value).subs(q, 1) for answer in found)
            kept = _shortest(square - mean[0] ** 2) if mean else square
            if kept == 0:
                raise DeriveError(asked, f"{'the variance' if mean else moments[0]} is zero", "an activation that is not constant")
            inverse = 1 / sqrt(kept)
            number = _number(inverse, digits, seconds)
    except DeriveError as error:
        return {"expression": None, "value": None, "radius": None, "message": f"{asked}: {error.stopped}"}
    exact = None if any(answer.value is None for answer in found) else str(radsimp(inverse) if square.is_Rational and not mean else inverse)
    return {"expression": exact, **number, "message": None}


def _shortest(constant: Expr) -> Expr:
    """The constant as the normal form prints it, with what cancels left out; as it stands where it has goals.

    >>> from sympy import log, pi
    >>> _shortest((log(2) + pi**2) / 8 + log(2)**2 / 4 - (log(2)/2)**2 - log(2)/8)
    pi**2/8
    """
    if constant.has(Expectation, ActivationMoment):
        return constant
    try:
        return shortest(normal_form(constant, field_of(constant.free_symbols)))
    except Undecided:
        return constant


def _audited(activation: Activation, moment: str, seconds: float) -> Answer:
    """The answer, which the audit did not refute and which exists at q = 1."""
    found = expectation(activation, moment, seconds=seconds / 2)
    if audit(found, 15, Deadline.after(seconds / 2)).certificate.verdict is Verdict.REFUTED:
        raise DeriveError(moment, "the audit refuted the derivation; this is a defect, please report it")
    found.enclose(5, seconds, q=1)
    return found


def published(name: str, parameters: Mapping[str, str], ours: Mapping[str, Gain], digits: int) -> list[Gain]:
    """What the tables say at these parameters, each beside how far it is from the exact value of what it keeps."""
    symbols = {parameter: Symbol(parameter, positive=True) for parameter in parameters}
    values = {symbols[parameter]: read_number(number) for parameter, number in parameters.items()}
    rows = []
    for table in TABLES:
        text = table.value(name, parameters)
        if text is not None:
            number = _number(read_formula(text, symbols).subs(values), digits, 10.0)
            row: Gain = {"table": table.name, "source": table.source, "keeps": table.keeps, "expression": text, **number}
            rows.append(row | {"difference": _difference(number, ours[table.keeps])})
    return rows


def _difference(theirs: Mapping[str, str], exact: Gain) -> str | None:
    return None if exact["value"] is None else rounded(Fraction(theirs["value"]) - Fraction(exact["value"]))


def _number(expr: Expr, digits: int, seconds: float) -> dict[str, str]:
    value, radius = decimals(enclose(expr, {}, digits, seconds), digits)
    return {"value": value, "radius": radius}
