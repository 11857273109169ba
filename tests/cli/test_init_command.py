"""derive init: the promised JSON, the code it writes, its warnings, bad input."""

import ast
import importlib.util
import json

import numpy as np
import pytest

from derive.cli.main import main

PROMISED = ["activation", "depth", "network", "sigma_w", "sigma_b", "q", "beta_q", "stable", "gain", "why", "warnings", "code"]


@pytest.fixture
def command():
    return ("init",)


def value(entry):
    return float(entry["value"])


def test_beta_is_the_depth_on_the_stable_edge(derive_json):
    status, answer = derive_json("tanh", "--depth", "200")
    assert status == 0 and set(answer) >= set(PROMISED)
    assert abs(value(answer["beta_q"]) - 200) < 1e-12 and answer["stable"] is True
    assert abs(value(answer["sigma_b"]) - 0.0138064) < 1e-7  # secant method on quadratures
    assert any("5/3" in warning for warning in answer["warnings"])
    assert [custom["name"] for custom in answer["beside"]] == ["He", "Glorot"]
    assert [custom["phase"] for custom in answer["beside"]] == ["chaotic", "edge"]


def test_he_exactly_for_relu(derive_json):
    status, answer = derive_json("relu", "--depth", "50", "--for", "torch")
    assert (status, answer["q"], answer["beta_q"], answer["warnings"]) == (0, None, None, [])
    assert abs(value(answer["sigma_w"]) - 2**0.5) < 1e-15 and answer["sigma_b"] == {"value": "0", "radius": "0"}
    assert abs(value(derive_json("leaky_relu", "--depth", "5", "--set", "alpha=1/2")[1]["sigma_w"]) - 1.26491106406735) < 1e-13


@pytest.mark.parametrize("name", ["gelu", "hard_swish"])
def test_no_repelling_point_is_handed_out(derive_json, name):
    status, answer = derive_json(name, "--depth", "50")
    assert status == 0 and answer["stable"] is True
    assert any("repels" in warning for warning in answer["warnings"])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("softplus", "no edge at any q"),
        ("x + 1", "edge is empty"),
        ("relu2", "repels"),
        pytest.param("shifted_softplus", "repels", marks=pytest.mark.slow),
    ],
)
def test_where_there_is_no_stable_point_the_numbers_are_null(derive_json, name, why):
    status, answer = derive_json(name, "--depth", "20", "--for", "jax")
    assert status == 1
    assert [answer[key] for key in ("sigma_w", "sigma_b", "q", "beta_q", "gain", "code", "stable")] == [None] * 6 + [False]
    assert why in answer["why"] and any("what to do instead" in warning for warning in answer["warnings"])


def test_moments_that_are_infinite_at_unit_variance_are_no_bad_input(derive_json):
    """E[exp(2 x^2)] is finite for q < 1/4 only, and there sigma_b^2 = q - (1 - 4q)/(4q) < 0 up to q = 0.2071, chi_par > 1 beyond."""
    status, answer = derive_json("exp(x**2)", "--depth", "20")
    assert status == 1 and answer["sigma_w"] is None and answer["beside"] == []
    status, control = derive_json("exp(x**2/100)", "--depth", "20")
    assert status == 1 and control["sigma_w"] is None and len(control["beside"]) == 2


def test_a_jump_has_no_edge_and_says_so(derive_json):
    status, answer = derive_json("sign", "--depth", "20")
    assert status == 1 and answer["sigma_w"] is None and answer["stable"] is False
    assert "square of a delta" in answer["message"]


@pytest.mark.parametrize(("name", "null", "why"), [("relu", "q", "every variance is a fixed point"), ("selu", "beta_q", "phi' jumps")])
def test_what_is_null_is_explained(derive_json, name, null, why):
    answer = derive_json(name, "--depth", "20")[1]
    assert answer[null] is None and why in answer["message"]


@pytest.mark.slow
def test_sigmoid_starts_where_its_edge_begins(derive_json):
    answer = derive_json("sigmoid", "--depth", "50")[1]
    assert abs(value(answer["sigma_w"]) - 10.14926371001953) < 1e-12 and any("is 1," in warning for warning in answer["warnings"])


