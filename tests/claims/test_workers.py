"""Workers beside this process: a claim that hangs or crashes costs its own line, verdicts are kept by content."""

import textwrap
import time

import pytest

from derive.claims.cache import Cache
from derive.claims.verify import verify
from derive.cli.main import main
from derive.evidence.audit.verdict import Verdict

CLAIMS = """
import os, time
from derive import Identity, claim, q

@claim(source="a book")
def holds(): return Identity(2 * q, q + q)

@claim(source="a book")
def hangs(): time.sleep(1000)

@claim(source="a book")
def crashes(): os._exit(3)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("claims") / "book"
    folder.mkdir()
    (folder / "claims.py").write_text(textwrap.dedent(CLAIMS))
    return folder


def test_hanging_and_crashing_claims_cost_their_own_line_and_are_tried_again(folder, tmp_path):
    cache = tmp_path / "verdicts.sqlite"
    ledger = verify(str(folder), workers=2, timeout=4, cache=cache)
    messages = {entry.id.split("/")[1]: entry.message for entry in ledger.entries}
    assert [entry.verdict for entry in ledger.entries] == [Verdict.PROVED, Verdict.UNDECIDED, Verdict.UNDECIDED]
    assert "line 8: no verdict within 4 s" in messages["hangs"]
    assert "died twice (exit status 3)" in messages["crashes"]


def test_a_verdict_is_found_again_until_the_file_changes(folder, tmp_path):
    cache, file = tmp_path / "verdicts.sqlite", folder / "other.py"
    file.write_text('from derive import Identity, claim, q\n\n@claim(source="a book")\ndef other(): return Identity(q, q)\n')
    first = verify(str(file), cache=cache)
    assert verify(str(file), cache=cache).entries == first.entries  # the seconds, too
    file.write_text(file.read_text().replace("Identity(q, q)", "Identity(q, 2 * q)"))
    (again,) = verify(str(file), cache=cache).entries
    assert again.verdict is Verdict.REFUTED
    assert "1/2 times" in again.message


def test_unchanged_claims_are_read_from_the_cache_without_workers(folder, tmp_path):
    file = folder / "third.py"
    file.write_text('from derive import Identity, claim, q\n\n@claim(source="a book")\ndef third(): return Identity(q, q)\n')
    verify(str(file), workers=1, cache=tmp_path / "c.sqlite")
    started = time.monotonic()
    verify(str(file), workers=1, cache=tmp_path / "c.sqlite")
    assert time.monotonic() - started < 5  # no process was started, which takes longer on a busy machine


def test_a_cache_that_cannot_be_written_or_read_keeps_nothing_and_stops_nothing(tmp_path):
    with Cache(tmp_path / "verdicts.sqlite") as cache:
        cache.put("a", [1])
        cache._table.execute("PRAGMA query_only=ON")  # as on a full disk, or in a file that may not be changed
        cache.put("b", [2])
        assert (cache.get("a"), cache.get("b")) == ([1], None)
        cache._table.execute("PRAGMA query_only=OFF")
        cache._table.execute("DROP TABLE found")
        assert cache.get("a") is None


def test_without_a_place_for_verdicts_claims_are_tried_all_the_same(folder, tmp_path, monkeypatch, capsys):
    file = folder / "fourth.py"
    file.write_text('from derive import Identity, claim, q\n\n@claim(source="a book")\ndef fourth(): return Identity(q, q)\n')
    (tmp_path / "file").write_text("")
    monkeypatch.delenv("DERIVE_CACHE_DIR", raising=False)
    monkeypatch.setattr("derive.processes.keeping.user_cache_path", lambda name: tmp_path / "file" / name)
    assert main(["verify", str(file), "--workers", "0"]) == 0
    assert "verdicts are not kept" in capsys.readouterr().err
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path / "file" / "chosen"))
    assert main(["verify", str(file), "--workers", "0"]) == 2
    monkeypatch.setenv("DERIVE_CACHE_DIR", "")
    assert main(["verify", str(file), "--workers", "0"]) == 0
    assert [*tmp_path.iterdir()] == [tmp_path / "file"]
