"""The page on claims names every kind of statement, each in one row."""

import re
from pathlib import Path

import derive
from derive.claims.statement import Statement

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "add-a-claim.md"


def test_every_kind_of_statement_has_one_row():
    kinds = [name for name in derive._HOMES if isinstance(value := getattr(derive, name), type) and issubclass(value, Statement)]
    rows = re.findall(r"^\| `(\w+)\(", PAGE.read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(kinds)
