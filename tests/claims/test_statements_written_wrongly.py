"""A statement with an argument of another kind says which, and with an example, when it is made."""

import pytest
from sympy import Symbol, cos

from derive import EdgePoints, Expansion, Iterates, Roots, Supremum, Value, x
from derive.evidence.audit.verdict import Verdict

u, n = Symbol("u", positive=True), Symbol("n", positive=True)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda: Value(cos(x), 0.5, {x: 1}), "text"),
        (lambda: Roots(cos(x) - x, x, 0, 1, 1, ["0.739085"]), "text"),
        (lambda: EdgePoints("tanh", "1/5", [("0.512", "1.304")]), "'sigma_w'"),
        (lambda: EdgePoints("tanh", "1/5", {"sigma_w": 1.3041458}), "'sigma_w'"),
        (lambda: Expansion(cos(u), u, {0: 1, 2: -1}, 4), "pairs"),
        (lambda: Expansion(cos(u), u, (1, -1), 4), "pairs"),
        (lambda: Iterates(u - u**2, u, "1/2", 1 / n, 1), "letter"),
    ],
)
def test_the_mistake_is_named(made, why):
    with pytest.raises(TypeError, match=why):
        made()


def test_the_same_statements_written_rightly():
    assert Roots(cos(x) - x, x, 0, 1, 1, "0.739085").certify(15, None).verdict is Verdict.CERTIFIED
    assert EdgePoints("tanh", "1/5", {"sigma_w": "1.3041458"}, "stable").certify(15, None).verdict is Verdict.CERTIFIED
    assert Expansion(cos(u), u, ((1, 0), ("-1/2", 2)), 4).certify(15, None).verdict is not Verdict.REFUTED


def test_a_number_for_an_infinite_supremum_is_refuted():
    """E[(2 sqrt(q) Z)^2] = 4q."""
    statement = Supremum("x**2", "C", "20851.2")
    assert statement.certify(10, None).verdict is Verdict.REFUTED and "infinite" in statement.correction(None)
    assert Supremum("relu", "C", "0.5").certify(10, None).verdict is not Verdict.REFUTED
