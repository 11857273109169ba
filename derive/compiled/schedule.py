"""Running a straight-line program over arrays, results in memory that is used again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

Array = Any
Function = Callable[..., Array]
BLOCK = 24576  # the length of arrays whose memory is kept


class _Memory(threading.local):
    """Arrays of BLOCK numbers of this thread."""

    def __init__(self) -> None:
        self.rows: list[Array] = []

    def first(self, count: int) -> list[Array]:
        while len(self.rows) < count:
            self.rows.append(np.empty(BLOCK))
        return self.rows[:count]


_MEMORY = _Memory()


@dataclass(frozen=True)
class Schedule:
    """Instructions (function, arguments, result, slots that are not used again)."""

    count: int
    constants: dict[int, float]
    code: tuple[tuple[Function, tuple[int, ...], int, tuple[int, ...]], ...]
    wanted: tuple[int, ...]

    def run(self, arrays: Sequence[Array]) -> list[Array]:
        """The values of the wanted slots, as arrays of their own."""
        if arrays and all(array.shape == (BLOCK,) for array in arrays):
            return self._in_place(arrays)
        values: list[Any] = [*arrays, *[None] * (self.count - len(arrays))]
        for slot, value in self.constants.items():
            values[slot] = value
        for function, arguments, slot, last in self.code:
            values[slot] = function(*[values[i] for i in arguments])
            for i in last:
                values[i] = None
        return [values[slot] for slot in self.wanted]

    @cached_property
    def _plan(self) -> tuple[int, list[tuple[Function, int | None, list[int]]]]:
        """The number of rows, and for each instruction the slot of a result that stands alone, and slots of arguments and the row of the result.

        Results of NumPy's elementwise functions go to rows, slots from `count` on, that are not used again; wanted ones and those of others stand alone.
        """
        place, free, rows, plan = list(range(self.count)), list[int](), 0, list[tuple[Function, int | None, list[int]]]()
        for function, arguments, slot, last in self.code:
            given = [place[i] for i in arguments]
            free += [place[i] for i in last if place[i] >= self.count]
            if isinstance(function, np.ufunc) and slot not in self.wanted:
                if not free:
                    free.append(self.count + rows)
                    rows += 1
                place[slot] = free.pop()
                plan.append((function, None, [*given, place[slot]]))
            else:
                plan.append((function, slot, given))
        return rows, plan

    def _in_place(self, arrays: Sequence[Array]) -> list[Array]:
        rows, plan = self._plan
        values: list[Any] = [*arrays, *[None] * (self.count - len(arrays)), *_MEMORY.first(rows)]
        for slot, value in self.constants.items():
            values[slot] = value
        for function, alone, slots in plan:
            found = function(*[values[i] for i in slots])
            if alone is not None:
                values[alone] = found
        return [values[slot] for slot in self.wanted]
