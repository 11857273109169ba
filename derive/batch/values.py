"""Numbers at exact points, each with a status of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from derive.batch.deadline import Deadline
from derive.batch.number import decimals
from derive.language.errors import DeriveError, Diverges, NotDefined, TimeLimit
from derive.pipeline import Answer

TABLE_Q = ("1/4", "1", "4")
TABLE_C = ("-1", "-1/2", "0", "1/2", "1")

Value = dict[str, Any]


def values(found: Answer, points: Iterable[Mapping[str, str]], digits: int, deadline: Deadline) -> list[Value]:
    """One entry a point: its value and radius, or why there is none.

    What is wrong at one point does not touch the others.
    """
    return [value(found, point, digits, deadline) for point in points]


def value(found: Answer, point: Mapping[str, str], digits: int, deadline: Deadline) -> Value:
    """{"at", "status", "value", "radius"}, and "message" where there is something to say."""
    entry: Value = {"at": dict(point), "status": found.status, "value": None, "radius": None}
    try:
        ball = found.enclose(digits, deadline.remaining(), **point)
    except (Diverges, NotDefined, TimeLimit, DeriveError) as error:
        return entry | {"status": _status(error), "message": str(error)}
    entry["value"], entry["radius"] = decimals(ball, digits)
    if ball.digits < digits:
        entry["message"] = f"the radius is wider than {digits} digits: nothing sharper could be proven here"
    return entry


def _status(error: DeriveError) -> str:
    kinds = {Diverges: "diverges", NotDefined: "undefined", TimeLimit: "timeout"}
    return next((name for kind, name in kinds.items() if isinstance(error, kind)), "error")


def table_points(found: Answer) -> tuple[dict[str, str], ...]:
    """Where an answer that is not closed is tabulated; nowhere if it has parameters that nobody gave a value."""
    names = set(found.parameters)
    if names - {"q", "q1", "q2", "c"}:
        return ()
    variances = sorted(names - {"c"})
    correlations = TABLE_C if "c" in names else (None,)
    return tuple(_point(variances, q, c) for q, c in product(TABLE_Q, correlations))


def _point(variances: list[str], q: str, c: str | None) -> dict[str, str]:
    return dict.fromkeys(variances, q) | ({} if c is None else {"c": c})
