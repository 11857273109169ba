"""A time limit holds within a single rule, too."""

import time
from dataclasses import replace

import pytest

import derive.pipeline.ask as ask
from derive import kernel
from derive.pipeline import book

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
    monkeypatch.setattr(ask, "book", lambda: rules)
    return ended


def test_a_rule_that_takes_too_long_is_interrupted(endless):
    answer = kernel("x/(1+exp(-x)) + x**3/7", seconds=0.2)
    assert answer.status == "enclosed" and answer.value is None and "time limit" in answer.message
    assert not endless


def test_what_was_found_does_not_depend_on_the_limit():
    first = kernel("Max(x,0)*exp(x/7)", seconds=60)
    assert kernel("Max(x,0)*exp(x/7)", seconds=59).derivation is first.derivation
