r"""Expectations over a pair with correlation near 1, for piecewise analytic factors: the expansion in 1 - c with a proven remainder.

Let f_m be the m-th derivative of f between its knots, J_m(t) the jump of f_m at t, and likewise g_m, H_m. Price's theorem with the deltas written out is

    d/dc E[f_m g_m] = E[f_(m+1) g_(m+1)] + B_m,
    B_m(c) = sum_t J_m(t) p(t) E[g_(m+1)(Y) | X = t] + sum_s H_m(s) p(s) E[f_(m+1)(X) | Y = s] + sum_(t, s) J_m(t) H_m(s) p(t, s),

so that with e = 1 - c

    E[f(X) g(Y)] = sum_(m <= M) ((-e)^m/m! E[f_m(Z) g_m(Z)] + (-1)^(m+1) int_c^1 (k - c)^m/m! B_m(k) dk) + R,
    |R| <= e^(M+1)/(M+1)! sqrt(E f_(M+1)^2 E g_(M+1)^2).

Given X = t the other variable is t + d with d normal, of mean t (k - 1) and variance 1 - k^2: the conditional expectations are half moments of d times Taylor's
coefficients at t, and with k = cos y the integrals are those of a function that is analytic in y.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import factorial

from flint import acb, arb
from sympy import Expr, diff

from derive.evidence.balls.callback import Callback
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball, real_constant
from derive.evidence.line.integral import expectation_1d
from derive.evidence.line.seams import Branches, assembled, branches, equal
from derive.evidence.line.split import pieces
from derive.evidence.pair.cover import Envelope
from derive.evidence.pair.knotted import factor_of
from derive.evidence.pair.local_series import PART, LocalSeries, half_moments, local_series
from derive.language.errors import CannotEnclose, Diverges, NotDefined
from derive.language.symbols import Z

ORDERS = 24  # M
TERMS = range(8, 96, 4)
START = 12.0  # beyond which derivatives are bounded by their growth


def by_local_expansion(f: Expr, g: Expr, c: Expr, digits: int) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters and an exact correlation, 0 < |c| < 1, to about `digits` digits relative to the sizes of f and g.

    Raises CannotEnclose where 1 - |c| is not small enough for the distances of knots, or a branch is not analytic at a knot.
    """
    with working(64):
        if real_constant(c, {}) < 0:
            c, g = -c, g.xreplace({Z: -Z})
    with working(int(3.33 * digits) + 96):
        try:
            return _Expansion(f, g, real_constant(1 - c, {}), digits).value()
        except (Diverges, NotDefined) as error:  # of a derivative: says nothing about the question
            raise CannotEnclose("a local expansion", f"a derivative is not square-integrable: {error.asked}", "another correlation") from None


@dataclass(frozen=True, slots=True)
class Knot:
    """A point where f or g changes its branch: series of both on both sides, and the nearest other such point."""

    place: arb
    f: tuple[LocalSeries, LocalSeries]
    g: tuple[LocalSeries, LocalSeries]
    nearest: arb

    def jump(self, sides: tuple[LocalSeries, LocalSeries], order: int) -> arb:
        """Of the derivative of this order."""
        if sides[0] is sides[1]:
            return arb(0)
        return (sides[1].coefficients[order] - sides[0].coefficients[order]) * factorial(order)


