"""Functions that are not integrable near a point: infinite where the integrand has one sign, else undefined."""

import json

import pytest

from derive.batch.answer import answer
from derive.batch.question import read_question

CASES = [
    ("1/x", "E[phi]", "undefined"),
    ("1/x", "E[phi^2]", "diverges"),
    ("1/x", "E[phi^2*z]", "undefined"),
    ("1/x", "E[phi^2 + phi^4*z^2]", "diverges"),
    ("1/x", "K", "undefined"),
    ("1/x**2", "E[phi]", "diverges"),
    ("-1/(x - 1)**2", "E[phi^3]", "diverges"),
    ("1/Abs(x)", "K", "diverges"),
    ("1/x**2 - 5", "E[phi]", "undefined"),
    ("1/(x**3 + x + 1)", "E[phi]", "undefined"),
    ("1/(x**3 + x + 1)**2", "K", "diverges"),
    ("1/sin(x)", "E[phi]", "undefined"),
    ("x/cos(2*x + 1)", "E[phi^2]", "diverges"),
    ("log(x)", "E[phi^2]", "undefined"),
]


@pytest.mark.parametrize(("text", "quantity", "status"), CASES)
def test_the_status_and_the_reason(text, quantity, status):
    found = answer(read_question(json.dumps({"activation": text, "quantity": quantity, "at": [{"q": "1", "c": "1/2"} if quantity == "K" else {"q": "1"}]})))
    assert (found["status"], found["exists"], found["values"][0]["status"]) == (status, "False", status)
    assert "integrable" in found["message"] or "no real value" in found["message"]
