"""Errors, written for the person who reads them.

A message says what was asked, what stopped it, and what to try.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

BOUND = re.compile(r"(?<!\w)_([XYZ])(?!\w)")  # bound letters print with a mark that no reader wrote


class DeriveError(Exception):
    """Base of every error that `derive` raises on purpose.

    `asked` is the question in the user's own terms, `stopped` the obstacle, `remedy` what to try next.
    """

    def __init__(self, asked: str, stopped: str, remedy: str = "") -> None:
        self.asked, self.stopped, self.remedy = asked, stopped, remedy
        super().__init__(asked, stopped, remedy)

    def __str__(self) -> str:
        tail = f" Try: {self.remedy}" if self.remedy else ""
        return BOUND.sub(r"\1", f"{self.asked}: {self.stopped}.{tail}")


class ReadError(DeriveError):
    """Text that the reader refuses; `position` is the offset of the offending character, counted from 0."""

    def __init__(self, text: str, position: int, stopped: str, remedy: str = "") -> None:
        self.text, self.position = text, position
        shown = text if len(text) <= 60 else text[:57] + "..."
        super().__init__(f"cannot read {shown!r} at position {position}", stopped, remedy)
        self.args = (text, position, stopped, remedy)


class UnknownParameter(DeriveError):
    """A value or an assumption for parameters that the activation does not have; `names` are theirs."""

    def __init__(self, asked: str, stopped: str, remedy: str = "", names: tuple[str, ...] = ()) -> None:
        super().__init__(asked, stopped, remedy)
        self.names = names
        self.args = (asked, stopped, remedy, names)


class Diverges(DeriveError):
    """The quantity is infinite under the hypotheses, e.g. E[phi''^2] of a function with a kink."""


class NotDefined(DeriveError):
    """The quantity has no meaning, e.g. log(x) on the whole line, or a delta times a jump at the same point."""


class NotIntegrable(NotDefined):
    """A function that is not integrable near a point; `function` is it, as an expression, where the whole of it is known."""

    function: Any = None


class UndecidedSign(DeriveError):
    """The sign of a number does not follow from the assumptions on the parameters; `number` is that number."""

    def __init__(self, asked: str, stopped: str, remedy: str = "", number: Any = None) -> None:
        super().__init__(asked, stopped, remedy)
        self.number = number
        self.args = (asked, stopped, remedy, number)


class CannotEnclose(DeriveError):
    """No proven enclosure could be computed."""


class TimeLimit(DeriveError):
    """A bounded computation ran out of its time."""


class Interrupted(BaseException):
    """The alarm of a time limit rang. It says nothing about the question that was being answered, so nothing may take it for an answer: it passes through
    every handler of errors, and the block whose limit it is raises TimeLimit.
    """


@contextmanager
def writable(asked: str) -> Iterator[None]:
    """Python refuses to write whole numbers of more than 4300 digits: a moment of a very high power has such numbers."""
    try:
        yield
    except ValueError as error:
        if "integer string conversion" not in str(error):
            raise
        raise DeriveError(asked, "its numbers have more than 4300 digits", "a smaller power") from error
