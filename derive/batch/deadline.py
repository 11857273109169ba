"""A time limit shared by the parts of one question."""

from __future__ import annotations

import time
from dataclasses import dataclass

from derive.language.errors import TimeLimit


@dataclass(frozen=True, slots=True)
class Deadline:
    """`at` is a reading of the monotonic clock, None for no limit."""

    at: float | None = None

    @classmethod
    def after(cls, seconds: float | None) -> Deadline:
        return cls(None if seconds is None else time.monotonic() + seconds)

    def remaining(self) -> float | None:
        """Seconds left, None without a limit. Raises TimeLimit when none are left."""
        if self.at is None:
            return None
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeLimit("the question", "its time limit has passed", "a larger --timeout")
        return left

    def share(self, part: float) -> float | None:
        """A part of what is left, so that something remains for what comes after."""
        left = self.remaining()
        return None if left is None else part * left
