"""The map near c = 1, against kernels known from the literature and against enclosed kernels near c = 1."""

import pytest
from sympy import Rational, exp, log, pi, simplify, sqrt, tanh

from derive import activations
from derive.evidence.lower import enclose
from derive.language.activation import Activation
from derive.language.expectation import DualKernel
from derive.language.symbols import c, dphi, q
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
