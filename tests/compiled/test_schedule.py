"""A program gives the same values in memory that is used again as in memory of its own, in several threads too."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from derive import activations, kernel
from derive.compiled.schedule import BLOCK


def programs(name):
    program = kernel(activations.find(name)).numpy().branches[0].program
    return [program.region(code).schedule for code in (range(2 ** len(program.open)) if len(program.open) < 3 else (0, 1))]


def arrays(seed, count=BLOCK):
    """c, q1, q2."""
    random = np.random.default_rng(seed)
    return [random.uniform(-1, 1, count), *np.exp(random.uniform(-5, 5, (2, count)))]


@pytest.mark.parametrize("name", ["gelu", "relu", "sin", "sign", "hard_tanh"])
def test_rows_that_are_used_again_change_nothing(name):
    with np.errstate(all="ignore"):
        for schedule in programs(name):
            given = arrays(1)
            before = [array.copy() for array in given]
            found = schedule.run(given)
            kept = [array.copy() for array in found]
            halves = [schedule.run([array[part] for array in given]) for part in (slice(0, 999), slice(999, None))]
            expected = [np.concatenate(parts) for parts in zip(*halves, strict=True)]
            schedule.run(arrays(2))
            for now, then, other in zip(found, kept, expected, strict=True):
                assert np.array_equal(now, then, equal_nan=True)  # a later run does not touch what an earlier one gave
                assert np.allclose(now, other, rtol=1e-15, atol=0, equal_nan=True)
            assert all(np.array_equal(a, b) for a, b in zip(given, before, strict=True))


def test_threads_have_memory_of_their_own():
    (schedule,) = programs("gelu")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda seed: schedule.run(arrays(seed)), range(8)))
    for seed, values in enumerate(found):
        assert all(np.array_equal(a, b) for a, b in zip(values, schedule.run(arrays(seed)), strict=True))


def test_a_row_is_not_given_away_while_it_is_needed():
    """The plan, followed with names in place of numbers, uses each result only while its row still holds it."""
    for name in ("gelu", "hard_tanh"):
        for schedule in programs(name):
            rows, plan = schedule._plan
            assert rows < len(plan)
            holds = {}
            for (_, arguments, slot, _), (_, alone, slots) in zip(schedule.code, plan, strict=True):
                given = slots if alone is not None else slots[:-1]
                assert all(place == i if place < schedule.count else holds[place] == i for place, i in zip(given, arguments, strict=True))
                if alone is None:
                    holds[slots[-1]] = slot
