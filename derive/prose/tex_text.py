"""Words in LaTeX: special characters escaped, Unicode letters as commands, nothing that amsmath does not bring."""

from __future__ import annotations

import re

from sympy.printing.pretty.pretty_symbology import greek_unicode

from derive.prose.letters import GREEK, ROMAN

ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "|": r"\ensuremath{\vert}",
    "–": "--",
    "—": "---",
    "…": r"\dots{}",
    "“": "``",
    "”": "''",
    "‘": "`",
    "’": "'",
    "\u00a0": "~",
    "é": r"\'e",
}
SYMBOLS = {
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "±": r"\pm",
    "×": r"\times",
    "·": r"\cdot",
    "−": "-",
    "√": r"\surd",
    "∞": r"\infty",
    "→": r"\to",
    "∈": r"\in",
    "∫": r"\int",
    "∂": r"\partial",
    "∼": r"\sim",
    "′": "'",
    "″": "''",
    "ϕ": r"\phi",
    "ℓ": r"\ell",
    "∥": r"\parallel",
    "⊥": r"\perp",
}
SYMBOLS |= {
    letter: "\\" + ("lambda" if name == "lamda" else name)
    for name, letter in greek_unicode.items()
    if len(letter) == 1 and name not in ROMAN and (name in GREEK or name == "lamda")
}
SYMBOLS |= {"\u1e8b": r"\dot{x}", "\u0307": r"{}^{\textstyle.}"}  # a dot over the letter before
SYMBOLS |= {sup: f"{{}}^{{{plain}}}" for sup, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True)}
SYMBOLS |= {sub: f"{{}}_{{{plain}}}" for sub, plain in zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)}


DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
INDEXED = re.compile(r"((?<!\w)[α-ω]_[a-zℓ](?![A-Za-z_])|c_ℓ|[χp][∥⊥₀₁])")


def escaped(text: str) -> str:
    """Text that pdflatex sets as it is written.

    >>> escaped('50 % of "x_1"')
    "50 \\\\% of ``x\\\\_1''"
    """
    quoted = re.sub(r'"([^"]*)"', "“\\1”", text)
    parts = INDEXED.split(quoted)
    return "".join(_indexed(part) if i % 2 else "".join(map(_character, part)) for i, part in enumerate(parts))


def _indexed(text: str) -> str:
    letter, _, index = text.partition("_") if "_" in text else (text[0], "", text[1:])
    index = index.translate(DIGITS)
    return rf"\ensuremath{{{SYMBOLS.get(letter, letter)}_{{{SYMBOLS.get(index, index)}}}}}"


def code(text: str) -> str:
    """A name in typewriter letters that may be broken after its underscores, dots and stars."""
    plain = text.replace('"', "''")
    return r"\texttt{" + re.sub(r"(\\_|\.|\*|/|\()", r"\1\\allowbreak{}", "".join(map(_character, plain))) + "}"


def _character(character: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    if character in SYMBOLS:
        return rf"\ensuremath{{{SYMBOLS[character]}}}"
    known = ord(character) < 0x180 or character in "\n"
    return character if known else f"[U+{ord(character):04X}]"
