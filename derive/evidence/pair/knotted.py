r"""Expectations over a pair with any correlation, for piecewise analytic factors: thin rectangles at the knots, a short rule between them.

Given X = x, Y = c x + s N with N standard normal and s^2 = 1 - c^2. Let y_j be the knots of g.

* Between the strips |c x - y_j| <= s T the inner argument stays on one analytic piece of g as long as |N| <= T, so E[g(c x + s N)] is a rule of few nodes
  (`inner_rule`), and the product with f is integrated over x by Gauss and Legendre on panels.
* In a strip the integrand is f(x) g(y) p(x, y) on a rectangle with knots parallel to its sides (`rectangle`), as wide as the density across the diagonal.

The work does not grow as c tends to 1. Beyond |X| = T or |N| = T the integrand is bounded by |f(x)| <= exp(A + B|x|), |g(y)| <= exp(A' + B'|y|).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import floor, log, sqrt

from flint import acb, arb
from sympy import Expr

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.gauss import rule
from derive.evidence.balls.nearness import nearness
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball, real_constant
from derive.evidence.line.far_bound import bounded_beyond
from derive.evidence.line.growth import growth
from derive.evidence.line.panels import Function, mesh
from derive.evidence.line.quadratic import Quadratic, at_most, log_upper
from derive.evidence.line.split import Piece, pieces
from derive.evidence.line.tail import tail_bound
from derive.evidence.pair.cover import Envelope
from derive.evidence.pair.displaced import displaced
from derive.evidence.pair.inner_rule import InnerRule, by_gauss
from derive.evidence.pair.largest import largest
from derive.evidence.pair.rectangle import Interval, edge, over_rectangle
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

FARTHEST = 120.0
DISTANCES = (400.0, 150.0, 60.0, 30.0, 18.0)  # of analyticity across, in units of s
LARGEST = 6.0  # of these distances
SINGULAR = 40.0  # how much wider a strip is at a knot where a piece is not analytic
CELL = 0.5
LONGEST = 250.0  # of a rectangle, in units of s


def at_knots(f: Expr, g: Expr, c: Expr, digits: int) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters and an exact correlation, 0 < |c| < 1, to about `digits` digits relative to the sizes of f and g.

    Raises CannotEnclose for a factor that is unbounded at a knot or grows like exp(k x^2).
    """
    with working(64):
        if real_constant(c, {}) < 0:
            c, g = -c, g.xreplace({Z: -Z})
    bits = int(3.33 * digits) + 64 + nearness(c)
    with working(bits):
        return over_pieces(pieces(f, Z, {}), pieces(g, Z, {}), real_constant(c, {}), digits)


def over_pieces(one: tuple[Piece, ...], other: tuple[Piece, ...], c: arb, digits: int) -> arb:
    """E[f(X) g(Y)] for the pieces of both and 0 < c < 1, either variable in the outer place."""
    try:
        return _Conditioned(one, other, c, digits).value()
    except CannotEnclose:
        if one == other:
            raise
        return _Conditioned(other, one, c, digits).value()


@dataclass(frozen=True, slots=True)
class Factor:
    """The pieces of a function as ball functions, with its envelope and the part of the error that its inexact knots make."""

    parts: tuple[Piece, ...]
    functions: tuple[Function, ...]

    def clipped(self, low: arb, high: arb) -> list[Interval]:
        """The pieces inside [low, high], between the middles of the knots."""
        found: list[Interval] = []
        for part, function in zip(self.parts, self.functions, strict=True):
            left, right = (low if part.lower.mid() < low else part.lower.mid()), (high if part.upper.mid() > high else part.upper.mid())
            if left < right:
                found.append((left, right, function))
        return found

    def knots(self) -> list[arb]:
        return [part.upper for part in self.parts[:-1]]

    def envelope(self, start: float) -> Envelope | None:
        """|f| <= exp(a + b|x|) from cells up to `start` and the growth beyond it."""
        far = far_growth(self.parts, arb(start))
        if far is None:
            return None
        inside = arb(0)
        for low, high, function in self.clipped(arb(-start), arb(start)):
            size = largest(function, low, high, CELL)
            if size is None:
                return None
            inside = inside.max(size)
        a = (inside.log() if inside > 0 else arb(-1000)).upper()
        return Envelope(a.max(far[0].a.upper()).max(far[1].a.upper()), arb(0).max(far[0].b.upper()).max(far[1].b.upper()), far)


def far_growth(parts: tuple[Piece, ...], start: arb) -> tuple[Quadratic, Quadratic] | None:
    """log |f| on both sides beyond `start`, pieces that begin later included; None where f may grow like exp(k x^2) or no growth is derived."""
    found = []
    for side in (-1, 1):
        there = [part for part in parts if (part.upper > start if side > 0 else part.lower < -start)]
        try:
            bound = at_most(*(_growth_of(part, side, start) for part in there))
        except CannotEnclose:
            return None
        if bound is None or not bound.g <= 0:
            return None
        found.append(bound)
    return found[0], found[1]


