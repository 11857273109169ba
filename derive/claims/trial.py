"""A claim is tried: certified in balls, its falsified twins refuted, and proved where the engine derives it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from derive.claims.claim import Claim
from derive.claims.ledger import Entry, Twins
from derive.claims.load import LoadFailure, error_line
from derive.claims.prove import proved
from derive.claims.statement import Statement
from derive.evidence.certificate import Certificate
from derive.evidence.verdict import Verdict
from derive.language.errors import DeriveError

_STRENGTH = list(Verdict)
_ROUGH_DIGITS = 15  # enough to tell a twin that differs by one part in a million; the full digits are tried where it is not


@dataclass(frozen=True, slots=True)
class Limits:
    """`digits` asked of each certificate, `seconds` for each enclosure."""

    digits: int = 30
    seconds: float | None = 60.0


def try_claim(claim: Claim, limits: Limits) -> Entry:
    """The ledger entry of one claim; whatever its function raises ends in the entry's message."""
    started = time.monotonic()
    entry = Entry(claim.id, str(claim.source), claim.doc, claim.expects, Verdict.UNDECIDED, uses=claim.uses)
    try:
        entry = _audit(entry, claim.statements(), limits)
    except DeriveError as error:
        entry = replace(entry, message=str(error))
    except Exception as error:
        where = f"{claim.path}, line {error_line(claim.path, error) or claim.statement.__code__.co_firstlineno}"
        entry = replace(entry, message=f"{where}: {type(error).__name__}: {error}")
    return replace(entry, seconds=time.monotonic() - started)


def failed_entry(failure: LoadFailure) -> Entry:
    """A file that gave no claims, as an entry that is not as expected."""
    return Entry(failure.id, str(failure.path), "", "holds", Verdict.UNDECIDED, message=str(failure))


def _audit(entry: Entry, statements: tuple[Statement, ...], limits: Limits) -> Entry:
    certificates = [statement.certify(limits.digits, limits.seconds) for statement in statements]
    weakest = max(certificates, key=lambda found: _STRENGTH.index(found.verdict))
    entry = replace(
        entry,
        statement="; ".join(statement.text for statement in statements),
        verdict=weakest.verdict,
        digits=min(found.digits for found in certificates),
        points=sum(found.points for found in certificates),
        message=_message(weakest),
    )
    if weakest.verdict is Verdict.UNDECIDED:
        return entry
    entry = _with_twins(entry, statements, limits)
    if entry.verdict is Verdict.CERTIFIED and all(proved(statement, limits.digits) for statement in statements):
        return replace(entry, verdict=Verdict.PROVED)
    return entry


def _with_twins(entry: Entry, statements: tuple[Statement, ...], limits: Limits) -> Entry:
    falsified = [twin for statement in statements if (twin := statement.falsified()) is not None]
    others = [twin for statement in statements for _, twin in statement.twins()]
    smallest, rest = _count(falsified, limits), _count(others, limits)
    twins = Twins(len(falsified) + len(others), smallest + rest)
    awake = bool(falsified) and smallest == len(falsified)
    entry = replace(entry, twins=twins, falsified_twin_refuted=awake)
    if awake or entry.verdict is Verdict.REFUTED:
        return entry
    return replace(
        entry,
        verdict=Verdict.UNDECIDED,
        message="the falsified twin was not refuted, so this check could not have failed",
    )


def _count(statements: Iterable[Statement], limits: Limits) -> int:
    return sum(_refuted(statement, limits) for statement in statements)


def _refuted(statement: Statement, limits: Limits) -> bool:
    attempt: Callable[[int], Certificate] = lambda digits: statement.certify(digits, limits.seconds)  # noqa: E731
    return any(attempt(digits).verdict is Verdict.REFUTED for digits in sorted({min(_ROUGH_DIGITS, limits.digits), limits.digits}))


def _message(certificate: Certificate) -> str | None:
    found = certificate.counterexample
    if found is None:
        return certificate.message or None
    where = ", ".join(f"{name} = {value}" for name, value in found.at.items()) or "the point stated"
    left, right = found.sides
    return f"at {where}: left side {left}, right side {right}"
