"""A batch that is killed or interrupted as a whole process leaves no worker behind and goes on where it was."""

import json
import signal
import subprocess
import sys
import time

import pytest


def questions(path, count):
    lines = [{"id": i, "activation": f"tanh({i + 1}*x)", "quantity": "E[phi**2]", "at": [{"q": "1"}]} for i in range(count)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def start(folder, *options):
    command = [sys.executable, "-m", "derive.cli.main", "batch", str(folder / "q.jsonl"), "-o", str(folder / "a.jsonl"), *options]
    return subprocess.Popen([*command, "--workers", "1"], stderr=subprocess.PIPE, text=True, preexec_fn=heed_interrupts)


def heed_interrupts():
    """A shell that starts the tests in its background has switched interrupts off for its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for_lines(path, count):
    for _ in range(600):
        if path.exists() and len(path.read_text().splitlines()) >= count:
            return
        time.sleep(0.05)
    raise AssertionError(f"{path} did not grow")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_batch_that_is_stopped_resumes_without_repeating_or_losing(tmp_path, how):
    questions(tmp_path / "q.jsonl", 30)
    first = start(tmp_path)
    wait_for_lines(tmp_path / "a.jsonl", 3)
    first.send_signal(how)
    _, said = first.communicate(timeout=30)
    assert first.returncode == (-9 if how == signal.SIGKILL else 130)
    assert "Traceback" not in said
    done = [json.loads(line) for line in (tmp_path / "a.jsonl.journal").read_text().splitlines()]
    assert 3 <= len(done) < 30
    again = start(tmp_path, "--resume")
    again.communicate(timeout=60)
    answers = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert [a["id"] for a in answers] == list(range(30))
    assert [answers[d["answer"]["id"]] for d in done] == [d["answer"] for d in done]
    assert len((tmp_path / "a.jsonl.journal").read_text().splitlines()) == 30
