"""Long derivations are audited at fewer points, and say so; an answer is no better than its weakest step."""

from dataclasses import replace

from derive.evidence.audit.verdict import Verdict
from derive.pipeline import kernel
from derive.prose.document import Paragraph
from derive.story import story
from derive.story.quantities import points


def test_points_become_fewer_where_there_are_many_steps():
    assert [points(n) for n in (0, 1, 40, 41, 60, 61, 1000)] == [3, 3, 3, 2, 2, 1, 1]


def test_a_refuted_step_refutes_the_answer():
    answer = kernel("relu")
    steps = answer.certificates(10)
    assert answer.judged(steps, 10).verdict is Verdict.PROVED
    assert answer.judged((*steps[1:], replace(steps[0], verdict=Verdict.REFUTED)), 10).verdict is Verdict.REFUTED
    assert answer.judged((*steps[1:], replace(steps[0], verdict=Verdict.UNDECIDED)), 10).verdict is Verdict.UNDECIDED


def test_a_report_says_that_it_used_fewer_points(monkeypatch):
    def said():
        return [part.text for block in story("relu", 10).blocks if isinstance(block, Paragraph) for part in block.parts if hasattr(part, "text")]

    assert not any("at fewer" in text for text in said())
    monkeypatch.setattr("derive.story.quantities.MOST", 6)
    assert any("at fewer" in text for text in said())


def test_reasons_are_written_as_a_reader_writes_them():
    from derive.prose.spelling import spelled

    assert spelled("phi(x) = alpha*x for x <= 0, and phi'' extends to C**2") == "φ(x) = α·x for x ≤ 0, and φ'' extends to C²"
    assert spelled("alphabet mutual") == "alphabet mutual"


def test_what_a_search_says_is_a_sentence_in_the_letters_of_the_reader():
    from derive.prose.alphabet import read_notation, written_in
    from derive.prose.spelling import sentence, spelled
    from derive.prose.terminal import words

    message = "exactly 1 point with sigma_b = 1/5 and 0.000415 < q < 5210, by interval Newton"
    with written_in(read_notation({"q": "K", "sigma_b": "s_b"})):
        assert words(sentence(message)).plain == "Exactly 1 point with s_b = 1/5 and 0.000415 < K < 5210, by interval Newton."
    assert spelled("sigma_b^2 <= sqrt(q/(2*pi)) ~ q**2/4 as q -> oo") == "σ_b² ≤ √(q/(2·π)) ∼ q²/4 as q → ∞"
