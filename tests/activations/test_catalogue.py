"""Every activation of the catalogue: pieces, seams, facts, defaults; and that it is loaded lazily."""

import subprocess
import sys
from itertools import pairwise

import pytest
from sympy import Rational, Symbol, oo

from derive import activations
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.functions.domain import one_sided
from derive.language.functions.facts import facts
from derive.language.symbols import x

NAMES = activations.names()


@pytest.mark.parametrize("name", NAMES)
def test_pieces_cover_the_line_and_values_at_seams_agree_with_the_jumps(name):
    found = activations.find(name)
    parts = found.pieces
    assert parts[0].lower == -oo and parts[-1].upper == oo
    jumps = dict(found.jumps(0))
    for left, right in pairwise(parts):
        assert left.upper == right.lower
        gap = one_sided(right.expr, right.lower, 1) - one_sided(left.expr, right.lower, -1)
        assert (gap - jumps.get(right.lower, 0)).expand() == 0


@pytest.mark.parametrize("name", NAMES)
def test_repr_rebuilds_and_the_name_is_kept(name):
    found = activations.find(name)
    again = eval(repr(found), {"Activation": Activation})
    assert (again.expr, again.name) == (found.expr, name)


@pytest.mark.parametrize("name", NAMES)
def test_every_free_parameter_of_a_library_function_has_a_default(name):
    found = activations.find(name)
    if name != "threshold":  # the libraries give it none either
        assert {p.name for p in found.parameters} == set(activations.defaults_of(found))


def test_values_of_some_members_at_one():
    """Against the libraries' own numbers (PyTorch 2, float64), by evaluation at x = 1 and x = -1."""
    known = {
        "gelu": (0.8413447460685429, -0.15865525393145707),
        "gelu_tanh": (0.8411919906082768, -0.15880800939172324),
        "silu": (0.7310585786300049, -0.2689414213699951),
        "selu": (1.0507009873554805, -1.1113307378125625),
        "mish": (0.8650983882673103, -0.30340146137410895),
        "hard_swish": (0.6666666666666666, -0.3333333333333333),
        "hard_sigmoid": (0.6666666666666666, 0.3333333333333333),
        "softsign": (0.5, -0.5),
        "log_sigmoid": (-0.3132616875182228, -1.3132616875182228),
        "tanh_shrink": (0.23840584404423515, -0.23840584404423515),
        "squareplus": (1.618033988749895, 0.6180339887498949),
    }
    for name, values in known.items():
        found = activations.find(name)
        expr = found.with_values(activations.defaults_of(found)).expr
        for place, value in zip((1, -1), values, strict=True):
            assert abs(float(expr.subs(x, place)) - value) < 1e-14, name


def test_names_aliases_and_texts():
    assert activations.of("swish") == activations.silu
    assert activations.of("relu") is activations.relu
    assert activations.of("Max(x, 0)").pieces == activations.relu.pieces
    assert activations.of("x").name == "x"
    assert activations.abs.name == "abs"
    assert activations.of("elu", fixed={"alpha": "2"}).jumps(1) == ((0, -1),)
    assert activations.of("elu", {"alpha": "real"}).parameters[0].is_positive is None
    assert activations.of("leaky_relu", fixed={"alpha": -1}).pieces == activations.abs.pieces


def test_a_misspelt_name_is_refused_with_its_neighbours():
    with pytest.raises(DeriveError, match="gelu"):
        activations.find("gleu")
    with pytest.raises(AttributeError):
        _ = activations.gleu


def test_defaults_are_exact():
    assert activations.defaults_of(activations.leaky_relu) == {"alpha": Rational(1, 100)}
    assert activations.defaults_of(Activation.of("alpha*x")) == {}
    assert activations.soft_shrink.parameters == (Symbol("b", positive=True, real=True),)


def test_finding_one_opens_one_file():
    code = (
        "import sys; from derive import activations; activations.find('relu'); activations.tanh;"
        "print(sorted(m for m in sys.modules if m.startswith('derive.activations.')))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "['derive.activations.entry', 'derive.activations.relu', 'derive.activations.tanh']"


def test_catalogue_is_in_alphabetical_order():
    assert [a.name for a in activations.catalogue()] == list(NAMES) == sorted(NAMES)
    assert facts(activations.identity).relu_like.holds


@pytest.mark.parametrize(
    ("text", "written_out"),
    [
        ("gelu(2*x+1)/2", "(2*x+1)*Phi(2*x+1)/2"),
        ("swish(x) - 1", "x/(1+exp(-x)) - 1"),
        ("leaky_relu(x-1)", "Max(x-1,0) + alpha*Min(x-1,0)"),
        ("relu(gelu(x))", "Max(0, x*Phi(x))"),
        ("Max(x - threshold, 0)", "Max(x - threshold, 0)"),  # not called: a parameter
    ],
)
def test_names_of_the_catalogue_can_be_called_in_expressions(text, written_out):
    difference = activations.of(text).expr - activations.of(written_out).expr
    letters = {letter: Rational(1, 4) for letter in difference.free_symbols - {x}}
    assert all(abs(difference.subs({**letters, x: place}).evalf(20)) < 1e-18 for place in (-2, Rational(-1, 3), Rational(1, 3), 3))


def test_the_parameters_of_a_called_name_are_given_and_assumed_as_those_of_the_name():
    assert activations.of("leaky_relu(2*x)", {}, {"alpha": "1/2"}).pieces == activations.of("2*Max(x,0) + Min(x,0)").pieces
    assert activations.of("leaky_relu(2*x)", {"alpha": "real"}).parameters[0].is_positive is None
    with pytest.raises(DeriveError, match="beta"):
        activations.of("leaky_relu(2*x)", {}, {"beta": "1/2"})


def test_a_word_that_is_not_known_is_refused_and_a_name_that_is_not_called_is_said_to_be_a_parameter():
    with pytest.raises(DeriveError, match="no function 'gleu'"):
        activations.of("gleu(x)")
    assert any("gelu read as a parameter" in note for note in activations.of("gelu + x").notes)
