r"""All Hermite coefficients of a function at once, in balls.

For Z ~ N(0, 1) with density p and he_n the orthonormal Hermite polynomials, he_(n+1) = (x he_n - sqrt(n) he_(n-1)) /
sqrt(n+1),

    a_n = E[f(Z) he_n(Z)],     n = 0..N,          |f|^2 = E[f(Z)^2].

Quadrature nodes do not depend on n or f, so tables of he_n p at the nodes of dyadic panels are kept, and a vector costs
one evaluation of f a node and one product of a matrix with a vector.

Errors. Mehler's kernel at (z, conj z) is a sum of positive terms, hence for every 0 < r < 1

    |he_n(x + iy)|^2 <= r^-n (1 - r^2)^(-1/2) exp(r x^2/(1 + r) + r y^2/(1 - r)),
    |he_n p| <= (2 pi)^(-1/2) (1 - r^2)^(-1/4) r^(-n/2) exp(-x^2/(2(1 + r)) + y^2/(2(1 - r))),

which grows with n: the bound at N serves all n <= N; r = 1 - y/sqrt(N + 1) makes it of size exp(y sqrt N). It feeds
`panels`. Tails: |int_tail f he_n p| <= (int_tail f^2 p)^(1/2), because int he_n^2 p = 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isqrt

from flint import acb, arb, arb_mat

from derive.evidence.balls.precision import working
from derive.evidence.line.hermite_table import Table, mapped_table, table
from derive.evidence.line.panels import Family, Function, Panel, mesh
from derive.evidence.line.singular_end import SingularEnd
from derive.language.errors import CannotEnclose

Interval = tuple[arb, arb, Function]  # f on (lower, upper), the ends possibly infinite
Tail = Callable[[arb], arb]  # T -> bound of E[f(Z)^2; |Z| > T]


@dataclass(frozen=True, slots=True)
class HermiteVector:
    """`coefficients` a_0..a_N and `square` = E[f^2]."""

    coefficients: tuple[arb, ...]
    square: arb

    def tail(self, after: int) -> arb:
        """Upper bound of (sum_{n > after} a_n^2)^(1/2), by Parseval."""
        rest = self.square - sum((a * a for a in self.coefficients[: after + 1]), arb(0))
        return rest.upper().max(arb(0)).sqrt().upper()

    def mirrored(self, parity: int) -> HermiteVector:
        """That of the even (1) or odd (-1) function which is this one right of 0, this one being 0 left of it: he_n is even or odd as n is."""
        kept = 0 if parity == 1 else 1
        return HermiteVector(tuple(2 * a if n % 2 == kept else arb(0) for n, a in enumerate(self.coefficients)), 2 * self.square)


def weight(order: int) -> Family:
    """Bound of |f he_n p| at x + iy for all n <= order, given |f| <= m (module docstring)."""
    inverse = 1 / (isqrt(order) + 1)

    def bound(m: arb, x: arb, y: arb) -> arb:
        r = arb(1 - min(0.5, max(inverse, float(y.mid()) * inverse)))
        level = ((1 - r * r).log() / 2 + order * r.log()) / 2
        return m * (-level - x.abs_lower() ** 2 / (2 * (1 + r)) + y.abs_upper() ** 2 / (2 * (1 - r))).exp()

    return bound


def energy(m: arb, x: arb, y: arb) -> arb:
    """Bound of |f^2 p| at x + iy given |f| <= m."""
    return m * m * ((y.abs_upper() ** 2 - x.abs_lower() ** 2) / 2).exp()


def clip(pieces: Sequence[Interval], end: arb) -> list[Interval]:
    """The pieces inside [-end, end]; no knot may overlap +-end."""
    inside: list[Interval] = []
    for lower, upper, f in pieces:
        if not (upper <= -end or lower >= end):
            inside.append((-end if lower < -end else lower, end if upper > end else upper, f))
    return inside


def reach(pieces: Sequence[Interval], tail: Tail, goal: arb) -> arb:
    """An even T with proven tail energy below goal^2, away from all knots."""
    for end in range(6, 402, 2):
        free = all(not edge.overlaps(arb(end)) and not edge.overlaps(arb(-end)) for piece in pieces for edge in piece[:2])
        if free and tail(arb(end)) <= goal * goal:
            return arb(end)
    raise CannotEnclose("Hermite coefficients", "the tails of the function are not seen to be small", "a smaller variance")


def size(pieces: Sequence[Interval]) -> arb:
    """A rough size of f p^(1/2), used for tolerances only."""
    largest = arb(0)
    for z in (*(arb(2 * k + 1) / 8 for k in range(-24, 25)), *(arb(side) / 2**k for k in range(4, 12) for side in (-1, 1))):
        for lower, upper, f in pieces:
            value = f(acb(z), False).real if lower < z < upper else arb(0)
            largest = largest.max(value.abs_upper() * (-z * z / 4).exp()) if value.is_finite() else largest
    return largest if largest > 0 else arb(1)


def hermite_vector(
    pieces: Sequence[Interval],
    tail: Tail,
    order: int,
    digits: int,
    ends: Sequence[SingularEnd] = (),
    seams: Sequence[tuple[arb, arb]] = (),
) -> HermiteVector:
    """a_0..a_order and E[f^2], to about `digits` digits of the size of f; `tail(T)` bounds E[f(Z)^2; |Z| > T].

    `seams` are knots known as balls, with bounds of |f| there.

    Raises CannotEnclose when f is not bounded at a knot that is no singular end, or its tails are too heavy.
    """
    with working(int(3.33 * digits) + 40):
        scale = size(pieces)
        goal = (scale * arb(10) ** -(digits + 1)).upper()
        end = reach(pieces, tail, goal)
        total = _Sum(order, tail(end), 16 + int(1.1 * digits), end)
        for lower, upper, f in clip(pieces, end):
            total.piece(f, lower, upper, (goal, goal * scale))
        for singular in ends:
            if not abs(singular.knot) - singular.width >= end:  # what lies beyond `end` may be counted twice
                total.singular(singular, (goal, goal * scale))
        for knot, bound in seams:
            total.seam(knot, bound)
        return total.result()


class _Sum:
    """Accumulates pieces."""

    def __init__(self, order: int, rest: arb, count: int, end: arb) -> None:
        self.order, self.vector, self.square = order, arb_mat(order + 1, 1), arb(0)
        self.error, self.rest, self.outside = rest.sqrt().upper(), arb(0), rest
        self.count, self.extra = count, 32 + int(0.9 * float(end) * order**0.5)

    def piece(self, f: Function, lower: arb, upper: arb, goals: tuple[arb, arb]) -> None:
        if not all(f(acb(end), False).is_finite() for end in (lower, upper)):
            raise CannotEnclose("Hermite coefficients", "the function is unbounded at a knot", "a function with a knot at 0")
        for panel in self._mesh(f, lower, upper, (weight(self.order), energy), goals):
            self._add(f, panel, lambda panel: table(panel, self.order, self.extra))

    def singular(self, end: SingularEnd, goals: tuple[arb, arb]) -> None:
        """The part of a piece next to a singular end."""
        last, coefficient, outside = end.cut(weight(self.order), goals[0])
        self.error, self.outside = self.error + coefficient, self.outside + outside
        families = end.moved(weight(self.order), True), end.moved(energy, False)
        for panel in self._mesh(end.function, arb(0), last, families, goals):
            self._add(end.function, panel, lambda panel: mapped_table(panel, end.knot, end.side * end.width, self.order, self.extra))

    def seam(self, knot: arb, bound: arb) -> None:
        """What lies inside the ball of a knot."""
        self.error += (2 * knot.rad() * weight(self.order)(bound, knot, arb(0))).upper()
        self.rest += (2 * knot.rad() * energy(bound, knot, arb(0))).upper()

    def _mesh(self, f: Function, lower: arb, upper: arb, families: tuple[Family, Family], goals: tuple[arb, arb]) -> list[Panel]:
        panels = mesh(f, lower, upper, self.count, families, goals)
        if panels is None:
            raise CannotEnclose("Hermite coefficients", "the quadrature does not converge at a knot", "a smoother function")
        return panels

    def _add(self, f: Function, panel: Panel, known_at: Callable[[Panel], Table]) -> None:
        self.error += panel.errors[0]
        self.rest += panel.errors[1]
        if panel.nodes:
            known = known_at(panel)
            values = [f(acb(t), False).real for t in known.nodes]
            self.vector += known.matrix * arb_mat([[v] for v in values])
            self.square += sum((w * v * v for w, v in zip(known.weights, values, strict=True)), arb(0))

    def result(self) -> HermiteVector:
        around = arb(0, self.error.upper())
        inside = self.square + arb(0, self.rest.upper())
        return HermiteVector(tuple(a + around for a in self.vector.entries()), inside.union(inside + self.outside.upper()))
