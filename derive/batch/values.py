"""Numbers at exact points, each with a status of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from derive.batch.number import decimals
from derive.batch.point import check_point, for_both, shown
from derive.language.errors import DeriveError, Diverges, NotDefined, TimeLimit
from derive.pipeline import Answer
from derive.processes.deadline import Deadline, interrupted

ABSENT = {"diverges", "undefined"}
TABLE_Q = ("1/4", "1", "4")
TABLE_C = ("-1", "-1/2", "0", "1/2", "1")

Value = dict[str, Any]


def values(found: Answer, points: Iterable[Mapping[str, str]], digits: int, deadline: Deadline) -> list[Value]:
    """One entry a point: its value and radius, or why there is none.

    What is wrong at one point does not touch the others.
    """
    asked = list(points)
    return [value(found, point, digits, deadline, min(1.0, 2 / (len(asked) - i))) for i, point in enumerate(asked)]


def value(found: Answer, point: Mapping[str, str], digits: int, deadline: Deadline, share: float = 1.0) -> Value:
    """Within a share of the time that is left: {"at", "status", "value", "radius"}, and "message" where there is something to say."""
    entry: Value = {"at": dict(point), "status": found.status, "value": None, "radius": None}
    asked = f"{found.quantity} at {shown(point)}"
    try:
        place = for_both(found, point)
        check_point(found, place)
        left = deadline.share(share)
        with interrupted(left, asked):
            ball = found.enclose(digits, left, **place)
    except DeriveError as error:
        return entry | {"status": _status(error), "message": told(error)}
    except (ArithmeticError, ValueError, MemoryError) as error:
        return entry | {"status": "error", "message": f"{asked}: no value could be computed ({error or type(error).__name__})."}
    if found.status in ABSENT:
        entry["status"] = "enclosed"  # a point at which what forbids the value vanishes
    entry["value"], entry["radius"] = decimals(ball, digits)
    if ball.digits < digits:
        entry["message"] = f"the radius is wider than {digits} digits: nothing sharper could be proven here"
    return entry


def told(error: DeriveError) -> str:
    """The message of an error; what was asked is named once."""
    lead = f"{error.asked}: "
    text = str(error)
    return text[len(lead) :] if text.startswith(lead + lead) else text


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
