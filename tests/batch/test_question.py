"""A line of JSON is a question, or is refused with what is wrong and what to write."""

import json
from fractions import Fraction

import pytest

from derive.batch.answer import answer
from derive.batch.question import BadQuestion, read_question

WHOLE = {
    "id": "gelu-K",
    "activation": "x*Phi(x)",
    "quantity": "K",
    "at": [{"q": "1", "c": "1/3"}],
    "digits": 40,
    "assume": {"alpha": "positive"},
}


def test_a_whole_question_is_read_as_written():
    question = read_question(json.dumps(WHOLE))
    assert (question.id, question.activation, question.quantity, question.digits) == ("gelu-K", "x*Phi(x)", "K", 40)
    assert question.at == ({"q": "1", "c": "1/3"},)
    assert dict(question.assume) == {"alpha": "positive"}


def test_numbers_in_points_become_their_own_decimal_text():
    question = read_question('{"activation": "relu", "quantity": "K", "at": {"q": 2, "c": 0.1}}')
    assert question.at == ({"q": "2", "c": "0.1"},)


def test_the_key_depends_on_what_is_asked_and_not_on_who_asks():
    other = {**WHOLE, "id": 7}
    assert read_question(json.dumps(WHOLE)).key == read_question(json.dumps(other)).key
    for change in ({"digits": 30}, {"activation": "x"}, {"at": []}, {"assume": {}}):
        assert read_question(json.dumps(WHOLE | change)).key != read_question(json.dumps(WHOLE)).key


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("{", "JSON"),
        ("[1]", "list"),
        ("3", "int"),
        ("{}", "activation"),
        ('{"activation": "relu"}', "quantity"),
        ('{"activation": "relu", "quantity": 3}', "quantity"),
        ('{"activation": "relu", "quantity": "K", "at": 3}', "at"),
        ('{"activation": "relu", "quantity": "K", "at": [{"q": null}]}', "'q'"),
        ('{"activation": "relu", "quantity": "K", "digits": 0}', "digits"),
        ('{"activation": "relu", "quantity": "K", "digits": true}', "digits"),
        ('{"activation": "relu", "quantity": "K", "assume": []}', '"assume": {"alpha": "positive"}'),
        ('{"activation": "relu", "quantity": "K", "set": []}', '"set": {"alpha": "1/2"}'),
        ('{"activation": "relu", "quantity": "K", "points": []}', "points"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_what_is_no_question_is_refused_by_name(line, word):
    with pytest.raises(BadQuestion, match=word):
        read_question(line)


def test_the_refusal_keeps_the_id():
    with pytest.raises(BadQuestion) as caught:
        read_question('{"id": "a", "activation": 1}')
    assert caught.value.id == "a"


def test_a_second_activation_belongs_to_a_kernel():
    assert read_question('{"activation": "relu", "quantity": "K", "with": "erf"}').other == "erf"
    assert read_question('{"activation": "relu", "quantity": "K", "with": "erf"}').key != read_question('{"activation": "relu", "quantity": "K"}').key
    with pytest.raises(BadQuestion, match="belongs to a kernel"):
        read_question('{"activation": "relu", "quantity": "E[phi]", "with": "erf"}')


def test_decimals_are_the_numbers_that_were_written():
    """They went through floats: 0.12345678901234567890123 was answered to 30 digits at another number. Control: an id that is a decimal is given back."""
    found = read_question('{"id": 1.5, "activation": "relu", "quantity": "E[phi^2]", "at": {"q": 0.12345678901234567890123}}')
    assert found.at == ({"q": "0.12345678901234567890123"},) and found.id == 1.5
    (value,) = answer(found)["values"]
    assert abs(Fraction(value["value"]) - Fraction("0.12345678901234567890123") / 2) <= Fraction(value["radius"]) < Fraction(1, 10**30)


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "n", "activation": "relu", "activation": "tanh", "quantity": "K"}',
        '{"id": "n", "activation": "relu", "quantity": "K", "at": [{"q": 1, "q": 2}]}',
    ],
)
def test_a_key_that_stands_twice_is_refused(line):
    """The last one was taken in silence."""
    with pytest.raises(BadQuestion, match="stands twice") as refused:
        read_question(line)
    assert refused.value.id == "n"
