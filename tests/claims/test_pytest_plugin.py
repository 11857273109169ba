"""A file of claims is collected by pytest, one test a claim."""

import subprocess
import sys

CLAIMS = """
from derive import Identity, claim, q

@claim(source="a book")
def right():
    return Identity(2 * q, q + q)

@claim(source="a book")
def wrong():
    return Identity(2 * q, q)

@claim(source="a book", open="nobody has an idea")
def not_known():
    return Identity(1 / (q - q), q)
"""


def test_claims_are_tests(tmp_path):
    (tmp_path / "some_claims.py").write_text(CLAIMS)
    (tmp_path / "no_claims.py").write_text("raise RuntimeError\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed, 1 passed, 1 skipped" in done.stdout
    assert "expected holds, found refuted" in done.stdout
    assert "2 times the right side" in done.stdout