def _growth_of(part: Piece, side: int, start: arb) -> Quadratic:
    """log |f| beyond `start` on the piece: on one that ends there from its values up to the end, where these are bounded."""
    inside = bounded_beyond(part, side, start)
    start = start.max(part.lower if side > 0 else -part.upper)
    return growth(part.body, Z, side, start, {}) if inside is None else Quadratic(log_upper(inside))


def factor_of(parts: tuple[Piece, ...]) -> Factor:
    """The pieces with their functions."""
    return Factor(parts, tuple(compile_ball(part.body, (Z,), {}) for part in parts))


class _Conditioned:
    def __init__(self, first: tuple[Piece, ...], second: tuple[Piece, ...], c: arb, digits: int) -> None:
        self.f, self.g, self.c, self.digits = factor_of(first), factor_of(second), c, digits
        self.narrow = 1 - c * c
        self.spread = self.narrow.sqrt()
        self.level = (digits + 8) * log(10)

    def value(self) -> arb:
        end, beyond = self._reach()
        self.end, self.scale = end, self._scale()
        self.goal = (self.scale * arb(10) ** -(self.digits + 2)).upper()
        total, last = arb(0, (beyond + self._displaced()).upper()), arb(-end)
        for low, high in self._strips():
            total += self._far(last, low) + self._near(low, high)
            last = high
        return total + self._far(last, arb(end))

    def _scale(self) -> arb:
        sizes = [arb(0), arb(0)]
        for k, factor in enumerate((self.f, self.g)):
            for low, high, function in factor.clipped(arb(-8), arb(8)):
                for j in range(9):
                    x = low + (high - low) * (2 * j + 1) / 18
                    value = function(acb(x), False).abs_upper()
                    sizes[k] = sizes[k].max(value * (-x * x / 4).exp()) if value.is_finite() else sizes[k]
        return sizes[0] * sizes[1] if sizes[0] > 0 and sizes[1] > 0 else arb(1)

    def _reach(self) -> tuple[float, arb]:
        """T and the bound of what lies beyond |X| = T or |N| = T."""
        with working(64):
            goal = self._scale() * arb(10) ** -(self.digits + 2)
            end = floor(sqrt(2 * self.level)) + 1.0
            while end < FARTHEST:
                check_clock()
                one, other = self.f.envelope(end), self.g.envelope(end)
                if one is not None and other is not None:
                    beyond = self._beyond(one, other, end)
                    if beyond <= goal:
                        self.envelopes = one, other
                        return end, beyond
                end += max(1.0, end / 8)
        raise CannotEnclose("an expectation over a pair", "the tails of a factor are not seen to be small", "a bounded function, or smaller variances")

    def _beyond(self, one: Envelope, other: Envelope, end: float) -> arb:
        """|f g| <= exp(A + B |X| + B' |N|), B = b + c b', B' = s b'."""
        a, along, across, total = one.a + other.a, one.b + self.c * other.b, self.spread * other.b, arb(0)
        for fast, slow in ((along, across), (across, along)):
            found = tail_bound(Quadratic(a + arb(2).log() + slow * slow / 2, fast), arb(end))
            total += 2 * found if found is not None else arb.pos_inf()
        return total.upper()

    def _displaced(self) -> arb:
        """Knots known as balls: by what is near them, or 2 r (2/5) times a bound of |f| and one of E|g| for a ball of radius r, and both pieces."""
        if (near := displaced(self.f, self.g, self.c, self.end)) is not None:
            return near
        one, other = self.envelopes
        size = (one.a + other.a + (one.b + other.b) * (self.end + 1) + (one.b + other.b) ** 2 / 2).exp() * 8
        return size * sum((knot.rad() for knot in self.f.knots() + self.g.knots()), arb(0))

    def _strips(self) -> list[tuple[arb, arb]]:
        """Intervals of x around the knots of g, joined where they touch, inside [-T, T], with exact ends."""
        found: list[tuple[arb, arb]] = []
        for k, place in enumerate(self.g.knots()):
            knot, half = place / self.c, self._half_width(k) / self.c
            low, high = (knot - half).lower().mid(), (knot + half).upper().mid()
            low, high = (arb(-self.end) if low < -self.end else low), (arb(self.end) if high > self.end else high)
            if not low < high:
                continue
            if found and low <= found[-1][1]:
                found[-1] = (found[-1][0], high if high > found[-1][1] else found[-1][1])
            else:
                found.append((low, high))
        return found

    def _half_width(self, k: int) -> arb:
        """s T and a little more, of the strip at the knot between the pieces k and k + 1 of g."""
        half = (self.spread * self.end * (1 + arb(2) ** -20)).upper()
        around = acb(self.g.knots()[k] + arb(0, (2 * half).upper()), arb(0, half.upper()))
        analytic = all(g(around, True).is_finite() for g in self.g.functions[k : k + 2])
        return half if analytic else (half + SINGULAR * self.spread).upper()

    def _near(self, low: arb, high: arb) -> arb:
        """The strip low <= x <= high."""
        across = self.spread * self.end
        bottom, top = (self.c * low - across).lower().mid(), (self.c * high + across).upper().mid()
        goals = self._rectangle_goals(high - low, top - bottom)
        one = edge(self.f.clipped(low, high), self.narrow, self.digits, goals[0])
        other = edge(self.g.clipped(bottom, top), self.narrow, self.digits, goals[1])
        return over_rectangle(one, other, self.c, self.narrow, (self.goal * self.spread / 100).upper())

    def _rectangle_goals(self, width: arb, height: arb) -> tuple[arb, arb]:
        """Errors of the factors that leave the goal for the product with the integral of the other."""
        sizes = [envelope.a.exp() for envelope in self.envelopes]
        scale = self.goal * self.spread
        return tuple((scale / (1 + size) / (1 if side > 1 else side)).upper() for size, side in zip(sizes[::-1], (height, width), strict=True))  # type: ignore[return-value]

    def _far(self, low: arb, high: arb) -> arb:
        """low <= x <= high, where the inner argument stays on one piece of g."""
        if not low < high:
            return arb(0)
        middle = self.c * (low + high) / 2
        function = next(g for part, g in zip(self.g.parts, self.g.functions, strict=True) if part.lower.mid() <= middle <= part.upper.mid())
        parts = self.f.clipped(low, high)
        found = self._inner(function, parts)
        if found is None and high - low < LONGEST * self.spread:
            return self._near(low, high)
        if found is None:
            raise CannotEnclose("an expectation over a pair", "a piece is not analytic far enough around its interval", "another correlation")
        inner, crossing = found
        return sum((self._panels(f, function, a, b, inner) for a, b, f in parts), arb(0)) + arb(0, crossing)

    def _inner(self, g: Function, parts: list[Interval]) -> tuple[InnerRule, arb] | None:
        """A rule across and what it misses: error * int |f| sup |g| p."""
        s = float(self.spread.upper())
        for delta in dict.fromkeys(min(distance * s, LARGEST) for distance in DISTANCES):
            with working(64):
                mass = self._mass(g, parts, delta + s * self.end, delta)
                extra = 4 if mass is None or not mass > self.scale else 5 + int(float((mass / self.scale).log()) / log(10))
            inner = None if mass is None else by_gauss(s, delta * (1 - 1e-12), self.end, self.digits + extra, self.digits * 4 + 64)
            if inner is not None and mass is not None:
                return inner, (inner.error * mass).upper()
        return None

    def _mass(self, g: Function, parts: list[Interval], pad: float, delta: float) -> arb | None:
        total = arb(0)
        for low, high, f in parts:
            for a, b in _cut(low, high, CELL):
                one, other = largest(f, a, b, CELL), largest(g, self.c * a, self.c * b, CELL, pad, delta)
                if one is None or other is None:
                    return None
                total += one * other * (b - a) * (-(a.union(b).abs_lower() ** 2) / 2).exp() / 2
        return total.upper()

    def _panels(self, f: Function, g: Function, low: arb, high: arb, inner: InnerRule) -> arb:
        spread = arb(0, (self.spread * inner.span).upper())

        def product(z: acb, analytic: bool) -> acb:
            return f(z, analytic) * g(self.c * z + spread, analytic)

        def family(m: arb, x: arb, y: arb) -> arb:
            return m * ((y.abs_upper() ** 2 - x.abs_lower() ** 2) / 2).exp()

        panels = mesh(product, low, high, 16 + int(1.1 * self.digits), (family,), (self.goal,))
        if panels is None:
            raise CannotEnclose("an expectation over a pair", "the quadrature does not converge at a knot", "a smoother function")
        total = arb(0)
        for panel in panels:
            total += arb(0, panel.errors[0])
            check_clock()
            if panel.nodes:
                half, centre = (panel.upper - panel.lower) / 2, (panel.upper + panel.lower) / 2
                for t, w in rule(panel.nodes):
                    x = centre + half * t
                    across = sum((v * g(acb(self.c * x + self.spread * n), False).real for n, v in zip(inner.nodes, inner.weights, strict=True)), arb(0))
                    total += half * w * (-x * x / 2).exp() * f(acb(x), False).real * across
        return total / (2 * arb.pi()).sqrt()


def _cut(low: arb, high: arb, cell: float) -> list[tuple[arb, arb]]:
    count = max(1, int(float((high - low) / cell)) + 1)
    edges = [low, *(low + (high - low) * k / count for k in range(1, count)), high]
    edges = [point.mid() for point in edges]
    return list(pairwise(edges))
