"""Powers with a threshold, times exponentials, against quadrature of the definitions; the printed text is what is evaluated."""

from itertools import pairwise

import mpmath
import pytest
import sympy
from printed_text import evaluated, number
from sympy import Rational, exp, latex, pi, sqrt, sympify

from derive.evidence.lower import enclose
from derive.language.errors import Diverges
from derive.language.special import ParabolicCylinderD, Phi
from derive.pipeline import check, expectation

CLOSE = mpmath.mpf(10) ** -20


@pytest.fixture(autouse=True)
def forty_digits():
    with mpmath.workdps(40):
        yield


def mean(function, q, knots=(0,)):
    """E[function(sqrt(q) Z)] by quadrature between the knots; towards a knot the variable is squared three times."""
    root = mpmath.sqrt(number(q))
    ends = sorted({mpmath.mpf(-40), mpmath.mpf(40), *(number(k) / root for k in knots)})
    total = mpmath.mpf(0)
    for low, high in pairwise(ends):
        middle = (low + high) / 2
        for knot, span in ((low, middle - low), (high, middle - high)):
            places = [mpmath.mpf(0), *((mpmath.mpf(k) / abs(span)) ** mpmath.mpf("0.125") for k in ("0.01", "0.2", "1", "3", "8") if float(k) < abs(span)), 1]

            def moved(w, knot=knot, span=span):
                point = knot + span * w**8
                return function(root * point) * mpmath.npdf(point) * abs(span) * 8 * w**7

            total += mpmath.quad(moved, places)
    return total


def up(x, exponent):
    return x**exponent if x > 0 else mpmath.mpf(0)


MOMENTS = [
    ("Max(x - 1, 0)**alpha", "E[phi]", {"q": "7/5", "alpha": "2/7"}, (1,), lambda x: up(x - 1, number("2/7"))),
    ("Max(x - t, 0)**alpha", "E[phi^2*z^2]", {"q": "2", "alpha": "2/7", "t": "1/3"}, ("1/3",), lambda x: up(x - number("1/3"), number("4/7")) * x**2 / 2),
    ("Max(x + 1, 0)**alpha", "E[dphi^2]", {"q": "2/3", "alpha": "3/4"}, (-1,), lambda x: number("9/16") * up(x + 1, number("-1/2"))),
    ("Max(1 - x, 0)**alpha", "E[phi*He_3]", {"q": "1", "alpha": "3/4"}, (1,), lambda x: up(1 - x, number("3/4")) * (x**3 - 3 * x)),
    ("Abs(x - 1)**a", "E[phi]", {"q": "5/4", "a": "3/7"}, (1,), lambda x: abs(x - 1) ** number("3/7")),
    ("sign(x - 1)*Abs(x - 1)**a", "E[phi*z]", {"q": "1", "a": "3/7"}, (1,), lambda x: mpmath.sign(x - 1) * abs(x - 1) ** number("3/7") * x),
    ("sign(x)*Max(Abs(x) - t, 0)**a", "E[phi^2]", {"q": "3", "a": "1/3", "t": "1/2"}, ("1/2", "-1/2"), lambda x: up(abs(x) - 0.5, number("2/3"))),
    ("x**2*Max(x - 1, 0)**(3/2)", "E[phi]", {"q": "2"}, (1,), lambda x: x**2 * up(x - 1, 1.5)),
    ("Max(x, 0)**alpha*exp(b*x)", "E[phi]", {"q": "2", "alpha": "1/3", "b": "-3/2"}, (0,), lambda x: up(x, number("1/3")) * mpmath.exp(-1.5 * x)),
    (
        "Abs(x)**alpha*exp(b*x + g*x**2)",
        "E[phi]",
        {"q": "2", "alpha": "1/3", "b": "3/2", "g": "1/16"},
        (0,),
        lambda x: abs(x) ** number("1/3") * mpmath.exp(1.5 * x + x * x / 16),
    ),
    (
        "Max(x - 1, 0)**alpha*exp(x + g*x**2)",
        "E[phi^2]",
        {"q": "1/2", "alpha": "5/3", "g": "-1/3"},
        (1,),
        lambda x: up(x - 1, number("10/3")) * mpmath.exp(2 * x - 2 * x * x / 3),
    ),
    ("Piecewise((x**a, (x > 0) & (x < 1)), (0, True))", "E[phi]", {"q": "2", "a": "-1/3"}, (0, 1), lambda x: up(x, number("-1/3")) if x < 1 else 0),
    ("Max(x - 1, 0)**alpha + x", "E[phi^2]", {"q": "2", "alpha": "1/3"}, (1,), lambda x: (up(x - 1, number("1/3")) + x) ** 2),
    (  # on the left the derivative of the power is written with 1/x
        "exp(x) + Abs(x)**(3/2)",
        "E[dphi^2]",
        {"q": "2/3"},
        (0,),
        lambda x: (mpmath.exp(x) + mpmath.sign(x) * mpmath.sqrt(abs(x)) * 1.5) ** 2,
    ),
    (
        "exp(x) - Abs(x - 1)**(5/2)",
        "E[phi*ddphi]",
        {"q": "3/2"},
        (1,),
        lambda x: (mpmath.exp(x) - abs(x - 1) ** 2.5) * (mpmath.exp(x) - 3.75 * mpmath.sqrt(abs(x - 1))),
    ),
    ("log(Abs(x))*exp(-x**2)", "E[phi^2]", {"q": "2"}, (0,), lambda x: mpmath.log(abs(x)) ** 2 * mpmath.exp(-2 * x * x)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "quantity", "at", "knots", "integrand"), MOMENTS, ids=[f"{m[0]}-{m[1]}" for m in MOMENTS])
