"""Hermite vectors against closed forms.

a_n of max(z, 0): a_0 = 1/sqrt(2 pi), a_1 = 1/2, a_n = He_(n-2)(0)/sqrt(2 pi n!) for n >= 2 (by parts twice, phi'' is a delta).
a_n of erf(z/sqrt 2): with F = 2 Phi - 1, F' = 2 p: a_n = 2 E[p(Z) He_(n-1)(Z)]/sqrt(n!), and
E[p He_(2m)] = (-1)^m (2m)! / (2^(2m) m! 2 sqrt(pi)), from the generating function exp(-t^2/4)/(2 sqrt(pi)).
"""

from math import factorial
from time import perf_counter

import pytest
from flint import acb, arb, ctx
from sympy import Abs, Heaviside, Max, Piecewise, cos, erf, exp, sqrt, tanh

from derive.evidence.line import factor
from derive.evidence.line.factor import factor_vector
from derive.evidence.line.hermite_vector import weight
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z


def _he_at_zero(n: int) -> int:
    return 0 if n % 2 else (-1) ** (n // 2) * factorial(n) // (2 ** (n // 2) * factorial(n // 2))


def test_the_coefficients_of_relu():
    vector = factor_vector(Max(Z, 0), Z, 140, 30)
    with ctx.workprec(200):
        for n in range(2, 141):
            exact = _he_at_zero(n - 2) / (2 * arb.pi() * factorial(n)).sqrt()
            assert vector.coefficients[n].overlaps(exact) and vector.coefficients[n].rad() < 1e-29
        assert vector.coefficients[0].overlaps(1 / (2 * arb.pi()).sqrt()) and vector.coefficients[1].overlaps(arb(1) / 2)
        assert vector.square.overlaps(arb(1) / 2)


def test_the_coefficients_of_the_error_function():
    vector = factor_vector(erf(Z / sqrt(2)), Z, 100, 30)
    with ctx.workprec(200):
        for m in range(49):
            density = arb((-1) ** m * factorial(2 * m)) / (4**m * factorial(m) * 2 * arb.pi().sqrt())
            assert vector.coefficients[2 * m + 1].overlaps(2 * density / arb(factorial(2 * m + 1)).sqrt())
            assert vector.coefficients[2 * m].contains(0)


def test_parseval_leaves_a_small_tail_for_an_entire_function_of_slow_growth():
    vector = factor_vector(exp(Z), Z, 64, 30)  # a_n = e^(1/2)/sqrt(n!), |f|^2 = e^2
    with ctx.workprec(200):
        assert vector.square.overlaps(arb(2).exp()) and vector.tail(64) < 1e-14
        assert vector.coefficients[10].overlaps((arb(1).exp() / factorial(10)).sqrt())


def test_the_tail_is_never_below_the_true_remainder():
    vector = factor_vector(Heaviside(Z), Z, 64, 30)
    longer = factor_vector(Heaviside(Z), Z, 200, 30)
    remainder = sum((a * a for a in longer.coefficients[65:]), arb(0))
    assert vector.tail(64) ** 2 >= remainder


def test_the_bound_of_hermite_polynomials_off_the_line():
    order, bound = 30, weight(30)
    for x, y in ((0.0, 1.0), (2.5, 0.7), (5.0, 2.0), (1.0, 0.0)):
        z, before, he = acb(x, y), acb(0), acb(1)
        for n in range(order):
            before, he = he, (z * he - arb(n).sqrt() * before) / arb(n + 1).sqrt()
            size = he.abs_upper() * (-(z * z) / 2).exp().abs_upper() / (2 * arb.pi()).sqrt()
            assert size <= bound(arb(1), arb(x), arb(y))


def test_a_knot_that_is_no_fraction():
    vector = factor_vector(Heaviside(Z - sqrt(2)), Z, 140, 30)
    with ctx.workprec(200):
        assert vector.coefficients[0].overlaps((arb(1)).erfc() / 2)
        assert max(float(a.rad()) for a in vector.coefficients) < 1e-29


def test_an_unbounded_function_is_refused():
    with pytest.raises(CannotEnclose):
        factor_vector(1 / Abs(Z) ** sqrt(2), Z, 16, 20)


def test_a_warm_vector_of_140_coefficients_takes_a_tenth_of_a_second():
    factor_vector(tanh(Z), Z, 140, 30)
    start = perf_counter()
    factor_vector(tanh(Z * 9 / 8), Z, 140, 30)
    assert perf_counter() - start < 1


@pytest.mark.parametrize("body", [tanh(3 * Z), tanh(Z) ** 2, Abs(Z), Z * exp(-(Z**2)), (1 - tanh(Z) ** 2) ** 2])
def test_even_and_odd_functions_from_their_right_halves(body, monkeypatch):
    """The same as over the whole line, and the other parity is refuted."""
    half = factor._vector.__wrapped__(body, 16, 20)
    parity = factor._parity(body)
    assert parity
    monkeypatch.setattr(factor, "_parity", lambda _: 0)
    whole = factor._vector.__wrapped__(body, 16, 20)
    pairs = [*zip(half.coefficients, whole.coefficients, strict=True), (half.square, whole.square)]
    assert all(a.overlaps(b) and a.rad() < 1e-18 for a, b in pairs)
    monkeypatch.setattr(factor, "_parity", lambda _: -parity)
    wrong = factor._vector.__wrapped__(body, 16, 20)
    assert not all(a.overlaps(b) for a, b in zip(wrong.coefficients, whole.coefficients, strict=True))


def test_parity_is_seen_or_not():
    bodies = (Z**3, cos(Z), tanh(Z) + 1, Z + Z**2, Piecewise((Z**2, Z < 0), (2 * Z**2, True)))
    assert [factor._parity(body) for body in bodies] == [-1, 1, 0, 0, 0]
