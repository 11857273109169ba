"""Logarithms against independent quadrature; the printed text is what is evaluated."""

import mpmath
import pytest
import sympy
from flint import arb

from derive.language.errors import NotDefined
from derive.language.functions.activation import Activation
from derive.language.symbols import q
from derive.pipeline import expectation, kernel

mpmath.mp.dps = 40
CLOSE = mpmath.mpf(10) ** -22


def evaluated(expr, at):
    text, names = sympy.sympify(str(expr)), sorted(at)
    values = [mpmath.mpf(sympy.Rational(at[n]).p) / sympy.Rational(at[n]).q for n in names]
    return sympy.lambdify([sympy.Symbol(n) for n in names], text, "mpmath")(*values)


def line(function, q):
    root = mpmath.sqrt(mpmath.mpf(sympy.Rational(q).p) / sympy.Rational(q).q)
    return mpmath.quad(lambda t: (function(root * t) + function(-root * t)) * mpmath.npdf(t), [0, mpmath.mpf(1) / 16, 1, 4, 16, 40])


MOMENTS = [
    ("log(Abs(x))", "E[phi]", "7/5", lambda x: mpmath.log(abs(x))),
    ("log(x**2)", "E[phi^2]", "1/3", lambda x: 4 * mpmath.log(abs(x)) ** 2),
    ("log(Abs(x))", "E[phi^3]", "2", lambda x: mpmath.log(abs(x)) ** 3),
    ("log(Abs(x))", "E[phi^4]", "2", lambda x: mpmath.log(abs(x)) ** 4),
    ("log(Abs(x))", "E[phi*He_2]", "1", lambda x: mpmath.log(abs(x)) * (x**2 - 1)),
    ("log(3*Abs(x)) + x", "E[phi^2]", "2", lambda x: (mpmath.log(3 * abs(x)) + x) ** 2),
    ("x*log(Abs(x))", "E[dphi^2]", "2", lambda x: (mpmath.log(abs(x)) + 1) ** 2),
    ("x*log(Abs(x))", "E[phi^2]", "2/5", lambda x: (x * mpmath.log(abs(x))) ** 2),
    ("Piecewise((x*log(x), x > 0), (0, True))", "E[phi^2]", "2/5", lambda x: (x * mpmath.log(x)) ** 2 if x > 0 else mpmath.mpf(0)),
    ("Piecewise((log(x), x > 0), (x, True))", "E[phi*z]", "1", lambda x: x * mpmath.log(x) if x > 0 else x * x),
    ("sqrt(Abs(x))*log(Abs(x))", "E[phi^2]", "3", lambda x: abs(x) * mpmath.log(abs(x)) ** 2),
    ("Abs(x)**(1/3)*log(Abs(x))**2", "E[phi]", "3", lambda x: mpmath.cbrt(abs(x)) * mpmath.log(abs(x)) ** 2),
]


@pytest.mark.parametrize(("text", "quantity", "q", "integrand"), MOMENTS, ids=[f"{m[0]}-{m[1]}" for m in MOMENTS])
def test_moments_of_logarithms(text, quantity, q, integrand):
    answer = expectation(text, quantity)
    assert answer.status == "closed"
    expected = line(integrand, q)
    assert abs(evaluated(answer.value, {"q": q}) - expected) < CLOSE * max(1, abs(expected))
    assert {str(s.verdict) for s in answer.certificates(25, 2)} == {"certified"}


SHIFTED = [
    ("log(Abs(2*x - 1))", "E[phi]", 0.5, lambda x, z: mpmath.log(abs(2 * x - 1))),
    ("x*log(Abs(x + 2)) + x**2", "E[phi*z**3]", -2, lambda x, z: z**3 * (x * mpmath.log(abs(x + 2)) + x * x)),
    ("x*exp(x/2-x**2/3)*log(Abs(x))", "E[phi]", 0, lambda x, z: x * mpmath.exp(x / 2 - x * x / 3) * mpmath.log(abs(x))),
    ("(x-1)*log(Abs(x-1)) + Abs(x)", "E[phi*z]", 1, lambda x, z: z * ((x - 1) * mpmath.log(abs(x - 1)) + abs(x))),
]


