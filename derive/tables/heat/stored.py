"""Such a table as named arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from derive.tables.heat.evaluate import HeatTable, Mean
from derive.tables.heat.level import Level
from derive.tables.heat.tails import Envelopes

NUMBERS = ("low", "high", "seconds")
ARRAYS = ("edges", "knots", "powers", "bounds")


def arrays_of(table: HeatTable) -> dict[str, Any]:
    """Its arrays by names."""
    levels = (table.mean.first, *table.mean.levels)
    found = {f"{name}{k}": getattr(level, name) for k, level in enumerate(levels) for name in (*ARRAYS, "low", "high")}
    for k, envelopes in enumerate(table.mean.envelopes):
        found |= {f"stretches{k}": envelopes.stretches, f"lines{k}": envelopes.lines}
    return found | {name: getattr(table, name) for name in NUMBERS} | {"levels": len(levels), "places": table.places, "least": table.least}


def table_of(stored: Mapping[str, Any]) -> HeatTable:
    """The table of such arrays."""
    first, *levels = (
        Level(float(stored[f"low{k}"]), float(stored[f"high{k}"]), *(np.asarray(stored[f"{name}{k}"]) for name in ARRAYS)) for k in range(int(stored["levels"]))
    )
    one, other = (Envelopes(stored[f"stretches{k}"], stored[f"lines{k}"]) for k in (0, 1))
    numbers = [float(stored[name]) for name in NUMBERS]
    return HeatTable(numbers[0], numbers[1], numbers[2], Mean(first, tuple(levels), (one, other)), stored["places"], stored["least"])
