"""Hermite coefficients to order 200 against closed forms and against the trapezoidal rule."""

import mpmath
import pytest
from flint import arb, ctx
from sympy import Abs, Max, Rational, exp, hermite_prob, log, sin, sqrt, tanh

from derive.evidence.line.hermite import hermite_coefficients
from derive.evidence.line.integral import expectation_1d
from derive.language.errors import CannotEnclose, NotDefined, TimeLimit
from derive.language.symbols import Z, x

ORDER = 200


def test_sine_has_its_series():
    """E[sin(sqrt(q) Z) he_n] = (-1)^((n-1)/2) q^(n/2) exp(-q/2)/sqrt(n!) for odd n."""
    found = hermite_coefficients(sin(x), "9/4", ORDER, 40)
    with ctx.workprec(400):
        q = arb(9) / 4
        for n, ball in enumerate(found):
            exact = arb(0) if n % 2 == 0 else (-1) ** ((n - 1) // 2) * q.sqrt() ** n * (-q / 2).exp() / arb(n).fac().sqrt()
            assert ball.contains(exact) and ball.arb.rad() < 1e-38


@pytest.mark.parametrize("variance", ["1/1000000", "1", "1000000"])
def test_relu_has_its_series(variance):
    """a_n = (-1)^(n/2 + 1) (n - 3)!! sqrt(q)/sqrt(2 pi n!) for even n >= 2 and 0 for odd n >= 3."""
    found = hermite_coefficients(Max(x, 0), variance, ORDER, 30)
    with ctx.workprec(800):
        scale = (arb(int(variance)) if "/" not in variance else arb(1) / 10**6).sqrt() / (2 * arb.pi()).sqrt()
        double = arb(1)  # (n - 3)!!
        for n in range(2, ORDER + 1, 2):
            double *= max(1, n - 3)
            assert found[n].contains((-1) ** (n // 2 + 1) * double * scale / arb(n).fac().sqrt()), n
            assert n == 2 or found[n - 1].contains(0)


@pytest.mark.slow
def test_a_plain_trapezoidal_sum_agrees():
    """tanh at variance 1, step 1/20: what the sum misses is about exp(-20 pi^2)."""
    found = hermite_coefficients(tanh(x), 1, ORDER, 30)
    with mpmath.workdps(50):
        sums = [mpmath.mpf(0)] * (ORDER + 1)
        for k in range(-440, 441):
            z = mpmath.mpf(k) / 20
            weight, before, here = mpmath.tanh(z) * mpmath.npdf(z) / 20, mpmath.mpf(0), mpmath.mpf(1)
            for n in range(ORDER + 1):
                sums[n] += weight * here
                before, here = here, (z * here - mpmath.sqrt(n) * before) / mpmath.sqrt(n + 1)
        for n, ball in enumerate(found):
            assert ball.arb.overlaps(arb(mpmath.nstr(sums[n], 45)) + arb(0, 1e-33)) and ball.arb.rad() < 1e-30, n


@pytest.mark.parametrize("function", [sqrt(Abs(x)), log(Abs(x)), x / (1 + exp(-x))], ids=str)
@pytest.mark.parametrize("variance", ["1/3", 10**6])
def test_singular_and_steep_functions(function, variance):
    found = hermite_coefficients(function, variance, 20, 20)
    s = sqrt(Rational(variance))
    for n in (0, 2, 5, 20):
        direct = expectation_1d(function.xreplace({x: s * Z}) * hermite_prob(n, Z), {}, 30, way="quadrature")
        assert found[n].arb.overlaps(direct / arb(n).fac().sqrt()) and found[n].arb.rad() < 1e-16, n


def test_bad_questions_are_refused():
    with pytest.raises(NotDefined):
        hermite_coefficients(tanh(x), -1, 5, 20)
    with pytest.raises(CannotEnclose):
        hermite_coefficients(exp(x**2), 1, 5, 20)
    with pytest.raises(TimeLimit):
        hermite_coefficients(tanh(x) ** 3 * Abs(x - 1), "17/7", 200, 100, time_limit=0.0)
