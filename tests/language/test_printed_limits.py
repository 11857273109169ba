"""A formula that reads 0 times infinity at some values of a parameter says so, and its limit there is the value."""

import pytest
from mpmath import inf, log, mp, quad
from sympy import Rational, Symbol, polygamma

from derive import expectation
from derive.language.forms.printed_limits import meant_as_limits
from derive.language.symbols import q
from derive.pipeline import Answer
from derive.prose.result import limits_meant

a = Symbol("a", positive=True)


def answer() -> Answer:
    return expectation("Abs(x)**a*log(Abs(x))", "E[phi*He_n]")


def test_the_places_are_those_that_the_assumptions_allow():
    assert meant_as_limits(polygamma(0, 1 - a / 2)) == ((a, (2, 4, 6)),)
    assert meant_as_limits(polygamma(0, 1 - a / 2), (a < 5,)) == ((a, (2, 4)),)
    assert meant_as_limits(polygamma(0, a + 1)) == meant_as_limits(polygamma(1, 1 + a / 2)) == ()


@pytest.mark.parametrize(("n", "place"), [(2, 2), (4, 2), (4, 4)])
def test_the_limit_is_the_value(n, place):
    """E[|Z|^a log|Z| He_n(Z)] at a whole a by quadrature; the formula has no value there and tends to it."""
    hermite = {2: lambda z: z**2 - 1, 4: lambda z: z**4 - 6 * z**2 + 3}[n]
    with mp.workdps(20):
        density = lambda z: mp.exp(-z * z / 2) * mp.sqrt(2 / mp.pi)  # noqa: E731
        expected = quad(lambda z: z**place * log(z) * hermite(z) * density(z), [0, 1, 4, inf])
    found = answer()
    (order,) = (symbol for symbol in found.goal.free_symbols if symbol.name == "n")
    formula = found.value.subs({order: n, q: 1})
    assert "a = 2, 4, 6, …" in limits_meant(found.value, found.hypotheses)[0]
    near = [formula.subs(a, place + Rational(sign, 10**9)).evalf(30) for sign in (1, -1)]
    assert abs(sum(near) / 2 - expected) < 1e-9 * max(1, abs(expected))
