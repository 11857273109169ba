"""Odd activations at odd points: a finite ball or a typed error, in time, and nothing that is not a number."""

import time

import pytest

from derive import expectation, kernel
from derive.language.errors import DeriveError

LIMIT = 3.0
ODD = [
    "exp(x**2)", "exp(x**2/10)", "1/x", "tan(x)", "gamma(x)", "floor(x)", "x**x", "Piecewise((x, sin(x) > x**2/7), (x**2, True))", "sin(1/x)", "Abs(x)**(-1/2)",
    "log(Abs(x))", "1/(1+x)", "exp(exp(x))", "exp(-1/x**2)", "sign(sin(x))", "sin(x**2)", "acos(x)", "exp(x**3)", "Heaviside(x)*log(Abs(x))", "sin(exp(x))",
    "tanh(1000000*x)", "x**60", "exp(100*x)",
]  # fmt: skip
MANY = "Piecewise(" + ", ".join(f"({k % 7}*x + {k}, x < {k - 100})" for k in range(200)) + ", (x, True))"


def _told(asked) -> None:
    """Ask; a ball must be finite, an error typed, and neither late."""
    start = time.perf_counter()
    try:
        ball = asked()
        assert ball.arb.is_finite() and "nan" not in str(ball)
    except DeriveError as error:
        assert str(error) and "nan" not in str(error).replace("'nan'", "")
    assert time.perf_counter() - start < LIMIT + 60  # it does not hang, on a busy machine either


def _asked(function, *arguments):
    try:
        return function(*arguments, seconds=LIMIT)
    except DeriveError:
        return None


@pytest.mark.slow
@pytest.mark.parametrize("activation", [*ODD, MANY], ids=[*ODD, "200 pieces"])
def test_odd_activations_get_a_ball_or_a_typed_error(activation):
    moment, pair = _asked(expectation, activation, "E[phi^2]"), _asked(kernel, activation)
    for q in ("0", "1/1000000", "1", "1000000"):
        if moment is not None:
            _told(lambda q=q: moment.enclose(12, time_limit=LIMIT, q=q))
        if pair is not None:
            for c in ("-1", "0", "1/2", "999999999999/1000000000000", "1", "2", "nan"):
                _told(lambda q=q, c=c: pair.enclose(12, time_limit=LIMIT, q1=q, q2="1", c=c))
