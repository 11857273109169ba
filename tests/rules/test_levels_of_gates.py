"""erf and Phi cut off at a level with a name: the knot is erfinv of the level, the cases are the level inside the range and beyond it."""

import mpmath
import pytest
from sympy import S

from derive import expectation

CASES = [
    ("Max(erf(x), a)", "E[phi]", {}, {"a": 0.5, "q": 2}, lambda x: max(mpmath.erf(x), 0.5), 0.5),
    ("Max(erf(x), a)", "E[phi]", {"a": "real"}, {"a": -0.25, "q": 1}, lambda x: max(mpmath.erf(x), -0.25), -0.25),
    ("Min(Max(erf(x), -a), a)", "E[phi*z]", {}, {"a": 0.75, "q": 4}, lambda x: min(max(mpmath.erf(x), -0.75), 0.75) * x / 2, 0.75),
    ("Max(Abs(erf(x)) - a, 0)", "E[phi]", {}, {"a": 0.125, "q": 1}, lambda x: max(abs(mpmath.erf(x)) - 0.125, 0), 0.125),
    ("Min(Phi(x), a)", "E[phi]", {}, {"a": 0.75, "q": 1}, lambda x: min(mpmath.ncdf(x), 0.75), None),
]
MARKED = [*CASES[:3], *(pytest.param(*case, marks=pytest.mark.slow) for case in CASES[3:])]


@pytest.mark.parametrize(("text", "quantity", "assume", "at", "function", "level"), MARKED, ids=[f"{case[0]} at {case[3]['a']}" for case in CASES])
def test_a_level_inside_the_range(text, quantity, assume, at, function, level):
    answer = expectation(text, quantity, assume=assume)
    assert answer.status == "closed" and answer.exists is True
    with mpmath.workdps(25):
        s = mpmath.sqrt(at["q"])
        knot = (mpmath.sqrt(2) * mpmath.erfinv(2 * at["a"] - 1) if level is None else mpmath.erfinv(level)) / s
        ends = sorted({-12, mpmath.mpf(0), knot, -knot, 12})
        expected = mpmath.quad(lambda t: function(s * t) * mpmath.npdf(t), ends)
    exact = {name: str(int(1000 * value)) + "/1000" for name, value in at.items()}
    assert abs(mpmath.mpf(answer.enclose(20, **exact).value) - expected) < 1e-15


def test_beyond_the_range_the_level_is_never_met_or_always():
    assert expectation("Max(erf(x), a)", "E[phi]").value.args[0][0].name == "a"
    assert expectation("Min(Phi(x), a)", "E[phi]").value.args[0][0] == S.Half
