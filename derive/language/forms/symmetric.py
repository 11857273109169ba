"""Values that do not change when the two variances are exchanged, printed so that one sees it where that costs no more.

The functions of a normal form point in canonical directions and its terms have a canonical order, neither of which knows of the symmetry. Of two terms that are
images of one another the cheaper is kept and the other is written as its image; what is left is written by opposite events, if these are symmetric:

    Phi(k) + Phi2(h, -k; r) = 1 - Phi2(-h, -k; -r).

The result counts only if the normal form proves it equal to the value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from sympy import Add, Expr, Integer, Mul, default_sort_key

from derive.language.forms.cost import cost
from derive.language.forms.gathered import product as product_of
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.special import Phi, Phi2
from derive.language.symbols import q1, q2

MOST_EVENTS = 3  # terms of a sum that are written by opposite events together
EXCHANGE = {q1: q2, q2: q1}


def exchanged(expr: Expr) -> Expr:
    """The same expression with q1 for q2 and q2 for q1, a number in front of a sum staying there.

    >>> from sympy import sqrt
    >>> from derive.language.symbols import c
    >>> exchanged(Phi2(c / sqrt(q1), 1 / sqrt(q2), c))
    Phi2(1/sqrt(q1), c/sqrt(q2), c)
    """
    if not expr.free_symbols & EXCHANGE.keys():
        return expr
    if isinstance(expr, Mul):
        return product_of([exchanged(factor) for factor in expr.args])
    if isinstance(expr, Phi2):
        h, k, r = map(exchanged, expr.args)
        return Phi2(k, h, r)
    return EXCHANGE[expr] if expr in EXCHANGE else expr.func(*map(exchanged, expr.args))


def symmetric(form: Form, value: Expr) -> Expr:
    """The value of the form, printed symmetrically where it is symmetric and that costs no more."""
    if not value.free_symbols >= EXCHANGE.keys() or looks_symmetric(value):
        return value
    found = _symmetric(value, form.field)
    return found if found != value and cost(found) <= cost(value) and normal_form(found, form.field) == form else value


def looks_symmetric(expr: Expr) -> bool:
    """Whether exchanging the variances changes the order of terms, factors and arguments of Phi2 alone."""
    return bool(_plain(expr) == _plain(exchanged(expr)))


def _plain(expr: Expr) -> Expr:
    """What is compared: Phi2(h, k, r) and Phi2(k, h, r) are one, and a product is a product."""
    if not expr.args:
        return expr
    if isinstance(expr, Phi2):
        h, k, r = map(_plain, expr.args)
        return Phi2(*sorted((h, k), key=default_sort_key), r)
    return expr.func(*map(_plain, expr.args))


def _symmetric(expr: Expr, field: Field) -> Expr:
    """An expression that may be symmetric: each of its sums."""
    if isinstance(expr, Add):
        return _sum(expr, field)
    if isinstance(expr, Mul):
        return product_of([_symmetric(factor, field) if isinstance(factor, Add) else factor for factor in expr.args])
    return expr


def _sum(expr: Add, field: Field) -> Expr:
    """Terms whose images are among them stay; a single other one must be symmetric itself."""
    shown = {_plain(term) for term in expr.args}
    left = [term for term in expr.args if _plain(exchanged(term)) not in shown]
    settled = [term for term in expr.args if term not in left]
    if len(left) == 1:
        return Add(*settled, _symmetric(left[0], field))
    forms = {term: (normal_form(term, field), normal_form(exchanged(term), field)) for term in left}
    own = [term for term, (form, image) in forms.items() if form == image]
    pairs = [(a, b) for a, b in combinations(left, 2) if forms[a][0] == forms[b][1] and a not in own]
    kept = [min(pair, key=lambda term: (cost(term), str(term).count("-"), str(term))) for pair in pairs]
    rest = [term for term in left if term not in own and not any(term in pair for pair in pairs)]
    return Add(*settled, *(_symmetric(term, field) for term in own), *kept, *map(exchanged, kept), *(_by_events(rest) or rest))


def _by_events(terms: Sequence[Expr]) -> tuple[Expr, ...]:
    """The cheapest symmetric way to write some terms by opposite events; nothing if there is none."""
    if not 0 < len(terms) <= MOST_EVENTS:
        return ()
    sums = (Add(*parts) for parts in product(*map(_opposites, terms)))
    found = min(filter(looks_symmetric, sums), key=cost, default=None)
    return () if found is None else Add.make_args(found)


def _opposites(term: Expr) -> Iterator[Expr]:
    """A multiple of Phi(h) or Phi2(h, k, r), itself and by the opposite events."""
    events = [factor for factor in Mul.make_args(term) if isinstance(factor, Phi | Phi2)]
    yield term
    if len(events) != 1:
        return
    for parts in _as_opposite(*events[0].args):
        yield Add(*(term / events[0] * part for part in parts))


def _as_opposite(h: Expr, *more: Expr) -> Iterator[tuple[Expr, ...]]:
    """Phi(h) or Phi2(h, k, r) as sums."""
    one = Integer(1)
    if not more:
        yield one, -Phi(-h)
        return
    k, r = more
    yield Phi(h), -Phi2(h, -k, -r)
    yield Phi(k), -Phi2(-h, k, -r)
    yield Phi(h), Phi(k), -one, Phi2(-h, -k, r)
