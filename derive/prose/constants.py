"""Letters for the long decimals of a function, and formulas written in them: lambda and alpha of SELU, 3.0909... being lambda^2 alpha^2.

A long number of a formula is a short one times whole powers of the function's own long numbers, or stays as it is. This is exact arithmetic of fractions: a
number is recognised, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from sympy import Expr, Lambda, Mul, Pow, Rational, Symbol, factor_terms, multiplicity, preorder_traversal

from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.variants import shortest
from derive.prose.alphabet import current
from derive.prose.document import Math
from derive.prose.factors import LONGEST
from derive.prose.letters import LongNumber, latex_name, plain_name

NAMES = ("lambda", "alpha", "beta", "gamma", "kappa", "mu", "nu", "eta")
SHORT = 8  # figures of the fraction that stands before letters
HIGHEST = 4  # power of a letter
MOST = 3  # letters
FIGURES, MOST_WHOLE = 40, 10**20  # behind the point of a number that is said whole; the number itself

Constants = tuple[tuple[Rational, Symbol], ...]


def constants(functions: Iterable[Lambda], taken: Iterable[Symbol] = ()) -> Constants:
    """The long numbers of some functions as they appear, each with a letter of its own; none where there are many.

    >>> from sympy.abc import x
    >>> number = Rational(10507009873554804934, 10**19)
    >>> constants([Lambda(x, number * x + 1)]) == ((number, Symbol("lambda", positive=True)),)
    True
    """
    bodies = [function.expr for function in functions]
    found = dict.fromkeys(abs(node) for body in bodies for node in preorder_traversal(body) if is_long(node))
    used = {symbol.name for symbol in taken} | {symbol.name for body in bodies for symbol in body.free_symbols}
    free = (name for name in NAMES if name not in used and not current().gives(name))
    return tuple((number, Symbol(name, positive=True)) for number, name in zip(found, free, strict=False)) if len(found) <= MOST else ()


def is_long(number: Expr) -> bool:
    """Whether a number has too many figures to be printed whole."""
    return isinstance(number, Rational) and _figures(number) > LONGEST


def _figures(number: Rational) -> int:
    return len(str(abs(number.p))) + len(str(number.q))


@lru_cache(maxsize=1024)
def in_letters(expr: Expr, known: Constants) -> Expr:
    """The expression with letters for its long numbers, common factors taken out where the normal form knows it."""
    letters = {number: written for number in expr.atoms(Rational) if is_long(number) and (written := _monomial(number, known)) is not None}
    if not letters:
        return expr
    written = expr.xreplace(letters)
    try:
        return shortest(normal_form(written, field_of(written.free_symbols)))
    except (Undecided, ZeroDivisionError):
        return written


def defined(body: Expr, known: Constants) -> Expr:
    """The body of a function in these letters."""
    letters = {sign * number: sign * letter for number, letter in known for sign in (1, -1)}
    return factor_terms(body.xreplace(letters)) if known else body


def values(known: Constants) -> tuple[Math, ...]:
    """lambda = 1.0507009873554804934193349852946, whole where the decimals end."""
    return tuple(
        Math(latex=f"{latex_name(letter.name)} = {_decimal(number, 'latex')}", plain=f"{plain_name(letter.name)} = {_decimal(number, 'plain')}")
        for number, letter in known
    )


def _decimal(number: Rational, style: str) -> str:
    places = max(multiplicity(2, number.q), multiplicity(5, number.q))
    if 10**places % number.q or number > MOST_WHOLE or places > FIGURES:
        return str(getattr(LongNumber.of(int(number.p), int(number.q)), style))
    digits = str(number * 10**places).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


@lru_cache(maxsize=1024)
def _monomial(number: Rational, known: Constants) -> Expr | None:
    """A short number times powers of the letters, the lowest ones."""
    powers = sorted(product(range(-HIGHEST, HIGHEST + 1), repeat=len(known)), key=lambda found: (sum(map(abs, found)), found))
    for exponents in powers:
        rest = number / Mul(*(Pow(value, n) for (value, _), n in zip(known, exponents, strict=True)))
        if _figures(rest) <= SHORT:
            return Mul(rest, *(Pow(letter, n) for (_, letter), n in zip(known, exponents, strict=True)))
    return None
