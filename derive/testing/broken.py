"""What a broken law says: which law, where, what was given and what is true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Rational


class LawBroken(AssertionError):
    """A law failed at a point: `law`, the `point` as text, the value that was `given` and the `true` one (a ball, or another value of the same function)."""

    def __init__(self, law: str, given: object, true: object, point: str = "") -> None:
        self.law, self.given, self.true, self.point = law, given, true, point
        super().__init__(law, given, true, point)

    def __str__(self) -> str:
        where = f" at {self.point}" if self.point else ""
        return f"{self.law}{where}: {self.given} is not {self.true}"


@dataclass(frozen=True, slots=True)
class Held:
    """A law that held: at how many points it was tried, how many could not be decided in time, and the largest error
    met, relative to the scale of the law, with its point.
    """

    law: str
    points: int
    undecided: int = 0
    worst: float = 0.0
    at: str = ""

    def __str__(self) -> str:
        missed = f", {self.undecided} more not decided in time" if self.undecided else ""
        where = f", largest relative error {self.worst:.1e} at {self.at}" if self.at else ""
        return f"{self.law}: held at {self.points} points{where}{missed}"


def place(names: str, point: Sequence[Rational | float]) -> str:
    """The point as a reader writes it.

    >>> place("q1 q2 c", (Rational(1), Rational(2), Rational(1, 3)))
    'q1 = 1, q2 = 2, c = 1/3'
    """
    return ", ".join(f"{name} = {value}" for name, value in zip(names.split(), point, strict=True))


def called(law: str, names: str, fn: Callable[..., Any], point: Sequence[Rational | float]) -> float:
    """The number that other code gives at a point; whatever it raises is its answer, and breaks the law."""
    try:
        return float(fn(*map(float, point)))
    except Exception as error:
        raise LawBroken(law, f"{type(error).__name__}: {error}", "a number", place(names, point)) from error
