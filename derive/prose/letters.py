"""How names are spelled: greek letters, subscripts, functions, and what goals are called.

Notation, in one place: a symbol named `sigma_w` or `q1` is a letter with a subscript, `dphi` the derivative of phi.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sympy import Expr, Lambda, Symbol, degree, expand, hermite_prob
from sympy.printing.pretty.pretty_symbology import greek_unicode

from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import c, ddphi, dphi, phi, q, q1, q2, z
from derive.prose.alphabet import current

GREEK = frozenset(name for name in greek_unicode if name != "lamda") | {"lambda"}
PLAIN_LETTERS = {**greek_unicode, "lambda": greek_unicode["lamda"], "ell": "ℓ"}
SUPERSCRIPT = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
SUBSCRIPT = str.maketrans("0123456789-+", "₀₁₂₃₄₅₆₇₈₉₋₊")
INDICES = {"par": (r"\parallel", "∥"), "star": ("*", "*")}
ROMAN = frozenset({"Alpha", "Beta", "Epsilon", "Zeta", "Eta", "Iota", "Kappa", "Mu", "Nu", "Omicron", "omicron", "Rho", "Tau", "Chi"})

FUNCTIONS = {
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "sin": r"\sin",
    "cos": r"\cos",
    "tan": r"\tan",
    "sinh": r"\sinh",
    "cosh": r"\cosh",
    "tanh": r"\tanh",
    "log": r"\log",
    "Max": r"\max",
    "Min": r"\min",
    "Phi": r"\Phi",
    "Phi2": r"\Phi_2",
}
PLAIN_FUNCTIONS = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "Phi": "Φ",
    "Phi2": "Φ₂",
    "Max": "max",
    "Min": "min",
}


def spelled(name: str) -> tuple[str, str]:
    """(letter, subscript) of a symbol's name: sigma_w is (sigma, w), q1 is (q, 1), ell is (ell, "")."""
    head, _, tail = name.partition("_")
    match = re.fullmatch(r"([A-Za-z]+?)(\d+)", head)
    if match and not tail:
        return match[1], match[2]
    return head, tail


def latex_name(name: str) -> str:
    """`sigma_w` as \\sigma_w; a word of several letters is set upright."""
    if "\\" in name or "{" in name:
        return name
    letter, index = spelled(current().renamed(name))
    return _latex_word(letter) + (f"_{{{','.join(_latex_word(part) for part in index.split('_'))}}}" if index else "")


def latex_applied(text: str) -> str:
    """`phi'(u)` as \\phi'(u)."""
    head, _, tail = text.partition("(") if "^(" not in text else text.rpartition("(")
    name = head.rstrip("'").partition("^")[0]
    marks = head[len(name) :]
    marks = f"^{{{marks[1:]}}}" if marks.startswith("^") else marks
    return f"{latex_name(name)}{marks}" + (f"({tail}" if tail else "")


def plain_name(name: str) -> str:
    """`sigma_w` as σ_w, `q1` as q1."""
    letter, index = spelled(current().renamed(name))
    word = plain_index(letter)
    if index in INDICES:
        return word + INDICES[index][1]
    if index.isdigit() and word in greek_unicode.values():
        return word + index.translate(SUBSCRIPT)
    return word + (index if index.isdigit() else f"_{plain_index(index)}" if index else "")


def plain_index(index: str) -> str:
    """An index, greek letters as such: K_rho as ρ."""
    return ",".join(str(PLAIN_LETTERS.get(part, part)) for part in index.split("_"))


def _latex_word(word: str) -> str:
    if word in GREEK and word not in ROMAN:
        return "\\" + word
    if word in INDICES:
        return INDICES[word][0]
    if word == "ell":
        return r"\ell"
    return word if len(word) <= 1 or word.isdigit() else rf"\mathrm{{{word}}}"


SPOKEN = {"φ": "phi", "σ_w": "sigma_w", "σ_b": "sigma_b", "β_q": "beta_q"}
PRIMES = {"": "", "'": "′", "''": "″"}
IN_TEXT = re.compile(rf"({'|'.join(SPOKEN)})('{{1,2}}(?![A-Za-z']))?")
SHORTEST_HERMITE = 3  # from this degree on a polynomial in Z is shown as a Hermite polynomial
FIGURES = 12  # of a number that is too long
CORRELATION = "rho"  # how a law of correlation other than c is marked: E_{rho = 1/2}; a variance by its variable, E_{Var u = 2}


