"""Closed forms of rational activations against quadrature by mpmath, which shares no code with them."""

import mpmath
import pytest
from sympy import Ei, Rational, Symbol

from derive import expectation
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.errors import NotDefined
from derive.language.special import GoodwinStaton, TricomiU

Q = Rational(7, 5)
A = Rational(3, 4)


def mean(function, q=Q):
    """E[f(sqrt(q) z, z)] to some 25 digits."""
    with mpmath.workdps(30):
        root = mpmath.sqrt(mpmath.mpf(q.p) / q.q)
        nodes = [-30, -8, -3, -1, 0, 1, 3, 8, 30]
        return mpmath.quad(lambda w: function(root * w, w) * mpmath.npdf(w), nodes)


def value(answer, **at):
    symbols = {s.name: s for s in answer.value.free_symbols}
    return answer.value.subs({symbols[name]: number for name, number in at.items() if name in symbols}).evalf(30)


def agrees(answer, expected, **at):
    assert answer.status == "closed"
    found = value(answer, q=Q, **at)
    with mpmath.workdps(30):
        assert abs(mpmath.mpf(str(found)) - expected) < mpmath.mpf(10) ** -20 * max(1, abs(expected)), (found, expected)


def softsign(x):
    return x / (1 + abs(x))


def softsign_slope(x):
    return 1 / (1 + abs(x)) ** 2


CASES = [
    ("x/(1+Abs(x))", "E[phi^2]", lambda x, z: softsign(x) ** 2),
    ("x/(1+Abs(x))", "E[phi^4]", lambda x, z: softsign(x) ** 4),
    ("x/(1+Abs(x))", "E[phi*He_3]", lambda x, z: softsign(x) * (z**3 - 3 * z)),
    ("x/(1+Abs(x))", "E[dphi^2]", lambda x, z: softsign_slope(x) ** 2),
    ("x/(1+Abs(x))", "E[ddphi^2]", lambda x, z: 4 / (1 + abs(x)) ** 6),
    ("x/(1+Abs(x))", "E[phi*dphi*z]", lambda x, z: softsign(x) * softsign_slope(x) * z),
    ("1/(1+Abs(x))**2", "E[phi]", lambda x, z: softsign_slope(x)),
    ("1/(3+2*Abs(x))**3", "E[phi*He_2]", lambda x, z: (z * z - 1) / (3 + 2 * abs(x)) ** 3),
    ("1/(1+Abs(x)) + 1/(2+Abs(x))", "E[phi^2]", lambda x, z: (1 / (1 + abs(x)) + 1 / (2 + abs(x))) ** 2),
    ("1/(x**2+3*Abs(x)+1)", "E[phi]", lambda x, z: 1 / (x * x + 3 * abs(x) + 1)),
    ("Max(x,0)/(1+Max(x,0))", "E[phi^2]", lambda x, z: (x / (1 + x)) ** 2 if x > 0 else mpmath.mpf(0)),
    ("x/(1+Abs(x)) + Max(x,0)", "E[phi^2]", lambda x, z: (softsign(x) + max(x, 0)) ** 2),
    ("1/(1+x**2)", "E[phi]", lambda x, z: 1 / (1 + x * x)),
    ("1/(1+x**2)", "E[phi^2*z^4]", lambda x, z: z**4 / (1 + x * x) ** 2),
    ("1/(1+x**2)", "E[ddphi^2]", lambda x, z: ((6 * x * x - 2) / (1 + x * x) ** 3) ** 2),
    ("x/(4+x**2)", "E[phi^2]", lambda x, z: (x / (4 + x * x)) ** 2),
    ("1/((1+x**2)*(2+x**2))", "E[phi]", lambda x, z: 1 / ((1 + x * x) * (2 + x * x))),
    ("x**3/(1+x**2) + x", "E[phi*z]", lambda x, z: (x**3 / (1 + x * x) + x) * z),
    ("Abs(x)/(1+x**2)", "E[phi]", lambda x, z: abs(x) / (1 + x * x)),
    ("Abs(x)**3/(1+x**2)**2", "E[phi]", lambda x, z: abs(x) ** 3 / (1 + x * x) ** 2),
    ("x/sqrt(1+x**2)", "E[phi^2]", lambda x, z: x * x / (1 + x * x)),
    ("x/sqrt(1+x**2)", "E[phi*He_1]", lambda x, z: z * x / mpmath.sqrt(1 + x * x)),
    ("x/sqrt(1+x**2)", "E[dphi]", lambda x, z: (1 + x * x) ** mpmath.mpf("-1.5")),
    ("sqrt(1+x**2)", "E[phi^3]", lambda x, z: (1 + x * x) ** mpmath.mpf("1.5")),
    ("sqrt(1+x**2)", "E[phi*He_2]", lambda x, z: (z * z - 1) * mpmath.sqrt(1 + x * x)),
    ("Max(x,0)/sqrt(1+x**2)", "E[phi]", lambda x, z: x / mpmath.sqrt(1 + x * x) if x > 0 else mpmath.mpf(0)),
    ("atan(x)", "E[phi*He_1]", lambda x, z: mpmath.atan(x) * z),
    ("atan(x)", "E[phi*He_3]", lambda x, z: mpmath.atan(x) * (z**3 - 3 * z)),
    ("atan(x)", "E[dphi^2]", lambda x, z: 1 / (1 + x * x) ** 2),
    ("atan(x)", "E[phi*dphi+dphi^2]", lambda x, z: 1 / (1 + x * x) ** 2),
    ("atan(3*x)/2", "E[phi*z]", lambda x, z: mpmath.atan(3 * x) / 2 * z),
    ("log(1+x**2)", "E[phi*He_2]", lambda x, z: mpmath.log(1 + x * x) * (z * z - 1)),
    ("1/(2+x+x**2)", "E[phi]", lambda x, z: 1 / (2 + x + x * x)),
    ("1/(1+(x-1)**2)", "E[phi^2*z]", lambda x, z: z / (1 + (x - 1) ** 2) ** 2),
    ("x**3/(5+4*x+x**2)", "E[phi]", lambda x, z: x**3 / (5 + 4 * x + x * x)),
    ("1/((1+x**2)*(2+2*x+x**2))", "E[phi]", lambda x, z: 1 / ((1 + x * x) * (2 + 2 * x + x * x))),
    ("1/(1+x**2) + 1/(1+(x-2)**2)", "E[phi^2]", lambda x, z: (1 / (1 + x * x) + 1 / (1 + (x - 2) ** 2)) ** 2),
    ("atan(x-1)", "E[phi*He_2]", lambda x, z: mpmath.atan(x - 1) * (z * z - 1)),
    ("(1+x**2)**Rational(1,3)", "E[phi]", lambda x, z: (1 + x * x) ** (mpmath.mpf(1) / 3)),
    ("(1+x**2)**Rational(-2,3)", "E[dphi^2]", lambda x, z: (mpmath.mpf(4) / 3 * x) ** 2 * (1 + x * x) ** (-mpmath.mpf(10) / 3)),
    ("sign(x)/(1+Abs(x))", "E[phi^2]", lambda x, z: softsign_slope(x)),
]


