"""Asymptotics of u_{l+1} = u_l (1 - sum_i a_i u_l^(r_i)), u_0 > 0 small: how fast u_l tends to 0, with its first correction.

With r = r_1 the smallest exponent and a = a_1 > 0, the substitution w = u^(-r) gives

    w' = w (1 - sum_i a_i w^(-r_i/r))^(-r) = w + h(w),        h(w) = b + sum_j c_j w^(-s_j),   b = r a.

An Abel function A of this map (A(w') = A(w) + 1) is the integral of dw/h(w) + log(h)/2 up to o(1), so

    l + C = (1/b) (w + sum_j g_j w^(1 - s_j)/(1 - s_j) + g log w) + o(1),        1/h = (1/b) (1 + sum_j g_j w^(-s_j) + ...),

with C fixed by u_0 and g the coefficient of 1/w. Inverted, with s the smallest s_j:

    u_l = (b l)^(-1/r) (1 + d l^(-s) + ...)          s < 1:  d = g_s b^(-s)/(r (1 - s))
    u_l = (b l)^(-1/r) (1 + d log(l)/l + ...)        s = 1:  d = g/(r b)
    u_l = (b l)^(-1/r) (1 + O(1/l))                  s > 1:  the next term depends on u_0

The product of the slopes 1 - (1 + r) a u^r + ... of the map along the orbit is then (m/l)^((1 + r)/r) up to a factor.
If the map is u' = chi u + o(u) with 0 < chi < 1, u_l decays like chi^l (depth scale -1/log chi).

Source: de Bruijn, Asymptotic Methods in Analysis, chapter 8 (iteration); Hayou, Doucet and Rousseau 2019 have r = 1/2 and
r = 1 without corrections.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Expr, Integer, Rational, Symbol, binomial, log, sympify

l = Symbol("l", positive=True)
Series = Mapping[Expr, Expr]  # exponent of w^(-1) -> coefficient


@dataclass(frozen=True, slots=True)
class LocalMap:
    """u' = u (1 - sum_i a_i u^(r_i)) with `terms` {r_i: a_i}, exact up to O(u^(1 + remainder))."""

    terms: Mapping[Rational, Expr]
    remainder: Rational

    def __post_init__(self) -> None:
        terms = {Rational(r): sympify(a) for r, a in self.terms.items() if sympify(a) != 0}
        object.__setattr__(self, "terms", dict(sorted(terms.items())))
        if not terms or min(terms) <= 0 or self.remainder <= max(terms):
            raise ValueError("a local map needs terms with positive exponents below that of the remainder")

    @property
    def order(self) -> Rational:
        """r, the smallest exponent."""
        return next(iter(self.terms))

    @property
    def coefficient(self) -> Expr:
        """a, the coefficient that drives the decay; it must be positive."""
        return self.terms[self.order]


@dataclass(frozen=True, slots=True)
class Decay:
    """u_l = constant l^(-exponent) (1 + coefficient shape(l) + ...); `coefficient` None where the next term depends on u_0 or on terms that are not known.

    `shape` is l^(-s) or log(l)/l; `slope_exponent` that of the product of the slopes of the map along the orbit.
    """

    exponent: Expr
    constant: Expr
    coefficient: Expr | None
    shape: Expr
    slope_exponent: Expr

    @property
    def law(self) -> Expr:
        """The leading term as an expression in l."""
        return self.constant * l ** (-self.exponent)

    @property
    def correction(self) -> Expr | None:
        """The first correction relative to the leading term, as an expression in l."""
        return None if self.coefficient is None else self.coefficient * self.shape

    @property
    def tangent_ratio(self) -> Expr:
        """The limit of the mean over m < l of (m/l)^(slope exponent): 1/(1 + slope exponent), the off-diagonal of a normalised tangent kernel."""
        return 1 / (1 + self.slope_exponent)


def decay(local: LocalMap) -> Decay:
    """The law of u_l for a local map with positive leading coefficient (the sign is the caller's to know).

    >>> from sympy import symbols
    >>> s, beta, b = symbols("s beta b", positive=True)
    >>> found = decay(LocalMap({Rational(1, 2): s}, Rational(1)))
    >>> found.law, found.correction
    (4/(l**2*s**2), None)
    >>> found = decay(LocalMap({1: 1 / beta, 2: -b}, Rational(5, 2)))
    >>> found.law, found.correction.factor()
    (beta/l, (b*beta**2 - 1)*log(l)/l)
    """
    r, growth = local.order, local.order * local.coefficient
    inverse = inverse_increment(local, growth)
    return Decay(1 / r, growth ** (-1 / r), *_correction(inverse, r, growth, local), (1 + r) / r)


def _correction(inverse: Series, r: Rational, growth: Expr, local: LocalMap) -> tuple[Expr | None, Expr]:
    known = (local.remainder - r) / r  # coefficients of w^(-s) are complete for s below this
    for s in sorted(inverse):
        g = inverse[s]
        if s >= known or s > 1:
            break
        if g != 0:
            return (g / (r * growth), log(l) / l) if s == 1 else (g * growth ** (-s) / (r * (1 - s)), l ** (-s))
    return None, 1 / l


def _increment(local: LocalMap) -> dict[Rational, Expr]:
    """h(w) = w ((1 - sum_i a_i w^(-r_i/r))^(-r) - 1) as {s: coefficient of w^(-s)} for s <= 1."""
    r = local.order
    small = {r_i / r: a for r_i, a in local.terms.items()}
    return {s - 1: value for s, value in power_series(small, -r, Rational(2)).items()}


def power_series(small: Mapping[Rational, Expr], exponent: Expr, last: Rational) -> dict[Rational, Expr]:
    """(1 - sum a_i t^(e_i))^exponent - 1 as {power of t: coefficient} up to t^last."""
    total: dict[Rational, Expr] = {}
    power: dict[Rational, Expr] = {Rational(0): Integer(1)}
    for k in range(1, int(last / min(small)) + 1):
        power = _collected((e + f, a * b) for e, a in power.items() for f, b in small.items() if e + f <= last)
        for e, a in power.items():
            total[e] = total.get(e, Integer(0)) + binomial(exponent, k) * (-1) ** k * a
    return dict(sorted(total.items()))


def inverse_increment(local: LocalMap, growth: Expr) -> dict[Rational, Expr]:
    """1/h = (1/b)(1 + sum g_s w^(-s)): {s: g_s} for 0 < s <= 1, b = `growth`."""
    small = {s: -value / growth for s, value in _increment(local).items() if 0 < s <= 1}
    return power_series(small, Integer(-1), Rational(1)) if small else {}


def _collected(pairs: Iterable[tuple[Rational, Expr]]) -> dict[Rational, Expr]:
    found: dict[Rational, Expr] = {}
    for e, a in pairs:
        found[e] = found.get(e, Integer(0)) + a
    return found
