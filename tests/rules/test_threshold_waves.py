"""Waves beside powers with a threshold against quadrature in the distance to the knot, s = r^12, where the powers are smooth."""

from fractions import Fraction

import mpmath
import pytest
import sympy

from derive import expectation, kernel

CASES = [
    ("Max(x-1,0)**(1/2)*cos(x)", "E[phi]", 1, 1, lambda s, x: mpmath.sqrt(s) * mpmath.cos(x)),
    ("Piecewise(((x+2)**(-1/3)*sin(2*x+1), x > -2), (0, True))", "E[phi*z]", -2, 1, lambda s, x: x * mpmath.sin(2 * x + 1) / mpmath.cbrt(s)),
    ("Max(1-x,0)**(3/2)*sin(3*x)", "E[phi]", 1, -1, lambda s, x: s**1.5 * mpmath.sin(3 * x)),
    ("Max(x,0)**(1/3)*exp(x)*cos(x)", "E[phi]", 0, 1, lambda s, x: mpmath.cbrt(s) * mpmath.exp(x) * mpmath.cos(x)),
    ("Max(x-1/2,0)**(1/4)*exp(-x**2-x)*sin(x)", "E[phi]", "1/2", 1, lambda s, x: s**0.25 * mpmath.exp(-x * x - x) * mpmath.sin(x)),
    ("Max(x-1,0)**(2/3)*cos(2*x)", "E[phi^2]", 1, 1, lambda s, x: mpmath.cbrt(s) ** 4 * mpmath.cos(2 * x) ** 2),
    ("Max(x-1,0)**(3/2)*cos(x)", "E[dphi]", 1, 1, lambda s, x: 1.5 * mpmath.sqrt(s) * mpmath.cos(x) - s**1.5 * mpmath.sin(x)),
]


def beyond(function, place, side, q):
    """E[function(s, x); s > 0], s = side (x - place), x ~ N(0, q)."""
    root = mpmath.sqrt(q)

    def integrand(r):
        s = r**12
        x = place + side * s
        return function(s, x) * mpmath.exp(-x * x / (2 * q)) / (root * mpmath.sqrt(2 * mpmath.pi)) * 12 * r**11

    far = max(side * -place, 0) + 14 * root + q
    return mpmath.quad(integrand, [mpmath.root(far * k / 96, 12) for k in range(97)])


@pytest.mark.parametrize("q", ["1/10", "7/5", "30"])
@pytest.mark.parametrize(("activation", "quantity", "place", "side", "function"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES])
def test_moments_of_waves_beside_powers_with_a_threshold(activation, quantity, place, side, function, q):
    answer = expectation(activation, quantity)
    assert answer.status == "closed"
    with mpmath.workdps(25):
        knot, variance = (mpmath.mpf(Fraction(v).numerator) / Fraction(v).denominator for v in (place, q))
        scale = mpmath.sqrt(variance) if "z" in quantity else 1
        expected = beyond(function, knot, side, variance) / scale
        assert abs(mpmath.mpf(answer.enclose(20, q=q).value) / expected - 1) < 1e-12


@pytest.mark.slow
@pytest.mark.parametrize(("activation", "quantity"), [case[:2] for case in CASES])
def test_every_step_is_certified(activation, quantity):
    assert {step.verdict.value for step in expectation(activation, quantity).certificates(20, 1)} == {"certified"}


@pytest.mark.parametrize("c", ["-999999/1000000", "0", "2/5", "1"])
def test_a_kernel_with_a_wave(c):
    """v = c u + sqrt(1 - c^2) w leaves cos(c u) exp(-(1 - c^2)/2)."""
    answer = kernel("Max(x-1,0)**(1/3)", 0, "cos(x)")
    assert answer.status == "closed"
    with mpmath.workdps(25):
        rho = mpmath.mpf(Fraction(c).numerator) / Fraction(c).denominator
        expected = beyond(lambda s, x: mpmath.cbrt(s) * mpmath.cos(rho * x), mpmath.mpf(1), 1, mpmath.mpf(1)) * mpmath.exp((rho**2 - 1) / 2)
        assert abs(mpmath.mpf(answer.enclose(20, q1="1", q2="1", c=c).value) / expected - 1) < 1e-12


