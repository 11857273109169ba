"""Special functions: how they are written, with orders as indices."""

from __future__ import annotations

from dataclasses import dataclass

from derive.prose.alphabet import current
from derive.prose.letters import SUBSCRIPT, SUPERSCRIPT


@dataclass(frozen=True, slots=True)
class Special:
    """A letter in LaTeX and in plain text, and whether the first argument is its index."""

    latex: str
    plain: str
    index: str = ""  # "_" or "^" for a first argument that is an index or a derivative's order


SPECIALS = {
    "besseli": Special("I", "I", "_"),
    "besselj": Special("J", "J", "_"),
    "besselk": Special("K", "K", "_"),
    "bessely": Special("Y", "Y", "_"),
    "elliptic_e": Special("E", "E"),
    "elliptic_k": Special("K", "K"),
    "Ei": Special(r"\operatorname{Ei}", "Ei"),
    "expint": Special("E", "E", "_"),
    "gamma": Special(r"\Gamma", "Γ"),
    "GoodwinStaton": Special("G", "G"),
    "hyper": Special("F", "F"),
    "lowergamma": Special(r"\gamma", "γ"),
    "OwensT": Special("T", "T"),
    "ParabolicCylinderD": Special("D", "D", "_"),
    "polygamma": Special(r"\psi", "ψ", "^"),
    "polylog": Special(r"\operatorname{Li}", "Li", "_"),
    "uppergamma": Special(r"\Gamma", "Γ"),
    "zeta": Special(r"\zeta", "ζ"),
}

def latex_head(name: str, order: str = "") -> str:
    r"""The letter with its order; upright where the reader has given the letter to something else.

    >>> latex_head("besselk", "0"), latex_head("polygamma", "2")
    ('K_{0}', '\\psi^{(2)}')
    """
    found = SPECIALS[name]
    letter = rf"\mathrm{{{found.latex}}}" if current().gives(found.latex) else found.latex
    if not order or (found.index == "^" and order == "0"):
        return letter
    return f"{letter}_{{{order}}}" if found.index == "_" else f"{letter}^{{({order})}}"


def plain_head(name: str, order: str = "") -> str:
    """The letter with its order.

    >>> plain_head("besselk", "0"), plain_head("polygamma", "2"), plain_head("expint", "n")
    ('K₀', 'ψ⁽²⁾', 'E_n')
    """
    found = SPECIALS[name]
    if not order or (found.index == "^" and order == "0"):
        return found.plain
    if found.index == "^":
        return f"{found.plain}{_small(order, SUPERSCRIPT, '⁽', '⁾')}" if order.isdigit() else f"{found.plain}^({order})"
    return found.plain + (_small(order, SUBSCRIPT) if order.isdigit() else f"_{order}" if order.isalnum() else f"_({order})")


def _small(text: str, letters: dict[int, int], before: str = "", after: str = "") -> str:
    return f"{before}{text.translate(letters)}{after}"
