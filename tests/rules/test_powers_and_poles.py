"""Real powers beside poles against quadrature in |z| = t^12, where the powers of thirds and fourths are smooth."""

from fractions import Fraction

import mpmath
import pytest
from sympy import Rational, Symbol

from derive import expectation, kernel

CASES = [
    ("Abs(x)**(1/2)/(1+x**2)", "E[phi]", lambda x, z: mpmath.sqrt(abs(x)) / (1 + x * x)),
    ("Abs(x)**(-1/2)/(2+3*x**2)**2", "E[phi*z**2]", lambda x, z: z * z / mpmath.sqrt(abs(x)) / (2 + 3 * x * x) ** 2),
    ("Max(x,0)**(3/2)*(1+x)/(x**2+1/4)", "E[phi*z]", lambda x, z: z * max(x, 0) ** 1.5 * (1 + x) / (x * x + 0.25)),
    ("sign(x)*Abs(x)**(1/3)/(1+x**2)**3", "E[phi*z]", lambda x, z: z * mpmath.sign(x) * mpmath.cbrt(abs(x)) / (1 + x * x) ** 3),
    ("Abs(x)**(2/3)/((1+x**2)*(4+x**2)) + x**2", "E[phi]", lambda x, z: mpmath.cbrt(x * x) / ((1 + x * x) * (4 + x * x)) + x * x),
    ("Abs(x)**(1/4)*exp(-x**2)/(1+x**2)", "E[phi]", lambda x, z: abs(x) ** 0.25 * mpmath.exp(-x * x) / (1 + x * x)),
    ("Abs(x)**(1/2)/(1+Abs(x))", "E[phi]", lambda x, z: mpmath.sqrt(abs(x)) / (1 + abs(x))),
    ("Piecewise((x**(-1/3)/(2+x)**2, x > 0), (0, True))", "E[phi]", lambda x, z: 1 / mpmath.cbrt(x) / (2 + x) ** 2 if x > 0 else 0),
    ("Abs(x)**(5/3)/(1+2*Abs(x))**3", "E[phi*z**2]", lambda x, z: z * z * mpmath.cbrt(abs(x)) ** 5 / (1 + 2 * abs(x)) ** 3),
    ("Abs(x)**(1/3)/sqrt(1+x**2)", "E[phi]", lambda x, z: mpmath.cbrt(abs(x)) / mpmath.sqrt(1 + x * x)),
    ("sqrt(Abs(x)/(1+x**2))*x", "E[phi*z]", lambda x, z: z * x * mpmath.sqrt(abs(x) / (1 + x * x))),
    ("Max(x,0)**(1/4)*(x+x**2)/(1+x**2)**(3/2)", "E[phi]", lambda x, z: max(x, 0) ** 0.25 * (x + x * x) / (1 + x * x) ** 1.5),
    ("Abs(x)**(-3/2)*x**2/(1+x**2)", "E[phi]", lambda x, z: mpmath.sqrt(abs(x)) / (1 + x * x)),
    ("Abs(x)**(3/2)/(1+x**2)", "E[dphi^2]", lambda x, z: (1.5 * mpmath.sqrt(abs(x)) / (1 + x * x) - 2 * abs(x) ** 2.5 / (1 + x * x) ** 2) ** 2),
    ("Abs(x)**(3/2)/(1+x**2)", "E[ddphi]", lambda x, z: (z * z - 1) * abs(x) ** 1.5 / (1 + x * x)),
    ("Abs(x)**(1/3)/(1+x**2)", "E[ddphi]", lambda x, z: (z * z - 1) * mpmath.cbrt(abs(x)) / (1 + x * x)),
    ("log(Abs(x))/(1+x**2)", "E[phi]", lambda x, z: mpmath.log(abs(x)) / (1 + x * x)),
    ("Abs(x)*log(2*Abs(x))/(4+x**2)", "E[phi]", lambda x, z: abs(x) * mpmath.log(2 * abs(x)) / (4 + x * x)),
    ("sqrt(Abs(x))*log(Abs(x))/(1+x**2)**2", "E[phi*z**2]", lambda x, z: z * z * mpmath.sqrt(abs(x)) * mpmath.log(abs(x)) / (1 + x * x) ** 2),
    ("Abs(x)**(-2/3)*log(Abs(x))*exp(-x**2)/(1+x**2)", "E[phi]", lambda x, z: mpmath.log(abs(x)) * mpmath.exp(-x * x) / mpmath.cbrt(x * x) / (1 + x * x)),
]
VARIANCES = ["1/1000000", "7/5", "1000000"]
DERIVATIVES = {"E[ddphi]"}


