"""Which inequalities follow from which, and how a question is split where a sign is open."""

import pytest
from sympy import Max, Min, S, Symbol, symbols

from derive.language.deciding.consequence import follows_from
from derive.language.deciding.order import constant_sign
from derive.language.deciding.supposition import plain, supposing
from derive.language.errors import DeriveError, NotDefined, UndecidedSign
from derive.language.functions.activation import Activation
from derive.language.functions.cases import Fork, Leaf, condition, split
from derive.language.functions.piece import pieces
from derive.language.symbols import x

a, b, d = symbols("a b d", real=True)
p = Symbol("p", positive=True)


def test_consequences_and_near_misses():
    assert follows_from(d - a, [b - a, d - b])
    assert follows_from(2 * a + 3 * b, [a, b])
    assert follows_from(a + p, [a])
    assert follows_from(a + b - 1, [a - 1, b])
    assert not follows_from(d - a, [b - a, b - d])
    assert not follows_from(a - 1, [a])
    assert not follows_from(a * b, [a, b])  # true, but products are letters of their own
    assert follows_from(S.One, [])


def test_a_supposition_counts_in_its_case_alone():
    inside = supposing(b - a, (b - a,))
    assert constant_sign(inside) == 1 and constant_sign(b - a) is None
    assert constant_sign(supposing(b - a, (a - b,))) == -1
    assert constant_sign(supposing((a - b) ** 3 / (b - a), (b - a,))) == -1
    assert plain(inside) == b - a and inside != b - a and str(inside) == "-a + b"


def test_a_split_runs_once_for_each_sign():
    tree = split(Max(x, p * x), lambda f: tuple(plain(piece.expr) for piece in pieces(f)))
    assert isinstance(tree, Fork) and tree.number == p - 1
    assert (tree.positive.found, tree.zero.found, tree.negative.found) == ((x, p * x), (x,), (p * x, x))
    assert isinstance(split(Max(x, 0), pieces), Leaf)


def test_a_boundary_that_the_assumptions_exclude_is_no_case():
    tree = split(Max(x, p * x - x, evaluate=False) + Max(0, a - x - p), lambda f: len(pieces(f)))
    assert isinstance(tree, Fork)
    with pytest.raises(UndecidedSign):
        pieces(Max(x, p * x))


def test_conditions_are_solved_for_a_letter():
    assert str(condition(2 * a + 4 * b, -1)) == "a < -2*b"
    assert str(condition(p - 1, 1)) == "p > 1"
    assert str(condition(p - 1, 0)) == "Eq(p, 1)"


def test_a_function_may_be_one_in_some_cases_only():
    assert Activation.of("1/(x**2 + b*x + 1)").parameters
    with pytest.raises(NotDefined, match="not integrable"):
        Activation.of("1/(x**2 - b*x)", {"b": "real"})


def test_nothing_but_the_order_may_stay_open():
    with pytest.raises(DeriveError):
        Activation.of("Piecewise((x, x > a), (0, x > b), (1/(x - a)/(x - b), True))", {"a": "real", "b": "real"})
    assert Activation.of("Min(Max(x, a), b)").expr == Min(Max(x, Symbol("a", positive=True, real=True)), Symbol("b", positive=True, real=True))
