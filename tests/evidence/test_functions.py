"""Special functions in balls against mpmath at thirty digits."""

import mpmath
import pytest
from flint import acb, arb, ctx, fmpq
from sympy import (
    Chi,
    Ei,
    Function,
    Rational,
    asinh,
    besselk,
    elliptic_e,
    elliptic_k,
    erfi,
    expint,
    gamma,
    hyper,
    loggamma,
    polygamma,
)

from derive.evidence.balls.confluent import goodwin_staton, goodwin_staton_by_quadrature, parabolic_cylinder_d
from derive.evidence.balls.functions import TABLE
from derive.evidence.lower import enclose
from derive.language.errors import CannotEnclose
from derive.language.goals.expectation import ActivationMoment
from derive.language.special import GoodwinStaton
from derive.language.symbols import phi, q, x

H, T, Q = Rational(1, 2), Rational(1, 3), Rational(1, 4)
ParabolicCylinderD = Function("ParabolicCylinderD", real=True)


def number(value):
    return mpmath.mpf(int(value.p)) / int(value.q)


def goodwin(z):
    return mpmath.quad(lambda t: mpmath.exp(-t * t) / (t + z), [0, 1, 3, 12])


PLACES = [T, Rational(7, 5), Rational(5, 2), Rational(9)]
CASES = [
    *((f, m, (v,)) for f, m in ((gamma, mpmath.gamma), (loggamma, mpmath.loggamma), (erfi, mpmath.erfi), (Ei, mpmath.ei)) for v in PLACES),
    *((gamma, mpmath.gamma, (v,)) for v in (-H, -Rational(7, 3))),
    *((Ei, mpmath.ei, (v,)) for v in (-H, -Rational(7, 3))),
    *((expint, mpmath.expint, (n, v)) for n in (Rational(1), Rational(2), H, -T) for v in PLACES),
    *((besselk, mpmath.besselk, (n, v)) for n in (Rational(0), Rational(1), Q, H) for v in PLACES),
    *((f, m, (v,)) for f, m in ((elliptic_k, mpmath.ellipk), (elliptic_e, mpmath.ellipe)) for v in (T, -Rational(7, 5), Rational(99, 100), -Rational(9))),
    *((polygamma, mpmath.psi, (Rational(n), v)) for n in (0, 1, 3) for v in PLACES),
    *((GoodwinStaton, goodwin, (v,)) for v in (*PLACES, Rational(1, 100), Rational(40))),
    *((ParabolicCylinderD, mpmath.pcfd, (n, v)) for n in (Rational(0), Rational(3), -H, -Rational(3, 2), T) for v in (*PLACES, -T, -Rational(4), Rational(0))),
]


def _name(value):
    return value.__name__ if callable(value) else str(value)


@pytest.mark.parametrize(("function", "reference", "at"), CASES, ids=_name)
def test_a_function_agrees_with_mpmath(function, reference, at):
    ball = enclose(function(*at, evaluate=False), {}, 30)
    with mpmath.workdps(45):
        expected = reference(*map(number, at))
        assert ball.digits >= 30 and abs(mpmath.mpf(ball.value) - expected) <= mpmath.mpf(ball.radius) + mpmath.mpf(10) ** -30 * max(1, abs(expected))


@pytest.mark.parametrize("z", [T, -Rational(3, 2), Rational(19, 20), Rational(9, 25), Rational(1), -Rational(40)])
@pytest.mark.parametrize(
    "abc", [(H, Q, Rational(7, 5)), (T, Rational(4, 3), Rational(9, 4)), (H, H, Rational(3, 2)), (T, T, Rational(8, 3)), (T, Q, Rational(3))]
)
def test_the_hypergeometric_function_at_real_arguments(abc, z):
    a, b, c = abc
    ball = enclose(hyper((a, b), (c,), z), {}, 30)
    with mpmath.workdps(45):
        expected = mpmath.hyp2f1(*map(number, (a, b, c, z)))
        assert ball.digits >= 30 and abs(mpmath.mpf(ball.value) - expected) < mpmath.mpf(10) ** -28 * max(1, abs(expected))


def test_parameters_whose_differences_are_integers_but_are_no_binary_fractions():
    for abc in ((T, Rational(4, 3), Rational(5, 3)), (T, T, Rational(2, 3))):
        ball = enclose(hyper(abc[:2], abc[2:], Rational(19, 20)), {}, 30)
        with mpmath.workdps(40):
            assert ball.digits >= 30 and abs(mpmath.mpf(ball.value) - mpmath.hyp2f1(*map(number, abc), mpmath.mpf(19) / 20)) < 1e-28


def test_a_divergent_hypergeometric_series_has_no_value():
    with pytest.raises(CannotEnclose):
        enclose(hyper((1, 1), (2,), 1), {}, 20)


def test_two_ways_to_goodwin_and_staton():
    with ctx.workprec(160):
        for z in ("1/100", "1/3", "2", "11/2", "60"):
            ball = arb(fmpq(*map(int, (z + "/1").split("/")[:2])))
            first, second = goodwin_staton(acb(ball)).real, goodwin_staton_by_quadrature(ball)
            assert first.overlaps(second) and first.rad() < 1e-40 and second.rad() < 1e-40
        assert not goodwin_staton(acb(-1)).is_finite() and not goodwin_staton(acb(arb(0, 1))).is_finite()


def test_analytic_balls_contain_the_values_in_them():
    with ctx.workprec(100):
        for centre in (acb("0.4", "0.3"), acb(2, 1), acb("1.2")):
            wide = acb(arb(centre.real.mid(), "0.05"), arb(centre.imag.mid(), "0.05"))
            inner = centre + acb("0.03", "-0.02")
            assert goodwin_staton(wide, True).contains(goodwin_staton(inner).mid())
            assert parabolic_cylinder_d(acb(-1) / 3, wide, True).contains(parabolic_cylinder_d(acb(-1) / 3, inner).mid())


def test_a_function_without_a_ball_version_is_refused():
    with pytest.raises(CannotEnclose, match="no ball version"):
        enclose(Chi(2), {}, 20)


@pytest.mark.parametrize("box", [(1, 2, 0.5), (0.1, 30, 3), (100, 900, 50), (-1, 1, 0.5), (-3, 5, 0.4), (-900, -100, 0.01)])
def test_asinh_of_a_wide_ball(box):
    """Arb's is nothing there; every value in the box is in the ball, and a box across a cut is refused."""
    low, high, top = box
    found = TABLE["asinh"](acb(arb(low).union(arb(high)), arb(0).union(arb(top))), analytic=True)
    for i in range(9):
        for j in range(5):
            value = mpmath.asinh(mpmath.mpc(low + (high - low) * i / 8, top * j / 4))
            assert found.contains(acb(arb(float(value.real)), arb(float(value.imag))))
    assert not TABLE["asinh"](acb(arb(0, 1), arb(2, 0.5)), analytic=True).is_finite()
    assert float(enclose(ActivationMoment(asinh(x), phi**2, q), {q: 1000}, 20, 30).arb.rad()) < 1e-19
