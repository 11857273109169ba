"""Verdicts are those of the evidence, no check that cannot fail passes, and one bad claim does not stop the others."""

import json
import textwrap
from xml.etree import ElementTree

import pytest

from derive.claims.ledger import Entry, Ledger, Twins
from derive.claims.listed import list_file
from derive.claims.load import load
from derive.claims.shipped import chosen, proofs, target_files
from derive.claims.verify import verify
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError

CLAIMS = """
from derive.claims.claim import claim
from derive.claims.expansion import Expansion
from derive.claims.identity import Identity
from derive.claims.inequality import Inequality
from derive.language.goals.expectation import ActivationMoment
from derive.language.symbols import phi, q, x
from sympy import Symbol, cos, exp, sin

e = Symbol("e", positive=True)

@claim(source="a book")
def true(): return Identity(ActivationMoment(x**2, phi, q), q)

@claim(source="a book")
def false(): return Identity(ActivationMoment(x**2, phi, q), 2 * q)

@claim(source="a misprint", expects="refuted")
def misprint(): return Identity(ActivationMoment(x**2, phi, q), 2 * q)

@claim(source="a book", expects="refuted")
def no_misprint(): return Identity(q, q)

@claim(source="a book")
def both(): return [Identity(2 * q, q + q), Inequality(q, "<", 2 * q)]

@claim(source="a book")
def series(): return Expansion(sin(e), e, ((1, 1),), 3)

@claim(source="a book")
def cannot_fail(): return Inequality(exp(q), "<=", exp(q))

@claim(source="a book")
def raises(): return 1 / 0

@claim(source="a book")
def nothing(): return None

@claim(source="a book", uses=["book/circular"])
def circular(): return Identity(q, q)
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    folder = tmp_path_factory.mktemp("claims") / "book"
    folder.mkdir()
    (folder / "claims.py").write_text(textwrap.dedent(CLAIMS))
    (folder / "zz_broken.py").write_text("import no_such_package_anywhere\n")
    return verify(str(folder))


@pytest.fixture
def entries(ledger):
    return {entry.id.split("/")[1]: entry for entry in ledger.entries}


@pytest.mark.parametrize(
    ("name", "verdict", "expected"),
    [
        ("true", Verdict.PROVED, True),
        ("false", Verdict.REFUTED, False),
        ("misprint", Verdict.REFUTED, True),
        ("no_misprint", Verdict.PROVED, False),
        ("both", Verdict.CERTIFIED, True),
        ("series", Verdict.AGREES, True),
        ("cannot_fail", Verdict.UNDECIDED, False),
        ("raises", Verdict.UNDECIDED, False),
        ("nothing", Verdict.UNDECIDED, False),
        ("circular", Verdict.UNDECIDED, False),
        ("zz_broken", Verdict.UNDECIDED, False),
    ],
)
def test_each_claim_gets_its_verdict(entries, name, verdict, expected):
    assert (entries[name].verdict, entries[name].as_expected) == (verdict, expected)


def test_messages_say_what_happened(entries):
    assert "q = " in entries["misprint"].message
    assert "could not have failed" in entries["cannot_fail"].message
    assert "claims.py, line 34: ZeroDivisionError" in entries["raises"].message
    assert "NoneType" in entries["nothing"].message
    assert "itself" in entries["circular"].message
    assert "no_such_package_anywhere" in entries["zz_broken"].message


def test_the_twins_of_what_holds_are_refuted(entries):
    for name in ("true", "both", "series"):
        assert entries[name].falsified_twin_refuted
        assert entries[name].twins.refuted == entries[name].twins.made > 0


def test_the_shape_is_the_promised_one(ledger):
    data = json.loads(json.dumps(ledger.as_json()))
    promised = {"id", "source", "statement", "expected", "verdict", "digits", "points", "twins"}
    promised |= {"falsified_twin_refuted", "uses", "seconds", "message"}
    assert all(set(claim) >= promised for claim in data["claims"])
    assert data["summary"]["claims"] == 11
    assert data["summary"]["as_expected"] == 4
    assert not ledger.ok


def test_junit_counts_what_is_not_as_expected(ledger):
    suite = ElementTree.fromstring(ledger.junit())
    assert (suite.get("tests"), suite.get("failures")) == ("11", "7")
    assert len(suite.findall("testcase/failure")) == 7


def test_nothing_tried_is_not_a_success():
    assert not Ledger(()).ok


def test_weak_evidence_is_not_called_refuted_when_a_refutation_is_expected():
    entry = Entry("a/b", "s", "t", "refuted", Verdict.UNDECIDED, twins=Twins(1, 1))
    assert not entry.as_expected


def select(*targets):
    return chosen([item for file in target_files(targets) for item in list_file(file)], targets)


def test_shipped_claims_use_only_one_another_and_have_distinct_names():
    found = select()
    assert len({c.id for c in found}) == len(found) >= 20
    assert {used for claim in found for used in claim.uses} <= {claim.id for claim in found}


def test_each_shipped_folder_has_a_claim_and_each_file_loads():
    for item in load(proofs()):
        assert hasattr(item, "statement"), str(item)


def test_a_claim_is_found_by_its_id_or_the_last_part_of_it():
    (one,) = select("relu_kernel_eq_arc_cosine_of_degree_one")
    assert select(one.id) == (one,)
    with pytest.raises(DeriveError, match="perhaps"):
        select("relu_kernel_eq_arc_cosine_of_degree_on")
