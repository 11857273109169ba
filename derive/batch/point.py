"""The points at which values are asked for, and what is said about those that are none."""

from __future__ import annotations

from collections.abc import Mapping

from derive.language.errors import DeriveError
from derive.language.text.reader import read_number
from derive.pipeline import Answer

VARIANCES = ("q", "q1", "q2")


def check_point(found: Answer, at: Mapping[str, str]) -> None:
    """Raises DeriveError, in the words of the question, unless every letter of the answer has a value that it may have."""
    asked = f"{found.quantity} at {shown(at) or 'no point'}"
    missing, extra = sorted(set(found.parameters) - set(at)), sorted(set(at) - set(found.parameters))
    if missing or extra:
        what = f"{', '.join(missing)} not given" if missing else f"{', '.join(extra)} unknown"
        raise DeriveError(asked, what, f"values for {', '.join(found.parameters) or 'nothing'}")
    for name, text in at.items():
        if name in VARIANCES and read_number(text) <= 0:
            raise DeriveError(asked, f"{name} is a variance, and a variance is positive", f"{name}=1")
    found.point(at)


def for_both(found: Answer, at: Mapping[str, str]) -> Mapping[str, str]:
    """The point, a value of q being that of q1 and q2 where the answer has these: other points of the question tell them apart."""
    if "q" not in at or not {"q1", "q2"} <= set(found.parameters) - set(at):
        return at
    return {name: number for name, number in at.items() if name != "q"} | {"q1": at["q"], "q2": at["q"]}


def shown(at: Mapping[str, str]) -> str:
    """q = 1, c = 1/3."""
    return ", ".join(f"{name} = {number}" for name, number in at.items())
