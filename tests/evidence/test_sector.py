"""Probabilities of sectors and wedges against integrals by mpmath, over the whole range of heights and of narrowness."""

import random

import pytest
from flint import arb, ctx
from mpmath import exp, mp, mpf, ncdf, quad, sqrt

from derive.evidence.balls.sector import REMOTE, sector, upper_tail
from derive.evidence.balls.special import Phi2, normal_cdf


def by_slope(h, g):
    """The sector by the slope t of rays: exp(-h^2 (1 + t^2)/2)/(2 pi (1 + t^2)) from g/h on (Owen 1956), scaled to be of size 1."""
    with mp.workdps(40):
        h, g = mpf(h), mpf(g)
        least = g / h
        reach = 200 / (g + sqrt(g * g + 200)) / h
        ends = [least, *(least + reach * mpf(2) ** -k for k in range(10, -1, -1))]
        return exp(-(h * h + g * g) / 2) * quad(lambda t: exp(-h * h * (t - least) * (t + least) / 2) / (1 + t * t), ends) / (2 * mp.pi)


def wedge(h, k, rho):
    """P(X <= h, Y <= k) by conditioning, scaled to be of size 1, the turn of the inner probability made visible to the rule."""
    with mp.workdps(25):
        h, k, rho = mpf(h), mpf(k), mpf(rho)
        root = sqrt((1 - rho) * (1 + rho))
        size = (h * h + ((k - rho * h) / root) ** 2) / 2 if k > 0 > h or (h < 0 and k < 0) else 0
        turn = k / rho
        points = {h, *(h - mpf(2) ** j for j in (-3, -1, 1, 3, 4)), *(turn + root * sign * 4**j for j in range(4) for sign in (-1, 1))}
        ends = [x for x in sorted(points) if h - 20 < x <= h]
        return exp(-size) * quad(lambda x: exp(size - x * x / 2) / sqrt(2 * mp.pi) * ncdf((k - rho * x) / root), ends)


def agrees(ball, value, relative):
    """Whether a ball of this relative radius lies around the value of 30 digits."""
    with mp.workdps(40):
        return abs(mpf(ball.mid().str(40, radius=False)) - value) <= abs(value) * relative + mpf(ball.rad().str(10, radius=False))


def draws(count):
    source = random.Random(5)
    return [(10 ** source.uniform(-2, 1.4), 10 ** source.uniform(-2, 1.4)) for _ in range(count)]


@pytest.mark.parametrize("x", [REMOTE * 1.01, 1e6, 4.3e7, 1e12])
def test_remote_tails_are_relatively_narrow(x):
    """Against Mills' ratio between 1/x - 1/x^3 and 1/x - 1/x^3 + 3/x^5."""
    with ctx.workprec(400):
        x = arb(x)
        density = (-x * x / 2).exp() / (2 * arb.pi()).sqrt()
        below = density * (1 / x - 1 / x**3)
        above = below + 3 * density / x**5
        for tail in (upper_tail(x), normal_cdf(-x)):
            assert tail.rel_accuracy_bits() > 380 and below < tail < above
            assert not tail * (1 + 4 / x**4) < above


@pytest.mark.parametrize("bits", [80, 200])
def test_sectors_by_series_and_by_integral(bits):
    with ctx.workprec(bits):
        for h, g in draws(10):
            ball, value = sector(arb(h), arb(g)), by_slope(h, g)
            assert agrees(ball, value, mpf(10) ** -25), (h, g)
            assert ball.rad() <= abs(ball) * arb(2) ** (30 - bits) + (arb(2) ** (8 - bits) if h * h + g * g < 24 else 0), (h, g)
            assert not agrees(ball, value * (1 + mpf(10) ** -9), mpf(10) ** -25)


def test_two_sectors_of_complementary_angles_make_a_quadrant():
    """P(X > h, Y > g) = P(X > h) P(Y > g) for independent ones."""
    with ctx.workprec(100):
        for h, g in draws(12):
            product = (arb(h) / arb(2).sqrt()).erfc() * (arb(g) / arb(2).sqrt()).erfc() / 4
            assert (sector(arb(h), arb(g)) + sector(arb(g), arb(h)) - product).contains(0)
            assert (sector(arb(h), arb(g)) + sector(arb(h), arb(-g)) - (arb(h) / arb(2).sqrt()).erfc() / 2).contains(0)


@pytest.mark.parametrize("rho", [-0.999, -0.6])
def test_wedges_of_every_narrowness(rho):
    with ctx.workprec(100):
        for h, k in [(0.3, -0.2), (2.5, 2.4), (-4.0, 1.5), (-3.0, -5.0), (-9.0, -9.0)]:
            assert agrees(Phi2(arb(h), arb(k), arb(rho)), wedge(h, k, rho), mpf(10) ** -15), (h, k)


def test_radii_enter_by_the_derivatives():
    """The ball of a wide argument contains the values at its ends, and is not much wider than they are apart."""
    with ctx.workprec(100):
        for h, k, rho in [(-0.5, 1.0, 0.3), (-12.0, -3.0, -0.7), (2.0, 2.0, 0.999)]:
            for place in range(3):
                ends, wide = [], []
                for shift in (-1, 1):
                    point = [arb(v) for v in (h, k, rho)]
                    point[place] += shift * arb(2) ** -30
                    ends.append(Phi2(*point))
                wide = [arb(v) for v in (h, k, rho)]
                wide[place] = arb(wide[place], arb(2) ** -30)
                ball = Phi2(*wide)
                assert ball.overlaps(ends[0]) and ball.overlaps(ends[1])
                assert ball.rad() <= 1e3 * abs(ends[1] - ends[0]) + 1e-25 * abs(ball), (h, k, rho, place)


def test_far_tails_keep_their_figures():
    """P(X > 1000, Y > 0) is nearly half of P(X > 1000) where the correlation is small."""
    with ctx.workprec(100):
        half = (arb(1000) / arb(2).sqrt()).erfc() / 4
        value = Phi2(arb(-1000), arb(0), arb(2) ** -200)
        assert value.rad() < abs(value) * 1e-20 and abs(value - half) < half * 1e-20


def test_what_is_cut_off_is_in_the_radius(monkeypatch):
    """With too few nodes the ball gets wide, it does not get wrong."""
    from derive.evidence.balls import sector as module

    monkeypatch.setattr(module, "_nodes", lambda slope, half: 8)
    with ctx.workprec(100):
        ball = sector(arb(3), arb(6))
        assert ball.rad() > abs(ball) * 1e-10
        assert agrees(ball, by_slope(3, 6), mpf(10) ** -25)
