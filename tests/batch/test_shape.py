"""What is handed out, and what is not."""

from dataclasses import replace

from derive.batch.answer import answer
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
    found = shape(false_answer(), [{"q": "1"}], 30, Deadline())
    assert (found["status"], found["expression"], found["latex"], found["values"]) == ("error", None, None, [])
    assert "audit refuted" in found["message"] and "report" in found["message"]
    assert found["certificate"]["verdict"] == "refuted"


def test_a_message_names_the_question_once():
    assert told(NotDefined("E[phi]", "E[phi]: it has no meaning")) == "E[phi]: it has no meaning."
    assert told(NotDefined("E[phi]", "it has no meaning")) == "E[phi]: it has no meaning."


def test_nor_is_it_by_a_batch_or_a_command(monkeypatch, capsys):
    monkeypatch.setattr("derive.batch.answer.expectation", false_answer)
    assert answer(read_question('{"activation": "relu", "quantity": "E[phi^2]"}'))["status"] == "error"
    monkeypatch.setattr("derive.pipeline.expectation", false_answer)
    assert main(["expect", "relu", "E[phi^2]", "--at", "q=1"]) == 1
    out, err = capsys.readouterr()
    assert out == "" and "audit refuted" in err
    assert main(["expect", "relu", "E[phi^2]", "--json"]) == 1
    assert '"status": "error"' in capsys.readouterr().out


def test_an_assumption_about_a_letter_that_is_not_there_is_named_and_changes_nothing():
    asked = '{"activation": "x*Phi(x)", "quantity": "K", "at": [{"q": "1", "c": "1/3"}], "assume": {"alpha": "positive"}%s}'
    found = answer(read_question(asked % ""))
    plain = answer(read_question('{"activation": "x*Phi(x)", "quantity": "K", "at": [{"q": "1", "c": "1/3"}]}'))
    assert (found["status"], found["expression"], found["values"]) == ("closed", plain["expression"], plain["values"])
    assert "alpha" in found["message"] and plain["message"] is None
    refused = answer(read_question(asked % ', "set": {"alpha": "1/2"}'))
    assert refused["status"] == "error" and "no parameter alpha" in refused["message"]
    assert refused.keys() == plain.keys() and not any(refused[name] for name in plain if name not in ("id", "schema", "engine", "status", "message", "seconds"))


def test_a_second_activation_makes_a_crossed_kernel():
    found = answer(read_question('{"activation": "relu", "with": "x", "quantity": "K", "at": [{"q": "2", "c": "1/2"}]}'))
    assert found["status"] == "closed" and found["values"][0]["value"] == "0.5"  # E[U_+ V] = c q/2


def test_a_point_with_one_variance_stands_beside_points_with_two():
    line = '{"activation": "x", "quantity": "K", "at": [{"q": "2", "c": "1/2"}, {"q1": "1", "q2": "4", "c": "1/2"}, {"q": "2", "q1": "1", "c": "0"}]}'
    found = answer(read_question(line))
    assert [value["value"] and float(value["value"]) for value in found["values"]] == [1, 1, None]
    assert found["values"][0]["at"] == {"q": "2", "c": "1/2"}


def test_a_value_against_an_assumption_is_an_error_of_the_point_alone():
    found = answer(read_question('{"activation": "a*Abs(x)", "quantity": "E[phi]", "assume": {"a": "negative"}, "at": [{"q": 1, "a": 2}, {"q": 1, "a": -2}]}'))
    assert found["status"] == "closed" and [value["status"] for value in found["values"]] == ["error", "closed"]
    assert "a is assumed negative" in found["values"][0]["message"]
