"""Files appear whole or not at all."""

import os

import pytest

from derive.cli import output
from derive.cli.options import pairs, points
from derive.language.errors import DeriveError


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("old")
    path.chmod(0o600)
    output.write_whole(path, "new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o600)
    assert os.listdir(tmp_path) == ["a.md"]


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "a.md"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        output.write_whole(path, "half \ud800")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.md"]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DeriveError, match="no folder"):
        output.write_whole(tmp_path / "none" / "a.md", "new")


def test_points_are_read_with_commas_or_apart():
    assert pairs(["q1=1,c=1/3", " q2 = 2"], "--at") == {"q1": "1", "c": "1/3", "q2": "2"}
    assert points(["q=1", "q=2"]) == [{"q": "1"}, {"q": "2"}]


@pytest.mark.parametrize("text", ["q", "q=", "=1", "q=1,,c=0", "q=1,q=2"])
def test_what_is_no_pair_is_refused(text):
    with pytest.raises(DeriveError, match="--at"):
        pairs([text], "--at")
