"""Growing recurrences: their series against the literature and against iteration in high precision."""

import mpmath
import pytest
from sympy import Rational, lambdify, log, pi, simplify, sqrt, symbols

from derive.theory.growth import Growth
from derive.theory.recurrence import l

v, w, a, C = symbols("sigma_v sigma_w sigma_a C", positive=True)
HALF = Rational(1, 2)


@pytest.fixture
def tanh_variance():
    """p' = p + sigma_v^2 (1 - C/sqrt(q)) + sigma_a^2 + O(q^(-3/2)), q = sigma_w^2 p: a full residual network with tanh, C = sqrt(2/pi)."""
    return Growth({0: v**2 + a**2, -HALF: -C * v**2 / w}, Rational(-3, 2))


def test_variance_of_residual_tanh(tanh_variance):
    """b0 l + b1 sqrt(l) + b2 log(l) with the constants computed by hand and checked by iteration to l = 2e5."""
    powers, logarithm = tanh_variance.w
    b0 = v**2 + a**2
    assert simplify(powers[1] - b0) == 0
    assert simplify(powers[HALF] + 2 * C * v**2 / (w * sqrt(b0))) == 0
    assert simplify(logarithm + C**2 * v**4 / (w**2 * b0**2)) == 0


def test_gradient_of_residual_tanh(tanh_variance):
    """log(chi^0/chi^l) = A sqrt(l) + B log(l) + O(1)."""
    k = 2 * C * v**2 * w / 3
    found = tanh_variance.summed({-HALF: k, Rational(-1): -(k**2) / 2}).along(tanh_variance).subs(C, sqrt(2 / pi))
    b0 = v**2 + a**2
    large = Rational(4, 3) * sqrt(2 / pi) * v**2 * w / sqrt(b0)
    small = 4 * v**4 / (9 * pi * b0) * (3 / b0 - w**2)
    assert simplify(found - large * sqrt(l) - small * log(l)) == 0


@pytest.mark.parametrize(("power", "correction"), [(Rational(3, 4), -6), (Rational(2, 3), -3)])
def test_powers_of_relu_have_a_logarithmic_correction(power, correction):
    """p_l = K l^(1/(1-a)) (1 - a/(2(1-a)^2) log(l)/l + O(1/l))."""
    c = symbols("c", positive=True)
    found = Growth({power: c}, power - 1)
    assert simplify(found.law / (found.constant * l**found.exponent) - 1 - correction * log(l) / l) == 0
    summed = found.summed({power - 1: c})  # the sum of c p^(a-1) is log p itself, up to a constant
    assert summed.logarithm == 1


@pytest.mark.parametrize(
    ("terms", "remainder"),
    [({0: 2, -HALF: -3}, Rational(-3, 2)), ({HALF: 1, 0: 2}, -HALF), ({Rational(1, 3): 2, 0: 1, Rational(-1, 3): -1}, Rational(-2, 3))],
)
def test_laws_agree_with_iteration(terms, remainder):
    """The difference of p_l and its law, relative to the first term left out, settles."""
    found = Growth(terms, remainder)
    law = lambdify(l, found.law, "mpmath")
    p, off = mpmath.mpf(50), []
    for count in range(1, 40_001):
        p += sum(float(value) * p ** float(power) for power, value in found.terms.items())
        if count in (10_000, 20_000, 40_000):
            off.append((p / law(count) - 1) * count)
    assert abs(off[2] - off[1]) < abs(off[1] - off[0]) + 1e-3
    assert abs(off[2] - off[1]) < 0.05 * abs(off[2]) + 0.02


def test_what_is_no_growth_is_refused():
    with pytest.raises(ValueError, match="below 1"):
        Growth({Rational(1): 1}, Rational(0))
    with pytest.raises(ValueError, match="faster"):
        Growth({0: 1}, Rational(-1)).summed({HALF: 1})
