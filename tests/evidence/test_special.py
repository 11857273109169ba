"""The bivariate normal distribution function against conditioning by mpmath."""

import pytest
from flint import acb, arb, ctx
from mpmath import inf, mp, mpf, ncdf, npdf, quad, sqrt

from derive.evidence.balls.precision import working
from derive.evidence.balls.special import Phi2, erfc, normal_cdf, owens_t


def conditioned(h, k, rho):
    """P(X <= h, Y <= k) = int_-oo^h phi(x) Phi((k - rho x)/sqrt(1 - rho^2)) dx."""
    with mp.workdps(30):
        root = sqrt(1 - rho * rho)
        turn = k / rho
        points = sorted({mpf(-12), *(p for p in (turn - 1, turn, turn + 1, mpf(-3)) if p < h), h})
        return quad(lambda x: npdf(x) * ncdf((k - rho * x) / root), [-inf, *points])


CASES = [(1, 2, "1/2"), (1, "-1/2", "-4/5"), (1, 1, "19/20"), ("1/2", "3/5", "99/100"), (1, -1, "-99/100"),
         ("1/2", -1, "-99/100"), (-1, -2, "99/100"), (3, 4, "999/1000"), (0, 0, "1/3")]  # fmt: skip


@pytest.mark.parametrize(("h", "k", "rho"), CASES)
def test_bivariate_probability(h, k, rho):
    from flint import fmpq
    from sympy import Rational

    exact = [Rational(v) for v in (h, k, rho)]
    with ctx.workprec(120):
        ball = Phi2(*(arb(fmpq(int(v.p), int(v.q))) for v in exact))
        assert ball.rad() < 1e-28
        expected = conditioned(*(mpf(int(v.p)) / int(v.q) for v in exact))
        assert abs(mpf(ball.mid().str(40, radius=False)) - expected) < 1e-14


def test_degenerate_laws_are_exact_cases():
    half = arb(1) / 2
    assert Phi2(half, arb(2), arb(1)).overlaps(normal_cdf(half))
    assert Phi2(half, -half, arb(-1)).overlaps(arb(0))
    assert Phi2(-half, -half, arb(-1)) == 0
    assert Phi2(arb("inf"), half, arb(1) / 3).overlaps(normal_cdf(half))
    assert Phi2(arb("-inf"), half, arb(1) / 3) == 0


def test_correlation_ball_at_the_edge_gives_the_values_between():
    ball = Phi2(arb(1) / 3, arb(1) / 3, arb("0.9999999999999999 +/- 1e-12"))
    assert ball.overlaps(normal_cdf(arb(1) / 3)) and ball.rad() < 1e-4


def test_owens_t_at_one_is_half_of_phi_times_its_complement():
    """T(h, 1) = Phi(h) Phi(-h)/2."""
    from flint import acb

    with ctx.workprec(120):
        h = arb(2) / 3
        assert owens_t(acb(h), acb(1)).real.overlaps(normal_cdf(h) * normal_cdf(-h) / 2)


@pytest.mark.parametrize("x", [3 * 10**4, 10**7])
def test_far_out_the_error_function_is_as_narrow_as_its_argument(x):
    """log erfc changes by -2 x times the change of x, about."""
    with working(256):
        ball = arb(x) + arb(0, "1e-30")
        found = erfc(acb(ball)).real
        assert found.rel_accuracy_bits() >= (-ball * ball).exp().rel_accuracy_bits() - 2
        log = -arb(x) ** 2 - (arb(x) * arb.pi().sqrt()).log() - arb(1) / (2 * arb(x) ** 2)  # the asymptotic series, and its next term
        assert abs(erfc(acb(x)).real.log() - log) < arb(x) ** -4
