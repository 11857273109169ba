"""A derivation tells its statement, hypotheses, steps, what stayed open, and what the audit found."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

from flint import arb
from prose_sample import CERTIFICATES, KERNEL, NAMED_LAW, OPEN, QUADRANT, RELU, SPECIAL, STEPS, TANH
from rich.console import Console

from derive.engine.step import Derivation
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.special import Phi
from derive.language.symbols import X, Y, Z
from derive.prose import html, latex, markdown, terminal
from derive.prose.derivation import blocks
from derive.prose.document import Block, Chain, Cite, Display, Document, Heading, Note, Paragraph, Table
from derive.prose.folding import Detail
from derive.prose.markdown import render


def document(found: list[Block]) -> Document:
    return Document("t", "", tuple(found))


def told(found: list[Block]) -> str:
    return render(Document("t", "", tuple(found)))


def one(found: list[Block], kind: type) -> Block:
    (block,) = (block for block in found if isinstance(block, kind))
    return block


def test_the_parts_come_in_order() -> None:
    found = blocks(RELU, CERTIFICATES)
    assert [block.text for block in found if isinstance(block, Heading)] == ["Statement", "Derivation", "Verification"]


def test_every_step_has_its_number_reason_and_mark() -> None:
    items = one(blocks(RELU, CERTIFICATES, prefix="K."), Chain).items
    assert [item.number for item in items] == ["K.1", "K.2", "K.3"]
    assert [item.mark for item in items] == ["certified", "certified", "proved"]
    assert items[1].hypotheses
    assert "stein_of_truncated" in str(items[1].reason) and Cite("stein1981", "Lemma 1", "Stein 1981") in items[1].reason


def test_letters_are_explained_and_free_of_bound_ones() -> None:
    text = told(blocks(RELU, CERTIFICATES))
    assert "Let $(X, Y)$ be jointly normal with means 0, variances 1 and correlation $c$. Write" in text
    assert r"Write $\phi(x) = x\thinspace \mathbf{1}\lbrace x \gt 0\rbrace$, $u = " in text
    assert r"For $q_{1}, q_{2} \gt 0$ and $-1 \lt c \lt 1$," in text
    assert not {X, Y} & KERNEL.free_symbols


def test_a_later_step_is_referred_to_unless_it_is_the_next() -> None:
    both = replace(STEPS[0], equal=STEPS[0].equal + QUADRANT)
    items = one(blocks(replace(RELU, steps=(both, *STEPS[1:])), ()), Chain).items
    assert "continued in (2) and (3)" in str(items[0].reason)
    assert "continued" not in str(items[1].reason)


def test_what_stayed_open_is_said_with_what_is_beyond_the_rules() -> None:
    found = blocks(OPEN)
    note = one(found, Note)
    assert note.kind == "open"
    assert "is none of the functions that the rules are about" in str(note.parts) and "stein_of_truncated" not in str(note.parts)
    assert not any(isinstance(block, Display) for block in found)


def test_where_nothing_strange_is_seen_the_nearest_rules_are_named() -> None:
    four = Expectation(Phi(Z - 1) ** 4, Gaussian())
    many = Derivation(four, four, (), (four,), ((four, tuple(f"rule_{i}" for i in range(9))),))
    text = told(blocks(many))
    assert "orthant probability in 4 dimensions" in text and "`rule_2`" in text and "rule_3" not in text


def test_a_long_correlation_gets_a_name_that_is_said_once() -> None:
    found = document(blocks(NAMED_LAW))
    tex, page, text = latex.render(found), html.render(found), markdown.render(found)
    assert tex.count(r"\rho_{1} = c/\sqrt{1 + q_{2} - c^{2} q_{2}}") == 1
    assert tex.count(r"\mathbb{E}_{\rho_{1}}[") == 2 and r"\rho=" not in tex
    assert text.count(r"with $\rho_{1} = c/\sqrt{1 + q_{2} - c^{2} q_{2}}$") == 1
    assert page.count('alttext="ρ₁ = c/√(1 + q2 - c²·q2)"') == 1 and "E_ρ₁[X·Y·1{X &gt; 0}]" in page
    console = Console(file=StringIO(), width=80)
    terminal.render(found, console)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert " ".join(printed.split()).count("Here c < 1, with ρ₁ = c/√(1 + q2 - c²·q2).") == 1
    assert "E_ρ₁[X·Y·1{X > 0}]" in printed


def test_a_name_in_the_result_is_said_in_the_statement() -> None:
    partial = replace(NAMED_LAW, value=NAMED_LAW.steps[0].equal, steps=NAMED_LAW.steps[:1], open_goals=(NAMED_LAW.steps[1].goal,))
    text = told(blocks(partial))
    assert text.count(r"$\rho_{1} = c/") == 1 and text.index(r"\rho_{1} = c/") < text.index("## Derivation")


def test_the_names_of_special_functions_are_said() -> None:
    text = " ".join(told(blocks(SPECIAL)).split())
    assert "[U+" not in latex.render(document(blocks(SPECIAL)))
    for words in ("is the Goodwin–Staton integral", "$K(m)$ is the complete elliptic integral", "modified Bessel function of the second kind"):
        assert words in text


def test_a_partial_derivation_is_called_a_reduction() -> None:
    partial = Derivation(KERNEL, STEPS[0].equal, STEPS[:1], (STEPS[1].goal,))
    assert "with expectations left that no rule closes" in told(blocks(partial, CERTIFICATES[:1]))


def test_the_audit_claims_no_more_than_its_certificates() -> None:
    weak = Certificate(Verdict.UNDECIDED, 0, 0, "none", "no point satisfied the hypotheses")
    text = told(blocks(RELU, (*CERTIFICATES[:2], weak)))
    assert "Of 3 audited steps, 2 are proved or certified." in text
    assert "no point satisfied the hypotheses" in text
    assert "agree to 30 digits or more" in told(blocks(RELU, CERTIFICATES))
    assert "have not been audited" in told(blocks(RELU))


def test_a_refutation_shows_the_point_and_both_sides() -> None:
    point = Counterexample({"c": "1/2"}, Ball(arb(1)), Ball(arb(2)))
    wrong = Certificate(Verdict.REFUTED, 0, 1, "balls", "", point)
    text = told(blocks(RELU, (*CERTIFICATES[:2], wrong)))
    assert "Step (3) is refuted at c = 1/2: left" in text


def test_the_table_has_a_row_a_step() -> None:
    assert len(one(blocks(RELU, CERTIFICATES, detail=Detail.FULL), Table).rows) == 3


def test_two_functions_have_two_names() -> None:
    from sympy import tanh

    from derive.language.goals.expectation import DualKernel
    from derive.language.symbols import c, q1, q2, x

    mixed = DualKernel(tanh(x), x**2, (0, 1), q1, q2, c)
    text = told(blocks(Derivation(mixed, mixed, (), (mixed,))))
    assert r"\phi(u)\thinspace \psi'(v)" in text and r"\psi(x) = x^{2}" in text


def test_a_single_step_needs_no_conclusion() -> None:
    single = Derivation(QUADRANT, STEPS[2].equal, STEPS[2:])
    assert not any(isinstance(b, Paragraph) and "Substituting" in str(b) for b in blocks(single, CERTIFICATES[2:]))
    assert TANH in OPEN.open_goals
