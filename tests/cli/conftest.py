"""The commands as the tests call them: `derive("expect", "relu")` gives the status, what was printed and what was said; `derive_json` the status and the data.

A file about one command says so with a fixture `command`, and leaves its name out of the calls.
"""

import json

import pytest

from derive.cli.main import main


@pytest.fixture
def command():
    return ()


@pytest.fixture
def derive(capsys, command):
    def run(*words):
        status = main([*command, *words])
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture
def derive_json(derive):
    def run(*words):
        status, out, _ = derive(*words, "--json")
        return status, json.loads(out)

    return run
