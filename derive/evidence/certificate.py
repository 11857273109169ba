"""What an audit found."""

from __future__ import annotations

from dataclasses import dataclass

from derive.evidence.ball import Ball
from derive.evidence.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A point (symbol name -> exact rational as text) where the two sides are disjoint balls."""

    at: dict[str, str]
    left: Ball
    right: Ball


@dataclass(frozen=True, slots=True)
class Certificate:
    """`digits` is the accuracy to which both sides were seen to agree at the worst of `points` points, `method` how they were computed."""

    verdict: Verdict
    digits: int
    points: int
    method: str
    message: str = ""
    counterexample: Counterexample | None = None
