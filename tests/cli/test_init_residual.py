"""derive init --network residual: the gradient grows by e over the depth, whatever the depth."""

import ast
import json
import math

import numpy as np
import pytest

from derive.activations import of
from derive.cli.main import main
from derive.meanfield.layers import evolve
from derive.theory.architectures import architecture
from derive.theory.networks import letters
from derive.theory.networks.recurrences import recurrences

FIXED = {letters.deviation("v"): 1, letters.deviation("a"): 0, letters.deviation("b"): 0}


def answer(capsys, *words):
    status = main(["init", *words, "--network", "residual", "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else None, err


def test_relu_exactly(capsys):
    """(1 + sigma_w^2/2)^L = e."""
    status, found, _ = answer(capsys, "relu", "--depth", "50", "--for", "torch")
    assert status == 0
    assert float(found["sigma_w"]["value"]) == pytest.approx(math.sqrt(2 * math.expm1(1 / 50)), rel=1e-15)
    ast.parse(found["code"])
    assert [one["name"] for one in found["beside"]] == ["He", "Glorot"]
    assert float(found["beside"][0]["growth"]["value"]) == pytest.approx(50 * math.log(2), rel=1e-12)


@pytest.mark.parametrize("depth", [10, 400])
def test_the_gradient_grows_by_e_at_every_depth(capsys, depth):
    found = answer(capsys, "erf", "--depth", str(depth))[1]
    width = float(found["sigma_w"]["value"])
    layers = evolve(recurrences(architecture("full residual"), of("erf")), FIXED | {letters.deviation("w"): width}, {letters.p: 1}, depth)
    assert layers.growth[-1] == pytest.approx(1, abs=1e-12)
    assert found["stable"] is True and (found["q"], found["beta_q"]) == (None, None)


def test_why_customary_choices_are_not_right(capsys):
    found = answer(capsys, "erf", "--depth", "50")[1]
    assert any("sqrt(L)" in warning and "at one depth at most" in warning for warning in found["warnings"])
    assert any("pi/4" in warning for warning in found["warnings"])  # sigma_w^2 L -> 1/phi'(0)^2


def test_powers_of_relu_have_a_scaling_of_their_own(capsys):
    """p' = p + k p^a with k = sigma_w^(2a) c_a: k L tends to a constant."""
    near, far = (float(answer(capsys, "Max(x, 0)**(3/4)", "--depth", str(depth))[1]["sigma_w"]["value"]) for depth in (100, 400))
    assert (near / far) ** 1.5 == pytest.approx(4, rel=0.02)


def test_bad_questions_are_told(capsys):
    for words in (("relu", "--depth", "20000"), ("Max(x, 0)**(1/3)", "--depth", "5")):
        status, found, err = answer(capsys, *words)
        assert (status, found) == (2, None) and "Traceback" not in err and err.count("\n") <= 3


def grown(function, slope, breaks, width, depth):
    """log(chi^0/chi^L) of x' = x + V phi(W x) from p = 1, by quadrature on panels between the breaks."""
    nodes, weights = np.polynomial.legendre.leggauss(30)
    variance, total = 1.0, 0.0
    for _ in range(depth):
        s = width * math.sqrt(variance)
        ends = np.unique(np.clip([*np.linspace(-13, 13, 53), *(place / s for place in breaks)], -13, 13))
        middle, half = (ends[1:] + ends[:-1]) / 2, (ends[1:] - ends[:-1]) / 2
        z = (middle[:, None] + half[:, None] * nodes).ravel()
        w = (half[:, None] * weights).ravel() * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        total += math.log1p(width**2 * float(w @ slope(s * z) ** 2))
        variance += float(w @ function(s * z) ** 2)
    return total


@pytest.mark.parametrize(
    ("text", "function", "slope", "breaks"),
    [
        ("Max(x-1,0)", lambda x: np.maximum(x - 1, 0), lambda x: (x > 1) * 1.0, [1]),
        ("Max(x-5,0)", lambda x: np.maximum(x - 5, 0), lambda x: (x > 5) * 1.0, [5]),
        ("exp(x)", np.exp, np.exp, []),
        ("tanh", np.tanh, lambda x: 1 / np.cosh(x) ** 2, []),  # a control
    ],
)
def test_growth_that_is_no_power_of_sigma_w_is_solved_too(capsys, text, function, slope, breaks):
    """Of Max(x - 1, 0) it was said that no sigma_w makes gradients grow by e; exp was refused since He's sigma_w lets variances explode."""
    status, found, _ = answer(capsys, text, "--depth", "20")
    assert status == 0
    width = float(found["sigma_w"]["value"])
    assert grown(function, slope, breaks, width, 20) == pytest.approx(1, abs=1e-9)
    assert abs(grown(function, slope, breaks, width * 1.001, 20) - 1) > 1e-5
    if text == "exp(x)":
        assert [one["growth"] for one in found["beside"]] == [None, None] and "could be enclosed" in found["beside"][0]["told"]


def test_where_gradients_do_not_grow_there_is_no_answer(capsys):
    status, found, err = answer(capsys, "0*x + 3", "--depth", "20")
    assert status == 2 and found is None and "do not grow" in err
