"""The journal survives being killed at any byte."""

import json

from derive.batch.journal import Journal

ANSWER = {"id": "a", "engine": "1", "status": "closed", "values": []}


def journal(path, resume=True, engine="1", timeout=10.0):
    return Journal(path, resume=resume, engine=engine, timeout=timeout)


def test_what_was_put_is_there_after_reopening(tmp_path):
    with journal(tmp_path / "j") as first:
        first.put("k", ANSWER)
        assert first.get("k") == ANSWER
    with journal(tmp_path / "j") as again:
        assert again.get("k") == ANSWER
        assert again.get("other") is None


def test_without_resume_it_begins_anew(tmp_path):
    with journal(tmp_path / "j") as first:
        first.put("k", ANSWER)
    with journal(tmp_path / "j", resume=False) as again:
        assert "k" not in again


def test_a_cut_at_any_byte_loses_only_the_last_line(tmp_path):
    path = tmp_path / "j"
    with journal(path) as first:
        first.put("a", ANSWER)
        middle = path.stat().st_size
        first.put("b", ANSWER)
    whole = path.read_bytes()
    for end in range(middle, len(whole)):
        path.write_bytes(whole[:end])
        with journal(path) as cut:
            assert cut.get("a") == ANSWER
            assert cut.get("b") is None
            cut.put("c", ANSWER)
        with journal(path) as again:
            assert [key for key in "abc" if key in again] == ["a", "c"]


def test_answers_of_another_engine_and_of_processes_that_died_are_not_taken_over(tmp_path):
    with journal(tmp_path / "j") as first:
        first.put("k", ANSWER)
        first.put("e", ANSWER | {"status": "error"})
        first.put("d", ANSWER | {"status": "error"}, lost=True)
    with journal(tmp_path / "j") as same:
        assert "k" in same
        assert "e" in same
        assert "d" not in same
    with journal(tmp_path / "j", engine="2") as later:
        assert "k" not in later


def test_a_timeout_is_taken_over_only_by_a_run_that_would_wait_no_longer(tmp_path):
    with journal(tmp_path / "j", timeout=10.0) as first:
        first.put("whole", ANSWER | {"status": "timeout"})
        first.put("part", ANSWER | {"values": [{"status": "timeout"}]})
    for limit, known in ((5.0, True), (10.0, True), (20.0, False), (None, False)):
        with journal(tmp_path / "j", timeout=limit) as again:
            assert ("whole" in again, "part" in again) == (known, known)


def test_damaged_lines_are_passed_over(tmp_path):
    path = tmp_path / "j"
    path.write_text('nonsense\n{"key": 3}\n' + json.dumps({"key": "k", "timeout": 1, "answer": ANSWER}) + "\n")
    with journal(path) as again:
        assert again.get("k") == ANSWER
