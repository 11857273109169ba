"""How far a statement was found to hold."""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """Strongest first; weak evidence is never reported as a stronger verdict."""

    PROVED = "proved"  # every step an instance of a named theorem, both sides equal in the exact normal form, and the balls agree
    CERTIFIED = "certified"  # balls agree to the digits, at the points
    AGREES = "agrees"  # non-rigorous numerics or extrapolation, with figures
    SIMULATED = "simulated"  # within a confidence interval
    UNDECIDED = "undecided"  # why, and what would decide it
    REFUTED = "refuted"  # a point, both sides as disjoint balls

    def __str__(self) -> str:
        return self.value
