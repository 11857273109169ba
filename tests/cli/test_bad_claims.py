"""A folder of claim files that go wrong in every way: each gets its own line with file, line and remedy, and the others run on."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from derive.cli.main import main

HEAD = "from sympy import Rational\nfrom derive import claim, Value\n"
CLAIM = '@claim(source="me"{options})\ndef {name}():\n    """One half."""\n    {body}return Value(Rational(1, 2), "0.5000")\n'


def text(name, body="", options=""):
    return HEAD + CLAIM.format(name=name, body=body, options=options)


FILES = {
    "good": text("good"),
    "prints": "print('noise')\n" + text("prints", "print('more')\n    "),
    "raises": text("raises", "1 / 0\n    "),
    "hangs": text("hangs", "import time; time.sleep(1000)\n    "),
    "nothing": text("nothing").replace("return ", ""),
    "missing": "import no_such_package_anywhere\n",
    "syntax": "x = 1\ndef f(:\n",
    "stops": "import sys\nsys.exit(3)\n",
    "dies": text("dies", "import os; os._exit(9)\n    "),
    "circle": text("first", options=', uses=["bad/second"]') + CLAIM.format(name="second", body="", options=', uses=["bad/first"]'),
    "one": text("same"),
    "two": text("same"),
    "empty": "",
}
SAID = {
    "bad/raises": ("raises.py, line 6", "ZeroDivisionError"),
    "bad/hangs": ("hangs.py, line 3", "no verdict within 3 s. Try: a larger --timeout"),
    "bad/nothing": ("nothing.py, line 3", "returned NoneType, not a statement"),
    "bad/missing": ("missing.py, line 1", "Install 'no_such_package_anywhere' beside derive"),
    "bad/syntax": ("syntax.py, line 2", "not valid Python"),
    "bad/stops": ("stops.py, line 2", "SystemExit: 3"),
    "bad/dies": ("dies.py, line 3", "the process that tried it died"),
    "bad/first": ("circle.py, line 3", "its uses lead back to itself: bad/second. Remove one of them"),
    "bad/second": ("circle.py, line 7", "its uses lead back to itself"),
    "bad/same": ("one.py, line 3", "these claims have one id. Rename the functions"),
    "bad/empty": ("empty.py, line 0", "the file defines no claim"),
    "bad/encoding": ("encoding.py", "not valid Python"),
    "bad/link": ("link.py", "No such file or directory"),
}


@pytest.fixture
def folder(tmp_path):
    here = tmp_path / "bad"
    here.mkdir()
    for name, content in FILES.items():
        (here / f"{name}.py").write_text(content)
    (here / "encoding.py").write_bytes(b's = "\xff\xfe"\n')
    (here / "link.py").symlink_to(tmp_path / "nowhere.py")
    (here / "folder.py").mkdir()
    return here


def test_each_bad_file_gets_its_line_and_the_others_run_on(folder, capsys):
    assert main(["verify", str(folder), "--workers", "2", "--timeout", "3", "--no-cache", "--json"]) == 1
    entries = json.loads(capsys.readouterr().out)["claims"]
    found = {entry["id"]: entry for entry in entries}
    assert set(found) == set(SAID) | {"bad/good", "bad/prints"} and len(entries) == len(found) + 1
    assert [found[name]["verdict"] for name in ("bad/good", "bad/prints")] == ["certified"] * 2
    for name, words in SAID.items():
        assert found[name]["verdict"] == "undecided"
        assert all(word in found[name]["message"] for word in words), found[name]["message"]


def test_what_is_seen_at_the_end_is_told_too(folder, capsys):
    for name in ("hangs", "dies", "stops", "missing"):
        (folder / f"{name}.py").unlink()
    assert main(["verify", str(folder), "--workers", "0", "--no-cache"]) == 1
    told = capsys.readouterr().out
    assert "its uses lead back to itself: bad/second" in told
    assert "two.py, line 3: these claims have one id" in told


@pytest.mark.slow
def test_a_killed_run_loses_no_finished_verdict(tmp_path):
    for number in range(6):
        (tmp_path / f"c{number}.py").write_text(text(f"claim_{number}", "import time; time.sleep(2)\n    "))
    words = [sys.executable, "-m", "derive", "verify", str(tmp_path), "--workers", "1"]
    place = os.environ | {"DERIVE_CACHE_DIR": str(tmp_path / "kept"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=place) as run:
        lines = [run.stdout.readline() for _ in range(2)]
        run.send_signal(signal.SIGKILL)
    assert all(line.startswith("ok") for line in lines)
    started = time.monotonic()
    again = subprocess.run(words, capture_output=True, text=True, env=place, timeout=100)
    assert "6 of 6 claims as expected" in again.stdout
    assert again.returncode == 0 and time.monotonic() - started < 100
    assert all(line in again.stdout for line in lines)
