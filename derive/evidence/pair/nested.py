r"""Expectations over a pair by one integral inside another, in the coordinates along and across the diagonal.

With independent standard normal S, D and a^2 = (1 + c)/2, b^2 = (1 - c)/2, X = a S + b D, Y = a S - b D. Given D = d the knots x_i of f and y_j of g lie at
(x_i - b d)/a and (y_j + b d)/a; between the values of d where two of them meet, their order is fixed, and

    H(d) = sum over neighbours of (k' - k) int_0^1 F(k + t (k' - k), d) dt,     F(s, d) = f(a s + b d) g(a s - b d) p(s),

is analytic in d, the pieces of f and g being chosen once for the whole interval of d. Both integrals are Arb's adaptive quadrature. Slow, and with nothing in
common with the grids and rectangles but the functions themselves.
"""

from __future__ import annotations

from itertools import pairwise
from math import floor, log, sqrt
from typing import Any

from flint import acb, arb
from sympy import Expr

from derive.evidence.balls.callback import Callback
from derive.evidence.balls.nearness import nearness
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.panels import Function
from derive.evidence.line.quadratic import Quadratic
from derive.evidence.line.split import pieces
from derive.evidence.line.tail import tail_bound
from derive.evidence.pair.cover import Envelope
from derive.evidence.pair.knotted import Factor, factor_of
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

FARTHEST = 60.0
LENGTH = 1.0  # of the parts of a line that is bounded instead of integrated
MOST = 64  # such parts

Line = tuple[arb, arb]  # d -> first + second * d


