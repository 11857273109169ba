"""The list of errata holds the published statements that were refuted, each with its counterexample and what stands instead."""

from pathlib import Path

import pytest

from derive.claims.claim import Claim
from derive.claims.errata import errata, errata_page
from derive.claims.ledger import Entry, Ledger
from derive.claims.load import load
from derive.claims.shipped import proofs
from derive.claims.verify import verify
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "generated" / "errata.md"
WRONG = Entry(
    "book/two", "A. Author, A book, 2018, page 7 [M.5]", "2 = 3", "refuted", Verdict.REFUTED, doc="As printed.", instead="book/one",
    message="at q = 1: left side 0.4999999999999999999984 +/- 9.5e-36, right side 1 +/- 0",
)  # fmt: skip
RIGHT = Entry("book/one", "A. Author, A book, 2018, page 8", "2 = 2", "holds", Verdict.PROVED, doc="Two is two.")
NEIGHBOUR = Entry("book/three", "A. Author, A book, 2018", "3 = 4", "refuted", Verdict.REFUTED, doc="Nobody said so.")


def _claims():
    return [item for item in load(proofs()) if isinstance(item, Claim)]


def test_an_erratum_says_where_what_is_wrong_and_what_stands_instead():
    page = errata_page(Ledger((WRONG, RIGHT, NEIGHBOUR)), ".md")
    assert "page 7" in page
    assert "left side 0.5, right side 1" in page
    assert "`book/one`, proved: Two is two." in page
    assert "Nobody said so" not in page
    assert "[M.5]" not in page


def test_a_false_statement_that_was_not_refuted_is_no_erratum():
    undecided = Entry("book/two", "A book", "2 = 3", "refuted", Verdict.UNDECIDED, instead="book/one")
    assert errata(Ledger((undecided, WRONG))) == (WRONG,)


def test_an_unknown_format_is_refused():
    with pytest.raises(DeriveError, match=r"\.html"):
        errata_page(Ledger(()), ".doc")


def test_every_erratum_of_the_proofs_is_in_the_page():
    page = PAGE.read_text()
    missing = [claim.id for claim in _claims() if claim.instead and f"**{claim.name.replace('_', ' ')}**" not in page]
    assert not missing, "derive verify --errata docs/generated/errata.md writes the page"


def test_what_stands_instead_is_a_claim_or_a_sentence():
    claims = {claim.id: claim for claim in _claims()}
    named = [claim.instead for claim in claims.values() if "/" in claim.instead]
    assert [name for name in named if name not in claims] == []
    assert all(claims[name].expects == "holds" for name in named)


@pytest.mark.slow
def test_the_page_is_that_of_the_claims():
    claims = {claim.id: claim for claim in _claims()}
    wrong = [claim for claim in claims.values() if claim.instead]
    ids = list(dict.fromkeys([*(claim.id for claim in wrong), *(claim.instead for claim in wrong if claim.instead in claims)]))
    order = [name for name in claims if name in ids]
    assert errata_page(verify(*order, workers=2), ".md") == PAGE.read_text()
