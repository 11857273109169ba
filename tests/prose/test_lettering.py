"""Letters for what recurs in a derivation, and for long decimals: put back they give what was there, and they are introduced before they are used."""

from __future__ import annotations

import re

import pytest
from sympy import Lambda, Rational, Symbol, cos, exp, sin, sqrt

from derive import kernel
from derive.language.forms.normalize import equal_forms
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, c, q1, q2, x
from derive.prose import markdown
from derive.prose.constants import constants, defined, in_letters
from derive.prose.derivation import blocks
from derive.prose.document import Document
from derive.prose.integrands import readable
from derive.prose.lettering import NONE, lettering, put
from derive.prose.setting import setting

DETERMINANT = (1 + 2 * q1) * (1 + 2 * q2) - 4 * c**2 * q1 * q2
LONG = exp(-q1 / DETERMINANT) * sin(q2 / DETERMINANT) / sqrt(DETERMINANT) + cos(c / DETERMINANT) * exp(-q2 / (2 * DETERMINANT)) / DETERMINANT**2
LETTERS = (Symbol("A", real=True), Symbol("B", real=True))


def told(name: str, derivative: int = 0) -> str:
    return " ".join(markdown.render(Document("t", blocks=tuple(blocks(kernel(name, derivative).derivation)))).split())


def test_what_recurs_gets_a_letter_and_is_the_same_when_it_is_put_back() -> None:
    found = lettering([LONG], LETTERS)
    (letter, part), *_ = found.definitions
    assert part == DETERMINANT and not found(LONG).has(4 * c**2)
    assert found(LONG).xreplace({letter: part}) == LONG and found.used_in(found(LONG)) == found.definitions
    assert lettering([LONG], ()) == NONE == lettering([DETERMINANT + exp(DETERMINANT)], LETTERS)


def test_bound_letters_and_expectations_have_none() -> None:
    bound = sum(sin(k * (X + Y + c * X**2)) for k in range(1, 9))
    assert lettering([Expectation(bound, Gaussian(c)) * LONG], LETTERS).definitions == lettering([LONG], LETTERS).definitions
    inner = put(Expectation(X / DETERMINANT, Gaussian(c)), DETERMINANT, LETTERS[0])
    assert inner == Expectation(X / LETTERS[0], Gaussian(c))


@pytest.mark.parametrize(("name", "derivative"), [("gabor", 0), ("gabor", 1), ("(x**2-1)*exp(-x**2/2)", 1)])
def test_a_letter_is_introduced_before_it_is_used_and_once(name: str, derivative: int) -> None:
    text, where = told(name, derivative), setting(kernel(name, derivative).derivation)
    assert len(where.lettering.definitions) > 1
    statement = text.index("Derivation")
    for letter, _ in where.lettering.definitions:
        (said,) = (found.start() for found in re.finditer(rf"\${letter.name} = ", text))
        used = [found.start() for found in re.finditer(rf"(?<![\w\\]){letter.name}(?!\w)", text[statement:])]
        assert said < statement or said - statement <= min(used) + 1


def test_the_long_decimals_of_a_function_are_letters_with_their_values() -> None:
    """SELU's constants to 31 decimals as its paper's code has them; ELU's kernel times lambda^2 is SELU's."""
    text = told("selu")
    for value in (r"$\lambda = 1.0507009873554804934193349852946$", r"$\alpha = 1.6732632423543772848170429916717$"):
        assert text.count(value) == 1
    assert r"\ldots" not in text
    found = kernel("selu")
    known = constants(found.goal.functions)
    letters = {letter.name: letter for _, letter in known}
    elu = kernel("elu").value.xreplace({Symbol("alpha", positive=True): letters["alpha"]})
    assert equal_forms(in_letters(found.value, known), letters["lambda"] ** 2 * elu)


def test_a_number_is_recognised_or_left() -> None:
    number = Rational(10507009873554804934193349852946, 10**31)
    known = constants([Lambda(x, number * exp(x))], [Symbol("lambda")])
    ((_, letter),) = known
    assert letter.name == "alpha" and defined(-number * exp(x), known) == -letter * exp(x)
    assert in_letters(3 * number**2 * c / 2, known) == 3 * letter**2 * c / 2
    other = c * (number + Rational(1, 3))
    assert in_letters(other, known) == other


def test_an_integrand_is_a_product_where_it_is_one() -> None:
    product, sums = (sqrt(q1) * X + 1) * (sqrt(q2) * Y - 3), X * Y + c
    assert readable(Expectation(product.expand() * sin(X), Gaussian(c))).body == product * sin(X)
    assert readable(Expectation(sums, Gaussian(c))).body == sums
    assert readable(Expectation(-(X + 2) * sin(Y), Gaussian(c))) == -Expectation((X + 2) * sin(Y), Gaussian(c))
