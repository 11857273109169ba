"""One question of a batch: a line of JSON, checked before anything is computed.

    {"id": "gelu-K", "activation": "x*Phi(x)", "quantity": "K", "at": [{"q": "1", "c": "1/3"}], "digits": 30,
     "assume": {"alpha": "positive"}}

Only `activation` and `quantity` are required. With "with": ACTIVATION2 a kernel is E[phi(u) psi(v)], psi the second activation.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from derive.language.errors import DeriveError

MAX_DIGITS = 1000
KERNELS = {"K": 0, "Kdot": 1}  # of these derivatives
_KEYS = {"id", "activation", "quantity", "with", "at", "digits", "assume", "set", "schema"}

Point = dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `at` are points, numbers as exact texts; `id` is whatever JSON value the asker chose."""

    id: Any
    activation: str
    quantity: str
    at: tuple[Point, ...] = ()
    digits: int = 30
    assume: tuple[tuple[str, str], ...] = ()
    fixed: tuple[tuple[str, str], ...] = ()
    other: str | None = None

    @property
    def key(self) -> str:
        """A fingerprint of everything that determines the answer: all but the id."""
        content = [self.activation, self.quantity, self.at, self.digits, self.assume, self.fixed, self.other]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class BadQuestion(DeriveError):
    """A line that is no question; `id` is kept where it could be read, so that the answer finds its asker."""

    def __init__(self, stopped: str, remedy: str = "", id: Any = None) -> None:
        super().__init__("bad question", stopped, remedy)
        self.id = id
        self.args = (stopped, remedy, id)


def read_question(line: str) -> Question:
    """The question in one line of JSON. Raises `BadQuestion` with what is wrong and what to write instead."""
    try:
        plain, data = json.loads(line), json.loads(line, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadQuestion(f"not JSON ({error})", 'one object a line: {"id": "a", "activation": "relu", "quantity": "K"}') from None
    if not isinstance(data, dict):
        raise BadQuestion(
            f"a JSON {type(data).__name__}, not an object",
            'one object a line: {"id": "a", "activation": "relu", "quantity": "K"}',
        )
    id = plain.get("id")
    try:
        json.loads(line, object_pairs_hook=_once)
        return _question(id, data)
    except BadQuestion as error:
        raise BadQuestion(error.stopped, error.remedy, id) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object none of whose keys stands twice."""
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadQuestion(f"the key {twice!r} stands twice in one object", "one of the two")
    return dict(pairs)


def _question(id: Any, data: dict[str, Any]) -> Question:
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise BadQuestion(f"unknown key {unknown[0]!r}", f"the keys are {', '.join(sorted(_KEYS))}")
    return Question(
        id,
        _text(data, "activation"),
        _text(data, "quantity"),
        _points(data.get("at")),
        _digits(data.get("digits", 30)),
        _names(data.get("assume"), "assume"),
        _names(data.get("set"), "set"),
        _other(data),
    )


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadQuestion(f"{key!r} must be a non-empty text", '{"activation": "relu", "quantity": "E[phi^2]"}')
    return value


def _other(data: dict[str, Any]) -> str | None:
    if "with" not in data:
        return None
    if data["quantity"].strip() not in KERNELS:
        raise BadQuestion(f"a second activation belongs to a kernel, not to {data['quantity']}", '"quantity": "K" or "Kdot"')
    return _text(data, "with")


def _points(value: Any) -> tuple[Point, ...]:
    points = [value] if isinstance(value, dict) else [] if value is None else value
    if not isinstance(points, list) or not all(isinstance(point, dict) for point in points):
        raise BadQuestion("'at' must be a list of points", '"at": [{"q": "1", "c": "1/3"}]')
    return tuple({name: _number(name, number) for name, number in point.items()} for point in points)


def _number(name: str, number: Any) -> str:
    """The number as it was written: a decimal of many figures is no float."""
    if isinstance(number, bool) or not isinstance(number, str | int | float | Decimal):
        raise BadQuestion(f"the value of {name!r} must be a number or a text", f'"{name}": "1/3"')
    return str(number).strip()


def _digits(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_DIGITS:
        raise BadQuestion(f"'digits' must be a whole number from 1 to {MAX_DIGITS}", '"digits": 30')
    return value


def _names(value: Any, key: str) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise BadQuestion(f"{key!r} must be an object", f'"{key}": {{"alpha": "{"positive" if key == "assume" else "1/2"}"}}')
    return tuple(sorted((str(name), _number(name, text)) for name, text in value.items()))
