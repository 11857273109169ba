"""Hypothesis strategies: random activations of every ingredient class, variances, correlations, covariance matrices, networks.

None of the activations is an entry of the catalogue by construction. `known_activations` draws functions whose
regularity is known from how they were put together, which is what a regularity checker is tried on.

    @given(activations(), variances(), correlations())
    def test_my_law(phi, q, c): ...

Needs the extra `testing` (Hypothesis).
"""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from sympy import Abs, Expr, Heaviside, Matrix, Max, Min, Piecewise, Rational, atan, cos, erf, exp, log, sign, sin, sqrt, tanh

from derive.language.special import Phi
from derive.language.symbols import x
from derive.simulation.network import Network

_SLOPES = (Rational(1, 2), Rational(1), Rational(3, 2), Rational(-1))
_UNITS = ((np.tanh, lambda t: 1 - np.tanh(t) ** 2), (lambda t: np.maximum(t, 0), lambda t: 1.0 * (t > 0)), (np.sin, np.cos))
_EXPONENTS = (Rational(1, 2), Rational(3, 2), Rational(2, 3), Rational(5, 2))


@st.composite
def rationals(draw: st.DrawFn, low: int = -3, high: int = 3, denominator: int = 4) -> Rational:
    """Small exact rationals in [low, high]."""
    below = draw(st.integers(1, denominator))
    return Rational(draw(st.integers(low * below, high * below)), below)


def variances() -> st.SearchStrategy[Rational]:
    """Exact variances from 1/8 to 4."""
    return st.integers(1, 32).map(lambda n: Rational(n, 8))


def correlations(ends: bool = True) -> st.SearchStrategy[Rational]:
    """Exact correlations, -1 and 1 included unless `ends` is false."""
    edge = 8 if ends else 7
    return st.integers(-edge, edge).map(lambda n: Rational(n, 8))


@st.composite
def covariance_matrices(draw: st.DrawFn, size: int = 2) -> Matrix:
    """Exact covariance matrices A A^T of rationals, singular ones included; no variance is 0."""
    rows = draw(st.lists(st.lists(rationals(-2, 2, 2), min_size=size, max_size=size).filter(any), min_size=size, max_size=size))
    factor = Matrix(rows)
    return factor * factor.T


def piecewise_linear() -> st.SearchStrategy[Expr]:
    """a max(x - t, 0) and its relatives: thresholds, clips, absolute values, leaky slopes."""
    threshold = rationals(-2, 2, 2)
    return st.one_of(
        threshold.map(lambda t: Max(x - t, 0)),
        threshold.map(lambda t: Abs(x - t)),
        threshold.map(lambda t: Min(Max(x, t - 1), t + 1)),
        rationals(-1, 1).map(lambda a: Piecewise((x, x > 0), (a * x, True))),
    )


def steps() -> st.SearchStrategy[Expr]:
    """Functions with a jump."""
    return rationals(-2, 2, 2).map(lambda t: Heaviside(x - t))


def polynomials(degree: int = 3) -> st.SearchStrategy[Expr]:
    """Polynomials in x with small rational coefficients."""
    return st.lists(rationals(-2, 2, 2), min_size=1, max_size=degree + 1).map(lambda a: sum((k * x**n for n, k in enumerate(a)), start=Rational(0)))


def smooth() -> st.SearchStrategy[Expr]:
    """erf, Phi, exp, sin, cos of a linear argument, and Gaussians."""
    linear = st.builds(lambda f, a: f(a * x), st.sampled_from((erf, Phi, exp, sin, cos)), st.sampled_from(_SLOPES))
    return st.one_of(linear, st.integers(1, 4).map(lambda n: exp(-Rational(n, 4) * x**2)))


def powers() -> st.SearchStrategy[Expr]:
    """x_+^a, |x|^a and sign(x)|x|^a with exponents that are not whole."""
    kinds = (lambda a: Max(x, 0) ** a, lambda a: Abs(x) ** a, lambda a: sign(x) * Abs(x) ** a)
    return st.builds(lambda kind, a: kind(a), st.sampled_from(kinds), st.sampled_from(_EXPONENTS))


def rational() -> st.SearchStrategy[Expr]:
    """Rational and algebraic functions without poles on the line, and arctan."""
    kinds = (lambda a: 1 / (a**2 + x**2), lambda a: x / (a + Abs(x)), lambda a: x / sqrt(a + x**2), lambda a: atan(x / a))
    return st.builds(lambda kind, n: kind(Rational(n, 2)), st.sampled_from(kinds), st.integers(1, 6))


def bounded() -> st.SearchStrategy[Expr]:
    """tanh and logistic functions of a linear argument: no closed form, only enclosures."""
    return st.builds(lambda f, a: f(a * x), st.sampled_from((tanh, lambda t: 1 / (1 + exp(-t)), lambda t: log(1 + exp(t)))), st.sampled_from(_SLOPES))


def products() -> st.SearchStrategy[Expr]:
    """Powers of x and gates times smooth functions: x Phi(x), x^2 exp(-x^2), sin(x) for x > 0."""
    factor = st.one_of(st.integers(1, 2).map(lambda n: x**n), steps())
    return st.builds(lambda a, b: a * b, factor, smooth())


@st.composite
def activations(draw: st.DrawFn, terms: int = 2, closed: bool = True, jumps: bool = False) -> Expr:
    """A random activation in x: up to `terms` ingredients with coefficients. With `closed` (the default) only piecewise linear
    functions, polynomials and smooth functions; else every class, those without closed form included; with `jumps` steps too.
    """
    kinds = [piecewise_linear(), polynomials(), smooth()]
    kinds += [] if closed else [bounded(), powers(), rational(), products()]
    kinds += [steps()] if jumps else []
    parts = draw(st.lists(st.one_of(kinds), min_size=1, max_size=terms))
    return sum((draw(rationals(1, 2, 2)) * part for part in parts), start=Rational(0))


@st.composite
def networks(draw: st.DrawFn, width: int = 64, depth: int = 10) -> Network:
    """Random descriptions of wide networks with tanh, ReLU or sine units, feed-forward or residual."""
    numbers = st.integers(1, 16).map(lambda n: n / 8)
    function, slope = draw(st.sampled_from(_UNITS))
    return Network(
        function,
        slope,
        width=draw(st.integers(2, width)),
        depth=draw(st.integers(1, depth)),
        sigma_w=draw(numbers),
        sigma_b=draw(numbers),
        kind=draw(st.sampled_from(("feedforward", "residual"))),
    )
