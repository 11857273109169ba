"""An open answer says what stopped it, in what the person wrote: no function that a step made, no name that nobody introduced."""

import pytest

from derive import expectation, kernel


@pytest.mark.parametrize(
    ("function", "quantity", "words", "never"),
    [
        ("tanh", "E[phi^2]", ("E[tanh(√q·Z)²] stayed open", "tanh(x) is none"), ()),
        pytest.param("x/(1-exp(-x))", "E[phi^2]", ("1/(1 - exp(-x)) is none",), ("E[φ(u)] stayed", "2 - 4·exp(-x)"), marks=pytest.mark.slow),
        ("x/(1-exp(-x))", "E[phi*dphi]", ("E[φ(u)·φ′(u)] stayed open", "1/(1 - exp(-x)) is none"), ()),
        ("sin(x)/(1+x**2)+tanh(x)", "E[phi^2]", ("tanh(x) is none",), ("E[φ(u)] stayed",)),
    ],
)
def test_what_stopped_a_moment_is_in_the_words_of_the_question(function, quantity, words, never):
    message = expectation(function, quantity).message
    for part in words:
        assert part in message, message
    for part in never:
        assert part not in message, message


def test_what_stopped_a_kernel_is_named():
    assert "tanh(x) is none" in kernel("tanh").message
    assert "of each variable" in kernel("softsign").message
