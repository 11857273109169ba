"""Time limits end what runs under them, whatever catches errors there, and leave nothing behind that was not finished."""

import threading
import time
from functools import lru_cache

import pytest
from sympy import Rational, log, sin, tanh

from derive import activations, deviation, edge_of_chaos, enclose, near_zero, self_normalising, tangent_growth, time_limit
from derive.language.errors import DeriveError, TimeLimit
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z
from derive.meanfield.algorithm import algorithm_1
from derive.processes.deadline import interrupted


@lru_cache
def forgiving(question):
    """Takes any error for an answer, and keeps it."""
    try:
        while True:
            time.sleep(0.01)
    except (DeriveError, Exception):
        return f"no answer to {question}"


def test_an_interruption_is_not_taken_for_an_answer():
    with pytest.raises(TimeLimit, match="the sum"), interrupted(0.1, "the sum"):
        forgiving("a sum")
    assert forgiving.cache_info().currsize == 0


def test_what_was_interrupted_is_asked_again():
    """A series of tanh, stopped at many places, is found when there is time."""
    found = near_zero(activations.find("tanh"))
    for k in range(1, 12):
        near_zero.__wrapped__.__globals__["at_zero"].cache_clear()
        near_zero.cache_clear()
        try:
            with time_limit(k / 2000):
                near_zero(activations.find("tanh"))
        except TimeLimit:
            pass
        assert near_zero(activations.find("tanh")) == found


def test_a_limit_on_a_symbolic_and_on_a_numerical_question():
    hard = Expectation(log(1 + tanh(30 * Z) ** 2) * sin(Z) ** 2, Gaussian())
    for digits in (100, 1000):
        began = time.monotonic()
        with pytest.raises(TimeLimit), time_limit(0.05):
            enclose(hard, {}, digits)
        assert time.monotonic() - began < 20


def test_a_limit_holds_in_every_thread():
    raised = []

    def work():
        try:
            with time_limit(0.05):
                enclose(Expectation(log(1 + tanh(29 * Z) ** 2), Gaussian()), {}, 1000)
        except TimeLimit as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert len(raised) == 1


@pytest.mark.parametrize(
    "question",
    [
        lambda edge: algorithm_1(edge, "1/5", seconds=1e-3),
        lambda edge: deviation(edge, Rational(7, 13), 60, seconds=1e-3),
        lambda edge: tangent_growth(edge, "1/7", digits=60, seconds=1e-3),
        lambda edge: edge.points("1/9", 60, seconds=1e-3),
        lambda edge: self_normalising("Piecewise((x, x > 0), (a*tanh(x)*x/(1 + x**2), True))", digits=300, seconds=1e-3),
    ],
)
def test_mean_field_questions_have_a_limit(question):
    with pytest.raises(TimeLimit):
        question(edge_of_chaos("x*exp(-x**2/7)"))


def test_a_cell_that_was_not_finished_is_finished_later():
    edge = edge_of_chaos("x*exp(-x**2/9)")
    with pytest.raises(TimeLimit):
        edge.points("1/5", 20, seconds=1e-3)
    assert edge.points("1/5", 20).points
