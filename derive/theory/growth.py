"""Growing recurrences p_{l+1} = p_l + D(p_l), D(p) = sum_i A_i p^(a_i) with a = max a_i < 1, and sums along them.

With u = 1/p this is a recurrence that tends to 0 (`recurrence`), u' = u/(1 + sum_i A_i u^(1 - a_i)). With r = 1 - a and w = p^r,

    l + C = (1/b)(w + sum_s g_s w^(1 - s)/(1 - s) + g log w) + o(1),        b = r A,

inverted term by term: w = b l + sum_e d_e l^e + D log l + O(1), 0 < e < 1, so p = w^(1/r) with all terms down to the one that
depends on the start. A sum of h(p_m) = sum_i k_i p^(t_i) over m < l is G(p_l) + const + o(1) with

    G' = h/D - D (h/D)'/2 + ...,

of which the first term is integrated as far as it grows: powers of p and a logarithm. The second is summable where h/D = o(1).

Yang and Schoenholz 2017 state the leading terms for tanh and powers of ReLU; this is for any D and h with such expansions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Integer, Rational, binomial, cancel, log, sympify
from sympy import factor as factored

from derive.theory.recurrence import LocalMap, inverse_increment, l, power_series

Terms = Mapping[Rational, Expr]


@dataclass(frozen=True)
class Growth:
    """p' = p + sum A p^a over `terms` {a: A}, complete down to (not including) the power `remainder`; the largest a is below 1, its A positive."""

    terms: Terms
    remainder: Rational

    def __post_init__(self) -> None:
        terms = {Rational(a): sympify(value) for a, value in self.terms.items() if sympify(value) != 0}
        object.__setattr__(self, "terms", dict(sorted(terms.items(), reverse=True)))
        if not terms or max(terms) >= 1 or self.remainder >= min(terms):
            raise ValueError("a growth needs powers below 1 and above that of the remainder")

    @property
    def power(self) -> Rational:
        """a, the largest power in the increment."""
        return next(iter(self.terms))

    @property
    def exponent(self) -> Rational:
        """p_l grows like l^(1/(1 - a))."""
        return 1 / (1 - self.power)

    @property
    def rate(self) -> Expr:
        """b = (1 - a) A."""
        return (1 - self.power) * self.terms[self.power]

    @property
    def constant(self) -> Expr:
        """K in p_l ~ K l^(1/(1 - a))."""
        return self.rate**self.exponent

    @cached_property
    def w(self) -> tuple[dict[Rational, Expr], Expr | None]:
        """w = p^(1 - a) as {e: d_e} for e > 0, and the coefficient of log l; the latter None where the expansion is not known so far."""
        r, b = 1 - self.power, self.rate
        known = (self.power - self.remainder) / r  # g_s is complete for s below this
        inverse = {s: g for s, found in inverse_increment(self._local(), b).items() if s < known and (g := _reduced(found, s)) != 0}
        powers = {s: g for s, g in inverse.items() if s < 1}
        found: dict[Rational, Expr] = {Rational(1): b}
        last = max(Integer(0), 1 - known)
        for _ in range(int(1 / min(powers)) + 1 if powers else 0):
            found = self._next(found, powers, last)
        return found, -inverse.get(Rational(1), Integer(0)) if known > 1 else None

    def _local(self) -> LocalMap:
        """u' = u (1 + sum A u^(1 - a))^(-1) for u = 1/p."""
        small = {1 - a: -value for a, value in self.terms.items()}
        series = power_series(small, Integer(-1), 2 * (1 - self.power))
        end = max(series, default=Rational(0)) + 1
        return LocalMap({e: -value for e, value in series.items()}, end)

    def _next(self, w: Terms, powers: Terms, last: Rational) -> dict[Rational, Expr]:
        """b l - sum_s g_s w^(1 - s)/(1 - s), terms above l^last."""
        b = self.rate
        small = {1 - e: -d / b for e, d in w.items() if e != 1}
        found: dict[Rational, Expr] = {Rational(1): b}
        for s, g in powers.items():
            lead = -g * b ** (1 - s) / (1 - s)
            found[1 - s] = found.get(1 - s, Integer(0)) + lead
            for e, factor in (power_series(small, 1 - s, 1 - s) if small else {}).items():
                if 1 - s - e > last:
                    found[1 - s - e] = found.get(1 - s - e, Integer(0)) + lead * factor
        return found

    @property
    def law(self) -> Expr:
        """p_l as far as it does not depend on the start: K l^(1/(1-a)) (1 + corrections)."""
        powers, logarithm = self.w
        terms = sum((d * l**e for e, d in powers.items()), Integer(0)) + (logarithm or 0) * log(l)
        if self.exponent == 1:
            return terms
        inner = terms / (self.rate * l) - 1
        order = int(1 / min((1 - e for e in powers if e != 1), default=Rational(1)))
        series = sum((binomial(self.exponent, k) * inner**k for k in range(1, order + 1)), Integer(1))
        return self.constant * l**self.exponent * _truncated(series)

    def summed(self, summand: Terms) -> Sum:
        """The sum of h(p_m), m < l, for h = sum k p^t over `summand` {t: k}; t < a, so that h/D = o(1) and what is left out converges."""
        if max(summand) >= self.power:
            raise ValueError("the sum grows faster than a power of the logarithm of p can follow: h/D does not tend to 0")
        lead = self.terms[self.power]
        small = {self.power - a: -value / lead for a, value in self.terms.items() if a != self.power}
        depth = max(summand) - self.power + 1
        inverse = {Rational(0): Integer(1)} | (power_series(small, Integer(-1), depth) if small and depth > 0 else {})
        found: dict[Rational, Expr] = {}
        for t, k in summand.items():
            for e, factor in inverse.items():
                power = t - self.power - e
                if power >= -1:
                    found[power] = found.get(power, Integer(0)) + k * factor / lead
        return Sum({e + 1: value / (e + 1) for e, value in found.items() if e > -1 and value != 0}, found.get(Rational(-1), Integer(0)))


@dataclass(frozen=True)
class Sum:
    """sum_e c_e p^e + logarithm log p + const + o(1), e > 0."""

    powers: Terms
    logarithm: Expr

    def along(self, growth: Growth) -> Expr:
        """The same in l, down to its logarithm."""
        powers, logarithm = growth.w
        r, b = 1 - growth.power, growth.rate
        small = {1 - e: -d / b for e, d in powers.items() if e != 1}
        total: Expr = self.logarithm * growth.exponent * log(l)
        for e, value in self.powers.items():
            exponent = e / r
            lead = value * b**exponent
            total += lead * l**exponent
            for shift, factor in (power_series(small, exponent, exponent) if small else {}).items():
                if exponent - shift > 0:
                    total += lead * factor * l ** (exponent - shift)
            if exponent == 1 and logarithm is not None:
                total += lead / b * logarithm * log(l)
        return total


def _reduced(value: Expr, power: Rational) -> Expr:
    """The coefficient of the logarithm is a difference whose terms may cancel."""
    return factored(cancel(value)) if power == 1 else value


def _truncated(series: Expr) -> Expr:
    """The terms of a sum of powers of l and logarithms that are not smaller than log(l)/l."""
    return sum((term for term in series.expand().as_ordered_terms() if _counts(term)), Integer(0))


def _counts(term: Expr) -> bool:
    """Whether the term is larger than 1/l."""
    exponent = term.subs(log(l), 1).as_coeff_exponent(l)[1]
    return bool(exponent > -1 or (exponent == -1 and term.has(log(l))))
