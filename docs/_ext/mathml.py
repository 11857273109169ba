"""Formulas of the pages as MathML, by the converter that also writes the reports: no script, no network."""

import re

from docutils.nodes import SkipNode

from derive.prose.mathml import display, inline, rows_of

PRIMED = re.compile(r"('+)\^(\{[^{}]*\}|.)")


def _latex(node):
    """The formula; a primed letter with a power is one superscript."""
    text = node.astext().strip().replace(r"\mathbb E", r"\mathbb{E}")
    return PRIMED.sub(lambda match: "^{" + r"\prime" * len(match[1]) + " " + match[2] + "}", text)


def _inline(translator, node):
    translator.body.append(inline(_latex(node), node.astext()))
    raise SkipNode


def _display(translator, node):
    rows = rows_of(_latex(node))
    translator.body.append(f'<div class="math">{display(rows, node.astext())}</div>')
    raise SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
