"""A claim is tried: certified in balls, its falsified twins refuted, and proved where the engine derives it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from derive.claims.claim import Claim
from derive.claims.hypotheses import Need, needs
from derive.claims.ledger import Entry, Twins
from derive.claims.load import error_line
from derive.claims.prove import proved
from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError

_STRENGTH = list(Verdict)
_IMPATIENT = "time limit"  # in messages of certificates that more time could change
_ROUGH_DIGITS = 15  # enough to tell a twin that differs by one part in a million; the full digits are tried where it is not


@dataclass(frozen=True, slots=True)
class Limits:
    """`digits` asked of each certificate, `seconds` for each enclosure."""

    digits: int = 30
    seconds: float | None = 60.0


def try_claim(claim: Claim, limits: Limits) -> Entry:
    """The ledger entry of one claim; whatever its function raises ends in the entry's message."""
    started = time.monotonic()
    entry = Entry(
        claim.id, str(claim.source), claim.doc, claim.expects, Verdict.UNDECIDED, uses=claim.uses, open=claim.open, doc=claim.doc, instead=claim.instead
    )
    try:
        entry = _audit(entry, claim.statements(), claim, limits)
    except DeriveError as error:
        entry = replace(entry, message=str(error))
    except Exception as error:
        where = f"{claim.path}, line {error_line(claim.path, error) or claim.statement.__code__.co_firstlineno}"
        entry = replace(entry, message=f"{where}: {type(error).__name__}: {error}")
    return replace(entry, seconds=time.monotonic() - started)


def _audit(entry: Entry, statements: tuple[Statement, ...], claim: Claim, limits: Limits) -> Entry:
    certificates = [statement.certify(limits.digits, limits.seconds) for statement in statements]
    weakest = max(certificates, key=lambda found: _STRENGTH.index(found.verdict))
    entry = replace(
        entry,
        statement="; ".join(statement.text for statement in statements),
        verdict=weakest.verdict,
        digits=min(found.digits for found in certificates),
        points=sum(found.points for found in certificates),
        message=_message(weakest),
        lasting=weakest.verdict is not Verdict.UNDECIDED or _IMPATIENT not in weakest.message,
    )
    if weakest.verdict is Verdict.UNDECIDED:
        return entry
    if weakest.verdict is Verdict.REFUTED:
        entry = replace(entry, message=_corrected(entry.message, statements[certificates.index(weakest)], limits))
    entry = _with_twins(entry, statements, claim, limits)
    if entry.verdict is Verdict.CERTIFIED and all(proved(statement, limits.digits) for statement in statements):
        return replace(entry, verdict=Verdict.PROVED)
    return entry


def _corrected(message: str | None, statement: Statement, limits: Limits) -> str | None:
    """The message, and how the statement could be mended: by a constant, or by a change that makes it hold."""
    try:
        better = statement.correction(limits.seconds)
    except DeriveError:
        better = None
    better = better or next((f"it holds with {name} changed" for name, twin in statement.twins() if _holds(twin, limits)), None)
    told = f"; {better}" if better else ""
    return f"{message or ''}{told}" or None


def _holds(statement: Statement, limits: Limits) -> bool:
    return statement.certify(limits.digits, limits.seconds).verdict not in (Verdict.REFUTED, Verdict.UNDECIDED)


def _with_twins(entry: Entry, statements: tuple[Statement, ...], claim: Claim, limits: Limits) -> Entry:
    falsified = [("the smallest change excluded", twin) for statement in statements if (twin := statement.falsified()) is not None]
    if entry.verdict is Verdict.REFUTED:  # a neighbour of a false statement may be true: the contrary of an inequality is
        falsified = [pair for pair in falsified if not _holds(pair[1], limits)]
    smallest = _tally(falsified, limits)
    others = [] if entry.verdict is Verdict.REFUTED else _tally([pair for statement in statements for pair in statement.twins()], limits)
    needed = {} if entry.verdict is Verdict.REFUTED else needs(statements, min(_ROUGH_DIGITS, limits.digits), limits.seconds)
    others += [(f"without {name}", need is Need.NEEDED) for name, need in needed.items() if need in (Need.NEEDED, Need.UNDECIDED)]
    survivors = {name: claim.survivors.get(name) for name, refuted in (*smallest, *others) if not refuted}
    refuted = sum(found for _, found in (*smallest, *others))
    awake = bool(smallest) and all(found for _, found in smallest)
    hypotheses = {name: str(need) for name, need in needed.items()}
    entry = replace(entry, twins=Twins(len(smallest) + len(others), refuted), falsified_twin_refuted=awake, survivors=survivors, hypotheses=hypotheses)
    if awake or entry.verdict is Verdict.REFUTED:
        return entry
    return replace(
        entry,
        verdict=Verdict.UNDECIDED,
        message="the falsified twin was not refuted, so this check could not have failed",
    )


def _tally(twins: Iterable[tuple[str, Statement]], limits: Limits) -> list[tuple[str, bool]]:
    """For each twin that has a value under the hypotheses, whether it was refuted."""
    found = ((name, _refuted(twin, limits)) for name, twin in twins)
    return [(name, refuted) for name, refuted in found if refuted is not None]


def _refuted(statement: Statement, limits: Limits) -> bool | None:
    """Whether a twin is refuted, roughly first; None where it is defined at no point, which is no statement at all."""
    certificate = Certificate(Verdict.UNDECIDED, 0, 0, "")
    for digits in sorted({min(_ROUGH_DIGITS, limits.digits), limits.digits}):
        certificate = statement.certify(digits, limits.seconds)
        if certificate.verdict is Verdict.REFUTED:
            return True
    undefined = certificate.verdict is Verdict.UNDECIDED and not certificate.points and _IMPATIENT not in certificate.message
    return None if undefined and certificate.message else False


def _message(certificate: Certificate) -> str | None:
    found = certificate.counterexample
    if found is None:
        return certificate.message or None
    where = ", ".join(f"{name} = {value}" for name, value in found.at.items()) or "the point stated"
    left, right = found.sides
    return f"at {where}: left side {left}, right side {right}"
