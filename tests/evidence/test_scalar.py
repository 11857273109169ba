"""Expressions in balls: edges exact, cuts refused, values right."""

import pytest
from flint import acb, arb, ctx, fmpq
from mpmath import mp
from sympy import (
    Abs,
    Function,
    Heaviside,
    I,
    Max,
    Min,
    Piecewise,
    Rational,
    Symbol,
    acos,
    asin,
    atan,
    besselk,
    cosh,
    elliptic_e,
    elliptic_k,
    erf,
    erfc,
    erfi,
    exp,
    gamma,
    hyper,
    log,
    loggamma,
    pi,
    polygamma,
    sign,
    sin,
    sqrt,
    tan,
    tanh,
)  # fmt: skip

from derive.evidence.balls.scalar import compile_ball, constant, real_constant
from derive.language.errors import CannotEnclose

c, x = Symbol("c", real=True), Symbol("x", real=True)


@pytest.mark.parametrize(
    ("expr", "at", "value"),
    [
        (sqrt(1 - c**2), "3/5", fmpq(4, 5)),
        ((1 - c) ** Rational(3, 2), "3/4", fmpq(1, 8)),
        (Max(0, c) + Abs(c) + sign(c), "-1/2", fmpq(-1, 2)),
        (Heaviside(c, Rational(1, 3)), "0", fmpq(1, 3)),
        (Piecewise((1 / c, c > 0), (2, True)), "0", fmpq(2)),
    ],
)
def test_arithmetic_roots_and_switches_of_fractions_are_exact(expr, at, value):
    assert constant(expr, {c: at}) == value


def test_arcs_at_the_edges_are_exact_or_tight():
    assert real_constant(acos(c), {c: 1}) == 0
    assert real_constant(acos(c), {c: -1}).overlaps(arb.pi())
    assert real_constant(asin(c), {c: -1}).overlaps(-arb.pi() / 2)


@pytest.mark.parametrize(
    "expr",
    [
        exp(c), log(c), sin(c), tan(c), tanh(c), cosh(c), erf(c), erfc(c), erfi(c), atan(c), gamma(c), loggamma(c),
        polygamma(1, c), besselk(Rational(1, 3), c), elliptic_k(c), elliptic_e(c), c**pi, c ** Rational(1, 3),
        hyper((Rational(1, 2), Rational(1, 2)), (2,), c), exp(I * c) + exp(-I * c), Min(c, 1 / c),
    ],
    ids=str,
)  # fmt: skip
def test_functions_agree_with_mpmath(expr):
    with ctx.workprec(120), mp.workdps(30):
        ball = real_constant(expr, {c: "5/7"})
        assert ball.rad() < 1e-25
        assert ball.overlaps(arb(str(expr.subs(c, Rational(5, 7)).evalf(30).as_real_imag()[0]) + " +/- 1e-27"))


@pytest.mark.parametrize("expr", [log(x), sqrt(x), x ** Rational(1, 3), Abs(x), Heaviside(x), Max(0, x), acos(x + 1), 1 / x])
def test_a_ball_across_a_cut_jump_or_pole_is_not_accepted_as_analytic(expr):
    f = compile_ball(expr, (x,), {})
    assert not f(acb(arb("0 +/- 0.25"), arb("0 +/- 0.25")), True).is_finite()
    assert f(acb(arb("-0.5 +/- 0.25")), False).is_finite() or expr.has(log)


def test_division_by_zero_is_nothing_and_a_missing_value_is_an_error():
    assert not real_constant(1 / c, {c: 0}).is_finite()
    with pytest.raises(CannotEnclose, match="no value is given for c"):
        constant(c, {})
    with pytest.raises(CannotEnclose, match="no ball version"):
        constant(Function("mystery")(c), {c: 1})


def test_the_precision_context_is_left_alone():
    before = ctx.prec
    with ctx.workprec(300):
        real_constant(exp(c), {c: 1})
        assert ctx.prec == 300
    assert ctx.prec == before
