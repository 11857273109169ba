"""Common factors taken out of random sums of products leave the value as it is."""

import random

import pytest
from sympy import Add, Integer, Rational, erf, expand, sqrt, symbols

from derive import kernel
from derive.evidence.lower import enclose
from derive.language.forms import gathered as module
from derive.language.forms import printed
from derive.language.forms.cost import cost
from derive.language.forms.gathered import Product, gathered
from derive.pipeline import derivation_of

a, b, u, v = symbols("a b u v", positive=True)
AT = {a: Rational(7, 5), b: Rational(2, 3), u: Rational(9, 4), v: Rational(5, 7)}
POWERS = {Integer(3): (Rational(1, 2), Rational(3, 2)), sqrt(2) + 1: (1, 2, 3), a: (0, 1), b: (0, 1), u: (0, 1), v: (0, 1)}


def random_terms(rng):
    """Products that share numbers with radicals, and letters."""
    chosen = [{base: rng.choice(exponents) for base, exponents in POWERS.items()} for _ in range(rng.randint(4, 9))]
    return [Product(Rational(rng.randint(-6, 6) or 1, rng.randint(1, 4)), tuple((base, e) for base, e in powers.items() if e)) for powers in chosen]


def differs(terms):
    plain = Add(*(term.expression() for term in terms))
    return abs((gathered(terms) - plain).subs(AT).evalf(30, maxn=60)) > 1e-20


@pytest.mark.parametrize("seed", range(3))
def test_a_gathered_sum_has_the_value_of_the_sum(seed):
    rng = random.Random(seed)
    assert not any(differs(random_terms(rng)) for _ in range(6))


def test_a_bracket_may_have_a_factor_that_is_also_shared(monkeypatch):
    """Roots of numbers stand both outside and inside of brackets here; kept side by side, one of the two powers was lost by the next bracket."""
    form = derivation_of(kernel("1/(x**4+x**2+3)").goal).form
    plain = printed.expression_of(form, printed.Style(gather=False))
    at = {symbol: {"q1": Rational(7, 5), "q2": Rational(1, 2), "c": Rational(1, 3)}[symbol.name] for symbol in plain.free_symbols}

    def agree():
        return disjoint_by(enclose(printed.expression_of.__wrapped__(form), at, 20), enclose(plain, at, 20)) is None

    assert agree()
    monkeypatch.setattr(module.Product, "times", lambda one, other: Product(one.number * other.number, (*one.powers, *other.powers)))
    assert not agree()


def disjoint_by(one, other):
    """How far apart two balls are, None if they may hold one number."""
    gap = abs(float(one.value) - float(other.value))
    return gap if gap > 1e-12 else None


def test_many_terms_are_gathered_by_their_functions_first():
    """Terms beyond the bound for pairs: each function once, and the value stays the same."""
    functions = [erf(j * u) for j in range(1, 26)]
    terms = [Product.of([Integer(i + j + 1), a**i, function]) for i in range(4) for j, function in enumerate(functions)]
    value, total = gathered(terms), Add(*(term.expression() for term in terms))
    assert len(terms) > 48 and cost(value) < 0.7 * cost(total) and all(value.count(function) == 1 for function in functions)
    assert expand(value - total) == 0