class _Expansion:
    def __init__(self, f: Expr, g: Expr, rest: arb, digits: int) -> None:
        self.f, self.g, self.rest, self.digits = branches(f, Z), branches(g, Z), rest, digits
        self.angle = 2 * (rest / 2).sqrt().asin()
        self.spread = self.angle.sin().upper()
        self.goal = (self._norm(0) * arb(10) ** -(digits + 1)).upper()

    def value(self) -> arb:
        order, remainder = self._order()
        knots = list(self._knots(order))
        terms, missed = self._terms(knots, order)
        error = remainder + missed + sum((self._crossed(one, other, order) for one in knots for other in knots if one is not other), arb(0))
        if not error <= 100 * self.goal:
            raise CannotEnclose("a local expansion", "1 - |c| is not small enough for the distances of its knots", "a correlation nearer to 1 or -1")
        total = arb(0, error.upper())
        for m in range(order + 1):
            total += (-self.rest) ** m / factorial(m) * self._coincident(m)
        return total + self._boundary(knots, order, terms) if knots else total

    def _derivative(self, function: Branches, order: int) -> Expr:
        """The derivative between the knots."""
        parts = [diff(branch, Z, order) for branch in function.branches]
        return assembled(parts, [seam.knot for seam in function.seams], Z)

    def _coincident(self, order: int) -> arb:
        product = self._derivative(self.f, order) * self._derivative(self.g, order)
        return expectation_1d(product, {}, self.digits + 2) if product != 0 else arb(0)

    def _norm(self, order: int) -> arb:
        """A bound of sqrt(E f_m^2 E g_m^2)."""
        found = arb(1)
        for function in (self.f, self.g):
            body = self._derivative(function, order)
            found *= expectation_1d(body**2, {}, 6) if body != 0 else arb(0)
        return found.upper().sqrt().upper()

    def _order(self) -> tuple[int, arb]:
        """M and the bound of the remainder."""
        for order in range(ORDERS):
            remainder = self.rest ** (order + 1) / factorial(order + 1) * self._norm(order + 1)
            if remainder <= self.goal:
                return order, remainder.upper()
        raise CannotEnclose("a local expansion", "1 - |c| is not small enough", "a correlation nearer to 1 or -1")

    def _knots(self, order: int) -> Iterator[Knot]:
        places: list[Expr] = []
        for seam in (*self.f.seams, *self.g.seams):
            if not any(equal(seam.knot, place) for place in places):
                places.append(seam.knot)
        values = [real_constant(place, {}) for place in places]
        for k, place in enumerate(places):
            distances = [abs(values[k] - value).lower() for i, value in enumerate(values) if i != k]
            nearest = min(distances, key=float, default=arb(100))
            if not nearest > 0:
                raise CannotEnclose("a local expansion", "two knots are not seen to be apart")
            yield Knot(values[k], self._series(self.f, place, values[k], order), self._series(self.g, place, values[k], order), nearest)

    def _series(self, function: Branches, place: Expr, value: arb, order: int) -> tuple[LocalSeries, LocalSeries]:
        """Of the branches to the left and to the right."""
        count, bits = TERMS[-1] + order + 2, int(3.33 * self.digits) + 96
        knot = next((k for k, seam in enumerate(function.seams) if equal(seam.knot, place)), None)
        if knot is not None:
            left, right = (local_series(compile_ball(function.branches[knot + i], (Z,), {}), value, count, bits) for i in (0, 1))
            return left, right
        here = sum(1 for seam in function.seams if real_constant(seam.knot, {}) < value)
        found = local_series(compile_ball(function.branches[here], (Z,), {}), value, count, bits)
        return found, found

    def _terms(self, knots: list[Knot], order: int) -> tuple[int, arb]:
        """How many Taylor terms, and what they miss."""
        missed = arb(0)
        for terms in TERMS:
            if terms <= 2 * (order + 1):
                continue
            missed = sum((self._missed(knot, m, terms) for knot in knots for m in range(order + 1)), arb(0)).upper()
            if missed <= self.goal:
                break
        return terms, missed

    def _missed(self, knot: Knot, m: int, terms: int) -> arb:
        """A bound of what the Taylor terms miss of (k - c)^m/m! B_m at one knot, integrated."""
        total, density = arb(0), (-(knot.place * knot.place) / 2).exp() / (2 * arb.pi()).sqrt()
        for sides, others, function in ((knot.f, knot.g, self.g), (knot.g, knot.f, self.f)):
            if sides[0] is not sides[1]:
                size = abs(knot.jump(sides, m)) * density
                total += size * sum((self._conditional(knot, series, function, m + 1, terms) for series in dict.fromkeys(others)), arb(0))
        return (total * self.rest ** (m + 1) / factorial(m + 1)).upper()

    def _conditional(self, knot: Knot, series: LocalSeries, function: Branches, order: int, terms: int) -> arb:
        """A bound of E|h(t + d) - truncated series| for h = f^(n), all angles: near the knot by the rest of the series, far by growth and by moments."""
        mean, near = abs(knot.place) * self.rest, arb(series.radius / PART).min(knot.nearest)
        even = _odd_factorial(terms)
        moment = (mean + self.spread * (arb(even).log() / terms).exp()) ** terms
        away = (near - mean) / self.spread
        if not away > 1:
            return arb.pos_inf()
        envelope = self._envelope(function, order)
        growth = (envelope.a + envelope.b * (abs(knot.place) + mean) + (envelope.b * self.spread) ** 2 / 2).exp() * _upper_tail(away - envelope.b * self.spread)
        powers = 2 ** (2 * terms) * (mean ** (2 * terms) + self.spread ** (2 * terms) * _odd_factorial(2 * terms)) / near ** (2 * terms)
        polynomial = sum((series.bound(order, k) * near**k for k in range(terms)), arb(0)) * (powers * 2 * _upper_tail(away)).abs_upper().sqrt()
        bound: arb = (series.rest(order, terms) * moment + 2 * growth + polynomial).upper()
        return bound

    def _envelope(self, function: Branches, order: int) -> Envelope:
        key = function, order
        if key not in self._envelopes:
            body = self._derivative(function, order)
            farthest = max((float(abs(real_constant(seam.knot, {})).upper()) for seam in function.seams), default=0.0)
            found = factor_of(pieces(body, Z, {})).envelope(START + farthest)
            if found is None:
                raise CannotEnclose("a local expansion", "a derivative is not bounded")
            self._envelopes[key] = found
        return self._envelopes[key]

    @cached_property
    def _envelopes(self) -> dict[tuple[Branches, int], Envelope]:
        return {}

    def _crossed(self, one: Knot, other: Knot, order: int) -> arb:
        """A bound of the products of deltas at different knots: the density grows with 1 - k while 1 - k^2 is at most the square of their distance."""
        distance, narrow = one.nearest, (2 * self.rest).upper()
        if not narrow <= distance * distance:
            return arb.pos_inf()
        density = (abs(one.place * other.place) - distance * distance / (2 * narrow)).exp() / (2 * arb.pi() * (self.rest * (2 - self.rest)).sqrt())
        jumps = (abs(one.jump(one.f, m) * other.jump(other.g, m)) * self.rest ** (m + 1) / factorial(m + 1) for m in range(order + 1))
        bound: arb = (density * sum(jumps, arb(0))).upper()
        return bound

    def _boundary(self, knots: list[Knot], order: int, terms: int) -> arb:
        """sum_m (-1)^(m+1) int (k - c)^m/m! B_m(k) dk, k = cos y, over the knots."""
        parts = [_Term(knot, m, terms) for knot in knots for m in range(order + 1)]

        def integrand(part: acb, analytic: bool) -> acb:
            y = part * self.angle
            turned = -2 * (y / 2).sin() ** 2  # k - 1
            total = acb(0)
            for knot in knots:
                moments = half_moments(knot.place * turned, y.sin(), -knot.place * (y / 2).tan(), terms)
                for term in parts:
                    if term.knot is knot:
                        total += (turned + self.rest) ** term.m * (-1) ** (term.m + 1) / factorial(term.m) * term.value(y, moments)
            return total

        loop = Callback(integrand)
        value: arb = loop.checked(acb.integral(loop, 0, 1, abs_tol=self.goal / 10)).real * self.angle
        return value


