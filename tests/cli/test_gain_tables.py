"""derive gain: exact values by independent quadrature, and how far the libraries' tables are from them."""

import json

import mpmath
import pytest

from derive.cli.main import main
from derive.cli.published_gains import TABLES


def asked(capsys, *words):
    status = main(["gain", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def spread(f):
    """1/sqrt of the second moment and of the variance of f(Z), by quadrature."""
    square, mean = (mpmath.quad(lambda z, k=k: f(z) ** k * mpmath.npdf(z), [-20, -5, 0, 5, 20]) for k in (2, 1))
    return 1 / mpmath.sqrt(square), 1 / mpmath.sqrt(square - mean**2)


FUNCTIONS = {"gelu": lambda z: z * mpmath.ncdf(z), "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)), "relu": lambda z: max(z, 0)}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_three_gains(name, capsys):
    status, found = asked(capsys, name)
    assert status == 0
    exact = spread(FUNCTIONS[name])
    for key, value in zip(("gain", "gain_variance"), exact, strict=True):
        assert abs(mpmath.mpf(found[key]["value"]) - value) < 1e-12
    for row in found["tables"]:
        if row["keeps"] in ("gain", "gain_variance"):
            value = exact[row["keeps"] == "gain_variance"]
            assert float(row["difference"]) == pytest.approx(float(mpmath.mpf(row["value"]) - value), rel=2e-2, abs=1e-12)


def test_gelu_stands_in_three_tables_and_none_is_exact(capsys):
    _, found = asked(capsys, "gelu")
    assert [row["table"] for row in found["tables"]] == ["NFNet", "unit-scaling", "unit-scaling gradient", "unit-scaling 2023", "unit-scaling 2023 gradient"]
    assert all(float(row["difference"]) != 0 for row in found["tables"])
    assert found["torch"] is None


def test_an_entry_holds_at_its_own_parameters_only(capsys):
    tables = {words: [row["table"] for row in asked(capsys, "leaky_relu", *words)[1]["tables"]] for words in ((), ("--set", "alpha=1/5"))}
    assert tables == {(): ["torch", "NFNet"], ("--set", "alpha=1/5"): ["torch"]}


def test_sampled_gains_are_off_by_what_samples_are_off():
    """Each NFNet gamma is within half a percent of the exact one and none is exact but the identity's: they were sampled."""
    (nfnet,) = (table for table in TABLES if table.name == "NFNet")
    for name, f in FUNCTIONS.items():
        off = abs(float(nfnet.values[name]) / float(spread(f)[1]) - 1)
        assert 1e-5 < off < 5e-3


def test_what_does_not_exist_is_said(capsys):
    status, found = asked(capsys, "3")
    assert found["gain"]["value"].startswith("0.333")
    assert found["gain_variance"]["value"] is None
    assert "1/sqrt(E[phi^2] - E[phi]^2)" in found["message"]
    assert status == 0


def test_the_variance_is_written_without_what_cancels(capsys):
    """Var log|Z| = psi'(1/2)/4 = pi^2/8, E[log|Z|] being -(gamma + log 2)/2. The slope 1/x is no delta, and is not called one."""
    assert main(["gain", "log(Abs(x))", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["gain_variance"]["expression"] == "2*sqrt(2)/pi"
    assert abs(mpmath.mpf(found["gain_variance"]["value"]) - 2 * mpmath.sqrt(2) / mpmath.pi) < 1e-14
    assert found["gain_derivative"]["value"] is None and "singular" in found["message"] and "delta" not in found["message"]
    assert main(["gain", "sign(x)", "--json"]) == 0
    assert "square of a delta" in json.loads(capsys.readouterr().out)["message"]
