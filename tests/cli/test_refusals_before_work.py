"""What cannot end well is refused at once: places that cannot be written, numbers out of range; a time that is over is an answer that is missing."""

import json
import time

import pytest

from derive.cli.main import main

PLACES = [
    ["edge", "tanh", "--plot", "{}/x.svg"],
    ["report", "tanh", "-o", "{}/x.html"],
    ["compare", "relu", "tanh", "-o", "{}/x.html"],
    ["plot", "phase", "tanh", "-o", "{}/x.svg"],
    ["batch", "-", "-o", "{}/answers.jsonl"],
    ["verify", "--junit", "{}/x.xml"],
    ["verify", "--ledger", "{}/x.html"],
    ["verify", "--errata", "{}/x.md"],
]


@pytest.mark.parametrize("words", PLACES, ids=lambda words: " ".join(words[:3]))
def test_a_place_that_cannot_be_written_is_refused_before_any_work(words, tmp_path, capsys):
    started = time.process_time()
    assert main([word.format(tmp_path / "none") for word in words]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "there is no folder" in said.err and "Try: creating it first" in said.err
    assert time.process_time() - started < 2
    folder = tmp_path / words[-1].rpartition("/")[2]
    folder.mkdir()
    assert main([word.format(tmp_path) for word in words]) == 2
    assert "that is a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", "relu", "gelu", "--layers", "0"], "0 is not between 1 and"),
        (["compare", "relu", "gelu", "--layers", "-5"], "-5 is not between 1 and"),
        (["plot", "decay", "relu", "-o", "x.svg", "--seed", "-1"], "-1 is not between 0 and"),
        (["normalize", "relu", "--batch", "1"], "1 is not between 2 and"),
        (["kernel", "relu", "--derivative", "-1"], "-1 is not between 0 and 10"),
        (["kernel", "relu", "--digits", "-5"], "-5 is not between 1 and 1000"),
        (["verify", "--workers", "-1"], "-1 is not between 0 and"),
        (["verify", "--ledger", "x.foo"], "the ending of 'x.foo' is none of .html .tex .md"),
        (["batch", "none.jsonl"], "Try: the name of a file that exists"),
        (["edge", "relu", "--sigma-b", "-1"], "sigma_b = -1: a standard deviation is not negative"),
        (["init", "leaky_relu", "--depth", "9", "--set", "alpha"], "Try: --set alpha=1/2"),
        (["kernel", "relu", "--notation", "phi="], "Try: --notation phi=sigma"),
    ],
)
def test_numbers_out_of_range_are_named_as_they_were_written(words, said, capsys):
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == "" and said in told.err


def test_a_time_that_is_over_is_a_missing_answer(capsys):
    assert main(["expect", "relu", "E[phi^2]", "--timeout", "0.001", "--json"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["status"] == "timeout"
    assert "time limit" in json.loads(told.out)["message"] and told.err.startswith("derive: ")