class _Term:
    """B_m(cos y) sin y at one knot."""

    def __init__(self, knot: Knot, m: int, terms: int) -> None:
        self.knot, self.m = knot, m
        self.density = (-(knot.place * knot.place) / 2).exp() / (2 * arb.pi()).sqrt()
        self.jumps = knot.jump(knot.f, m), knot.jump(knot.g, m)
        self.series = tuple(tuple(series.derivative(m + 1, terms) for series in sides) for sides in (knot.f, knot.g))

    def value(self, y: acb, moments: tuple[list[acb], list[acb]]) -> acb:
        j, h = self.jumps
        across = self.density * y.sin() * (j * _expected(self.series[1], moments) + h * _expected(self.series[0], moments))
        return across + j * h * (-(self.knot.place * self.knot.place) / (1 + y.cos())).exp() / (2 * arb.pi())


def _expected(sides: tuple[list[arb], ...], moments: tuple[list[acb], list[acb]]) -> acb:
    """E of the left series for d < 0 and the right one for d > 0."""
    whole, half = moments
    return sum((left * (w - h) + right * h for left, right, w, h in zip(*sides, whole, half, strict=True)), acb(0))


def _odd_factorial(n: int) -> int:
    """E N^n = (n - 1)!! for even n."""
    product = 1
    for k in range(1, n, 2):
        product *= k
    return product


def _upper_tail(x: arb) -> arb:
    """A bound of P(N > x)."""
    return (x / arb(2).sqrt()).erfc().abs_upper() / 2