@pytest.mark.parametrize(("text", "quantity", "place", "integrand"), SHIFTED, ids=[m[0] for m in SHIFTED])
def test_moments_of_logarithms_of_affine_functions(text, quantity, place, integrand):
    """At q = 1, by quadrature between the knots 0 and the zero of the argument."""
    answer = expectation(text, quantity)
    assert answer.status == "closed"
    with mpmath.workdps(30):
        near = [mpmath.mpf(place) + side * width for side in (-1, 1) for width in (0, 0.01, 0.5)]
        expected = mpmath.quad(lambda z: integrand(z, z) * mpmath.npdf(z), sorted({-20, -6, 0, 6, 20, *near}))
    assert abs(answer.enclose(20, q=1).arb - arb(str(expected))) < 1e-15
    assert {str(s.verdict) for s in answer.certificates(25, 2)} == {"certified"}


def test_a_symbolic_power_beside_a_logarithm():
    value = expectation("Abs(x)**a*log(Abs(x))", "E[phi]").value
    expected = line(lambda x: abs(x) ** (mpmath.mpf(2) / 7) * mpmath.log(abs(x)), "3/2")
    assert abs(evaluated(value, {"q": "3/2", "a": "2/7"}) - expected) < CLOSE


def test_the_logarithm_has_its_known_mean_and_variance():
    mean, square = (expectation("log(Abs(x))", quantity).value.subs(q, 1) for quantity in ("E[phi]", "E[phi^2]"))
    assert sympy.expand(mean + (sympy.EulerGamma + sympy.log(2)) / 2) == 0
    assert sympy.expand(square - mean**2 - sympy.pi**2 / 8) == 0


def test_the_kernel_of_the_logarithm():
    """E[log|u| log|v|], the angle by quadrature: in polar coordinates the radius is r^2/2 ~ exponential with rate (1 - rho sin 2t)/(1 - rho^2)."""
    rho, q1, q2 = mpmath.mpf(2) / 5, mpmath.mpf(2), mpmath.mpf(1) / 3
    g = mpmath.euler

    def at(t, rho):
        rate = (1 - rho * mpmath.sin(2 * t)) / (1 - rho**2)
        shift = (mpmath.log(2) - g - mpmath.log(rate)) / 2  # E[log r]
        a, b = mpmath.log(mpmath.cos(t) * mpmath.sqrt(q1)), mpmath.log(mpmath.sin(t) * mpmath.sqrt(q2))
        return ((shift + a) * (shift + b) + mpmath.pi**2 / 24) / rate

    nodes = [0, mpmath.pi / 8, mpmath.pi / 4, 3 * mpmath.pi / 8, mpmath.pi / 2]
    weight = 2 * mpmath.sqrt(1 - rho**2) / (2 * mpmath.pi * (1 - rho**2))
    expected = weight * mpmath.quad(lambda t: at(t, rho) + at(t, -rho), nodes)
    value = kernel("log(Abs(x))").value
    assert abs(evaluated(value, {"q1": "2", "q2": "1/3", "c": "2/5"}) - expected) < CLOSE


@pytest.mark.parametrize(("quantity", "status"), [("E[dphi^2]", "diverges"), ("E[phi*dphi]", "undefined"), ("E[ddphi^2]", "diverges")])
def test_what_does_not_exist(quantity, status):
    assert expectation("log(Abs(x))", quantity).status == status


def test_the_logarithm_on_the_line_is_not_real():
    with pytest.raises(NotDefined, match="no real value"):
        Activation.of("log(x)")


@pytest.mark.parametrize("text", ["log(Abs(x))", "log(x**2)/2", "1 + log(Abs(3*x))"])
def test_derivative_kernels_of_logarithms_are_principal_values(text):
    """Given u, the principal value of 1/v has a mean by Dawson's integral; 1/u times it is bounded."""
    q1, q2, rho = (mpmath.mpf(t) for t in ("1.4", "0.5", "-0.6"))
    root1, root2, rest = mpmath.sqrt(q1), mpmath.sqrt(q2), mpmath.sqrt(1 - rho**2)

    def dawson(t):
        return mpmath.sqrt(mpmath.pi) / 2 * mpmath.exp(-t * t) * mpmath.erfi(t)

    def given(z):
        return mpmath.sqrt(2) * dawson(rho * z / (rest * mpmath.sqrt(2))) / (rest * root2)

    expected = mpmath.quad(lambda z: 2 * given(z) / (z * root1) * mpmath.npdf(z), [mpmath.mpf(10) ** -18, 1, 3, 6, 12])
    answer = kernel(text, 1)
    assert answer.status == "closed" and str(answer.exists) == "(1 - c**2 > 0)"
    found = answer.enclose(20, q1="7/5", q2="1/2", c="-3/5")
    assert abs(mpmath.mpf(found.value) - expected) < mpmath.mpf(10) ** -14


