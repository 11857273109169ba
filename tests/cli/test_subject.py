"""The function that a command line names: numbers for its parameters, and settings that belong to one of two functions."""

import json

import pytest

from derive import kernel
from derive.cli.main import main
from derive.language.errors import UnknownParameter


def test_a_parameter_without_a_value_is_named_with_what_to_write(capsys):
    assert main(["gain", "Max(x,0)-a*Max(-x,0)"]) == 2
    assert "a has no value. Try: --set a=1/2" in capsys.readouterr().err
    assert main(["gain", "Max(x,0)-a*Max(-x,0)", "--set", "a=1/2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["parameters"] == {"a": "1/2"}
    assert found["gain"]["expression"] == "2*sqrt(10)/5"  # 1/sqrt((1 + 1/4)/2)


def test_a_family_has_its_usual_member_unless_a_value_is_given(capsys):
    for words, alpha in (([], "1/100"), (["--set", "alpha=1/5"], "1/5")):
        assert main(["normalize", "leaky_relu", *words, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["parameters"] == {"alpha": alpha}


def test_a_value_belongs_to_whichever_function_has_the_parameter(capsys):
    """At c = 0 the mean is E[U_+] E[V_+ - 2 V_-] = -E[U_+]^2 = -1/(2 pi)."""
    assert main(["kernel", "relu", "--with", "leaky_relu", "--set", "alpha=2", "--at", "q=1,c=0", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert abs(float(found["values"][0]["value"]) + 0.15915494309189535) < 1e-15
    assert main(["kernel", "relu", "--with", "leaky_relu", "--set", "gamma=2"]) == 2
    assert "neither has a parameter gamma" in capsys.readouterr().err


def test_the_same_in_python():
    answer = kernel("relu", other="leaky_relu", fixed={"alpha": 2})
    assert answer.enclose(20, q1=1, q2=1, c=1).contains(0.5)
    for settings in ({"fixed": {"gamma": 2}}, {"assume": {"gamma": "real"}}):
        with pytest.raises(UnknownParameter, match="neither has a parameter gamma") as raised:
            kernel("relu", other="leaky_relu", **settings)
        assert raised.value.names == ("gamma",)


def test_what_was_understood_is_told_once_for_both(capsys):
    assert main(["kernel", "0.5*x", "--with", "0.5*x"]) == 0
    assert capsys.readouterr().err.count("1/2") == 1
