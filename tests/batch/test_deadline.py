"""Time limits hold in code that looks at no clock, also where somebody swallows the first interruption."""

import gc
import signal
import threading
import time
import weakref

import pytest

from derive.language.errors import TimeLimit
from derive.processes import deadline
from derive.processes.deadline import interrupted


def spin(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_code_that_looks_at_no_clock_is_interrupted():
    began = time.monotonic()
    with pytest.raises(TimeLimit, match="the sum"), interrupted(0.1, "the sum"):
        spin(20)
    assert time.monotonic() - began < 5
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_an_interruption_that_is_swallowed_is_repeated(monkeypatch):
    monkeypatch.setattr(deadline, "AGAIN", 0.1)
    with pytest.raises(TimeLimit), interrupted(0.1):
        try:
            spin(20)
        except BaseException:
            spin(20)


@pytest.mark.parametrize(("outer", "inner"), [(0.1, 30), (30, 0.1)])
def test_of_nested_limits_the_earlier_counts(outer, inner):
    began = time.monotonic()
    with pytest.raises(TimeLimit), interrupted(outer), interrupted(inner):
        spin(20)
    assert time.monotonic() - began < 5


def test_the_outer_limit_goes_on_after_the_inner_block():
    with pytest.raises(TimeLimit), interrupted(0.3):
        with interrupted(0.1):
            pass
        spin(20)


def test_no_limit_and_enough_time_do_nothing():
    with interrupted(None), interrupted(30):
        pass
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_an_interruption_within_compiled_code_is_a_time_limit():
    """An exception that a signal raises while a compiled function runs may come out as SystemError."""
    with pytest.raises(TimeLimit), interrupted(0.05):
        try:
            time.sleep(5)
        except BaseException as error:
            raise SystemError("returned a result with an exception set") from error
    with pytest.raises(SystemError), interrupted(60):
        raise SystemError("something else")


def test_a_limit_that_rings_in_the_garbage_collector_is_raised_after_it():
    """What a callback of the collector raises is lost; the alarm waits until it has ended."""
    rang = threading.Event()

    def slow(phase, _info):
        if phase == "stop" and not rang.is_set():
            rang.set()
            end = time.monotonic() + 0.3
            while time.monotonic() < end:
                pass

    gc.callbacks.append(slow)
    try:
        with pytest.raises(TimeLimit), interrupted(0.1):
            gc.collect()
            while True:
                pass
    finally:
        gc.callbacks.remove(slow)
    assert rang.is_set()


def test_a_limit_that_rings_where_a_weak_reference_dies_is_raised_after_it():
    class Slow:
        def __hash__(self):
            return 1

    kept = weakref.WeakKeyDictionary()
    with pytest.raises(TimeLimit), interrupted(0.1):
        while True:
            for _ in range(1000):
                kept[Slow()] = 1
