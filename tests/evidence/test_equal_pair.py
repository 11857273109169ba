"""Kernels of bounded smooth functions on a lattice: against Williams' arcsine and against quadrature in two dimensions."""

import numpy as np
import pytest
from flint import arb
from sympy import Symbol, erf, tanh

from derive.evidence.balls.precision import working
from derive.evidence.pair.equal_pair import EqualPair
from derive.language.errors import CannotEnclose

X = Symbol("x", real=True)


@pytest.mark.parametrize(("q", "c"), [("1", "0.5"), ("40", "0.3"), ("2", "-0.8"), ("0.1", "0.9"), ("7", "0")])
def test_erf_is_an_arcsine(q, c):
    pair = EqualPair(erf(X), X, arb(1), 110)
    with working(150):
        found = pair(arb(q), arb(c))
        true = 2 / arb.pi() * (2 * arb(c) * arb(q) / (1 + 2 * arb(q))).asin()
        assert found.overlaps(true) and found.rad() < arb(10) ** -30


def test_tanh_agrees_with_quadrature():
    """The rule of Gauss and Legendre in the plane of two independent variables."""
    found = EqualPair(tanh(X), X, arb(1), 80)(arb(1.5), arb(0.25))
    nodes, weights = np.polynomial.legendre.leggauss(160)
    z, mass = 9 * nodes, 9 * weights * np.exp(-((9 * nodes) ** 2) / 2) / np.sqrt(2 * np.pi)
    inner = np.tanh(np.sqrt(1.5) * (z[:, None] / 4 + np.sqrt(15) / 4 * z[None, :])) @ mass
    assert abs(float(found) - mass @ (np.tanh(np.sqrt(1.5) * z) * inner)) < 1e-12


def test_the_stated_error_is_not_too_small():
    """Coarser targets give wider balls that still hold the truth."""
    for bits in (30, 50, 70):
        found = EqualPair(erf(X), X, arb(1), bits)(arb(3), arb(0.625))
        with working(200):
            true = 2 / arb.pi() * (arb(3.75) / 7).asin()
        assert found.overlaps(true) and found.rad() < arb(2) ** (8 - bits)


def test_what_a_lattice_does_not_reach_is_refused():
    pair = EqualPair(erf(X), X, arb(1), 110)
    for q, c in ((1, 1), (0, 0), (1, arb("0.9999999999"))):
        with pytest.raises(CannotEnclose):
            pair(arb(q), arb(c))