@pytest.mark.parametrize(
    ("text", "same", "quantity"),
    [
        ("log((x-1/2)**2)/2", "log(Abs(x-1/2))", "E[phi]"),
        ("log(x**2-x+1/4)", "2*log(Abs(x-1/2))", "E[phi*z]"),
        ("log(9*x**2)", "2*log(Abs(3*x))", "E[phi^2]"),
        ("sqrt(x**2-2*b*x+b**2)", "Abs(x-b)", "E[phi*ddphi]"),
        ("(x**2-2*x+1)**(3/2)", "Abs(x-1)**3", "E[dphi^2]"),
    ],
)
def test_a_square_below_a_root_or_logarithm_is_an_absolute_value(text, same, quantity):
    answer, other = expectation(text, quantity), expectation(same, quantity)
    assert answer.status == "closed" and answer.value == other.value
    assert not expectation("log(x**2+x+1)", "E[phi]").value.has(sympy.Abs)


def _mean_of_size(mean, spread):
    """E|Y| for Y normal."""
    return spread * mpmath.sqrt(2 / mpmath.pi) * mpmath.exp(-(mean**2) / spread**2 / 2) + mean * mpmath.erf(mean / spread / mpmath.sqrt(2))


def _mean_of_signed_square(mean, spread):
    """E[Y|Y|] for Y normal."""
    whole = (mean**2 + spread**2) * mpmath.erf(mean / spread / mpmath.sqrt(2))
    return whole + mean * spread * mpmath.sqrt(2 / mpmath.pi) * mpmath.exp(-(mean**2) / spread**2 / 2)


def _mean_of_cube(mean, spread):
    """E|Y|^3 = E|Y| (mean^2 + spread^2) + spread^2 (E|Y| + mean dE|Y|/dmean), by Stein's lemma."""
    slope = mpmath.erf(mean / spread / mpmath.sqrt(2))
    size = _mean_of_size(mean, spread)
    return (mean**2 + 2 * spread**2) * size + spread**2 * mean * slope


OTHER_PARITY = [
    ("x*log(Abs(x))", "x*Abs(x)", 0, lambda x: x * mpmath.log(abs(x)), _mean_of_signed_square),
    ("x*log(Abs(x))", "x*Abs(x)", 1, lambda x: mpmath.log(abs(x)) + 1, lambda mean, spread: 2 * _mean_of_size(mean, spread)),
    ("x**2*log(Abs(x))", "Abs(x)", 0, lambda x: x * x * mpmath.log(abs(x)), _mean_of_size),
    ("log(Abs(x))", "Abs(x)**3", 0, lambda x: mpmath.log(abs(x)), _mean_of_cube),
    ("x**3*log(Abs(x))", "sign(x)", 0, lambda x: x**3 * mpmath.log(abs(x)), lambda mean, spread: mpmath.erf(mean / spread / mpmath.sqrt(2))),
]


@pytest.mark.parametrize(("first", "second", "n", "one", "mean"), OTHER_PARITY)
def test_logarithms_beside_powers_of_the_other_parity(first, second, n, one, mean):
    found = kernel(first, n, second)
    assert found.status == "closed"
    at, rho = {"q1": "7/5", "q2": "2/3", "c": "-3/10"}, mpmath.mpf(-3) / 10
    width = mpmath.sqrt(mpmath.mpf(2) / 3)
    expected = line(lambda x: one(x) * mean(width * rho * x / mpmath.sqrt(mpmath.mpf(7) / 5), width * mpmath.sqrt(1 - rho**2)), "7/5")
    assert abs(evaluated(found.value, at) - expected) < CLOSE * max(1, abs(expected))
    assert {str(s.verdict) for s in found.certificates(25, 2)} == {"certified"}
