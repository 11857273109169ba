"""Special functions that are written by their names are explained beside an answer."""

import pytest
from sympy import Symbol

from derive.cli.explained import explained
from derive.language import special
from derive.prose.meanings import MEANINGS
from derive.prose.notation import plain

x = Symbol("x", real=True)


def test_every_function_of_the_house_that_is_written_by_its_name_is_explained():
    for name in special.__all__:
        if not name.startswith("Root"):
            function = getattr(special, name)
            value = function(*(x + k for k in range(function.nargs.args[0])))
            assert bool(list(explained(value))) == (f"{name}(" in plain(value)), name
    assert set(special.__all__) <= set(MEANINGS)


@pytest.mark.parametrize(("command", "said"), [
    (["expect", "exp(x)*Max(x-1,0)", "E[phi*He_n]"], "HermiteSum(n, b, h) = Σ[k < n] b^(n - 1 - k)·He_k(h) is the partial sum"),
    (["expect", "relu", "E[phi]"], ""),
])  # fmt: skip
def test_the_terminal_says_it(command, said, capsys):
    from derive.cli.main import main

    assert main(command) == 0
    told = capsys.readouterr().out
    assert said in told and (" is the " in told) == bool(said)
