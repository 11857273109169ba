"""Laws of decay on the edge for every kind of knot: constants against independent iteration of closed-form maps with extrapolation."""

import mpmath
import pytest
from edge_values import agrees
from sympy import Rational

from derive import edge_of_chaos
from derive.language.errors import DeriveError


def test_powers_give_laws_of_their_own():
    """x_+^(5/4) and odd powers: exponent 1/(alpha - 1/2); 3/2 has a logarithm; beyond it beta_q, outside class A."""
    assert edge_of_chaos("Max(x, 0)**(5/4)").at(1).decay.exponent == Rational(4, 3)
    assert edge_of_chaos("sign(x)*Abs(x)**(3/4)").at(1).decay.exponent == 4
    law = edge_of_chaos("Max(x, 0)**(3/2)").at(1).decay
    assert (law.exponent, law.law) == (1, "16/(l*log(l))") and agrees(law.constant, "16.000000000000")
    point = edge_of_chaos("Max(x, 0)**(7/4)").at(1)
    assert point.decay.exponent == 1 and agrees(point.beta_q, "1.7777777777777778") and point.decay.next.endswith("l**(-5/4)")


def power_map(alpha):
    """1 - f(1 - u) for sign(x)|x|^alpha on its edge, and f'(1) = 1."""
    half = mpmath.mpf(1) / 2

    def kernel(c):
        size = mpmath.gamma(alpha + 1) ** 2 * (1 + c) ** (alpha + half) / (2 * mpmath.sqrt(2 * mpmath.pi) * mpmath.gamma(alpha + 3 * half))
        return size * mpmath.hyp2f1(half, half, alpha + 3 * half, (1 + c) / 2)

    slope = alpha**2 * 2 ** (alpha - 1) * mpmath.gamma(alpha - half) / mpmath.sqrt(mpmath.pi)
    return lambda u: 2 * (kernel(mpmath.mpf(1)) - kernel(-mpmath.mpf(1)) - kernel(1 - u) + kernel(u - 1)) / slope


def test_an_odd_power_by_iteration():
    """u_l = (b l)^-4 (1 + d log(l)/l + ...), so w = u^(-1/4) has w_2l - w_l = b l - b (d/4) log 2 + O(log(l)/l)."""
    decay = edge_of_chaos("sign(x)*Abs(x)**(3/4)").at(1).decay
    with mpmath.workdps(25):
        b = mpmath.mpf(decay.constant.value) ** (-mpmath.mpf(1) / 4)
        d = mpmath.mpf(decay.next.partition("*")[0]) / mpmath.mpf(decay.constant.value)
        step, u, w = power_map(mpmath.mpf(3) / 4), mpmath.mpf(1) / 2, {}
        for depth in range(1, 1601):
            u = step(u)
            if depth in (200, 400, 800, 1600):
                w[depth] = u ** (-mpmath.mpf(1) / 4)
    rest = [(w[2 * depth] - w[depth] - b * depth) / (-b * d / 4 * mpmath.log(2)) - 1 for depth in (200, 400, 800)]
    assert abs(rest[2]) < 0.05 and all(0.45 < rest[k + 1] / rest[k] < 0.6 for k in (0, 1))


def test_where_phi_curves_nowhere_against_itself_the_point_is_half_stable():
    """E[phi phi''] = 0 for soft shrink, so F' = 1 exactly, and F'' = h'/h > 0 attracts from below only."""
    point = edge_of_chaos("soft_shrink", fixed={"b": "1/2"}).at(1)
    assert point.kind == "half-stable" and not point.stable and point.chi_par.value == "1"
    with mpmath.workdps(20):
        second = lambda v: 2 * mpmath.quad(lambda t: (t - 0.5) ** 2 * mpmath.npdf(t, 0, mpmath.sqrt(v)), [0.5, 3, 9])  # noqa: E731
        width = mpmath.mpf(point.sigma_w.value) ** 2
        assert abs(width * mpmath.diff(second, 1) - 1) < 1e-9 and width * mpmath.diff(second, 1, 2) > 0.1


def test_a_square_root_has_no_edge():
    with pytest.raises(DeriveError, match="not finite"):
        edge_of_chaos("sqrt(Abs(x))*sign(x)")