@pytest.mark.parametrize(("activation", "quantity", "function"), CASES, ids=[f"{a} {q}" for a, q, _ in CASES])
def test_moment_agrees_with_quadrature(activation, quantity, function):
    agrees(expectation(activation, quantity), mean(function))


PARAMETRIC = [
    ("x/(a+Abs(x))", "E[phi^2]", lambda a: lambda x, z: (x / (a + abs(x))) ** 2),
    ("x/(a+Abs(x))", "E[dphi^2]", lambda a: lambda x, z: a * a / (a + abs(x)) ** 4),
    ("1/(a**2+x**2)", "E[phi]", lambda a: lambda x, z: 1 / (a * a + x * x)),
    ("1/(1/4+(x-a)**2)", "E[phi^2]", lambda a: lambda x, z: 1 / (mpmath.mpf(1) / 4 + (x - a) ** 2) ** 2),
    ("1/(a**2+(x-1)**2)", "E[phi*z]", lambda a: lambda x, z: z / (a * a + (x - 1) ** 2)),
    ("(1+x**2)**a", "E[phi^2]", lambda a: lambda x, z: (1 + x * x) ** (2 * a)),
    ("(a+3*x**2)**(-a)", "E[phi*z**2]", lambda a: lambda x, z: z * z * (a + 3 * x * x) ** -a),
    ("1/(a+x**2)**2", "E[phi*He_2]", lambda a: lambda x, z: (z * z - 1) / (a + x * x) ** 2),
    ("atan(a*x)", "E[phi*z]", lambda a: lambda x, z: mpmath.atan(a * x) * z),
    ("1/(1+Abs(x)) - 1/(a+Abs(x))", "E[phi^2]", lambda a: lambda x, z: (1 / (1 + abs(x)) - 1 / (a + abs(x))) ** 2),
]


