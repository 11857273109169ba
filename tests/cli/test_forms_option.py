"""--forms, limits beside a form that is one, and letters for what recurs."""

import json

from derive.cli.main import main


def run(capsys, *words):
    status = main(list(words))
    return status, capsys.readouterr().out


def test_other_forms_are_shown_on_request(capsys):
    status, out = run(capsys, "kernel", "leaky_relu", "--forms")
    also = [line for line in out.splitlines() if line.startswith("  also ")]
    assert status == 0 and len(also) >= 3 and any("asin(c)" in line for line in also)
    assert "also" not in run(capsys, "kernel", "leaky_relu")[1]


def test_limits_stand_beside_a_form_that_has_no_value_at_the_edge(capsys):
    status, out = run(capsys, "kernel", "lorentzian", "--json", "--forms")
    answer = json.loads(out)
    assert status == 0 and len(answer["forms"]) >= 2
    assert {limit.partition(": ")[0] for limit in answer["limits"]} >= {"c = 1, q1 = q, q2 = q", "c = -1, q1 = q, q2 = q", "q1 = 0", "q2 = 0"}
    assert "limits" not in json.loads(run(capsys, "kernel", "relu", "--json")[1])


def test_a_long_value_is_also_told_in_short(capsys):
    assert "in short: " in run(capsys, "kernel", "lorentzian")[1]
    assert "in short: " not in run(capsys, "kernel", "gelu")[1]
