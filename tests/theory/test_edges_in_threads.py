"""Edges computed in threads and in processes have the digits of those computed alone."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

from flint import ctx
from sympy import Rational

from derive.meanfield.edge import edge_of_chaos

QUESTIONS = [("tanh", 12), ("Max(x, x/4) - 1/8", 20), ("tanh(2*x)", 30), ("tanh", 25)]


def edge(question: tuple[str, int]) -> list[tuple[str, str]]:
    """Place and sigma_w of the points of an edge."""
    found = edge_of_chaos(question[0]).points(Rational(1, 3), question[1])
    return [(str(point.q), str(point.sigma_w)) for point in found.points]


def test_threads_and_processes_find_the_same_edges():
    before = int(ctx.prec)
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(edge, QUESTIONS))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        assert list(processes.map(edge, QUESTIONS)) == together
    assert all(together) and int(ctx.prec) == before
