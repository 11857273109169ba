"""What an audit found."""

from __future__ import annotations

from dataclasses import dataclass

from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball

UNREAL = "not real"
SPARE = 4  # digits behind the first in which two numbers differ


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A point (symbol name -> exact rational as text) where the two sides are disjoint balls, or one side is None: proven not to be real."""

    at: dict[str, str]
    left: Ball | None
    right: Ball | None

    @property
    def digits(self) -> int:
        """Digits behind the point to which the sides must be printed to be seen to differ.

        >>> from flint import arb
        >>> Counterexample({}, Ball(arb(1)), Ball(arb("1.00002"))).digits
        8
        """
        if self.left is None or self.right is None:
            return 0
        return Ball(self.left.arb - self.right.arb).leading_zeros() + SPARE

    @property
    def sides(self) -> tuple[str, str]:
        """Left and right as text.

        >>> from flint import arb
        >>> Counterexample({}, Ball(arb(2)), None).sides
        ('2 +/- 0', 'not real')
        """
        left, right = (UNREAL if side is None else str(side) for side in (self.left, self.right))
        return left, right


@dataclass(frozen=True, slots=True)
class Certificate:
    """`digits` is the accuracy to which both sides were seen to agree at the worst of `points` points, `method` how they were computed."""

    verdict: Verdict
    digits: int
    points: int
    method: str
    message: str = ""
    counterexample: Counterexample | None = None
