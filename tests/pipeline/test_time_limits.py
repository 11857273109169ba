"""A time limit holds within a single rule, too."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

import derive.pipeline.search as search
from derive import kernel
from derive.language.errors import TimeLimit
from derive.pipeline import book
from derive.processes.deadline import interrupted

LONG = 30.0  # seconds, far beyond the limit


@pytest.fixture
def endless(monkeypatch):
    """The book with a first rule that is busy for a long time, and whether it came to its end."""
    ended = []

    def busy(goal):
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            sum(range(1000))
        ended.append(goal)

    rules = tuple(replace(rule, apply=busy, rank=-1) if index == 0 else rule for index, rule in enumerate(book()))
    monkeypatch.setattr(search, "book", lambda: rules)
    return ended


def test_a_rule_that_takes_too_long_is_interrupted(endless):
    answer = kernel("x/(1+exp(-x)) + x**3/7", seconds=0.2)
    assert answer.status == "enclosed" and answer.value is None and "time limit" in answer.message
    assert not endless


def test_what_was_found_does_not_depend_on_the_limit():
    first = kernel("Max(x,0)*exp(x/7)", seconds=60)
    assert kernel("Max(x,0)*exp(x/7)", seconds=59).derivation is first.derivation


def in_a_thread(work):
    """The result of a call, or the exception it raised, and the seconds it took, in a thread that is not the main one."""
    with ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        future = pool.submit(work)
        return future.exception(LONG) or future.result(), time.monotonic() - began


def test_a_rule_is_interrupted_in_another_thread_too(endless):
    answer, spent = in_a_thread(lambda: kernel("x/(1+exp(-x)) + x**3/9", seconds=0.2))
    assert answer.status == "enclosed" and "time limit" in answer.message
    assert not endless and spent < LONG / 2


def test_of_nested_limits_the_earlier_one_counts_in_another_thread():
    def work():
        with interrupted(20, "the whole"), interrupted(0.1, "the part"):
            while True:
                sum(range(1000))

    found, spent = in_a_thread(work)
    assert isinstance(found, TimeLimit) and found.asked == "the part" and spent < LONG / 2


def test_a_block_that_ends_in_time_is_left_alone_afterwards():
    def work():
        for _ in range(50):
            with interrupted(0.01, "a block"):
                pass
        until = time.monotonic() + 0.1
        while time.monotonic() < until:
            sum(range(1000))
        return "done"

    assert in_a_thread(work)[0] == "done"


def test_another_exception_passes_in_a_thread():
    def work():
        with interrupted(20, "a block"):
            raise KeyError("x")

    assert isinstance(in_a_thread(work)[0], KeyError)
