"""Limits at the edges: short ones in a sentence, long ones as displays, none twice, and as lines of a terminal."""

from dataclasses import dataclass

from sympy import Expr, Integer, Ne, Or, Piecewise, Symbol, exp, pi, sqrt
from sympy.logic.boolalg import Boolean

from derive.language.symbols import c, q, q1, q2
from derive.prose import markdown
from derive.prose.conditions import solved
from derive.prose.document import Display, Document
from derive.prose.edges import edges, essential, line


@dataclass(frozen=True)
class Limit:
    at: tuple[tuple[Symbol, Expr], ...]
    value: Expr | None
    hypotheses: tuple[Boolean, ...] = ()


ONE, ZERO = Integer(1), Integer(0)
EVERY = Limit(((c, ONE),), None)
EQUAL = Limit(((c, ONE), (q1, q), (q2, q)), None)
LONG = 2 * sqrt(2) * exp(-1 / (2 * q1)) / sqrt(pi) * (1 + exp(-1 / q1) + exp(-2 / q1))


def told(*found: Limit) -> str:
    return " ".join(markdown.render(Document("t", blocks=tuple(edges(found)))).split())


def test_short_limits_share_a_sentence_and_places_of_one_value_stand_together() -> None:
    text = told(EVERY, Limit(((q1, ZERO),), ZERO), Limit(((q2, ZERO),), ZERO))
    assert "Limits at the edges: $0$ at $q_{1} = 0$ and at $q_{2} = 0$ and infinite at $c = 1$." in text


def test_a_limit_that_another_one_contains_is_not_told() -> None:
    assert essential([EQUAL, EVERY]) == [EVERY]
    apart = Limit(EVERY.at, None, (Ne(q1, q2),))
    assert essential([EQUAL, apart]) == [EQUAL, apart]
    assert essential([Limit(EQUAL.at, ZERO), EVERY]) == [Limit(EQUAL.at, ZERO), EVERY]


def test_a_long_limit_is_displayed_with_its_place_and_condition() -> None:
    found = edges([Limit(EVERY.at, LONG, (Ne(q1, q2),))])
    assert [type(block) for block in found][-1] is Display
    assert r"The limit at $c = 1$ where $q_{1} \ne q_{2}$ is" in told(Limit(EVERY.at, LONG, (Ne(q1, q2),)))


def test_a_limit_by_cases_is_told_case_by_case() -> None:
    cases = Limit(EVERY.at, Piecewise((LONG, q1 > q2), (2 * LONG, q1 < q2), evaluate=False), (Ne(q1, q2),))
    text = told(cases)
    assert r"The limit at $c = 1$ where $q_{1} \gt q_{2}$ is" in text and r"The limit at $c = 1$ where $q_{1} \lt q_{2}$ is" in text
    assert r"where $q_{1} \lt q_{2}$ is" in told(Limit(EVERY.at, Piecewise((LONG, q1 >= q2), (2 * LONG, True), evaluate=False)))


def test_a_line_says_letters_with_one_value_together() -> None:
    assert line(Limit(EQUAL.at, q / 2, (Ne(q1, q2),))) == "c = 1, q1 = q2 = q: q/2 where q1 ≠ q2"


def test_alternatives_are_solved_each() -> None:
    alpha = Symbol("alpha", positive=True)
    assert str(solved(Or(2 * alpha - 1 > 0, 1 - c**2 > 0))) in ("(Abs(c) < 1) | (alpha > 1/2)", "(alpha > 1/2) | (Abs(c) < 1)")
