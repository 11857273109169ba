"""Activations side by side, in 80 columns, as a page, as data."""

import json

import pytest
from mpmath import mp, mpf, quad, sqrt

from derive.cli.main import main


def compare(capsys, *words):
    status = main(["compare", *words])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_table_fits_80_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = compare(capsys, "relu", "erf", "Max(x,0)**2")
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    for word in ("relu", "erf", "class A", "gain 1/√E[φ²]", "depth 50: σ_w", "neutral"):
        assert word in out


def test_numbers_are_those_of_quadrature(capsys):
    status, out, _ = compare(capsys, "relu", "tanh", "--json")
    found = {entry["activation"]: entry for entry in json.loads(out)["activations"]}
    with mp.workdps(25):
        second = quad(lambda z: mp.tanh(z) ** 2 * mp.npdf(z), [-mp.inf, -1, 0, 1, mp.inf])
        slope = quad(lambda z: mp.sech(z) ** 4 * mp.npdf(z), [-mp.inf, -1, 0, 1, mp.inf])
        for name, value in (("second", second), ("slope", slope), ("gain_second", 1 / sqrt(second)), ("gain_slope", 1 / sqrt(slope))):
            number = found["tanh"]["numbers"][name]
            assert abs(mpf(number["value"]) - value) < mpf(10) ** -13
    assert status == 0
    assert found["relu"]["K"]["status"] == "closed" and found["tanh"]["K"]["status"] == "enclosed"
    assert found["relu"]["initialization"]["sigma_w"]["value"].startswith("1.41421356")


def test_what_does_not_exist_is_null_with_the_reason(capsys):
    status, out, _ = compare(capsys, "step", "--json")
    (found,) = json.loads(out)["activations"]
    assert status == 0
    assert found["numbers"]["slope"] is None and found["points"] == [] and "delta" in found["message"]


def test_a_page_and_markdown_are_written(capsys, tmp_path):
    paths = [tmp_path / "page.html", tmp_path / "page.md"]
    status, out, err = compare(capsys, "relu", "identity", *(word for path in paths for word in ("-o", str(path))))
    assert (status, out) == (0, "")
    assert all(str(path) in err and "Side by side" in path.read_text() for path in paths)


@pytest.mark.parametrize(("words", "hint"), [(["gleu"], "gelu"), (["relu", "-o", "x.doc"], ".html"), (["relu"] + [f"x**{n}" for n in range(1, 14)], "at most")])
def test_bad_questions_are_refused_in_one_line(capsys, words, hint):
    status, out, err = compare(capsys, *words)
    assert (status, out) == (2, "")
    assert hint in err and "Traceback" not in err


def test_a_family_is_taken_at_its_default_and_shared_settings_reach_who_has_them(capsys):
    _, out, _ = compare(capsys, "leaky_relu", "relu", "--set", "alpha=1/2", "--json")
    first, second = json.loads(out)["activations"]
    assert first["numbers"]["second"]["value"].startswith("0.625") and second["numbers"]["second"]["value"].startswith("0.5")
