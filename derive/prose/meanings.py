"""What the letters of special functions mean, in a sentence each."""

from __future__ import annotations

from derive.prose.document import Inlines, Math, inlines
from derive.prose.specials import SPECIALS
from derive.prose.statement import lettered

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
    return inlines(" ", Math(latex=lettered(WRITTEN[name][0]), plain=WRITTEN[name][1]), f" is the {found.said}.") if found.said else ()