def test_where_beta_does_not_change_nothing_is_said_to_converge_faster(derive_json):
    """x^2 - 1: E[phi'^2] = 4q and E[phi''^2] = 4, so beta_q = 2 at every q, and q^2 + 2q = 1 at sigma_b = 0; a depth of 1 is less than that."""
    answer = derive_json("x**2-1", "--depth", "50")[1]
    assert abs(value(answer["q"]) - (2**0.5 - 1)) < 1e-15 and "as fast" in answer["why"] and "faster" not in answer["why"]
    assert any("whole depth" in text for text in answer["warnings"])
    assert not any("whole depth" in text for text in derive_json("x**2-1", "--depth", "1")[1]["warnings"])
    assert "faster" in derive_json("cos(x)", "--depth", "50")[1]["why"]


def test_selu_and_its_table(derive_json):
    """2/s = depth is solved; torch has 3/4 for SELU, which is another thing."""
    answer = derive_json("selu", "--depth", "50")[1]
    assert answer["stable"] is True and any("3/4" in warning for warning in answer["warnings"])
    assert {custom["name"]: custom["phase"] for custom in answer["beside"]} == {"He": "unbounded", "Glorot": "chaotic"}


def test_a_variance_that_dies_out_says_how_fast(derive_json):
    told = [custom["told"] for custom in derive_json("tanh", "--depth", "50")[1]["beside"]]
    assert any("dies out like 1/(2*l)" in text for text in told)


def test_kinks_have_a_scale_of_their_own(derive_json):
    """2/s = depth: for hard tanh s = 2 sqrt(2) exp(-1/(2q))/(3 pi erf(1/sqrt(2q)))."""
    from math import erf, exp, pi, sqrt

    answer = derive_json("hard_tanh", "--depth", "100")[1]
    q = value(answer["q"])
    assert abs(2 / (2 * sqrt(2) * exp(-1 / (2 * q)) / (3 * pi * erf(1 / sqrt(2 * q)))) - 100) < 1e-9
    assert answer["beta_q"] is None


def test_the_numpy_code_keeps_the_variance(derive_json, tmp_path):
    answer = derive_json("erf", "--depth", "20", "--for", "numpy")[1]
    (tmp_path / "init.py").write_text(answer["code"])
    spec = importlib.util.spec_from_file_location("init_written", tmp_path / "init.py")
    written = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(written)
    from math import erf

    rng, width = np.random.default_rng(1), 1500
    signal = rng.normal(0, value(answer["q"]) ** 0.5, width)
    for _ in range(3):
        weight, bias = written.layer(width, width, rng)
        signal = weight @ np.vectorize(erf)(signal) + bias
    assert abs(np.mean(signal**2) / value(answer["q"]) - 1) < 5 * (2 / width) ** 0.5 * 3**0.5


@pytest.mark.parametrize("framework", ["torch", "jax", "keras"])
def test_the_code_for_other_libraries_compiles_and_runs_where_they_are(derive_json, framework, tmp_path):
    code = derive_json("elu", "--depth", "30", "--for", framework)[1]["code"]
    ast.parse(code)
    if importlib.util.find_spec(framework):
        (tmp_path / "init.py").write_text(code)
        spec = importlib.util.spec_from_file_location("init_written", tmp_path / "init.py")
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_bad_input_is_one_line(derive):
    for words in (("relu", "--depth", "0"), ("relu", "--depth", "x"), ("relu",), ("log(x)", "--depth", "3"), ("relu", "--depth", "0", "--network", "residual")):
        status, out, err = derive(*words)
        assert (status, out) == (2, "") and "Traceback" not in err and err.count("\n") <= 3


@pytest.mark.parametrize(("words", "null"), [(["softplus"], "sigma_w"), (["tanh", "--network", "residual"], "q"), (["erf"], None)])
def test_what_is_null_has_its_reason_in_the_message(words, null, capsys):
    assert main(["init", *words, "--depth", "50", "--json"]) == int(null == "sigma_w")
    found = json.loads(capsys.readouterr().out)
    assert (found["message"] is None) == (null is None)
    assert null is None or found[null] is None
