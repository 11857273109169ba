"""Activations whose regularity is known from their construction, for those who write a regularity checker.

    phi(x) = smooth(x) + sum_i a_i (x - t_i)_+^(k_i),     k_i = 0 (a step), 1 (a kink), 2, 3

has a jump of a_i k_i! of its k_i-th derivative at t_i and is smooth elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from sympy import Expr, Heaviside, Max, Rational, factorial

from derive.language.symbols import x
from derive.testing.strategies import polynomials, rationals, smooth


@dataclass(frozen=True, slots=True)
class Known:
    """`expr` in x with `jumps[k]` = ((knot, jump of the k-th derivative), ...) for k = 0, 1, 2, 3, from left to right."""

    expr: Expr
    jumps: tuple[tuple[tuple[Rational, Rational], ...], ...]

    @property
    def knots(self) -> tuple[Rational, ...]:
        """Every place where some derivative jumps, from left to right."""
        return tuple(sorted({knot for order in self.jumps for knot, _ in order}))

    @property
    def continuous(self) -> bool:
        return not self.jumps[0]

    @property
    def class_a(self) -> bool:
        """phi' is continuous and phi'' piecewise smooth: no jump below order 2."""
        return not (self.jumps[0] or self.jumps[1])


@st.composite
def known_activations(draw: st.DrawFn, knots: int = 3) -> Known:
    """A random smooth function plus up to `knots` truncated powers at distinct places."""
    base = draw(st.one_of(polynomials(), smooth()))
    places = draw(st.lists(rationals(-2, 2, 2), max_size=knots, unique=True))
    orders = [draw(st.integers(0, 3)) for _ in places]
    heights = [draw(rationals(1, 3, 2)) * draw(st.sampled_from((1, -1))) for _ in places]
    terms = [a * (Max(x - t, 0) ** k if k else Heaviside(x - t)) for t, k, a in zip(places, orders, heights, strict=True)]
    jumps = tuple(tuple(sorted((t, a * factorial(k)) for t, k, a in zip(places, orders, heights, strict=True) if k == n)) for n in range(4))
    return Known(base + sum(terms, start=Rational(0)), jumps)
