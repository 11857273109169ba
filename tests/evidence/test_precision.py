"""Precision is local: threads do not see each other, and callers find what they left."""

import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import mpmath
import pytest
from flint import ctx
from sympy import Max, exp, sqrt, tanh

import derive
from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.evidence.maps.root import roots
from derive.language.errors import TimeLimit
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z, q

GOALS = (Expectation(tanh(sqrt(q) * Z) ** 2, Gaussian()), Expectation(Max(Z - q, 0) ** 2, Gaussian()), Expectation(1 / (1 + exp(-q * Z)) ** 2, Gaussian()))


def question(number: int) -> tuple[str, str, int]:
    """One of 24 enclosures, at 10 to 150 digits."""
    ball = enclose(GOALS[number % 3], {q: f"{1 + number}/7"}, 10 + 20 * (number % 8))
    return ball.value, ball.radius, ball.digits


def test_threads_and_processes_give_the_same_digits():
    numbers = list(range(24))
    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(question, numbers))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        assert list(processes.map(question, numbers)) == together
    assert all(digits >= 10 + 20 * (n % 8) for n, (_, _, digits) in enumerate(together))


def test_without_turns_threads_lose_digits():
    """The falsified twin: Arb's precision is one number a process."""
    inside, done = threading.Event(), threading.Event()

    def narrow():
        with ctx.workprec(20):
            inside.set()
            done.wait(5)

    thread = threading.Thread(target=narrow)
    thread.start()
    inside.wait(5)
    seen = int(ctx.prec)
    done.set()
    thread.join()
    assert seen == 20


def test_callers_find_their_precision_again():
    before = ctx.prec, mpmath.mp.prec
    enclose(GOALS[0], {q: "1/3"}, 40)
    roots(GOALS[0] * 3 - q, q, "1/2", 5, 12)
    with pytest.raises(TimeLimit), time_limited(0.0):
        enclose(GOALS[0], {q: "22/7"}, 200)
    assert (ctx.prec, mpmath.mp.prec) == before


def test_waiting_for_a_turn_is_limited():
    held, done = threading.Event(), threading.Event()

    def hold():
        with working(100):
            held.set()
            done.wait(5)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    try:
        with pytest.raises(TimeLimit), time_limited(0.1), working(50):
            raise AssertionError("two blocks at once")
    finally:
        done.set()
        thread.join()


def test_no_other_module_sets_the_precision():
    """Arb's is set by `working` alone; what mpmath needs is set by special functions, in contexts of their own blocks."""
    package = Path(derive.__file__).parent
    setters = [path for path in package.rglob("*.py") if "ctx.workprec(" in path.read_text() or "ctx.prec =" in path.read_text()]
    assert [path.relative_to(package).as_posix() for path in setters] == ["evidence/balls/precision.py"]
