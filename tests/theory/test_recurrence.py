"""Laws of recurrences that tend to 0: each against high-precision orbits with extrapolation, and with a twin that is seen to fail."""

from fractions import Fraction

import mpmath
import pytest
from sympy import Rational, log, simplify, symbols

from derive.theory.recurrence import LocalMap, decay, l, power_series

HALF = Rational(1, 2)


def settled(step, start, law, shape, correction, until=2**13):
    """(u_l/law - 1 - correction)/small at doubling depths: it settles, and doubles or drifts like log where law or correction is off."""
    with mpmath.workdps(40):
        u, places = mpmath.mpf(start), {}
        for depth in range(1, until + 1):
            u = step(u)
            if depth in (until // 4, until // 2, until):
                places[depth] = (u / law(mpmath.mpf(depth)) - 1 - correction(mpmath.mpf(depth))) / shape(mpmath.mpf(depth))
        return [places[depth] for depth in sorted(places)]


MAPS = {
    "smooth": (lambda u: u - u**2 + u**3 / 3, LocalMap({1: 1, 2: Rational(-1, 3)}, Rational(3))),
    "sine": (mpmath.sin, LocalMap({2: Rational(1, 6), 4: Rational(-1, 120)}, Rational(6))),
    "kink": (lambda u: u - u**1.5 / 3 + u**2.5 / 20, LocalMap({HALF: Rational(1, 3), Rational(3, 2): Rational(-1, 20)}, Rational(5, 2))),
    "kink with a mean": (lambda u: u - u**1.5 / 3 + u**2 / 40, LocalMap({HALF: Rational(1, 3), 1: Rational(-1, 40)}, Rational(2))),
    "five quarters": (lambda u: u - u ** mpmath.mpf(1.75) / 2, LocalMap({Rational(3, 4): HALF}, Rational(3))),
}


@pytest.mark.parametrize("name", MAPS)
def test_logarithmic_corrections(name):
    """What is left after the correction log(l)/l is C/l: multiplied by l it settles."""
    step, local = MAPS[name]
    found = decay(local)
    law, rest = (mpmath_function(e) for e in (found.law, found.correction))
    left = settled(step, "0.9", law, lambda d: 1 / d, rest)
    assert abs(left[2] - left[1]) < 0.02 + 0.02 * abs(left[1])
    twin = settled(step, "0.9", law, lambda d: 1 / d, lambda d: rest(d) * mpmath.mpf("1.5"))
    assert abs(twin[2] - twin[1]) > abs(left[2] - left[1]) + 0.01


def test_half_order_corrections():
    """u' = u - u^2 + u^(5/2)/2: what is left after d l^(-1/2) is of order log(l)/l."""
    found = decay(LocalMap({1: 1, Rational(3, 2): -HALF}, Rational(2)))
    assert found.correction == 1 / l**HALF
    law, rest = (mpmath_function(e) for e in (found.law, found.correction))
    left = settled(lambda u: u - u**2 + u**2.5 / 2, "0.25", law, lambda d: mpmath.log(d) / d, rest)
    assert abs(left[2] / left[1] - 1) < 0.1
    assert abs(settled(lambda u: u - u**2 + u**2.5 / 2, "0.25", law, lambda d: mpmath.log(d) / d, lambda d: 0 * d)[2]) > 5 * abs(left[2])


def test_the_next_term_belongs_to_the_start_where_nothing_else_does():
    """u' = u/(1 + u) has 1/u_l = l + 1/u_0: no logarithm, and no correction is claimed."""
    found = decay(LocalMap({1: 1, 2: -1, 3: 1}, Rational(4)))
    assert (found.law, found.correction) == (1 / l, None)


def test_symbols_stay():
    s, a, beta, b, kappa = symbols("s a beta b kappa", positive=True)
    kinked = decay(LocalMap({HALF: s, 1: a}, Rational(3, 2)))
    assert kinked.law == 4 / (l**2 * s**2) and simplify(kinked.correction + (4 * a / s**2 + 3) * log(l) / l) == 0
    smooth = decay(LocalMap({1: 1 / beta, 2: -b}, Rational(5, 2)))
    assert smooth.law == beta / l and simplify(smooth.correction - (b * beta**2 - 1) * log(l) / l) == 0
    bent = decay(LocalMap({1: 1 / beta, Rational(3, 2): -kappa}, Rational(2)))
    assert simplify(bent.correction - 2 * kappa * beta ** Rational(3, 2) / l**HALF) == 0
    assert [kinked.tangent_ratio, smooth.tangent_ratio, bent.slope_exponent] == [Rational(1, 4), Rational(1, 3), 2]


def test_slopes_multiply_to_a_power_of_depth():
    """prod f'(c_k), l <= k < L, is (l/L)^2 for smooth and (l/L)^3 for kinked maps, up to factors 1 + O(log(l)/l)."""
    for name, exponent in (("smooth", 2), ("kink", 3)):
        step, local = MAPS[name]
        assert decay(local).slope_exponent == exponent
        with mpmath.workdps(30):
            u, product = mpmath.mpf(1) / 4, {}
            total = mpmath.mpf(1)
            for depth in range(1, 4097):
                total *= mpmath.diff(step, u) if depth > 512 else 1
                u = step(u)
                if depth in (1024, 2048, 4096):
                    product[depth] = total
        slopes = [-mpmath.log(product[2 * d] / product[d], 2) for d in (1024, 2048)]
        assert abs(2 * slopes[1] - slopes[0] - exponent) < 0.01


def test_power_series_of_a_binomial():
    assert power_series({Rational(1): symbols("a")}, Rational(2), Rational(3)) == {1: -2 * symbols("a"), 2: symbols("a") ** 2, 3: 0}


def test_what_is_no_local_map_is_refused():
    for terms, remainder in (({}, 1), ({1: 0}, 2), ({-1: 1}, 2), ({1: 1}, 1)):
        with pytest.raises(ValueError, match="positive exponents"):
            LocalMap(terms, Rational(Fraction(remainder)))


def mpmath_function(expr):
    from sympy import lambdify

    return lambdify(l, expr, "mpmath")
