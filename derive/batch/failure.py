"""The answer to a question that got none."""

from __future__ import annotations

from typing import Any

from derive import __version__

SCHEMA = 1


def failure(id: Any, status: str, message: str) -> dict[str, Any]:
    """The answer to a question that could not be answered: its status ("error", "timeout" or "undefined"), and why."""
    return {
        "id": id,
        "schema": SCHEMA,
        "engine": __version__,
        "status": status,
        "expression": None,
        "parameters": [],
        "latex": None,
        "exists": None,
        "hypotheses": [],
        "steps": 0,
        "rules": [],
        "certificate": None,
        "values": [],
        "seconds": 0.0,
        "message": message,
    }
