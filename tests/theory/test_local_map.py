"""The map near c = 1, against kernels known from the literature and against enclosed kernels near c = 1."""

import mpmath
import pytest
from sympy import Rational, exp, log, pi, simplify, sqrt, tanh

from derive import activations
from derive.evidence.lower import enclose
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import c, dphi, q
from derive.theory.decay import Law, law_of, power_coefficient
from derive.theory.local_map import local_map
from derive.theory.moments import moment
from derive.theory.recurrence import LocalMap, decay, l

# second-order terms of 1 - f(1 - u) - u at sigma_w^2 = 1/E[phi'^2], by differences of enclosed kernels
PLACES = [Rational(1, 10**k) for k in (4, 6)]


@pytest.mark.parametrize(
    "text",
    [
        "Max(x, 0)",
        "Max(x, 0) + x**2/5",
        "Min(Max(x, -1), 1)",
        "Piecewise((x, x > 0), (2*(exp(x) - 1), True))",
        "Piecewise((x, x > 0), (exp(x) - 1, True))",
        "Max(x, 0)**2",
        "x*Phi(x)",
        "sin(x)",
    ],
)
@pytest.mark.parametrize("variance", [Rational(1, 2), Rational(2)])
def test_the_remainder_is_of_the_stated_order(text, variance):
    activation = Activation.of(text)
    local = local_map(activation)
    kernel = DualKernel(activation.as_lambda, activation.as_lambda, (0, 0), q, q, c)
    slope = moment(activation, dphi**2)
    sides = []
    for u in PLACES:
        shrunk = sum(a * u**r for r, a in local.terms.items())
        rest = (kernel.subs(c, 1) - kernel) / (q * slope) - u * (1 - shrunk)
        sides.append(abs(float(enclose(rest, {q: variance, c: 1 - u}, 45).arb.mid())))
    power = 1 + float(local.remainder)
    assert sides[1] < sides[0] * 100.0 ** (-power) * 1.5 + 1e-40


def test_relu_has_no_second_term_and_its_correction_is_known():
    slope = moment(activations.relu, dphi**2)
    local = local_map(activations.relu)
    terms = {r: a.xreplace({slope: Rational(1, 2)}) for r, a in local.terms.items()}
    terms = {r: a.xreplace(dict.fromkeys(a.atoms(type(slope)), 0)) for r, a in terms.items()}  # what is left is E[(phi'')^2] without masses
    found = decay(LocalMap(terms, local.remainder))
    assert simplify(found.constant - 9 * pi**2 / 2) == 0
    assert simplify(found.correction + 3 * log(l) / l) == 0
    assert (found.exponent, found.tangent_ratio) == (2, Rational(1, 4))


def test_sin_has_its_closed_local_map():
    """f(c) = sinh(qc)/cosh(q)/q + ...: f''(1) = q tanh(q), f'''(1) = q^2."""
    local = local_map(activations.sin)
    values = {Rational(1): q * tanh(q) / 2, Rational(2): -(q**2) / 6}
    for r, a in local.terms.items():
        ours = enclose(a, {q: Rational(3, 2)}, 30)
        assert ours.overlaps(enclose(values[r], {q: Rational(3, 2)}, 30))


def test_a_jump_of_the_second_derivative_gives_half_powers():
    elu = Activation.of("Piecewise((x, x > 0), (exp(x) - 1, True))")
    local = local_map(elu)
    kappa = -local.terms[Rational(3, 2)] * moment(elu, dphi**2)
    assert simplify(kappa - 2 * sqrt(2) * q / (15 * pi) * exp(0)) == 0  # (4/15) q^(3/2) pi^(-1/2) p_q(0)


def power_kernel(c, alpha):
    """E[(u_+ v_+)^alpha] of unit variances (Yang and Schoenholz 2017, in its hypergeometric form)."""
    half = mpmath.mpf(1) / 2
    size = mpmath.gamma(alpha + 1) ** 2 * (1 + c) ** (alpha + half) / (2 * mpmath.sqrt(2 * mpmath.pi) * mpmath.gamma(alpha + 3 * half))
    return size * mpmath.hyp2f1(half, half, alpha + 3 * half, (1 + c) / 2)


@pytest.mark.parametrize(("text", "signs"), [("Max(x, 0)**({})", (1, 0)), ("Abs(x)**({})", (2, 2)), ("sign(x)*Abs(x)**({})", (2, -2))])
@pytest.mark.parametrize("alpha", ["3/4", "5/4", "7/4", "9/4", "11/4"])
def test_powers_against_their_kernels(text, signs, alpha):
    local = local_map(Activation.of(text.format(alpha)))
    with mpmath.workdps(50):
        a = mpmath.mpf(Rational(alpha).p) / Rational(alpha).q
        coefficients = {r: mpmath.mpf(enclose(value, {q: 1}, 30).value) for r, value in local.terms.items()}

        def kernel(c):
            return signs[0] * power_kernel(c, a) + (signs[1] * power_kernel(-c, a) if signs[1] else 0)

        slope, left = (1 if signs[1] == 0 else 2) * a**2 * 2 ** (a - 2) * mpmath.gamma(a - mpmath.mpf(1) / 2) / mpmath.sqrt(mpmath.pi), []
        for u in (mpmath.mpf(10) ** -4, mpmath.mpf(10) ** -6):
            shrunk = sum(value * u ** (mpmath.mpf(r.p) / r.q) for r, value in coefficients.items())
            left.append(abs((kernel(mpmath.mpf(1)) - kernel(1 - u)) / slope - u * (1 - shrunk)))
        assert left[1] < left[0] * mpmath.mpf(100) ** -(1 + mpmath.mpf(local.remainder.p) / local.remainder.q) * 1.5 + 1e-40


def test_three_halves_has_a_logarithm():
    """K(1) - K(1 - u) = h (u - s u^2 log(1/u) + O(u^2)) for x_+^(3/2), h = E[phi'^2] = 9/4 E[x_+] = 9/(4 sqrt(2 pi))."""
    found = Activation.of("Max(x, 0)**(3/2)")
    assert local_map(found) is None and law_of(found).law is Law.LOGARITHM
    r, s = power_coefficient(found, Rational(9, 4) / sqrt(2 * pi))
    assert r == 1
    with mpmath.workdps(40):
        slope, value = 9 / (4 * mpmath.sqrt(2 * mpmath.pi)), mpmath.mpf(str(s.subs(q, 1).n(30)))
        rest = []
        for k in (6, 8, 10):
            u = mpmath.mpf(10) ** -k
            gap = (power_kernel(mpmath.mpf(1), mpmath.mpf(3) / 2) - power_kernel(1 - u, mpmath.mpf(3) / 2)) / slope
            rest.append((u - gap - value * u**2 * mpmath.log(1 / u)) / u**2)
        assert abs(rest[2] - rest[1]) < 1e-4 and abs(rest[1] - rest[0]) < 1e-2


def test_two_powers_at_one_knot_say_how_far_the_map_is_known():
    local = local_map(Activation.of("Max(x, 0)**(8/5) + Max(x, 0)**(17/10)"))
    assert max(local.terms) < local.remainder == Rational(23, 20)
    assert local_map(Activation.of("Abs(x) + Abs(x)**(3/2)")).remainder == Rational(3, 4)
