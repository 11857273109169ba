"""Every print says what it prints: text is read back and has the same value."""

import re

import pytest
from sympy import Add, Mul, Rational, Symbol, acos, asin, erf, exp, pi, sqrt, sympify

from derive import activations, expectation, kernel
from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.language.special import Phi, Phi2
from derive.language.symbols import c
from derive.prose.notation import latex, plain

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
NAMES = {"arcsin": asin, "arccos": acos, "Phi": Phi, "Phi2": Phi2, "erf": erf, "exp": exp, "sqrt": sqrt, "pi": pi}
QUANTITIES = ("E[phi]", "E[phi^2]", "E[dphi^2]", "E[ddphi^2]", "E[phi*ddphi]")
CLOSED = ("relu", "leaky_relu", "relu2", "relu3", "abs", "step", "erf", "gelu", "sin", "cos", "exp", "elu", "hard_tanh", "gaussian", "snake")


def read_back(text, symbols):
    """The plain notation as an expression; only for text that this project printed."""
    text = text.replace("Φ₂", "Phi2").replace("Φ", "Phi").replace("α", "alpha").replace("·", "*").replace("^", "**")
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: f"**({m[0].translate(SUPERSCRIPTS)})", text)
    text = re.sub(r"(\d)π", r"\1*π", text).replace("π", "pi")
    text = re.sub(r"√(\w+)", r"sqrt(\1)", text).replace("√(", "sqrt(")
    return sympify(text, locals={**NAMES, **{s.name: s for s in symbols}})


def values():
    for name in CLOSED:
        for quantity in QUANTITIES:
            yield f"{name}-{quantity}", expectation(activations.find(name), quantity)
        for derivative in (0, 1):
            yield f"{name}-K{derivative}", kernel(activations.find(name), derivative)


ANSWERS = [(label, answer) for label, answer in values() if answer.value is not None]


@pytest.mark.parametrize(("label", "answer"), ANSWERS, ids=[label for label, _ in ANSWERS])
def test_the_plain_text_of_a_value_reads_back_as_the_value(label, answer):
    again = read_back(plain(answer.value), answer.value.free_symbols)
    natural = (c >= -1, c <= 1) if c in answer.value.free_symbols else ()
    assert certify(answer.value, again, natural, 20, 2).verdict is Verdict.CERTIFIED


@pytest.mark.parametrize(("label", "answer"), ANSWERS, ids=[label for label, _ in ANSWERS])
def test_the_sympy_text_of_a_value_reads_back_as_the_value(label, answer):
    symbols = {s.name: s for s in answer.value.free_symbols}
    again = sympify(str(answer.value), locals={**symbols, "Phi": Phi, "Phi2": Phi2})
    natural = (c >= -1, c <= 1) if c in answer.value.free_symbols else ()
    assert certify(answer.value, again, natural, 20, 2).verdict is Verdict.CERTIFIED


def test_a_minus_sign_before_a_sum_keeps_its_brackets():
    x = Symbol("x")
    minus = Mul(-1, x - 2, evaluate=False)
    total = Add(minus, 3 * x, evaluate=False)
    assert "(x - 2)" in plain(total).replace("−", "-") and "(x - 2)" in latex(total)
    assert plain(Mul(Rational(-1, 2), x - 2, evaluate=False)) == "-(x - 2)/2"
