"""Pairs of powers, logarithms, Gaussians and smooth partners against quadrature of the definitions."""

import mpmath
import pytest
import sympy
from flint import ctx
from printed_text import evaluated, number
from sympy import Abs, Heaviside, Rational, exp, log, sign

from derive.evidence.audit.equation import certify
from derive.evidence.audit.sample import sample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.scalar import real_constant
from derive.evidence.lower import enclose
from derive.evidence.pair.polar import polar_or_none
from derive.language.errors import Diverges
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, c
from derive.pipeline import kernel

CLOSE = mpmath.mpf(10) ** -18
AT = {"q1": "2", "q2": "3/4", "c": "-2/5"}


@pytest.fixture(autouse=True)
def thirty_digits():
    with mpmath.workdps(30):
        yield


def quadrant(a, b, rho, g=0, h=0):
    """E[X_+^a Y_+^b exp(g X^2 + h Y^2)]: the radius is integrated exactly, the angle by quadrature towards the ends."""
    size, narrow = (a + b) / 2, 1 - rho**2

    def angular(cosine, sine):
        height = (1 - 2 * rho * sine * cosine) / (2 * narrow) - g * cosine**2 - h * sine**2
        return cosine**a * sine**b * height ** (-size - 1)

    def moved(w):
        cosine, sine = mpmath.cos(mpmath.pi / 4 * w**8), mpmath.sin(mpmath.pi / 4 * w**8)
        return (angular(cosine, sine) + angular(sine, cosine)) * 2 * mpmath.pi * w**7

    total = mpmath.quad(moved, [0, 0.5, 0.8, 1])
    return mpmath.gamma(size + 1) / 2 * total / (2 * mpmath.pi * mpmath.sqrt(narrow))


def paired(first, second, at, g=0, h=0):
    """E[phi(u) psi(v)] for {exponent: (coefficient right, coefficient left)}, times exp(g u^2 + h v^2)."""
    q1, q2, rho = (number(at[n]) for n in ("q1", "q2", "c"))
    total = mpmath.mpf(0)
    for e1, (r1, l1) in first.items():
        for e2, (r2, l2) in second.items():
            a, b = number(e1), number(e2)
            for weight, correlation in ((r1 * r2 + l1 * l2, rho), (r1 * l2 + l1 * r2, -rho)):
                if weight:
                    total += q1 ** (a / 2) * q2 ** (b / 2) * weight * quadrant(a, b, correlation, g * q1, h * q2)
    return total


UP, BOTH, ODD = (1, 0), (1, 1), (1, -1)
DERIVATIVES = [
    ("Max(x, 0)**(1/2)", {"-1/2": (Rational(1, 2), 0)}),
    ("Max(x, 0)**(1/3)", {"-2/3": (Rational(1, 3), 0)}),
    ("sign(x)*Abs(x)**(1/5)", {"-4/5": (Rational(1, 5), Rational(1, 5))}),
    ("Piecewise((x**(1/3), x > 0), (-(-x)**(2/3), True))", {"-2/3": (Rational(1, 3), 0), "-1/3": (0, Rational(2, 3))}),
]


@pytest.mark.parametrize(("text", "slope"), DERIVATIVES, ids=[d[0] for d in DERIVATIVES])
def test_derivative_kernels_whose_factors_are_not_square_integrable_are_certified(text, slope):
    answer = kernel(text, 1)
    weights = {e: tuple(number(w) for w in pair) for e, pair in slope.items()}
    assert abs(evaluated(answer.value, AT) - paired(weights, weights, AT)) < CLOSE
    assert answer.certificate.verdict is Verdict.PROVED


DIFFERENT = [
    ("Max(x, 0)**a", "Max(x, 0)**b", {"1/3": UP}, {"5/4": UP}),
    ("Max(x, 0)**a", "Max(-x, 0)**b", {"1/3": UP}, {"5/4": (0, 1)}),
    ("Max(x, 0)**a", "sign(x)", {"1/3": UP}, {"0": ODD}),
    ("Max(x, 0)**a", "Heaviside(x)", {"1/3": UP}, {"0": UP}),
    ("Piecewise((x**a, x > 0), (-3*(-x)**b, True))", "Abs(x)**b", {"1/3": UP, "5/4": (0, -3)}, {"5/4": BOTH}),
    ("Max(x, 0)**a", "x**3 + Max(x, 0)", {"1/3": UP}, {"3": ODD, "1": UP}),
]