@pytest.mark.parametrize("c", ["-3/4", "1/3"])
def test_a_kernel_with_a_wave_beside_an_exponential_and_a_letter(c):
    """E[v exp(v) cos(v) | u] is the derivative of the real part of exp(z m + z^2 r/2) at z = 1 + i."""
    answer = kernel("Max(x-1,0)**(3/4)", 0, "x*exp(x)*cos(x)")
    assert answer.status == "closed"
    with mpmath.workdps(25):
        rho = mpmath.mpf(Fraction(c).numerator) / Fraction(c).denominator
        z, r = mpmath.mpc(1, 1), 1 - rho**2
        expected = beyond(
            lambda s, x: s**0.75 * mpmath.re((rho * x + z * r) * mpmath.exp(z * rho * x + z * z * r / 2)), mpmath.mpf(1), 1, mpmath.mpf(1)
        )
        assert abs(mpmath.mpf(answer.enclose(20, q1="1", q2="1", c=c).value) / expected - 1) < 1e-12


@pytest.mark.parametrize("quantity", ["E[ddphi*phi]", "E[dphi^2]"])
def test_what_is_no_function_or_not_integrable_is_not_given_a_value(quantity):
    assert expectation("Max(x-1,0)**(1/2)*cos(x)", quantity).value is None


def test_a_phase_beside_a_threshold_is_one_angle():
    """sin(x + 2) at x = 1 + s has the phase 3, not sin(1) cos(2) + cos(1) sin(2)."""
    value = expectation("Max(x-1,0)**(1/3)*sin(x+2)", "E[phi]").value
    assert {wave.args[0] for wave in value.atoms(sympy.sin, sympy.cos)} == {sympy.Integer(3)}


@pytest.mark.parametrize("q", [mpmath.mpf(1) / 3, mpmath.mpf(2)])
def test_second_derivatives_that_are_no_functions(q):
    """sqrt((x - 1)_+) cos(x): both derivatives move onto the density; ((x - 1)_+)^(4/5) cos(x): E[phi phi''] = E[phi phi' x]/q - E[phi'^2]."""
    variance = Fraction(1, 3) if q < 1 else Fraction(2)
    moved = expectation("sqrt(Max(x-1,0))*cos(x)", "E[ddphi]")
    product = expectation("Max(x-1,0)**(4/5)*cos(x)", "E[phi*ddphi]")
    e = mpmath.mpf(4) / 5

    def square(s, x):
        slope = e * s ** (e - 1) * mpmath.cos(x) - s**e * mpmath.sin(x)
        return s**e * mpmath.cos(x) * slope * x / q - slope**2

    with mpmath.workdps(25):
        expected = beyond(lambda s, x: mpmath.sqrt(s) * mpmath.cos(x) * (x * x / q - 1) / q, 1, 1, q), beyond(square, 1, 1, q)
        for answer, value in zip((moved, product), expected, strict=True):
            assert abs(mpmath.mpf(answer.enclose(20, q=variance).value) / value - 1) < 1e-11


@pytest.mark.parametrize(
    ("text", "quantity", "status"),
    [
        ("Max(x-1,0)**(1/2)*cos(x)", "E[dphi^2]", "diverges"),
        ("Abs(x)**(1/2)*cos(x)", "E[phi*ddphi]", "diverges"),
        ("Max(x-1,0)**(1/2)*cos(x)", "E[dphi]", "closed"),
        ("Max(x-1,0)**(1/2)*sin(x-1)", "E[dphi^2]", "enclosed"),  # the wave vanishes at the knot
    ],
)
def test_existence_at_the_knot(text, quantity, status):
    answer = expectation(text, quantity)
    assert (answer.status, str(answer.exists)) == (status, str(status != "diverges"))


def test_a_quantity_is_not_said_to_exist_where_a_slope_is_unbounded():
    """With the letter a the wave may vanish at the knot, and need not."""
    assert expectation("Max(x-a,0)**(1/2)*cos(x)", "E[dphi^2]").exists is None
