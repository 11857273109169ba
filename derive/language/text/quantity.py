"""The quantities that may be asked of an activation.

    E[...]     the expectation of a polynomial in phi, dphi, ddphi, z and He_n, at x = sqrt(q) z with z ~ N(0, 1)
    K, Kdot    the dual kernels E[phi(u) phi(v)] and E[phi'(u) phi'(v)]

phi, dphi and ddphi are the activation and its distributional derivatives; He_n is the n-th probabilists' Hermite
polynomial of z, not normalised: He_2 = z**2 - 1. With the letter n itself, E[p(phi)*He_n] is asked as a function of n.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sympy import Expr, Poly, Symbol, expand, hermite_prob

from derive.language.errors import ReadError
from derive.language.symbols import ddphi, dphi, phi, z
from derive.language.text.grammar import Node, parse
from derive.language.text.interpreter import Interpreter

HIGHEST_DEGREE = 40  # in phi, dphi and ddphi together, and of what z is multiplied with beside He_n
HIGHEST_ORDER = 200  # of He_n

LETTERS = {"phi": phi, "dphi": dphi, "ddphi": ddphi, "z": z}
KERNELS = {"K": 0, "Kdot": 1}
ANY_ORDER = Symbol("He_n", real=True)
_HERMITE = re.compile(r"He_?(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Quantity:
    """`kind` is "moment", with a polynomial in the symbols phi, dphi, ddphi and z, "hermite", with the polynomial in phi that stands before He_n, or "K" or
    "Kdot" without one.
    """

    text: str
    kind: str
    polynomial: Expr | None = None


def read_quantity(text: str) -> Quantity:
    """A quantity from text.

    >>> read_quantity("E[phi^2]").polynomial, read_quantity("E[phi*He_3]").polynomial, read_quantity("Kdot").kind
    (phi**2, phi*z**3 - 3*phi*z, 'Kdot')
    >>> read_quantity("E[psi^2]")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    derive.language.errors.ReadError: cannot read 'E[psi^2]' at position 2: psi is not a letter of a quantity. Try: ...
    """
    bare = text.strip()
    if bare in KERNELS:
        return Quantity(bare, bare)
    if not (bare.startswith("E[") and bare.endswith("]")):
        raise ReadError(text, 0, "it is not a quantity", "E[phi^2], E[dphi^2], E[phi*He_3], K or Kdot")
    inner = " " * (text.index("[") + 1) + bare[2:-1]
    polynomial = _polynomial(text, inner)
    if ANY_ORDER in polynomial.free_symbols:
        return Quantity(bare, "hermite", _before_hermite(text, polynomial))
    return Quantity(bare, "moment", polynomial)


def _before_hermite(text: str, polynomial: Expr) -> Expr:
    """p of p(phi) He_n."""
    factor = polynomial.coeff(ANY_ORDER, 1)
    if expand(polynomial - factor * ANY_ORDER) != 0 or factor.free_symbols - {phi}:
        remedy = "E[phi*He_n], or a number in the place of n, as in E[dphi*He_3]"
        raise ReadError(text, max(text.find("He"), 0), "with n as a letter only a polynomial in phi times He_n is read", remedy)
    return factor


def _polynomial(text: str, inner: str) -> Expr:
    """The polynomial inside the brackets; errors count positions in the whole text."""
    try:
        expr = expand(Interpreter(inner, {}, _letter(inner)).value(parse(inner, caret=True)))
    except ReadError as problem:
        position = min(problem.position, max(len(text.rstrip()) - 1, 0))
        raise ReadError(text, position, problem.stopped, problem.remedy) from None
    letters = (*LETTERS.values(), ANY_ORDER)
    if not expr.is_polynomial(*letters):
        raise ReadError(text, 0, "it is not a polynomial in phi, dphi, ddphi and z", "E[phi^2]")
    if expr.free_symbols and _too_high(expr.as_poly(*letters)):
        raise ReadError(text, 0, f"its degree is more than {HIGHEST_DEGREE}", "a smaller power")
    return expr


def _too_high(polynomial: Poly) -> bool:
    """In the activation, or in z beyond that of a Hermite polynomial."""
    in_z = polynomial.gens.index(z)
    return any(sum(powers) - powers[in_z] > HIGHEST_DEGREE or powers[in_z] > HIGHEST_ORDER + HIGHEST_DEGREE for powers in polynomial.monoms())


def _letter(text: str) -> Callable[[Node], Expr]:
    def resolve(node: Node) -> Expr:
        hermite = _HERMITE.fullmatch(node.text)
        if node.text == ANY_ORDER.name:
            return ANY_ORDER
        if hermite and int(hermite[1]) <= HIGHEST_ORDER:
            return hermite_prob(int(hermite[1]), z)
        if hermite:
            raise ReadError(text, node.position, f"{node.text} has a degree above {HIGHEST_ORDER}", f"He_n with n up to {HIGHEST_ORDER}")
        if node.text not in LETTERS:
            raise ReadError(text, node.position, f"{node.text} is not a letter of a quantity", "phi, dphi, ddphi, z or He_n")
        return LETTERS[node.text]

    return resolve