def test_moments(text, quantity, at, knots, integrand):
    assume = {name: "real" for name in ("b", "g") if name in at} | ({"a": "real"} if at.get("a", "").startswith("-") else {})
    answer = expectation(text, quantity, assume=assume)
    assert answer.status == "closed"
    expected = mean(integrand, at["q"], knots)
    assert abs(evaluated(answer.value, at) - expected) < CLOSE * max(1, abs(expected))
    assert {str(s.verdict) for s in answer.certificates(25, 2)} == {"certified"}


def test_a_jump_beside_a_power_adds_its_density():
    """phi = (x - 1)_+^a + 1{x > 0}: E[phi phi'] has the density at 0 times the jump of phi^2/2."""
    answer = expectation("Max(x - 1, 0)**a + Heaviside(x)", "E[phi*dphi]")
    a = number("5/3")
    regular = mean(lambda x: (up(x - 1, a) + (x > 0)) * a * up(x - 1, a - 1), "2", (0, 1))
    expected = regular + mpmath.mpf(1) / 2 / mpmath.sqrt(4 * mpmath.pi)
    assert abs(evaluated(answer.value, {"q": "2", "a": "5/3"}) - expected) < CLOSE


@pytest.mark.parametrize(
    ("text", "quantity", "status"),
    [
        ("sqrt(Abs(x - 1))", "E[dphi^2]", "diverges"),
        ("Max(x - 1, 0)**(3/2)", "E[ddphi^2]", "diverges"),
        ("Max(x + 2, 0)**(5/2) + Heaviside(x)", "E[dphi^2]", "diverges"),
        ("Abs(x - 1)**(-1/2)", "E[phi^2]", "diverges"),
        ("sign(x - 1)*Abs(x - 1)**(-1/3)", "E[phi^3]", "undefined"),
    ],
)
def test_what_does_not_exist(text, quantity, status):
    assert expectation(text, quantity).status == status


def test_existence_is_a_condition():
    slope = expectation("Max(x - 1, 0)**alpha", "E[dphi^2]")
    assert slope.exists == "(2*alpha - 1 > 0)"
    grown = expectation("Max(x, 0)**alpha*exp(g*x**2)", "E[phi^2]", assume={"g": "real"})
    assert grown.exists == "(-4*g*q + 1 > 0)"
    with pytest.raises(Diverges):
        grown.enclose(q="1", alpha="1", g="1/4")


