"""Normal expectations against closed forms by hand and against mpmath."""

import pytest
from flint import arb, ctx
from sympy import (
    Abs,
    Heaviside,
    Max,
    Min,
    Piecewise,
    Rational,
    Symbol,
    cos,
    erf,
    erfc,
    exp,
    gamma,
    log,
    sign,
    sqrt,
    symbols,
    tanh,
)  # fmt: skip

from derive.evidence.balls.clock import time_limited
from derive.evidence.line.integral import expectation_1d
from derive.language.errors import CannotEnclose, Diverges, TimeLimit
from derive.language.symbols import Z

q, b = Symbol("q", positive=True), symbols("b", real=True)


def closed(text):
    with ctx.workprec(200):
        root, pi = arb.sqrt, arb.pi()
        return eval(text, {"arb": arb, "root": root, "pi": pi})


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (Z**8, "arb(105)"),
        (Max(0, Z), "1/root(2*pi)"),
        (Abs(Z) ** 3, "root(8/pi)"),
        (exp(3 * Z), "(arb(9)/2).exp()"),
        (exp(-(Z**2)), "1/root(arb(3))"),
        (exp(Z) * cos(3 * Z), "(arb(-4)).exp()*arb(3).cos()"),
        (erf(Z / sqrt(2)) ** 2, "arb(1)/3"),
        (Abs(Z) ** Rational(1, 3), "arb(2).root(6)*(arb(2)/3).gamma()/root(pi)"),
        (Abs(Z) ** Rational(-9, 10), "1/(arb(2)**(arb(9)/20))*(arb(1)/20).gamma()/root(pi)"),
        (log(Abs(Z)), "-(arb.const_euler()+arb(2).log())/2"),
        (log(Z**2), "-(arb.const_euler()+arb(2).log())"),
        (1 / (1 + Z**2), "root(pi/2)*(arb(1)/2).exp()*(arb(1)/2).sqrt().erfc()"),
        (Max(0, Z) ** Rational(3, 2), "arb(2)**(arb(-1)/4)*(arb(5)/4).gamma()/root(pi)"),
        (Heaviside(Z - 1) - Heaviside(-Z - 1), "arb(0)"),
        (exp(Z**2) * erfc(Z) * Heaviside(Z) * 0, "arb(0)"),
    ],
    ids=str,
)
def test_expectation_has_its_closed_form(body, value):
    ball, expected = expectation_1d(body, {}, 30), closed(value)
    assert ball.overlaps(expected)
    assert ball.rad() <= arb(10) ** -30 * arb(1).max(abs(expected))


@pytest.mark.parametrize(
    "body",
    [
        tanh(Z) ** 2,
        log(1 + exp(Z)) ** 2,
        Z / (1 + exp(-Z)),
        Z * tanh(log(1 + exp(Z))),
        Z**2 / (1 + Abs(Z)),
        Piecewise((exp(Z) - 1, Z < 0), (Z, True)) ** 2,
        Abs(Z) * Max(0, sqrt(q) * Z - b),
        Max(-1, Min(1, Z)) ** 2,
        sign(Z**3 - 2 * Z) * Z**3,
        Abs(Z + tanh(Z)),
    ],
    ids=str,
)
def test_expectation_agrees_with_quadrature(body):
    from mpmath import mp, mpf, npdf, quad
    from sympy import lambdify

    ball = expectation_1d(body, {q: 2, b: "1/3"}, 20)
    f = lambdify(Z, body.subs({q: 2, b: Rational(1, 3)}), "mpmath")
    with mp.workdps(25):
        knots = [-12, -4, -mp.sqrt(2), -1, 0, mpf(1) / 3 / mp.sqrt(2), 1, mp.sqrt(2), 4, 12]
        expected = quad(lambda z: npdf(z) * f(mpf(z)), knots)
        assert abs(mpf(ball.mid().str(30, radius=False)) - expected) < 1e-17
    assert ball.rad() < 1e-20


@pytest.mark.parametrize("body", [exp(Z**2 / 2), exp(Z**2) / (1 + Z**2), 1 / Z**2, 1 / (Z - 1), exp(Z**2 / 2 + Z)], ids=str)
def test_an_infinite_expectation_diverges(body):
    with pytest.raises(Diverges):
        expectation_1d(body, {}, 20)


def test_what_cannot_be_bounded_is_refused_not_guessed():
    with pytest.raises(CannotEnclose):
        expectation_1d(1 / gamma(Z), {}, 20)


def test_a_time_limit_stops_the_quadrature_and_the_precision_is_restored():
    before = ctx.prec
    with pytest.raises(TimeLimit), time_limited(0.0):
        expectation_1d(tanh(Z) ** 2, {}, 30)
    assert ctx.prec == before
