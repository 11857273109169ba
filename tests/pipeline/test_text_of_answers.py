"""Everything an answer says in text is read back by sympy: the expression, the condition under which it exists, the hypotheses."""

import pytest
from sympy import S, Symbol, srepr, sympify
from sympy.logic.boolalg import Boolean

from derive import activations, expectation
from derive.language import special

QUANTITIES = ("E[phi]", "E[phi^2]", "E[dphi^2]", "E[ddphi^2]", "E[phi*ddphi]", "K", "Kdot")
QUICK = ("relu", "leaky_relu", "rectified_power", "threshold", "elu", "gaussian", "step")
OTHERS = ("Max(x, b*x)", "Abs(x)**alpha", "exp(b*x**2)", "Piecewise((x,x>a),(b*x,True))", "Max(x,0)**alpha-Max(-x,0)**beta", "exp(x**2/4)", "Max(-a,Min(b,x))")
FUNCTIONS = {name: getattr(special, name) for name in special.__all__}
LONG_SEARCHES = {"smish", "logish", "phish", "serf", "mish", "dsilu", "gelu_tanh", "telu", "swish_beta", "silu", "quick_gelu", "elish", "tanh_shrink"}


def read(text, answer):
    return sympify(text, locals=FUNCTIONS | {name: Symbol(name) for name in answer.parameters})


def plain(expr, answer):
    """With letters of which nothing is assumed."""
    return expr.xreplace({symbol: Symbol(symbol.name) for symbol in expr.free_symbols})


def check(activation):
    for quantity in QUANTITIES:
        answer = expectation(activation, quantity, seconds=20)
        for hypothesis in answer.hypotheses:
            assert isinstance(read(str(hypothesis), answer), Boolean)
        if answer.exists is not True:
            assert read(answer.exists, answer) in (S.true, S.false) or read(answer.exists, answer).free_symbols <= {Symbol(p) for p in answer.parameters}
        if answer.status == "closed":
            again = read(str(answer.value), answer)
            assert {symbol.name for symbol in again.free_symbols} <= set(answer.parameters)
            assert again == plain(answer.value, answer) or (again - plain(answer.value, answer)).expand() == 0, srepr(again)


@pytest.mark.parametrize("name", QUICK)
def test_text_is_read_back(name):
    check(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*OTHERS, *(name for name in activations.names() if name not in LONG_SEARCHES)])
def test_text_is_read_back_over_the_catalogue(name):
    check(name)
