"""Rational functions between knots beside waves, in one variable, against quadrature."""

from fractions import Fraction

import mpmath
import pytest
import sympy

from derive import expectation
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.language.special import PlasmaWaveK, PlasmaWaveL

x = sympy.Symbol("x")
VALUES = {"a": Fraction(3, 2), "b": Fraction(2, 5)}
VARIANCES = (Fraction(1, 50), Fraction(1, 3), Fraction(2), Fraction(17, 2))
PIECES = {  # the knots, and the function between them
    "cos(x)/(1+Abs(x))": ((0,), ("cos(x)/(1-x)", "cos(x)/(1+x)")),
    "Max(x,0)*sin(x)/(1+x**2)": ((0,), ("0", "x*sin(x)/(1+x**2)")),
    "Heaviside(x-1)*cos(b-a*x)/(x**2+x+1)": ((1,), ("0", "cos(b-a*x)/(x**2+x+1)")),
    "Piecewise((sin(2*x)/(x-3)**2,x<-1),(cos(x)**2/(x**2+2)**2,x<2),(x*sin(x)*cos(3*x)/(x+1)**3,True))": (
        (-1, 2),
        ("sin(2*x)/(x-3)**2", "cos(x)**2/(x**2+2)**2", "x*sin(x)*cos(3*x)/(x+1)**3"),
    ),
    "exp(-2*Abs(x)-x**2/3)*cos(x-b)*(x+Abs(x)/(x**2+x+1))": (
        (0,),
        ("exp(2*x-x**2/3)*cos(x-b)*(x-x/(x**2+x+1))", "exp(-2*x-x**2/3)*cos(x-b)*(x+x/(x**2+x+1))"),
    ),
    "exp(a*x)*sin(x)*Heaviside(x+2)/((x-1)**2+3)**2": ((-2,), ("0", "exp(a*x)*sin(x)/((x-1)**2+3)**2")),
    "sin(x)*Abs(x)/(1+Abs(x)**3)+1": ((0,), ("-x*sin(x)/(1-x**3)+1", "x*sin(x)/(1+x**3)+1")),
    "sin(Abs(x))**3/(2+Abs(x))": ((0,), ("-sin(x)**3/(2-x)", "sin(x)**3/(2+x)")),
}
JUMPS = ("Heaviside", "Piecewise")
SHORT = ("cos(x)/(1+Abs(x))", "Max(x,0)*sin(x)/(1+x**2)")
LONG = ("Heaviside", "Piecewise", "exp")  # squares of these take minutes
QUANTITIES = {"E[phi]": (0,), "E[phi^2]": (0, 0), "E[phi*z]": (0,), "E[dphi^2]": (1, 1), "E[phi*ddphi]": (0, 2)}


def by_quadrature(text, quantity, q):
    """The integrals between the knots, and for E[phi phi''] the point mass of phi'' at 0."""
    knots, parts = PIECES[text]
    functions = [[sympy.sympify(part).subs(VALUES).diff(x, n) for n in range(3)] for part in parts]
    with mpmath.workdps(20):
        root, total = mpmath.sqrt(mpmath.mpf(q.numerator) / q.denominator), mpmath.mpf(0)
        ends = [-14, *(t / root for t in knots), 14]
        for f, lower, upper in zip(functions, ends[:-1], ends[1:], strict=True):
            body = sympy.lambdify(x, sympy.Mul(*(f[n] for n in QUANTITIES[quantity])), "mpmath")
            nodes = sorted({mpmath.mpf(lower), mpmath.mpf(upper), *(mpmath.mpf(k) / 2 for k in range(-28, 29) if lower < mpmath.mpf(k) / 2 < upper)})
            power = 1 if quantity == "E[phi*z]" else 0
            total += mpmath.quad(lambda z, body=body, power=power: body(root * z) * z**power * mpmath.npdf(z), nodes) if lower < upper else 0
        if quantity == "E[phi*ddphi]":
            (left, right), at = functions, {x: 0}
            total += mpmath.npdf(0) / root * mpmath.mpf(sympy.N(right[0].subs(at) * (right[1].subs(at) - left[1].subs(at)), 25))
        return total


