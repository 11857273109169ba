"""Docstrings are plain text with formulas such as |x|^a and x_+: what has a meaning in reStructuredText is escaped,
indented blocks and doctests are set as code, names in backticks too.
"""

import re
from itertools import groupby

SPECIAL = re.compile(r"([*|_\\])")


def _prose(line):
    parts = re.split(r"(`+[^`]+`+)", line)
    return "".join("``" + part.strip("`") + "``" if part.startswith("`") else SPECIAL.sub(r"\\\1", part) for part in parts)


def _kind(line):
    return "blank" if not line.strip() else "code" if line.startswith((" ", ">>>")) else "prose"


def _blocks(lines):
    """Lines by block; a doctest runs to the next blank line."""
    state = "blank"
    for line in lines:
        kind = _kind(line)
        state = "code" if state == "code" and kind != "blank" else kind
        yield state, line


def as_restructured_text(lines):
    """The docstring as reStructuredText."""
    found = []
    for kind, group in groupby(_blocks(lines), key=lambda pair: pair[0]):
        texts = [line for _, line in group]
        found += ["", "::", "", *("    " + line for line in texts), ""] if kind == "code" else map(_prose, texts)
    return found


def _process(app, what, name, obj, options, lines):
    lines[:] = as_restructured_text(list(lines))


def setup(app):
    app.connect("autodoc-process-docstring", _process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
