r"""The correlation map at a fixed point of the variance map, on intervals of c.

    f(c) = (sigma_b^2 + sigma_w^2 K(c))/q,     K(c) = sum_n a_n^2 c^n,     a_n = E[phi(sqrt(q) Z) he_n(Z)].

The a_n are taken at an exact variance m beside the ball q. What the sum beyond N leaves out is at most c^(N+1) sum_{n>N} a_n^2; moving m to q changes
K by at most d = |sqrt(q) - sqrt(m)| (E[Z^2 phi'^2])^(1/2) (|phi_q| + |phi_m|), and K' by at most d/(1 - c)^2 because n c^(n-1) <= 1/(1 - c)^2.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb, arb_poly
from sympy import sqrt

from derive.evidence.balls.precision import working
from derive.evidence.line.factor import factor_vector
from derive.evidence.maps.root import isolate
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z, x
from derive.meanfield.zeros import Refined

ATTEMPTS = ((100, 64), (420, 256), (1100, 1024))  # terms, and 1/(1 - c) up to which they are tried


@dataclass(frozen=True, slots=True)
class Correlation:
    """A fixed point c < 1 of the correlation map, and f'(c) there."""

    c: arb
    slope: arb


@dataclass(frozen=True, slots=True)
class CorrelationMap:
    """f - c and its derivative on balls in [0, 1)."""

    squares: arb_poly
    rate: arb_poly
    terms: int
    rest: arb
    moved: arb
    bias: arb
    width: arb
    variance: arb

    def value(self, c: arb) -> arb:
        """f(c) - c."""
        beyond = (self.rest * c.abs_upper() ** (self.terms + 1)).upper()
        kernel = self.squares(c) + arb(0, beyond) + arb(0, self.moved)
        return (self.bias + self.width * kernel) / self.variance - c

    def slope(self, c: arb) -> arb:
        """f'(c) - 1."""
        size = arb(c.abs_upper())
        if not size * (self.terms + 2) < self.terms + 1:
            return arb.nan()
        beyond = self.rest * (self.terms + 1) * size**self.terms + self.moved / ((1 - size) * (1 - size))
        return self.width * (self.rate(c) + arb(0, beyond.upper())) / self.variance - 1


def correlation_map(at: Refined, bias: arb, width: arb, terms: int, digits: int) -> CorrelationMap:
    """The map at a refined fixed point of the variance map; `bias` and `width` are the squares of sigma_b and sigma_w."""
    activation = at.near.moments.activation
    vector = factor_vector(activation.expr.xreplace({x: sqrt(at.near.variance) * Z}), Z, terms, digits)
    squares = arb_poly([a * a for a in vector.coefficients])
    hull = at.ball.union(at.near.q)
    slope = at.near.moments.series("slope", at.cell)
    stretch = (slope(hull) + 2 * hull * slope(hull, 1)).upper().max(arb(0)).sqrt()  # E[Z^2 phi'^2] = h + 2q h'
    norm = vector.square.upper().max(at.value("second").upper()).sqrt()
    moved = (abs(at.ball.sqrt() - at.near.q.sqrt()) * stretch * 2 * norm).upper()
    rest = vector.tail(len(vector.coefficients) - 1)
    return CorrelationMap(squares, squares.derivative(), len(vector.coefficients) - 1, (rest * rest).upper(), moved, bias, width, at.ball)


def correlation_below_one(at: Refined, bias: arb, width: arb, digits: int) -> Correlation:
    """The fixed point c in [0, 1) where f'(1) > 1: f is convex with f(0) >= 0 and f(1) = 1, so there is exactly one. Raises CannotEnclose."""
    for terms, near in ATTEMPTS:
        with working(int(3.33 * digits) + 100):
            mapped = correlation_map(at, bias, width, terms, digits + 8)
            top = 1 - arb(1) / near
            if not mapped.value(top) < 0:
                continue
            found = isolate(mapped.value, mapped.slope, 0, top, digits)
            c = found.roots[0].ball.arb if len(found.roots) == 1 else _at_zero(mapped, digits)
            if c is not None:
                return Correlation(c, mapped.slope(c) + 1)
    raise CannotEnclose("the fixed point of the correlation map", "it is too near to 1", "a point further from the edge")


def _at_zero(mapped: CorrelationMap, digits: int) -> arb | None:
    """f(0) >= 0 is not seen to be positive, so c may be 0: an interval [0, e] with f(e) < e."""
    for k in range(digits, 1, -1):
        end = arb(10) ** -k
        if mapped.value(end) < 0:
            return arb(0).union(end)
    return None
