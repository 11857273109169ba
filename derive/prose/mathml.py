"""LaTeX of formulas as MathML that browsers set without help.

The conversion is latex2mathml's; what it does not know is mended here: negative spaces, bold digits, fences, function
names. Rows of `aligned` become a table of two columns.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from latex2mathml.converter import convert

BEFORE = (
    (r"\\!", ""),
    (r"\\mathbf\{1\}", "𝟏 "),
    (r"\\text\{([^}]*)\}", lambda match: r"\text{" + match[1].replace(" ", "\u00a0") + "}"),
    (r"(?<!\\left)\\lvert", r"\\left\\lvert"),
    (r"(?<!\\right)\\rvert", r"\\right\\rvert"),
    (r"\\middle\|", r"\\vert "),
)
BREAK = re.compile(r"(\\\\|\\(?:begin|end)\{\w+\})")
WHOLE = re.compile(r"\\begin\{(\w+)\}.*?\\end\{\1\}", re.S)
THIN = '<mspace width="0.167em" />'
ENDED = r"</m(?:i|n|sup|sub|subsup|frac|sqrt)>|<mo[^>]*>(?:\)|\]|&#x00029;|&#x0005D;)</mo>"  # what a function may be multiplied by
NAMED = r"(?:<msu[pb]>)?<mi>[A-Za-z]{2,}</mi>"
AFTER = (
    (r"<m[io]>;</m[io]>", '<mo separator="true">;</mo>'),
    (r"<mi>&#x0007E;</mi>", "<mo>∼</mo>"),
    (r"<mi>&#x000B1;</mi>", "<mo>±</mo>"),
    (r"<mo>&#x0221E;</mo>", "<mi>∞</mi>"),
    (r"<m[a-z]+>𝟏</m[a-z]+>", "<mn>𝟏</mn>"),
    (r"<mi>(&#x0039[1-9A-F];|&#x003A[0-9];)</mi>", r'<mi mathvariant="normal">\1</mi>'),
    (r"<mo>([A-Za-z]{2,})</mo>", r"<mi>\1</mi>"),
    (r'<mspace linebreak="newline" />', ""),
    (rf"({ENDED})(?={NAMED})", rf"\1{THIN}"),
    (r"(<mi>[A-Za-z]{2,}</mi>)(?=<mi>|<mn>|<mfrac>|<msqrt>|<msup><m[in]>|<msub><m[in]>)", rf"\1{THIN}"),
)


@lru_cache(maxsize=4096)
def inline(latex: str, plain: str) -> str:
    """A formula in running text; `plain` is what a reader hears."""
    return f'<math alttext="{escape(plain)}">{_inner(latex, "inline")}</math>'


@lru_cache(maxsize=4096)
def display(rows: tuple[str, ...], plain: str) -> str:
    """A displayed formula in aligned rows, one `&` in each."""
    table = f'<mtable displaystyle="true">{"".join(map(_row, rows))}</mtable>'
    body = _inner(rows[0].replace("&", "", 1), "block") if len(rows) == 1 else table
    return f'<math display="block" alttext="{escape(plain)}">{body}</math>'


def rows_of(latex: str) -> tuple[str, ...]:
    """The rows of a display, one `&` in each; those of a matrix inside it are its own.

    >>> rows_of(r"a&=b\\\\ &=c")
    ('a&=b', ' &=c')
    """
    found, depth = [""], 0
    for part in BREAK.split(latex):
        if part == r"\\" and not depth:
            found.append("")
            continue
        depth += part.startswith(r"\begin") - part.startswith(r"\end")
        found[-1] += part
    return tuple(row if "&" in WHOLE.sub("", row) else "&" + row for row in found)


def _row(row: str) -> str:
    left, _, right = row.partition("&")
    first = _inner(left, "block") if left.strip() else ""
    return f'<mtr><mtd class="lhs">{first}</mtd><mtd class="rhs">{_signed(_inner(right, "block"))}</mtd></mtr>'


def _signed(mathml: str) -> str:
    """A sign that begins a row is a binary sign: something empty stands before it."""
    return re.sub(r"^(<mrow>(?:<mspace[^>]*/>)?)(<mo)", r"\1<mrow></mrow>\2", mathml)


def _inner(latex: str, mode: str) -> str:
    for pattern, replacement in BEFORE:
        latex = re.sub(pattern, replacement, latex)
    text = convert(latex, display=mode)
    text = re.sub(r"^<math[^>]*>|</math>$", "", text)
    for pattern, replacement in AFTER:
        text = re.sub(pattern, str(replacement), text)
    return text
