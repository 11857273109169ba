"""Formulas inside sentences of the program, as a reader writes them."""

from __future__ import annotations

import re

from derive.language.symbols import q
from derive.prose.document import Inlines, inlines
from derive.prose.letters import SUBSCRIPT, SUPERSCRIPT, plain_name

LETTERS = "phi|alpha|beta|gamma|omega|sigma|theta|lambda|mu|chi|rho|tau|pi|oo"
NAME = re.compile(rf"(?<![A-Za-z_])(?:(?:sigma|chi|beta)_(?:w|b|q|par|perp|1)|c_l|(?:{LETTERS}))(?![A-Za-z_])")
POWER = re.compile(r"(?:\^|\*\*)(-?\d+)(?!\d)")
ROOT = re.compile(r"sqrt\((\w+)\)")
VARIANCE = re.compile(r"(?<!\w)q(?![\w'])")
MODULUS = re.compile(r"Abs\((\w+)\)")
WORDS = (("sqrt(", "√("), ("int (", "∫ ("), ("int_", "∫_"), ("+-", "±"), ("**", "^"), ("<=", "≤"), (">=", "≥"), ("->", "→"), ("*", "·"), (" ~ ", " ∼ "))


def spelled(text: str) -> str:
    """The words stay; sigma_b^2 <= 4*q is σ_b² ≤ 4·q.

    >>> spelled("sigma_b^2 ~ -4*log(2)**2 for q -> 0, chi_par <= 1, sqrt(q)")
    'σ_b² ∼ -4·log(2)² for q → 0, χ∥ ≤ 1, √q'
    """
    bars = MODULUS.sub(r"|\1|", text)
    signs = POWER.sub(lambda found: found[1].translate(SUPERSCRIPT), ROOT.sub(r"√\1", bars))
    for program, reader in WORDS:
        signs = signs.replace(program, reader)
    return NAME.sub(lambda found: _letter(found[0]), signs)


def sentence(text: str) -> Inlines:
    """The same as a sentence of its own: a capital letter unless it begins with a formula, a full stop, and variances as formulas."""
    words = spelled(text)
    if re.match(r"[a-z]{2,} ", words):
        words = words[:1].upper() + words[1:]
    first, *rest = VARIANCE.split(f"{words}.")
    return inlines(first, *(part for words in rest for part in (q, words)))


def _letter(name: str) -> str:
    return {"oo": "∞", "chi_perp": "χ⊥", "chi_1": "χ" + "1".translate(SUBSCRIPT), "c_l": f"{plain_name('c')}_ℓ"}.get(name) or plain_name(name)
