"""Each hypothesis of a claim is dropped in turn: needed, not needed, or what gives the statement its meaning."""

from sympy import Eq, Max, Rational, Symbol, sqrt

from derive import ActivationMoment, Identity, Inequality, Source, Throughout, claim, dphi, phi, q, x
from derive.claims.hypotheses import Need, needs
from derive.claims.ledger import Entry, Ledger
from derive.claims.page import ledger_page
from derive.claims.trial import Limits, try_claim

a, b, t = Symbol("a", positive=True), Symbol("b", positive=True), Symbol("t", real=True)


def found(*statements):
    return {name: str(need) for name, need in needs(statements, 15, 20).items()}


def test_a_hypothesis_is_needed_where_the_statement_is_false_without_it():
    assert found(Identity(sqrt(t**2), t, (t > 0,))) == {"t > 0": "needed"}
    assert found(Inequality(a**2, "<", a, (a < 1,))) == {"a < 1": "needed"}
    assert found(Identity(a + b, 2 * a, (Eq(a, b),)))["a = b"] == "needed"


def test_a_hypothesis_that_is_not_needed_is_no_falsified_twin():
    assert found(Identity((t + 1) ** 2, t**2 + 2 * t + 1, (t > 0,))) == {"t > 0": "not needed"}


def test_where_nothing_exists_the_hypothesis_gives_the_meaning():
    """E[psi'^2] of psi = x_+^a is infinite for a <= 1/2."""
    slope = ActivationMoment(Max(x, 0) ** a, dphi**2, q)
    assert found(Inequality(slope, ">", 0, (a > Rational(1, 2),))) == {"a > 1/2": "for meaning"}


def test_of_two_hypotheses_each_is_dropped_alone():
    assert found(Inequality((t - 1) * (t - 2), "<", 0, (t > 1, t < 2))) == {"t > 1": "needed", "t < 2": "needed"}
    assert found(Identity(sqrt(t**2), t, (t > -2, t > 0))) == {"t > -2": "without effect", "t > 0": "needed"}


def test_the_ends_of_an_interval_are_hypotheses():
    said = found(Throughout(t**2, "<", 2 * t, t, Rational(1, 4), Rational(7, 4)))
    assert set(said.values()) == {"needed"} and len(said) == 2
    assert set(found(Throughout(t**2, ">", -1, t, 0, 1)).values()) == {"not needed"}


@claim(source=Source("", "a test"))
def root_of_a_square():
    return Identity(sqrt(t**2), t, (t > -2, t > 0))


def test_the_ledger_says_what_hypotheses_are_for():
    entry = try_claim(root_of_a_square, Limits(15, 20))
    assert dict(entry.hypotheses) == {"t > -2": "without effect", "t > 0": "needed"} and not entry.survivors
    assert Entry.from_json(entry.as_json()).hypotheses == entry.hypotheses
    assert Ledger((entry,)).summary()["hypotheses"] == {"needed": 1, "without effect": 1}
    assert "without t > 0: refuted" in ledger_page(Ledger((entry,)), ".md").replace("\\", "")


def test_a_needed_hypothesis_counts_as_one_twin_refuted():
    entry = try_claim(root_of_a_square, Limits(15, 20))
    without = sum(1 for need in entry.hypotheses.values() if need == Need.NEEDED)
    assert entry.twins.made == entry.twins.refuted and without == 1
    assert list(Identity(sqrt(t**2), phi).dropped()) == []
