"""The terminal is never wider than it may be; what is piped has no escape codes."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from prose_sample import document
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from derive.prose.plain_lines import wrapped
from derive.prose.terminal import render


def printed(width: int, terminal: bool) -> str:
    file = StringIO()
    render(document(), Console(file=file, width=width, force_terminal=terminal))
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("terminal", [True, False])
def test_no_line_is_too_long(width: int, terminal: bool) -> None:
    lines = Text.from_ansi(printed(width, terminal)).plain.splitlines()
    assert lines
    assert max(map(cell_len, lines)) <= min(width, 80)


def test_piped_text_is_plain() -> None:
    text = printed(80, terminal=False)
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())
    assert "E[φ(u)·φ(v)] = √(q1·q2)·E[X·Y·1{X > 0}·1{Y > 0}]" in text


def test_a_formula_is_wrapped_at_outer_signs_first() -> None:
    lines = wrapped("f(x) = a·(b + c + d + e) + g·(h + i + j + k) - l", 30)
    assert lines == ["f(x) = a·(b + c + d + e)", "    + g·(h + i + j + k) - l"]


def test_wrapping_loses_nothing() -> None:
    formula = "a" * 50 + "·" + "b" * 50 + " + " + "c" * 90
    assert "".join("".join(wrapped(formula, 40)).split()) == formula.replace(" ", "")


def test_no_short_bracket_is_cut_where_a_sum_or_a_product_is_free() -> None:
    lines = wrapped("E[f(X)] = (a·b·arcsin(c/(1 + q)) + d·((1 + q1)·(1 + q2) - c·q1·q2)/(√(1 + q1 + q2)·(1 + q1)))/(2π)", 60)
    assert all(line.count("(1 + q") == len(re.findall(r"\(1 \+ q\d?( \+ q2)?\)", line)) for line in lines)
    assert len(lines) == 2