def by_nested_integrals(f: Expr, g: Expr, c: Expr, digits: int) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters and an exact correlation, 0 < |c| < 1, to about `digits` digits relative to the sizes of f and g.

    Raises CannotEnclose for a factor that is unbounded at a knot or grows like exp(k x^2).
    """
    with working(64):
        if real_constant(c, {}) < 0:
            c, g = -c, g.xreplace({Z: -Z})
    bits = int(3.33 * digits) + 48 + nearness(c)
    with working(bits):
        return _Nested(factor_of(pieces(f, Z, {})), factor_of(pieces(g, Z, {})), real_constant(c, {}), digits).value()


class _Nested:
    def __init__(self, f: Factor, g: Factor, c: arb, digits: int) -> None:
        self.f, self.g, self.digits = f, g, digits
        self.a, self.b = ((1 + c) / 2).sqrt(), ((1 - c) / 2).sqrt()
        self.tolerance = arb(10) ** -(digits + 2)

    def value(self) -> arb:
        end, beyond, envelopes = self._reach()
        self.end = end
        total = arb(0, (beyond + self._displaced(*envelopes)).upper())
        edges = [arb(-end), *self._crossings(), arb(end)]
        for low, high in pairwise(edges):
            total += self._between(low, high)
        return total

    def _reach(self) -> tuple[arb, arb, tuple[Envelope, Envelope]]:
        end = floor(sqrt(2 * (self.digits + 2) * log(10))) + 1.0
        with working(64):
            while end < FARTHEST:
                one, other = self.f.envelope(2 * end), self.g.envelope(2 * end)
                if one is not None and other is not None:
                    beyond = self._beyond(one, other, end)
                    if beyond <= self.tolerance:
                        return arb(end), beyond, (one, other)
                end += 2.0
        raise CannotEnclose("an expectation over a pair", "the tails of a factor are not seen to be small", "a bounded function, or smaller variances")

    def _beyond(self, one: Envelope, other: Envelope, end: float) -> arb:
        """|f g| <= exp(A + B (a|S| + b|D|))."""
        a, b, total = one.a + other.a, one.b + other.b, arb(0)
        for fast, slow in ((self.a, self.b), (self.b, self.a)):
            found = tail_bound(Quadratic(a + arb(2).log() + b * b * slow * slow / 2, b * fast), arb(end))
            total += 2 * found if found is not None else arb.pos_inf()
        return total.upper()

    def _displaced(self, one: Envelope, other: Envelope) -> arb:
        """Knots known as balls, as in `knotted`."""
        size = (one.a + other.a + (one.b + other.b) * (2 * self.end + 1) + (one.b + other.b) ** 2 / 2).exp() * 8
        return size * sum((knot.rad() for knot in self.f.knots() + self.g.knots()), arb(0))

    def _lines(self) -> list[Line]:
        """The knots as functions of d, the middles of their balls taken for the knots."""
        return [(knot.mid() / self.a, -self.b / self.a) for knot in self.f.knots()] + [(knot.mid() / self.a, self.b / self.a) for knot in self.g.knots()]

    def _crossings(self) -> list[arb]:
        """Values of d inside (-T, T) where knots meet each other, or an end of the range of s."""
        found: list[arb] = []
        lines = [*self._lines(), (-self.end, arb(0)), (self.end, arb(0))]
        for k, (first, slope) in enumerate(lines):
            for other, tilt in lines[k + 1 :]:
                if (slope - tilt).overlaps(arb(0)):
                    continue
                d = ((other - first) / (slope - tilt)).mid()
                if abs(d) < self.end and not any(abs(d - known) < arb(2) ** -40 for known in found):
                    found.append(d)
        return sorted(found)

    def _between(self, low: arb, high: arb) -> arb:
        """int H(d) p(d) dd over an interval without crossings."""
        middle = (low + high) / 2
        inside = [(at, line) for line in self._lines() if -self.end < (at := line[0] + line[1] * middle) < self.end]
        lines = [(-self.end, arb(0)), *(line for _, line in sorted(inside, key=lambda pair: pair[0].mid())), (self.end, arb(0))]
        cells = [(left, right, *self._pieces(left, right, middle)) for left, right in pairwise(lines)]

        def outer(d: acb, analytic: bool) -> acb:
            return self._inner(cells, d, analytic) * (-d * d / 2).exp() / (2 * arb.pi()).sqrt()

        loop = Callback(outer, "an expectation over a pair")
        return loop.checked(acb.integral(loop, low, high, abs_tol=self.tolerance)).real

    def _pieces(self, left: Line, right: Line, d: arb) -> tuple[Function, Function]:
        """The pieces of f and g between two knots, seen from the middle of the cell."""
        s = (left[0] + left[1] * d + right[0] + right[1] * d) / 2
        return _piece(self.f, self.a * s + self.b * d), _piece(self.g, self.a * s - self.b * d)

    def _inner(self, cells: list[tuple[Line, Line, Function, Function]], d: acb, analytic: bool) -> acb:
        total = acb(0)
        for left, right, f, g in cells:
            start, length = left[0] + left[1] * d, (right[0] - left[0]) + (right[1] - left[1]) * d

            def along(t: acb, strict: bool, start: acb = start, length: acb = length, f: Function = f, g: Function = g) -> acb:
                s = start + t * length
                return f(self.a * s + self.b * d, strict) * g(self.a * s - self.b * d, strict) * (-s * s / 2).exp()

            wide = not (d.real.rad() < arb(10) ** -(self.digits + 4) and d.imag.rad() < arb(10) ** -(self.digits + 4))
            part = _bounded(along, analytic, length) if analytic or wide else acb.integral(along, 0, 1, abs_tol=self.tolerance / 10)
            total += length * part
        return total / (2 * arb.pi()).sqrt()


def _bounded(function: Any, analytic: bool, length: acb) -> acb:
    """An enclosure of int_0^1, no more than a bound, without quadrature."""
    count = max(1, min(MOST, int(float(length.abs_upper()) / LENGTH) + 1))
    total = acb(0)
    for k in range(count):
        total += function(acb((arb(k) / count).union(arb(k + 1) / count)), analytic) / count
    return total


def _piece(factor: Factor, x: arb) -> Function:
    for part, function in zip(factor.parts, factor.functions, strict=True):
        if part.lower.mid() < x < part.upper.mid():
            return function
    raise CannotEnclose("an expectation over a pair", "two knots are not separated", "another correlation")
