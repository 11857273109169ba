"""Long expressions with letters for what occurs in them again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from string import ascii_uppercase

from sympy import Expr, Symbol, cse, numbered_symbols, preorder_traversal

from derive.language.forms.cost import cost

LONG = 60
LEAST_SAVING = 8
LEAST_COST = 5  # of a part that gets a letter: the root of a variance is read as it is


def is_long(value: Expr) -> bool:
    """Whether an expression has more operations than a reader takes in at once."""
    return bool(value.count_ops() > LONG)


def abbreviated(value: Expr) -> tuple[tuple[tuple[Symbol, Expr], ...], Expr]:
    """Definitions and the expression in terms of them; a definition may use those before it.

    >>> from sympy import exp, sin
    >>> from sympy.abc import x, y
    >>> abbreviated(sin(exp(x + y) + y) + 2 * exp(x + y) + (exp(x + y) + 1) * y)
    (((A, exp(x + y)),), 2*A + y*(A + 1) + sin(A + y))
    """
    definitions, (short,) = cse([value], numbered_symbols("_part", real=True))
    left = list(definitions)
    while True:
        small = next((pair for pair in left if not _is_worth(pair, left, short)), None)
        if small is None:
            break
        left = [(name, part.xreplace(dict([small]))) for name, part in left if name != small[0]]
        short = short.xreplace(dict([small]))
    letters = dict(zip((name for name, _ in left), letters_beside(value.free_symbols), strict=False))
    for pair in reversed(left[len(letters) :]):  # more parts than letters: the later ones are written out
        short = short.xreplace(dict([pair]))
    return tuple((letters[name], part.xreplace(letters)) for name, part in left[: len(letters)]), short.xreplace(letters)


def letters_beside(symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """Capital letters that are no symbol's and stand for nothing else."""
    taken = {symbol.name for symbol in symbols}
    return (Symbol(letter, real=True) for letter in ascii_uppercase if letter not in taken and letter not in "CEFIKOQSXYZ")


def _is_worth(pair: tuple[Symbol, Expr], definitions: list[tuple[Symbol, Expr]], short: Expr) -> bool:
    name, part = pair
    price = cost(part)
    uses = sum(_occurrences(expr)[name] for expr in (*(other for _, other in definitions), short))
    return price >= LEAST_COST and (uses - 1) * (price - 1) >= LEAST_SAVING


@lru_cache(maxsize=4096)
def _occurrences(expr: Expr) -> Counter[Symbol]:
    return Counter(part for part in preorder_traversal(expr) if part.is_Symbol)
