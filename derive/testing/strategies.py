"""Hypothesis strategies: random activations, variances and correlations.

The activations are sums of products of the ingredients that the project knows how to treat, so that most of their
expectations close; none is an entry of the catalogue by construction. Needs the extra `test`.

    @given(activations(), variances(), correlations())
    def test_my_law(phi, q, c): ...
"""

from __future__ import annotations

from hypothesis import strategies as st
from sympy import Abs, Expr, Heaviside, Max, Min, Piecewise, Rational, cos, erf, exp, sin, tanh

from derive.language.symbols import x

_SLOPES = (Rational(1, 2), Rational(1), Rational(3, 2), Rational(-1))


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


def piecewise_linear() -> st.SearchStrategy[Expr]:
    """a max(x - t, 0) and its relatives: thresholds, clips, absolute values, steps."""
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
    """erf, exp, sin, cos of a linear argument."""
    return st.builds(lambda f, a: f(a * x), st.sampled_from((erf, exp, sin, cos)), st.sampled_from(_SLOPES))


def bounded() -> st.SearchStrategy[Expr]:
    """tanh of a linear argument: no closed form, only enclosures."""
    return st.sampled_from(_SLOPES).map(lambda a: tanh(a * x))


@st.composite
def activations(draw: st.DrawFn, terms: int = 2, closed: bool = True) -> Expr:
    """A random activation in x: up to `terms` ingredients with coefficients; with `closed` none whose expectations
    have no closed form.
    """
    kinds = [piecewise_linear(), polynomials(), smooth()] + ([] if closed else [bounded()])
    parts = draw(st.lists(st.one_of(kinds), min_size=1, max_size=terms))
    return sum((draw(rationals(1, 2, 2)) * part for part in parts), start=Rational(0))
