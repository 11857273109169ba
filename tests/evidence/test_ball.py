"""Balls: what is printed contains what is known."""

import pickle

import pytest
from flint import arb, ctx
from mpmath import mp, mpf

from derive.evidence.balls.ball import Ball

BALLS = [
    arb(1) / 3,
    arb(1) / 4,
    arb(0),
    arb("0.5 +/- 1e-40"),
    arb("1e-50 +/- 1e-60"),
    arb(10) ** 400 / 3,
    arb("0 +/- 1e-5"),
    arb(-1) / 3 * 10**5,
]


@pytest.mark.parametrize("ball", BALLS, ids=str)
def test_the_printed_ball_contains_the_ball(ball):
    with mp.workdps(500):
        value, radius = mpf(Ball(ball).value), mpf(Ball(ball).radius)
        (mid, low), (rad, exponent) = ball.mid().man_exp(), ball.rad().man_exp()
        middle, half = mpf(int(mid)) * mpf(2) ** int(low), mpf(int(rad)) * mpf(2) ** int(exponent)
        assert abs(value - middle) + half <= radius * (1 + mpf(10) ** -400)


@pytest.mark.parametrize("ball", BALLS, ids=str)
def test_a_pickled_ball_is_the_same_ball(ball):
    assert pickle.loads(pickle.dumps(Ball(ball))) == Ball(ball)


def test_exact_numbers_read_as_a_person_writes_them():
    assert (Ball(arb(1) / 4).value, Ball(arb(1) / 4).radius) == ("0.25", "0")
    assert Ball(arb(1) / 4).digits == 10_000
    with ctx.workprec(600):
        assert Ball(1 + arb(2) ** -200).radius == Ball(arb(2) ** -400).radius == Ball(arb(7) ** 50).radius == "0"
        assert Ball(1 + arb(2) ** -4).value == "1.0625" and Ball(arb(7) ** 50).value == "1.798465042647412146620280340569649349251249e42"


def test_digits_of_tiny_and_huge_balls_neither_overflow_nor_underflow():
    with ctx.workprec(3000):
        assert Ball(arb(1) / 3).digits > 800
    assert Ball(arb("0 +/- 1e100000")).digits == 0
    assert 14 <= Ball(arb(10) ** 400 / 3).digits <= 16


def test_short_shows_only_figures_that_the_radius_leaves():
    assert Ball(arb("0.394294490 +/- 1e-7")).short(20) == "0.394294"
    assert Ball(arb("0.394294490 +/- 1e-30")).short(4) == "0.3943"


def test_a_ball_without_information_has_no_digits():
    assert Ball(arb("nan")).digits == 0
    assert Ball(arb("nan")).value == "nan"