@pytest.mark.parametrize(("activation", "quantity", "function"), PARAMETRIC, ids=[f"{a} {q}" for a, q, _ in PARAMETRIC])
def test_symbolic_pole(activation, quantity, function):
    agrees(expectation(activation, quantity), mean(function(mpmath.mpf(A.p) / A.q)), a=A)


def test_a_jump_adds_its_density():
    """phi = sign(x)/(1 + |x|): (phi^2)' = 2 phi phi' has no jump at 0, phi' itself a delta of weight 2."""
    answer = expectation("sign(x)/(1+Abs(x))", "E[dphi]")
    with mpmath.workdps(30):
        density = 2 / mpmath.sqrt(2 * mpmath.pi * mpmath.mpf(Q.p) / Q.q)
        agrees(answer, density - mean(lambda x, z: softsign_slope(x)))


def test_a_mean_without_a_closed_form_stays_open():
    answer = expectation("atan(x)", "E[phi^2*dphi]")
    assert answer.status == "enclosed" and answer.value is None


@pytest.mark.parametrize("activation", ["1/(1+x+x**10)", "Heaviside(x-1)/(1+x+x**10)"])
def test_poles_elsewhere_are_left_open(activation):
    assert expectation(activation, "E[phi]").status == "enclosed"


def test_a_pole_on_the_line_is_refused():
    with pytest.raises(NotDefined, match="not integrable"):
        expectation("1/(Abs(x) - 1)", "E[phi]")


def test_goodwin_staton_function():
    z = Symbol("z", positive=True)
    with mpmath.workdps(40):
        for number in (Rational(1, 10), Rational(2), Rational(15)):
            t = mpmath.mpf(number.p) / number.q
            expected = mpmath.quad(lambda s, t=t: mpmath.exp(-s * s) / (s + t), [0, 0.1, 1, 4, 12])
            assert abs(mpmath.mpf(str(GoodwinStaton(number).evalf(35))) - expected) < mpmath.mpf(10) ** -32
            assert abs(mpmath.mpf(str(GoodwinStaton(number).rewrite(Ei).evalf(35))) - expected) < mpmath.mpf(10) ** -32
            slope = mpmath.quad(lambda s, t=t: -mpmath.exp(-s * s) / (s + t) ** 2, [0, 0.1, 1, 4, 12])
            assert abs(mpmath.mpf(str(GoodwinStaton(z).diff(z).subs(z, number).evalf(35))) - slope) < mpmath.mpf(10) ** -30
    assert str(GoodwinStaton(z)) == "GoodwinStaton(z)" and GoodwinStaton(z).is_positive


@pytest.mark.parametrize(("activation", "quantity"), [("x/(1+Abs(x))", "E[phi^2]"), ("x/sqrt(1+x**2)", "E[dphi]"), ("atan(x)", "E[phi*He_1]")])
def test_every_step_is_audited(activation, quantity):
    answer = expectation(activation, quantity)
    assert answer.certificate.verdict is Verdict.PROVED, answer.certificate


def test_tricomis_function():
    a, b, z = Symbol("a", positive=True), Symbol("b", real=True), Symbol("z", positive=True)
    with mpmath.workdps(30):
        for first, second, w in ((Rational(1, 2), Rational(2, 3), Rational(2)), (Rational(3, 2), Rational(-5, 3), Rational(1, 7))):
            s, r, t = (mpmath.mpf(v.p) / v.q for v in (first, second, w))
            expected = mpmath.quad(
                lambda y, s=s, r=r, t=t: 2 * mpmath.exp(-t * y**2) * y ** (2 * s - 1) * (1 + y**2) ** (r - s - 1), [0, 1, 4, 12, 40]
            ) / mpmath.gamma(s)
            assert abs(mpmath.mpf(str(TricomiU(first, second, w).evalf(25))) - expected) < mpmath.mpf(10) ** -18
            assert abs(mpmath.mpf(enclose(TricomiU(first, second, w), {}, 25).value) - expected) < mpmath.mpf(10) ** -18
            slope = mpmath.diff(lambda y, s=s, r=r: mpmath.hyperu(s, r, y), t)
            assert abs(mpmath.mpf(str(TricomiU(a, b, z).diff(z).subs({a: first, b: second, z: w}).evalf(20))) - slope) < mpmath.mpf(10) ** -10
    assert TricomiU(a, a + 1, z) == z**-a