def values_of(answer, q):
    return {symbol: {**VALUES, "q": q}[symbol.name] for symbol in answer.value.free_symbols}


@pytest.mark.slow
@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("text", PIECES)
def test_a_moment_is_what_quadrature_finds(text, quantity):
    if "d" in quantity and any(name in text for name in JUMPS):
        pytest.skip("it jumps")
    if len(QUANTITIES[quantity]) == 2 and any(name in text for name in LONG):
        pytest.skip("a long answer")
    answer = expectation(text, quantity)
    assert answer.status == "closed" and answer.certificate.verdict is Verdict.PROVED and not answer.value.has(sympy.I)
    for q in VARIANCES:
        expected = float(by_quadrature(text, quantity, q))
        at = values_of(answer, q)
        assert float(enclose(answer.value, at, 20).value) == pytest.approx(expected, rel=1e-11, abs=1e-17)
        if text in SHORT and quantity == "E[phi]":
            assert float(sympy.N(answer.value.subs(at), 15)) == pytest.approx(expected, rel=1e-11, abs=1e-17)


@pytest.mark.parametrize("text", ["cos(x)/(1+Abs(x))", "Max(x,0)*sin(x)/(1+x**2)"])
def test_they_close(text):
    answer = expectation(text, "E[phi]")
    assert answer.status == "closed" and answer.value.has(PlasmaWaveK, PlasmaWaveL)
    q = Fraction(3, 2)
    assert answer.numpy()(float(q)) == pytest.approx(float(by_quadrature(text, "E[phi]", q)), rel=1e-10)


@pytest.mark.parametrize("q", [Fraction(1, 10**6), Fraction(1, 10**3), Fraction(10**3), Fraction(10**6)])
def test_variances_far_from_one(q):
    """The reference by x = r exp(i pi/6), in whose sector 1/(1 + x) has no pole."""
    answer = expectation("cos(x)/(1+Abs(x))", "E[phi]")
    with mpmath.workdps(25):
        turn, root = mpmath.expj(mpmath.pi / 6), mpmath.sqrt(mpmath.mpf(q.numerator) / q.denominator)
        scale = min(root, 1)
        nodes = [0, *(scale * mpmath.mpf(3) ** k / 27 for k in range(12))]
        whole = mpmath.quad(lambda r: turn * mpmath.exp(1j * turn * r - (turn * r / root) ** 2 / 2) / (1 + turn * r), nodes)
        expected = 2 * whole.real / root / mpmath.sqrt(2 * mpmath.pi)
        assert abs(mpmath.mpf(enclose(answer.value, values_of(answer, q), 20).value) - expected) < mpmath.mpf(10) ** -17
        assert answer.numpy()(float(q)) == pytest.approx(float(expected), rel=1e-10)


def test_a_twin_with_the_other_sign_of_a_place_is_noticed():
    text, q = "Max(x,0)*sin(x)/(1+x**2)", Fraction(2)
    answer = expectation(text, "E[phi]")
    atom = next(iter(answer.value.atoms(PlasmaWaveL)))
    twin = answer.value.subs(atom, atom.func(*atom.args[:3], -atom.args[3]))
    expected = by_quadrature(text, "E[phi]", q)
    assert abs(mpmath.mpf(enclose(answer.value, values_of(answer, q), 20).value) - expected) < 1e-15
    assert abs(mpmath.mpf(enclose(twin, values_of(answer, q), 20).value) - expected) > 1e-3


def test_a_pole_on_a_piece_is_refused():
    with pytest.raises(DeriveError):
        expectation("Heaviside(x-1)*cos(x)/(x-2)", "E[phi]").enclose(10, q=1)
