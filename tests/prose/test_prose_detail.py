"""One derivation at three depths: the same statement, the same audit, more or less of what lies between."""

from __future__ import annotations

from dataclasses import replace

import pytest
from prose_sample import CERTIFICATES, QUADRANT, RELU, STEPS
from sympy import Heaviside, Rational, asin, pi

from derive.engine.step import Derivation, Step
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, c
from derive.prose.derivation import blocks
from derive.prose.document import Chain, Display, Document, Table
from derive.prose.folding import Detail, identifier, shape, together, told
from derive.prose.html import render as page
from derive.prose.markdown import render


def quadrant(sign_x: int, sign_y: int) -> Step:
    """One of the four quadrants, by Sheppard's formula."""
    goal = Expectation(Heaviside(sign_x * X) * Heaviside(sign_y * Y), Gaussian(c))
    return Step(goal, Rational(1, 4) + sign_x * sign_y * asin(c) / (2 * pi), STEPS[2].rule)


SIGNS = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
FOUR = [quadrant(*signs) for signs in SIGNS]
SUM = Derivation(RELU.goal, RELU.value, (Step(RELU.goal, sum(step.goal for step in FOUR), STEPS[0].rule), *FOUR))
SEEN = (CERTIFICATES[0],) * 5


def text(detail: Detail, derivation: Derivation = SUM, certificates: tuple[Certificate, ...] = SEEN) -> str:
    return render(Document("t", "", tuple(blocks(derivation, certificates, detail=detail))))


def test_four_quadrants_are_one_step_of_the_standard_depth() -> None:
    found = text(Detail.STANDARD)
    assert "The same for 3 others: (3)–(5)." in found
    assert r"\tag{2}" in found and r"\tag{3}" not in found
    (chain,) = (block for block in blocks(SUM, SEEN) if isinstance(block, Chain))
    assert [item.number for item in chain.items] == ["1", "2"]
    assert [item.number for item in chain.items[1].folded] == ["3", "4", "5"]


def test_a_page_can_unfold_what_is_folded() -> None:
    found = page(Document("t", "", tuple(blocks(SUM, SEEN))))
    assert "<summary>Show the 3 others</summary>" in found and "(5)" in found


def test_every_step_is_told_in_full_and_the_algebra_at_the_end() -> None:
    found = text(Detail.FULL)
    assert all(rf"\tag{{{number}}}" in found for number in range(1, 6))
    assert "and, collected," in found
    displays = [block for block in blocks(SUM, SEEN, detail=Detail.FULL) if isinstance(block, Display)]
    assert displays[-1].content.lhs == displays[-2].content.lhs and displays[-1].content.rhs != displays[-2].content.rhs


def test_a_headline_names_the_theorems_and_how_often_they_are_used() -> None:
    found = text(Detail.HEADLINE)
    assert r"\tag" not in found
    assert "In 5 steps, by standard variables" in found and "`orthant_probability`" not in found.split("In 5 steps")[0]
    assert "4 times" in found


@pytest.mark.parametrize("detail", Detail)
def test_statement_and_audit_are_the_same_at_every_depth(detail: Detail) -> None:
    found, full = text(detail), text(Detail.FULL)
    assert found.split("## Derivation")[0] == full.split("## Derivation")[0]
    assert "All 5 steps were checked" in found and identifier(SUM) in found
    assert any(isinstance(block, Table) for block in blocks(SUM, SEEN, detail=detail)) == (detail is Detail.FULL)


def test_a_folded_step_has_the_weakest_verdict_of_its_kind() -> None:
    weak = Certificate(Verdict.UNDECIDED, 0, 0, "none", "no point satisfied the hypotheses")
    (chain,) = (block for block in blocks(SUM, (*SEEN[:3], weak, SEEN[4])) if isinstance(block, Chain))
    assert chain.items[1].mark == "undecided" and chain.items[1].folded[0].mark == "certified"
    assert "Of 5 audited steps, 4 are proved or certified." in text(Detail.STANDARD, SUM, (*SEEN[:3], weak, SEEN[4]))


def test_only_what_has_one_shape_and_one_theorem_is_folded() -> None:
    assert len({shape(step.goal) for step in FOUR}) == 1
    assert shape(QUADRANT) != shape(STEPS[1].goal)
    other = replace(FOUR[1], rule=STEPS[1].rule)
    assert [found.same for found in told((FOUR[0], other, FOUR[2]), Detail.STANDARD)] == [(2,), ()]


def test_steps_put_together_contain_no_goal_that_was_closed() -> None:
    assert together(SUM) == sum(step.equal for step in FOUR)
    assert together(replace(RELU, steps=())) == RELU.goal


def test_an_identifier_depends_on_what_is_said_and_by_what() -> None:
    assert identifier(SUM) == identifier(replace(SUM)) != identifier(RELU)
    assert identifier(SUM) != identifier(replace(SUM, value=SUM.value + 1))
