"""Special functions: how they are written, with orders as indices, and what their letters mean."""

from __future__ import annotations

from dataclasses import dataclass

from derive.prose.document import Inlines, Math, inlines
from derive.prose.letters import SUBSCRIPT, SUPERSCRIPT


@dataclass(frozen=True, slots=True)
class Special:
    """A letter in LaTeX and in plain text, whether the first argument is its index, and its name."""

    latex: str
    plain: str
    index: str = ""  # "_" or "^" for a first argument that is an index or a derivative's order
    said: str = ""


SPECIALS = {
    "besseli": Special("I", "I", "_", "modified Bessel function of the first kind"),
    "besselj": Special("J", "J", "_", "Bessel function of the first kind"),
    "besselk": Special("K", "K", "_", "modified Bessel function of the second kind"),
    "bessely": Special("Y", "Y", "_", "Bessel function of the second kind"),
    "elliptic_e": Special("E", "E", "", "complete elliptic integral of the second kind, of parameter m"),
    "elliptic_k": Special("K", "K", "", "complete elliptic integral of the first kind, of parameter m"),
    "Ei": Special(r"\operatorname{Ei}", "Ei", "", "exponential integral"),
    "expint": Special("E", "E", "_", "generalised exponential integral"),
    "gamma": Special(r"\Gamma", "Γ"),
    "GoodwinStaton": Special("G", "G", "", "Goodwin–Staton integral"),
    "hyper": Special("F", "F", "", "hypergeometric function"),
    "lowergamma": Special(r"\gamma", "γ", "", "lower incomplete gamma function"),
    "OwensT": Special("T", "T", "", "T function of Owen"),
    "ParabolicCylinderD": Special("D", "D", "_", "parabolic cylinder function"),
    "polygamma": Special(r"\psi", "ψ", "^", "polygamma function"),
    "polylog": Special(r"\operatorname{Li}", "Li", "_", "polylogarithm"),
    "uppergamma": Special(r"\Gamma", "Γ", "", "upper incomplete gamma function"),
    "zeta": Special(r"\zeta", "ζ"),
}

WRITTEN = {  # with their arguments, in LaTeX and in plain text
    "besseli": (r"I_n(z)", "I_n(z)"),
    "besselj": (r"J_n(z)", "J_n(z)"),
    "besselk": (r"K_n(z)", "K_n(z)"),
    "bessely": (r"Y_n(z)", "Y_n(z)"),
    "Ei": (r"\operatorname{Ei}(z)", "Ei(z)"),
    "elliptic_e": ("E(m)", "E(m)"),
    "elliptic_k": ("K(m)", "K(m)"),
    "expint": (r"E_n(z)", "E_n(z)"),
    "GoodwinStaton": (r"G(z) = \int_0^{\infty} e^{-s^2}/(s + z)\,ds", "G(z) = ∫[0, ∞] exp(-s²)/(s + z) ds"),
    "hyper": (r"{}_pF_q", "pFq"),
    "lowergamma": (r"\gamma(s, z)", "γ(s, z)"),
    "OwensT": ("T(h, a)", "T(h, a)"),
    "ParabolicCylinderD": (r"D_\nu(z)", "D_ν(z)"),
    "polygamma": (r"\psi^{(n)}(z)", "ψ⁽ⁿ⁾(z)"),
    "polylog": (r"\operatorname{Li}_s(z)", "Li_s(z)"),
    "uppergamma": (r"\Gamma(s, z)", "Γ(s, z)"),
}


def sentence(name: str) -> Inlines:
    """What the letter means; empty for functions everybody writes so.

    >>> [part.text for part in sentence("elliptic_e")[2:]]
    [' is the complete elliptic integral of the second kind, of parameter m.']
    """
    found = SPECIALS[name]
    return inlines(" ", Math(latex=WRITTEN[name][0], plain=WRITTEN[name][1]), f" is the {found.said}.") if found.said else ()


def latex_head(name: str, order: str = "") -> str:
    r"""The letter with its order.

    >>> latex_head("besselk", "0"), latex_head("polygamma", "2")
    ('K_{0}', '\\psi^{(2)}')
    """
    found = SPECIALS[name]
    if not order or (found.index == "^" and order == "0"):
        return found.latex
    return f"{found.latex}_{{{order}}}" if found.index == "_" else f"{found.latex}^{{({order})}}"


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