@pytest.mark.parametrize(("one", "other", "first", "second"), DIFFERENT, ids=[f"{d[0]}-{d[1]}" for d in DIFFERENT])
def test_different_exponents(one, other, first, second):
    answer = kernel(one, 0, other)
    at = AT | ({"a": "1/3"} if "a" in one else {}) | ({"b": "5/4"} if "b" in (one + other).replace("Abs", "") else {})
    assert abs(evaluated(answer.value, at) - paired(first, second, AT)) < CLOSE
    assert {str(s.verdict) for s in answer.certificates(25, 1)} == {"certified"}


TILTED = [
    ("Max(x, 0)**a*exp(-x**2)", "Max(x, 0)**a*exp(-x**2)", {"1/3": UP}, {"1/3": UP}, "-1", "-1"),
    ("Abs(x)**a*exp(x**2/10)", "x*sqrt(Abs(x))", {"1/3": BOTH}, {"3/2": ODD}, "1/10", "0"),
    ("sign(x)*Abs(x)**a*exp(-x**2)", "Max(x, 0)**2*exp(x**2/8)", {"1/3": ODD}, {"2": UP}, "-1", "1/8"),
]


@pytest.mark.parametrize(("one", "other", "first", "second", "g", "h"), TILTED, ids=[f"{t[0]}-{t[1]}" for t in TILTED])
def test_powers_times_gaussians(one, other, first, second, g, h):
    answer = kernel(one, 0, None if one == other else other)
    expected = paired(first, second, AT, number(g), number(h))
    assert abs(evaluated(answer.value, AT | {"a": "1/3"}) - expected) < CLOSE
    assert {str(s.verdict) for s in answer.certificates(25, 1)} == {"certified"}


def test_a_symbolic_gaussian_exists_where_the_new_precision_is_positive():
    answer = kernel("Max(x, 0)**a*exp(g*x**2)")
    assert "> 0" in answer.exists
    assert answer.holds_at({"q1": "1", "q2": "1", "c": "1/2", "a": "1", "g": "1/8"})
    assert not answer.holds_at({"q1": "1", "q2": "1", "c": "1/2", "a": "1", "g": "2/5"})


LOGARITHMS = [("x*log(Abs(x))", 1), ("x**2*log(Abs(x))", 2), ("x**3*log(Abs(x))", 3)]


@pytest.mark.parametrize(("text", "power"), LOGARITHMS)
def test_kernels_of_powers_times_logarithms(text, power):
    """The derivative of the quadrant moment in both exponents at a = b = n, under the integral over the angle, at unit variances."""
    answer = kernel(text)

    def quadrant_of_logarithms(rho):
        first, second = mpmath.psi(0, power + 1), mpmath.psi(1, power + 1)

        def angular(t):
            cosine, sine = mpmath.cos(t), mpmath.sin(t)
            height = (1 - 2 * rho * sine * cosine) / (2 * (1 - rho**2))
            slopes = [first / 2 + mpmath.log(side) - mpmath.log(height) / 2 for side in (cosine, sine)]
            return (cosine * sine) ** power * height ** (-power - 1) * (slopes[0] * slopes[1] + second / 4)

        total = 2 * mpmath.quad(lambda w: angular(mpmath.pi / 4 * w**3) * mpmath.pi * 3 / 4 * w**2, [0, 0.5, 1])
        return mpmath.gamma(power + 1) / 2 * total / (2 * mpmath.pi * mpmath.sqrt(1 - rho**2))

    rho = number("-2/5")
    expected = 2 * (quadrant_of_logarithms(rho) + (-1) ** power * quadrant_of_logarithms(-rho))
    assert abs(evaluated(answer.value, {"q1": "1", "q2": "1", "c": "-2/5"}) - expected) < CLOSE * 100
    assert {str(s.verdict) for s in answer.certificates(25, 1)} == {"certified"}


def test_a_logarithm_beside_a_polynomial_at_unequal_variances():
    """E[|u|^a log|u| v^2] by the law of v given u, the inner mean exactly, the outer by quadrature."""
    answer = kernel("Abs(x)**a*log(Abs(x))", 0, "x**2 + x")
    q1, q2, rho, a = number("2"), number("3/4"), number("-2/5"), number("1/3")

    def integrand(w):
        z = w**8
        square = q2 * (rho**2 * z**2 + 1 - rho**2)
        return 16 * w**7 * (mpmath.sqrt(q1) * z) ** a * mpmath.log(mpmath.sqrt(q1) * z) * square * mpmath.npdf(z)

    expected = mpmath.quad(integrand, [0, 0.6, 0.9, 1.1, 1.3, 1.55])
    assert abs(evaluated(answer.value, AT | {"a": "1/3"}) - expected) < CLOSE