def test_powers_of_the_distances_to_two_points_stay_open():
    assert expectation("Max(x - 1, 0)**(3/4)*sqrt(Max(x, 0))", "E[phi]").status == "enclosed"


def test_whole_powers_end_in_the_normal_distribution_function():
    value = expectation("Max(x - 1, 0)**(3/2)", "E[phi^2]").value
    assert value.has(Phi) and not value.has(ParabolicCylinderD)


def test_a_claimed_formula_is_proved_or_refuted():
    right = "gamma(a + 1)/sqrt(2*pi)*q**(a/2)*exp(-1/(4*q))*ParabolicCylinderD(-a - 1, 1/sqrt(q))"
    assert str(check("Max(x - 1, 0)**a", "E[phi]", right).verdict) == "proved"
    assert str(check("Max(x - 1, 0)**a", "E[phi]", right.replace("-a - 1", "-a - 2")).verdict) == "refuted"


nu, z = sympy.symbols("nu z", real=True)


class TestParabolicCylinderFunction:
    def test_special_values(self):
        assert ParabolicCylinderD(3, z) == (z**3 - 3 * z) * exp(-(z**2) / 4)
        assert ParabolicCylinderD(-1, z) == sqrt(2 * pi) * exp(z**2 / 4) * (1 - Phi(z))
        assert (ParabolicCylinderD(1, 0), ParabolicCylinderD(-2, 0), ParabolicCylinderD(nu, sympy.oo)) == (0, 1, 0)
        assert abs(mpmath.pcfd(mpmath.mpf("0.3"), 0) - evaluated(ParabolicCylinderD(nu, 0), {"nu": "3/10"})) < CLOSE

    def test_derivative_and_recurrence(self):
        at = {nu: Rational(-7, 3), z: Rational(5, 4)}
        function = ParabolicCylinderD(nu, z)
        slope = function.diff(z).subs(at).evalf(30)
        assert abs(mpmath.diff(lambda w: mpmath.pcfd(mpmath.mpf(-7) / 3, w), 1.25) - mpmath.mpf(str(slope))) < 1e-18
        for other in (function.lowered(), function.raised(), function.rewrite(sympy.hyper)):
            assert abs((function - other).subs(at).evalf(30, maxn=60)) < 1e-28

    @pytest.mark.parametrize(("order", "place"), [("-5/2", "3"), ("1/2", "-1"), ("-1/3", "12"), ("7/2", "-15/2"), ("-30", "1/5")])
    def test_values_are_whittakers_integral_in_floats_and_in_balls(self, order, place):
        """For nu >= 0 the integral of D_(nu-k), raised by the recurrence."""

        def whittaker(m, w):
            if m >= 0:
                return w * whittaker(m - 1, w) - (m - 1) * whittaker(m - 2, w)
            total = mpmath.quad(lambda s: 8 * s ** (-8 * m - 1) * mpmath.exp(-(s**16) / 2 - w * s**8), [0, 0.5, 0.9, 1.2, 1.5, 1.8])
            return total * mpmath.exp(-w * w / 4) / mpmath.gamma(-m)

        truth = whittaker(number(order), number(place))
        function = ParabolicCylinderD(Rational(order), Rational(place), evaluate=False)
        assert abs(mpmath.mpf(str(function.evalf(30))) / truth - 1) < 1e-20
        ball = enclose(function, {}, 30)
        assert abs(mpmath.mpf(str(ball.value)) - truth) < 1e-18 * max(1, abs(truth)) and ball.digits >= 30

    def test_prints(self):
        assert latex(ParabolicCylinderD(nu, z)) == r"D_{\nu}\left(z\right)"
        assert sympy.lambdify((nu, z), ParabolicCylinderD(nu, z), ["scipy"])(0.5, 1.0) == pytest.approx(float(mpmath.pcfd(0.5, 1)))
        assert sympify(str(ParabolicCylinderD(nu, z)), locals={"ParabolicCylinderD": ParabolicCylinderD, "nu": nu, "z": z}) == ParabolicCylinderD(nu, z)