def said(text: str) -> str:
    """Running text with the reader's letters for what texts write as φ, σ_w, σ_b and β_q; primes after φ are no apostrophes."""
    return IN_TEXT.sub(lambda found: plain_name(SPOKEN[found[1]]) + PRIMES[found[2] or ""], text)


class LawName(Symbol):  # type: ignore[misc]
    """The name of a correlation that is too long for an index: E_{rho_1}, with rho_1 = ... said beside the equation."""


class LongNumber(Symbol):  # type: ignore[misc]
    """A positive fraction with too many figures to be read, by its first ones: 1.0507009873… What is not printed is not rounded, it is left out."""

    @classmethod
    def of(cls, top: int, bottom: int) -> LongNumber:
        """The first `FIGURES` figures of top/bottom, and its power of ten where that is far from 0.

        >>> LongNumber.of(10**30 + 1, 7 * 10**30).name
        '0.142857142857~'
        """
        power = len(str(top)) - len(str(bottom))
        power -= top < bottom * 10**power if power >= 0 else top * 10**-power < bottom
        shift = FIGURES - 1 - power
        whole, rest = divmod(top * 10**shift, bottom) if shift >= 0 else divmod(top, bottom * 10**-shift)
        figures, place, scale = str(whole), power + 1, ""
        if not -4 <= power < FIGURES - 1:
            place, scale = 1, f"@{power}"
        elif power < 0:
            figures, place = figures.rjust(FIGURES - power, "0"), 1
        number = f"{figures[:place]}.{figures[place:]}"
        return cls((f"{number}~" if rest else number.rstrip("0").rstrip(".")) + scale, positive=True)

    @property
    def latex(self) -> str:
        """With dots for what is left out."""
        figures, _, power = str(self.name).partition("@")
        if figures == "1" and power:
            return rf"10^{{{power}}}"
        return figures.replace("~", r"\ldots") + (rf" \cdot 10^{{{power}}}" if power else "")

    @property
    def plain(self) -> str:
        """The same in one line of text."""
        figures, _, power = str(self.name).partition("@")
        return figures.replace("~", "…") + (f"·10^{power}" if power.isdigit() else f"·10^({power})" if power else "")


def is_law(letter: str, value: Expr) -> bool:
    """Whether an index shows a name instead of `rho = value`."""
    return letter == CORRELATION and isinstance(value, LawName)


@dataclass(frozen=True, slots=True)
class Named:
    """What a goal about activations shows: functions by name at u, v, and the law where it is not the usual one."""

    body: Expr
    law: tuple[tuple[str, Expr], ...]


def named_moment(goal: ActivationMoment) -> Named:
    """The polynomial in phi(u), u = sqrt(q) Z."""
    name = function_name(goal.function)
    marks = {phi: f"{name}(u)", dphi: f"{name}'(u)", ddphi: f"{name}''(u)", z: "Z"}
    body = _by_hermite(goal.polynomial).xreplace({old: Symbol(f"={new}", real=True) for old, new in marks.items()})
    return Named(body, () if goal.variance == q else (("u", goal.variance),))


def _by_hermite(polynomial: Expr) -> Expr:
    """p(phi) He_n(Z) for its expansion in powers of Z, where n is at least 3 and that is what the polynomial is."""
    if not polynomial.has(z) or (n := degree(polynomial, z)) < SHORTEST_HERMITE:
        return polynomial
    factor = polynomial.coeff(z, n)
    return factor * Symbol(f"=He_{n}(Z)", real=True) if expand(factor * hermite_prob(n, z) - polynomial) == 0 else polynomial


def named_kernel(goal: DualKernel) -> Named:
    """The product phi^(m)(u) psi^(n)(v)."""
    first, second = goal.functions
    names = function_name(first), function_name(second, "phi" if first == second else "psi")
    body = [Symbol(f"={name}{order_mark(n)}({at})") for name, n, at in zip(names, goal.orders, "uv", strict=True)]
    values = (*goal.variances, goal.correlation)
    usual = zip(("u", "v", CORRELATION), (q1, q2, c), values, strict=True)
    law = tuple((letter, value) for letter, symbol, value in usual if symbol != value)
    if goal.variances[0] == goal.variances[1]:
        law = (("", goal.variances[0]), *law[2:])
    return Named(body[0] * body[1], law)


def function_name(function: Lambda, default: str = "phi") -> str:
    """The name of a function: phi, unless its body is a marker symbol that carries a name (see `derivation`)."""
    body = function.expr
    return body.name[1:] if isinstance(body, Symbol) and body.name.startswith("=") else default


def order_mark(n: int) -> str:
    """How the n-th derivative is marked."""
    return "'" * n if n <= 2 else f"^({n})"