PARTNERS = [
    ("Max(x - 1, 0)**a", "x**2 - x", 0, lambda u: max(u - 1, 0) ** number("1/3"), lambda m, r: m**2 + r - m),
    ("Max(x, 0)**a", "exp(x)", 0, lambda u: max(u, 0) ** number("1/3"), lambda m, r: mpmath.exp(m + r / 2)),
    (
        "Abs(x - 1)**(3/2)",
        "x*exp(-x**2)",
        1,
        lambda u: mpmath.sign(u - 1) * mpmath.sqrt(abs(u - 1)) * 3 / 2,
        lambda m, r: mpmath.exp(-(m**2) / (1 + 2 * r)) / mpmath.sqrt(1 + 2 * r) * (1 - 2 * (m**2 / (1 + 2 * r) ** 2 + r / (1 + 2 * r))),
    ),
]


@pytest.mark.parametrize(("text", "partner", "order", "outer", "inner"), PARTNERS, ids=[f"{p[0]}-{p[1]}" for p in PARTNERS])
def test_smooth_partners(text, partner, order, outer, inner):
    """The mean over v given u (normal with mean m and variance r) by hand, over u by quadrature at the knot."""
    answer = kernel(text, order, partner)
    q1, q2, rho = (number(AT[n]) for n in ("q1", "q2", "c"))
    knot = mpmath.mpf(1 if "- 1" in text else 0)

    def integrand(u):
        return outer(u) * inner(rho * mpmath.sqrt(q2 / q1) * u, q2 * (1 - rho**2)) * mpmath.npdf(u, 0, mpmath.sqrt(q1))

    expected = sum(mpmath.quad(lambda w, s=s: 6 * w**5 * integrand(knot + s * w**6), [0, 0.6, 0.9, 1.1, 1.3, 1.5, 1.65]) for s in (1, -1))
    assert abs(evaluated(answer.value, AT | {"a": "1/3"}) - expected) < CLOSE * max(1, abs(expected))


def test_the_direction_of_a_pair():
    """Powers, logarithms and Gaussians on one quadrant, none of them square-integrable; the logarithm as a derivative in the exponent."""
    f, g = Abs(X) ** Rational(-2, 3) * Heaviside(X) * exp(X**2 / 3), Abs(Y) ** Rational(-3, 5) * log(Abs(Y)) * Heaviside(Y)
    with ctx.workprec(150):
        ball = polar_or_none(f, g, (X, Y), real_constant(Rational(-1, 3), {}), 25)
    expected = mpmath.diff(lambda b: quadrant(mpmath.mpf(-2) / 3, b, mpmath.mpf(-1) / 3, mpmath.mpf(1) / 3), mpmath.mpf(-3) / 5)
    assert abs(mpmath.mpf(ball.mid().str(30, radius=False)) - expected) < mpmath.mpf(10) ** -15 and ball.rad() < 1e-25


def test_what_does_not_exist_has_no_direction():
    one_third = real_constant(Rational(1, 3), {})
    for f, g in [(Heaviside(X) * Abs(X) ** -1, Heaviside(Y) * Abs(Y) ** Rational(1, 2)), (exp(X**2 / 2), exp(Y**2 / 2))]:
        assert polar_or_none(f, g, (X, Y), one_third, 25) is None
        with pytest.raises(Diverges):
            enclose(Expectation(f * g, Gaussian(Rational(1, 3))), {}, 25)


def test_a_falsified_pair_is_refuted():
    goal = Expectation(Abs(X) ** Rational(-2, 3) * Abs(Y) ** Rational(-2, 3) * sign(X) * sign(Y), Gaussian(c))
    wrong = c * goal.xreplace({c: -c})
    assert certify(goal, wrong, (c > 0, c < 1), 20, 1).verdict is Verdict.REFUTED


def test_points_are_found_where_hypotheses_hold_near_zero_alone():
    q1, q2 = sympy.symbols("q1 q2", positive=True)
    narrow = list(sample([q1, q2, c], [1 - 400 * q1 * q2 - 8 * q1 > 0], 3))
    assert len(narrow) == 3 and all(1 - 400 * p[q1] * p[q2] - 8 * p[q1] > 0 for p in narrow)
    assert len(list(sample([q1], [1 - 40 * q1 > 0], 3))) == 3
