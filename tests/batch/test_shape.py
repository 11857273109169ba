"""What is handed out, and what is not."""

from dataclasses import replace

from derive.batch.question import read_question
from derive.batch.shape import shape
from derive.batch.values import told
from derive.cli.main import main
from derive.language.errors import NotDefined
from derive.language.symbols import q
from derive.pipeline import expectation
from derive.processes.deadline import Deadline


def false_answer(*args, **options):
    """relu's second moment with a derivation that says q/3."""
    found = expectation("relu", "E[phi^2]")
    return replace(found, derivation=replace(found.derivation, value=q / 3))


def test_what_the_audit_refutes_is_not_handed_out():
    answer = shape(false_answer(), [{"q": "1"}], 30, Deadline())
    assert (answer["status"], answer["expression"], answer["latex"], answer["values"]) == ("error", None, None, [])
    assert "audit refuted" in answer["message"] and "report" in answer["message"]
    assert answer["certificate"]["verdict"] == "refuted"


def test_a_message_names_the_question_once():
    assert told(NotDefined("E[phi]", "E[phi]: it has no meaning")) == "E[phi]: it has no meaning."
    assert told(NotDefined("E[phi]", "it has no meaning")) == "E[phi]: it has no meaning."


def test_nor_is_it_by_a_batch_or_a_command(monkeypatch, capsys):
    from derive.batch import answer

    monkeypatch.setattr("derive.batch.answer.expectation", false_answer)
    assert answer.answer(read_question('{"activation": "relu", "quantity": "E[phi^2]"}'))["status"] == "error"
    monkeypatch.setattr("derive.pipeline.expectation", false_answer)
    assert main(["expect", "relu", "E[phi^2]", "--at", "q=1"]) == 1
    out, err = capsys.readouterr()
    assert out == "" and "audit refuted" in err
    assert main(["expect", "relu", "E[phi^2]", "--json"]) == 1
    assert '"status": "error"' in capsys.readouterr().out
