"""One factor of a kernel, f_+(w) for w > 0 and f_-(w) for w < 0: where both are analytic, and how large they are there and on the real line."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from flint import arb
from sympy import Expr, factor

from derive.evidence.balls.removable import RemovableBall
from derive.evidence.balls.scalar import compile_ball
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line.growth import growth
from derive.evidence.line.regular import regular
from derive.evidence.line.split import pieces
from derive.evidence.pair.cover import Function
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z
from derive.tables.origin import known_at_origin
from derive.tables.sector import Sector, disc_radius, sector

END = 10.5  # T, in standard coordinates
ALONG = 2.45  # how many times T are the arguments of quadratures
SECTORS = (1.1, 0.95, 0.8, 0.65, 0.5, 0.4)
RADII = (2.0, 1.4, 1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.125)
SLOPES = (0.1, 0.5, 1, 2, 3, 4, 6)  # of an envelope, times T sqrt(q)


@dataclass(frozen=True, eq=False)
class Half:
    """f(w), or f(-w), for w > 0 as a function of Z; on complex balls for its `values`, and for its `bounds`, which are narrow near a zero at 0."""

    body: Expr
    values: Function
    bounds: Function


@dataclass(frozen=True, eq=False)
class Side:
    """A function of Z: `halves` are f(w) and f(-w) for w > 0, both analytic in `sector` and near 0."""

    body: Expr
    halves: tuple[Half, Half]
    sector: Sector

    @property
    def parity(self) -> int:
        """1 for an even function, -1 for an odd one, 0 where neither is seen."""
        one, other = (plain(half.body) for half in self.halves)
        return 1 if one == other else -1 if one == -other else 0

    def envelope(self, stretch: float) -> tuple[float, float]:
        """(a, b): |f(w)| <= exp(a + b |w|) for all real w, narrow about T `stretch`: from the cells of the sector, and the growth beyond them."""
        far, (places, sizes), end = [self._growth(half) for half in self.halves], self.sector.on_the_line, stretch * END
        lines = []
        for slope in (max(b for _, b in far) + turn / end for turn in SLOPES):
            outer = max(a - (slope - b) * places[-1] for a, b in far)
            lines.append((max(outer, *(log(size) - slope * place for place, size in zip(places, sizes, strict=True))) + 1e-9, slope))
        return min(lines, key=lambda line: line[0] + line[1] * end)

    def _growth(self, half: Half) -> tuple[float, float]:
        bound = growth(half.body, Z, 1, arb(self.sector.on_the_line[0][-1]), {})
        if not bound.g <= 0:
            raise refused(self.body, "its growth is not bounded")
        return float(bound.a.upper()), max(0.0, float(bound.b.upper())) * (1 + 1e-12)


def side_of(body: Expr, highest: float) -> Side:
    """What a table for variances up to `highest` needs to know.

    Raises CannotEnclose for a function with knots other than 0, or one that is not seen to be analytic around both half lines.
    """
    halves = _halves(body)
    radius = disc_radius([half.values for half in halves], RADII)
    if radius is None:
        raise refused(body, "it is not seen to be analytic near 0, from the right or from the left")
    halves = tuple(Half(half.body, half.values, known_at_origin(plain(half.body), half.values, radius)) for half in halves)
    functions, reach = [half.bounds for half in halves], sqrt(highest) * (ALONG * END + 1.5) + 5
    found = None
    for angle in SECTORS:
        found = sector(functions, angle, reach * exp(0.8), radius) or found
        if found is not None and found.is_moderate:
            break
    if found is None:
        raise refused(body, "no sector of analyticity was proven")
    return Side(body, (halves[0], halves[1]), found)


def _halves(body: Expr) -> tuple[Half, ...]:
    found = pieces(body, Z, {})
    if len(found) > 2 or (len(found) == 2 and not found[0].upper == 0):
        raise refused(body, "it has knots other than 0")
    bodies = [plain(found[-1].body), plain(found[0].body).xreplace({Z: -Z})]
    bodies = [regular(factor(half) if half.is_rational_function(Z) else half, Z) for half in bodies]  # fractions that cancel far out would be known to little
    functions: list[Function] = [compile_ball(stable_form(half, Z), (Z,), {}) for half in bodies]
    return tuple(Half(half, function, function) for half, function in zip(bodies, functions, strict=True))


def plain(body: Expr) -> Expr:
    """Without the marks of removable points."""
    return body.xreplace({node: node.original for node in body.atoms(RemovableBall)})


def refused(body: object, why: str) -> CannotEnclose:
    """The error that says why there is no table for a function."""
    return CannotEnclose(f"a table for {body}", why, ".enclose(digits, ...)")