def mean(function, q):
    """E[function(sqrt(q) z, z)], panels ending at the scale of the poles as well."""
    root = mpmath.sqrt(mpmath.mpf(q.numerator) / q.denominator)

    def folded(t):
        z = t**12
        return sum(function(side * root * z, side * z) for side in (-1, 1)) * mpmath.npdf(z) * 12 * t**11

    ends = {mpmath.mpf(0), mpmath.mpf(1), mpmath.mpf("1.1"), mpmath.mpf("1.2"), mpmath.mpf("1.32")}
    ends |= {mpmath.root(scale / root, 12) for scale in (mpmath.mpf("0.1"), mpmath.mpf("0.5"), 1, 2, 10) if scale / root < 20}
    return mpmath.quad(folded, sorted(ends))


@pytest.mark.parametrize("q", VARIANCES)
@pytest.mark.parametrize(("activation", "quantity", "function"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES])
def test_moments_of_powers_beside_poles(activation, quantity, function, q):
    answer = expectation(activation, quantity)
    assert answer.status == "closed"
    with mpmath.workdps(30):
        variance = Fraction(q)
        expected = mean(function, variance)
        expected = expected * variance.denominator / variance.numerator if quantity in DERIVATIVES else expected
        assert abs(mpmath.mpf(answer.enclose(20, q=q).value) / expected - 1) < 1e-13


@pytest.mark.slow
@pytest.mark.parametrize(("activation", "quantity", "function"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES])
def test_every_step_is_certified(activation, quantity, function):
    assert {step.verdict.value for step in expectation(activation, quantity).certificates(20, 1)} == {"certified"}


@pytest.mark.parametrize("s", ["1/100", "1", "30"])
@pytest.mark.parametrize("a", ["1/4", "2/3", "1", "5/2", "3"])
@pytest.mark.parametrize("n", [1, 2])
def test_the_exponent_may_be_a_letter(a, s, n):
    """At whole exponents too, where the power is a polynomial on each side."""
    answer = expectation(f"Abs(x)**a/(s+x**2)**{n}", "E[phi]", assume={"a": "positive", "s": "positive"})
    assert answer.status == "closed"
    with mpmath.workdps(30):
        exponent, place = (mpmath.mpf(Fraction(v).numerator) / Fraction(v).denominator for v in (a, s))
        expected = mean(lambda x, z: abs(x) ** exponent / (place + x * x) ** n, Fraction(2))
        found = answer.value.subs({Symbol("a", positive=True): Rational(a), Symbol("s", positive=True): Rational(s), Symbol("q", positive=True): 2})
        assert abs(mpmath.mpf(str(found.evalf(25))) / expected - 1) < 1e-13


@pytest.mark.parametrize("c", ["-99999/100000", "1/3", "1"])
@pytest.mark.parametrize("partner", ["x**2", "exp(-x**2/2)"])
def test_kernels_with_a_polynomial_or_a_gaussian(partner, c):
    answer = kernel("Abs(x)**(1/3)/(1+x**2)", 0, partner)
    assert answer.status == "closed"
    with mpmath.workdps(20):
        rho = mpmath.mpf(Fraction(c).numerator) / Fraction(c).denominator

        def given(u):
            """E[psi(v) | u], v = rho u + sqrt(1 - rho^2) w, both variances 1."""
            return rho * rho * u * u + 1 - rho**2 if partner == "x**2" else mpmath.exp(-((rho * u) ** 2) / (2 * (2 - rho**2))) / mpmath.sqrt(2 - rho**2)

        expected = mean(lambda x, z: mpmath.cbrt(abs(x)) / (1 + x * x) * given(x), Fraction(1))
        assert abs(mpmath.mpf(answer.enclose(18, q1="1", q2="1", c=c).value) / expected - 1) < 1e-13


@pytest.mark.parametrize(
    ("activation", "quantity", "status"),
    [
        ("sqrt(Abs(x))/(1+x**2)", "E[dphi^2]", "diverges"),
        ("Abs(x)**(-1/2)/(1+x**2)", "E[phi^2]", "diverges"),
        ("sign(x)*Abs(x)**(-1/2)/(1+x**2)", "E[phi*dphi]", "undefined"),
        ("sign(x)*Abs(x)**(-1/2)/(1+Abs(x))", "E[phi^3]", "undefined"),
    ],
)
def test_what_is_not_integrable_at_0_is_refused(activation, quantity, status):
    assert expectation(activation, quantity).status == status


def test_conditions_are_returned():
    square = expectation("Abs(x)**a/(1+x**2)", "E[dphi^2]", assume={"a": "positive"})
    growing = expectation("exp(x**2/8)*sqrt(Abs(x))/(1+x**2)", "E[phi]")
    assert [str(answer.conditions) for answer in (square, growing)] == ["(2*a - 1 > 0,)", "(4 - q > 0,)"]
