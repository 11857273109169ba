"""What the reader accepts, and what it refuses with a position."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Heaviside, Max, Piecewise, Rational, Symbol, exp, log, pi, sqrt, tanh

from derive.language.errors import DeriveError, ReadError
from derive.language.special import Phi2
from derive.language.symbols import c, q, x
from derive.language.text.reader import parameter, read, read_formula, read_number


def test_the_tanh_approximation_of_gelu_is_read_exactly():
    text = "x/2*(1+tanh(sqrt(2/pi)*(x+Rational(44715,1000000)*x**3)))"
    assert read(text).expr == x / 2 * (1 + tanh(sqrt(2 / pi) * (x + Rational(44715, 10**6) * x**3)))


def test_sigmoid_softplus_and_aliases_are_what_they_say():
    assert read("sigmoid(x)").expr == 1 / (1 + exp(-x))
    assert read("softplus(2*x)").expr == log(1 + exp(2 * x))
    assert read("max(x, 0)").expr == read("relu(x)").expr == Max(x, 0)


def test_powers_bind_as_in_mathematics():
    assert read("-x**2").expr == -(x**2)
    assert read("2**-x").expr == 2 ** (-x)
    assert read("2**3**2").expr == 512
    assert read("1 - 2 - 3").expr == -4
    assert read("8/4/2").expr == 1


def test_decimals_become_fractions_and_say_so():
    reading = read("0.1*x + 2.5e-1")
    assert reading.expr == x / 10 + Rational(1, 4)
    assert reading.notes == ("0.1 read as 1/10", "2.5e-1 read as 1/4")


def test_other_names_are_positive_parameters():
    reading = read("beta*Max(x, 0) + gamma")
    assert [p.name for p in reading.parameters] == ["beta", "gamma"]
    assert all(p.is_positive for p in reading.parameters)
    assert read("alpha*x", {"alpha": "real"}).parameters[0].is_positive is None
    assert read("alpha*x", fixed={"alpha": Rational(-1, 2)}).expr == -x / 2


def test_conditions_chain_and_join():
    chained, joined, spoken = (read(f"Piecewise((x, {c}), (0, True))").expr for c in ("0 < x < 1", "(0 < x) & (x < 1)", "0 < x and x < 1"))
    assert chained == joined == spoken
    assert isinstance(joined, Piecewise)


REFUSED = [
    ("x.__class__", 1, "attribute"),
    ("().__class__.__bases__", 2, "attribute"),
    ("__import__('os')", 0, "name"),
    ("x + __builtins__", 4, "name"),
    ("[x for x in y]", 3, "Python"),
    ("lambda x: x", 0, "Python"),
    ("x if x > 0 else 0", 2, "Python"),
    ("'a'", 0, "character"),
    ('"x"*2', 0, "character"),
    ("x^2", 1, "'^'"),
    ("2x", 1, "missing"),
    ("(x)(x)", 3, "missing"),
    ("x(1 + x)", 0, "function"),
    ("eval(x)", 0, "function"),
    ("tahn(x)", 0, "function"),
    ("x + 10**101", 8, "too large"),
    ("9" * 60, 0, "too large"),
    ("1e400*x", 0, "too large"),
    ("x**1000", 3, "too large"),
    ("((x**100)**100)**100", 2, "exponents"),
    ("((10**100)**100)**100", 2, "too large"),
    ("exp(10**40*log(2))", 0, "too large"),
    ("exp(exp(exp(100)))", 4, "too large"),
    ("exp(exp(exp(exp(x))))", 0, "nested too deep"),
    ("2**(2**(2**(2**x)))", 0, "nested too deep"),
    ("2**exp(50)*x", 3, "too large"),
    ("E**(10**40*log(2))", 4, "too large"),
    ("(" * 200 + "x" + ")" * 200, 60, "nested"),
    ("-" * 500 + "x", 60, "nested"),
    ("x" + "+x" * 2000, 2000, "characters long"),
    ("1/0", 2, "division by zero"),
    ("x/(2 - 2)", 3, "division by zero"),
    ("log(0)", 0, "infinite"),
    ("sqrt(-1)*x", 0, "not real"),
    ("(x > 0)*x", 1, "condition"),
    ("Piecewise((x, 1), (0, True))", 14, "value stands"),
    ("Piecewise(x, 0)", 10, "pair"),
    ("tanh(x, x)", 0, "argument"),
    ("Max()", 0, "argument"),
    ("Max(x,)", 5, "comma"),
    ("tanh", 0, "is a function"),
    ("q*x", 0, "reserved"),
    ("z", 0, "reserved"),
    ("He_2*x", 0, "reserved"),
    ("x*I", 2, "reserved"),
    ("x + oo", 4, "not a number"),
    ("", 0, "empty"),
    ("x +", 3, "too early"),
    ("(x", 0, "never closed"),
    ("x)", 1, "does not fit"),
    ("x, x", 1, "does not fit"),
    ("α*x", 0, "character"),
    ("x; x", 1, "character"),
    ("x\x00", 1, "character"),
    ("y**2", 0, "the argument of an activation is x"),
    ("2*X", 2, "X would be a parameter"),
    ("Max(a*t, 0)", 4, "a and t would be parameters"),
]


@pytest.mark.parametrize(("text", "position", "why"), REFUSED, ids=[text[:20] for text, _, _ in REFUSED])
def test_the_reader_refuses_with_position_and_reason(text, position, why):
    with pytest.raises(ReadError) as caught:
        read(text)
    assert caught.value.position == position
    assert why in caught.value.stopped
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [("tahn(x)", "tanh"), ("Sigmoid(x)", "sigmoid"), ("x^2", "**"), ("2x", "2*x"), ("α*x", "alpha"), ("y**2", "x**2, or y**2 + 0*x")],
)
def test_a_refusal_says_what_to_write(text, remedy):
    with pytest.raises(ReadError) as caught:
        read(text)
    assert remedy in caught.value.remedy


@given(st.text(alphabet="x01.9+-*/()[],<>=&|~ emMaxPiws_'^:{}%é\n", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_with_a_position_inside_it(text):
    try:
        read(text)
    except ReadError as problem:
        assert 0 <= problem.position <= len(text)


def test_an_unknown_assumption_is_refused_with_its_neighbour():
    with pytest.raises(DeriveError, match="positive"):
        parameter("alpha", {"alpha": "postive"})


def test_read_formula_knows_the_letters_of_the_question_only():
    symbols = {"q": q, "c": c}
    assert read_formula("Phi2(0, 1, c)*q", symbols) == Phi2(0, 1, c) * q
    alpha = Symbol("alpha", positive=True)
    assert read_formula("alpha*q", symbols | {"alpha": alpha}) == alpha * q
    assert read_formula("alpha*q", symbols | {"alpha": Rational(1, 3)}) == q / 3
    with pytest.raises(ReadError, match="position 2: there is no alpha in this question"):
        read_formula("q*alpha", symbols)
    assert read_formula("hyper([1/2], [3/2], q)", symbols).free_symbols == {q}
    assert read_formula("q*Heaviside(c)", symbols) == q * Heaviside(c)
    with pytest.raises(ReadError, match="the letters of this question are q, c"):
        read_formula("q1*c", symbols)
    with pytest.raises(ReadError, match="too large"):
        read_formula("gamma(10**30)", symbols)


def test_read_number_is_exact():
    assert [read_number(t) for t in ("3/2", "0.25", "2", "-1/3", "1e-2")] == [
        Rational(3, 2),
        Rational(1, 4),
        2,
        Rational(-1, 3),
        Rational(1, 100),
    ]
    for bad in ("", "one", "sqrt(2)", "1/0", "pi", "1.2.3"):
        with pytest.raises(ReadError):
            read_number(bad)


def test_a_parameter_that_two_called_functions_share_is_named():
    texts = {"ramp": "Max(x, 0) + alpha*Min(x, 0)", "shift": "x - alpha", "cut": "Max(x, b)"}.get
    assert read("ramp(x) + 2*shift(x) + cut(x)", texts=texts).notes == ("alpha is one parameter, of ramp and of shift",)
    assert read("ramp(x) + ramp(2*x) + cut(x)", texts=texts).notes == ()
