"""Exactly one answer a question, in the order asked, whatever happens to the others."""

import io
import json

import fake_worker
import pytest

from derive.batch.journal import Journal
from derive.batch.run import MAX_LINE, Batch
from derive.processes.pool import Pool


def ask(*activations):
    return "".join(json.dumps({"id": i, "activation": a, "quantity": "K"}) + "\n" for i, a in enumerate(activations))


def run(text, path, resume=False, limit=None, workers=2):
    target = io.StringIO()
    with (
        Journal(path, resume=resume, engine="1", timeout=limit) as journal,
        Pool(fake_worker.serve, workers, limit) as pool,
    ):
        tally = Batch(io.StringIO(text), target, journal).run(pool)
    answers = [json.loads(line) for line in target.getvalue().splitlines()]
    assert sum(tally.values()) == len(answers)
    return answers


def test_every_question_is_answered_in_order_and_the_bad_ones_say_why(tmp_path):
    lines = [
        *ask("sleep 0.3", "a").splitlines(),
        "not json",
        *ask("die", "b").splitlines(),
        "",
        "x" * (MAX_LINE + 5),
        '{"id": 9}',
    ]
    answers = run("\n".join(lines), tmp_path / "j")
    assert [a["id"] for a in answers] == [0, 1, None, 0, 1, None, 9]
    assert [a["status"] for a in answers] == ["closed", "closed", "error", "error", "closed", "error", "error"]
    assert "line 3" in answers[2]["message"]
    assert "died twice (exit status 3)" in answers[3]["message"]
    assert str(MAX_LINE) in answers[5]["message"]


def test_a_question_that_hangs_costs_only_itself(tmp_path, monkeypatch):
    monkeypatch.setattr("derive.processes.pool.GRACE", 0.1)
    answers = run(ask("sleep 60", "a", "b", "c"), tmp_path / "j", limit=0.3)
    assert [a["status"] for a in answers] == ["timeout", "closed", "closed", "closed"]


def test_a_worker_that_is_killed_once_costs_nothing(tmp_path):
    answers = run(ask(f"once {tmp_path / 'mark'}", "a"), tmp_path / "j", workers=1)
    assert [a["status"] for a in answers] == ["closed", "closed"]


def test_a_resumed_batch_takes_over_what_is_known(tmp_path):
    first = run(ask("a", "b"), tmp_path / "j")
    again = run(ask("a", "b", "c"), tmp_path / "j", resume=True)
    assert again[:2] == first
    assert [a["id"] for a in again] == [0, 1, 2]
    anew = run(ask("a", "b"), tmp_path / "j")
    assert anew[0]["process"] != first[0]["process"]


def test_the_same_question_is_computed_once_and_answered_twice(tmp_path):
    one, two = run(ask("sleep 0.1", "sleep 0.1"), tmp_path / "j")
    assert (one["id"], two["id"]) == (0, 1)
    assert one["process"] == two["process"]
    assert len((tmp_path / "j").read_text().splitlines()) == 1


def test_nothing_asked_is_nothing_answered(tmp_path):
    assert run("", tmp_path / "j") == []


@pytest.mark.parametrize("workers", [1, 3])
def test_order_does_not_depend_on_the_number_of_workers(tmp_path, workers):
    answers = run(ask(*(f"sleep {0.01 * (9 - i)} {i}".rsplit(" ", 1)[0] for i in range(9))), tmp_path / "j", workers=workers)
    assert [a["id"] for a in answers] == list(range(9))
