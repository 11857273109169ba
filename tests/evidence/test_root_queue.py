"""The search for roots when its parts run out: what is widest is decided first; and hostile questions."""

from heapq import heappush

import pytest
from flint import arb
from sympy import Abs, Rational, cos, cosh, exp, log, oo, sin, tanh

from derive.evidence.maps import root
from derive.evidence.maps.root import isolate, roots
from derive.language.symbols import x

THIRD = Rational(1, 3)


def narrowest_first(search, a, b):
    search.count += 1
    heappush(search.work, (float((b - a) / abs(a.union(b)).upper()), search.count, a, b))


def farthest_undecided():
    """Of sin(1/x), whose roots accumulate at 0, with 100 parts."""
    found = isolate(lambda t: (1 / t).sin(), lambda t: -(1 / t).cos() / (t * t), arb(1) / 1024, 1, 15, parts=100)
    return max(high.arb for _, high in found.undecided)


def test_the_widest_part_comes_first(monkeypatch):
    assert farthest_undecided() < 0.05
    monkeypatch.setattr(root._Search, "_push", narrowest_first)
    assert farthest_undecided() > 0.5


@pytest.mark.parametrize(
    ("function", "ends", "count", "complete"),
    [
        ((x - THIRD) ** 2 * (x - 2), (0, 3), 1, False),
        (x**2 * (x - 1), (0, 2), 2, False),
        ((x - 1) ** 3, (0, 3), 1, False),
        (exp(x) - 1, (0, 1), 1, True),
        (exp(x) - x, (-10, 10), 0, True),
        (cosh(x) - 1, (-1, 1), 0, False),
        (tanh(x) * (x**2 - 25), (-5, 5), 3, True),
        ((x - 1) * (x - 1 - Rational(1, 10**12)), (0, 2), 2, True),
        (x * log(x), (0, 1), 1, False),
        (Abs(x) - 1, (-2, 2), 2, True),
        (sin(x) ** 2 + cos(x) ** 2 - 1, (0, 1), None, False),
        (x - 10**9, (0, oo), 1, False),
    ],
    ids=str,
)
def test_hostile_questions(function, ends, count, complete):
    """Double roots, roots at ends, none, two very near each other, a function that vanishes everywhere: never more than is proven."""
    found = roots(function, x, *ends, 30)
    assert found.complete == complete and count in (None, len(found.roots))
    assert complete or found.undecided
    assert all(not one.unique for one in found.roots) or function != (x - 1) ** 3
