"""What is here, what is missing, how to get it; and the citation file says what the package says."""

import json
import re
import tomllib
from pathlib import Path

import pytest

import derive
from derive.cli.main import main

ROOT = Path(__file__).resolve().parents[2]


def run(capsys, *words):
    status = main(["doctor", *words])
    return status, capsys.readouterr().out


def test_every_dependency_has_its_version(capsys):
    status, out = run(capsys, "--json")
    found = json.loads(out)
    assert status == 0 and found["derive"] == derive.__version__
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert [f"{part['name']}>={part['oldest']}" for part in found["required"]] == project["dependencies"]
    assert all(part["version"] and part["works"] for part in found["required"])
    assert all(part["path"] for part in found["data"])


def test_what_is_missing_is_said_with_how_to_get_it(capsys, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("derive.cli.doctor._version", lambda name: None)
    status, out = run(capsys)
    assert status == 1 and "MISSING: pip install" in out
    assert "pip install 'derive-nn[plot]'" in out and "texlive" in out and "not there" in out


def test_a_version_that_is_too_old_is_said_with_the_one_that_is_needed(capsys, monkeypatch):
    monkeypatch.setattr("derive.cli.doctor._version", lambda name: "0.8.0" if name == "python-flint" else "99.1rc2")
    status, out = run(capsys)
    assert status == 1 and "0.8.0  0.9 or later is needed: pip install" in out and out.count("needed") == 1


def test_a_cache_folder_that_cannot_be_written_to_is_said(capsys, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path / "file" / "inside"))
    status, out = run(capsys)
    assert status == 0 and "(nothing can be written there)" in out
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path / "new"))
    assert "nothing" not in run(capsys)[1]


def test_lines_fit_a_terminal(capsys):
    _, out = run(capsys)
    assert max(map(len, out.splitlines())) <= 120  # paths may be long; the words fit 80
    assert out.startswith(f"derive {derive.__version__}")


def test_the_citation_file_agrees_with_the_package():
    text = (ROOT / "CITATION.cff").read_text()
    fields = dict(re.findall(r"^([a-z-]+): (.+)$", text, re.M))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert fields["version"] == derive.__version__ == project["version"]
    assert fields["license"] == project["license"]
    assert {"cff-version", "message", "title", "type"} <= fields.keys()
    assert set(re.findall(r"^  - (\w[\w -]*)$", text, re.M)) == set(project["keywords"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_commands_options_and_activations(capsys, shell):
    assert main(["completion", shell]) == 0
    out = capsys.readouterr().out
    for word in ("report", "compare", "detail", "gelu", "residual"):
        assert word in out


def test_completion_in_json_has_every_command(capsys):
    from derive.cli.main import COMMANDS

    assert main(["completion", "bash", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == list(COMMANDS)
    assert all("--json" in entry["options"] for entry in found.values())
