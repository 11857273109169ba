"""Where the edge of chaos exists and where it is stable: proven on a compact range of variances, by the expansions at 0 and infinity beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from flint import arb
from sympy import Expr, Integer, Poly, Rational, factor, oo, roots, together

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.precision import working
from derive.evidence.line.heat_series import ends
from derive.evidence.lower import enclose
from derive.language.symbols import q
from derive.meanfield.beyond import HOMOGENEOUS, POINCARE, Beyond, above, below, everywhere
from derive.meanfield.conditions import AtPoint, bias_is, stability_is
from derive.meanfield.edge import EdgeOfChaos
from derive.meanfield.moments import Moments, exact, midpoint
from derive.meanfield.point import EdgePoint, edge_point
from derive.meanfield.zeros import CELLS, Refined, Zeros, refine, zeros
from derive.theory.leading import Leading

DIGITS = 25
CONDITIONS = {"start": bias_is(arb(0)), "half-stable": stability_is(arb(1)), "flip": stability_is(arb(-1))}
MEANINGS = {
    "start": "sigma_b = 0: the edge begins or ends here",
    "half-stable": "chi_par = 1: the edge is stable on one side of this point and repelling on the other",
    "flip": "chi_par = -1: the variance begins to oscillate",
}


@dataclass(frozen=True, slots=True)
class Special:
    """A point where the edge begins, ends or changes its stability; `exact` is q in closed form where it was found."""

    kind: str
    point: EdgePoint
    exact: Expr | None

    @property
    def meaning(self) -> str:
        """In words."""
        return MEANINGS[self.kind]


@dataclass(frozen=True, slots=True)
class Segment:
    """Variances between two special points; None stands for an end of the line, or of what is known. `kind` is "stable", "repelling",
    "half-stable" (chi_par = 1 throughout) or "none" (sigma_b^2 < 0).
    """

    low: Special | None
    high: Special | None
    kind: str


@dataclass(frozen=True, slots=True)
class Structure:
    """`proven` is the range of variances that was enclosed, `far` whether it is all that was to be; `below` and `above` say what is known beyond it,
    from expansions, `everywhere` names the theorem by which every variance has a point, or none has, where there is one.
    """

    segments: tuple[Segment, ...]
    specials: tuple[Special, ...]
    proven: tuple[Rational, Rational] | None
    holes: bool
    far: bool
    below: Beyond
    above: Beyond
    everywhere: str | None
    sigma_max: Expr | Ball | None

    @property
    def exists(self) -> bool:
        """Whether some variance has a point of the edge."""
        return any(segment.kind != "none" for segment in self.segments)

    @property
    def empty(self) -> bool:
        """Whether no variance has one: by a theorem, or by enclosure of the whole range and expansions at both ends."""
        if self.everywhere is not None:
            return not self.exists
        return not self.exists and self.far and not self.holes and self.below.agrees("none") and self.above.agrees("none")

    @property
    def stable(self) -> tuple[Segment, ...]:
        """The stable parts."""
        return tuple(segment for segment in self.segments if segment.kind == "stable")


def structure(edge: EdgeOfChaos, digits: int = DIGITS, seconds: float | None = 60.0) -> Structure:
    """The edge as a whole, for an activation that is not homogeneous of degree 1."""
    moments, activation = edge.moments, edge.activation
    if edge.degree is not None:
        return _homogeneous(edge.degree)
    with time_limited(seconds), working(int(3.33 * digits) + 120):
        asked = {"start": CONDITIONS["start"]} if curves_nowhere(moments) else CONDITIONS
        searched = {kind: zeros(moments, condition) for kind, condition in asked.items()}
        specials = _specials(moments, searched, digits)
        covered = sorted(set.intersection(*(set(found.covered) for found in searched.values())))
        segments = _segments(moments, specials, covered)
        ends_of_line = below(activation), above(activation)
        theorem = everywhere(activation)
    exists = any(segment.kind != "none" for segment in segments)
    return Structure(
        segments=segments,
        specials=tuple(special for special in specials if special.kind == "start" or _exists(segments, special)),
        proven=(ends(covered[0])[0], ends(covered[-1])[1]) if covered else None,
        holes=bool(covered) and covered[-1] - covered[0] + 1 != len(covered),
        far=bool(covered) and covered[-1] == CELLS[-1],
        below=ends_of_line[0],
        above=ends_of_line[1],
        everywhere=theorem,
        sigma_max=oo if ends_of_line[1].grows and (exists or theorem == POINCARE) else None,
    )


def _homogeneous(degree: Expr) -> Structure:
    """One kind at every variance, from 0 to infinity, without any search."""
    theorem = HOMOGENEOUS.format(degree, (degree - 1) ** 2 / degree**2, (2 * degree - 1) / degree)
    term = Beyond(Leading((degree - 1) ** 2 / degree**2, Rational(1)), Leading((degree - 1) / degree, Rational(0)), theorem)
    part = Segment(None, None, "stable" if degree < 1 else "repelling")
    return Structure((part,), (), (Integer(0), oo), False, True, term, term, theorem, oo)


def curves_nowhere(moments: Moments) -> bool:
    """Whether E[phi phi''] = 0 at every variance, by its closed form: then chi_par = 1 on the whole edge."""
    return bool(moments.answer("curvature").value == 0)


def _specials(moments: Moments, searched: dict[str, Zeros], digits: int) -> list[Special]:
    """In the order of their variances."""
    found = []
    for kind, result in searched.items():
        refined = [refine(moments, CONDITIONS[kind], zero, digits + 2) for zero in result.found]
        found += [_special(moments, kind, at) for at in refined]
    return sorted((special for special in found if special is not None), key=lambda special: float(_variance(special).mid()))


def _special(moments: Moments, kind: str, at: Refined) -> Special | None:
    """None where sigma_b^2 < 0: nothing of the edge is there."""
    if kind != "start" and not at.ball - at.value("second") / at.value("slope") > 0:
        return None
    known = {"start": arb(0)}.get(kind)
    point = edge_point(moments, at.ball, at.value, known, MEANINGS[kind], "half-stable" if kind == "half-stable" else None)
    return Special(kind, point, closed_root(moments, kind, at.ball))


def closed_root(moments: Moments, kind: str, ball: arb) -> Expr | None:
    """q as the root of a polynomial of degree at most 2 that divides E[phi phi''] exactly."""
    value = moments.answer("curvature").value
    if kind != "half-stable" or value is None:
        return None
    numerator = factor(together(value).as_numer_denom()[0])
    for part in numerator.args:
        if part.is_polynomial(q) and part.has(q) and Poly(part, q).degree() <= 2:
            for root in roots(Poly(part, q)):
                if root.is_positive and enclose(root, {}, DIGITS).arb.overlaps(ball):
                    return root
    return None


def _variance(special: Special) -> arb:
    assert special.point.q is not None
    variance: arb = special.point.q.arb
    return variance


def _segments(moments: Moments, specials: list[Special], covered: list[int]) -> tuple[Segment, ...]:
    if not covered:
        return ()
    edges = [exact(ends(covered[0])[0]), *(_variance(special) for special in specials), exact(ends(covered[-1])[1])]
    bounds = [None, *specials, None]
    kinds = [_kind(moments, a, b) for a, b in pairwise(edges)]
    merged: list[Segment] = []
    for (low, high), kind in zip(pairwise(bounds), kinds, strict=True):
        if merged and merged[-1].kind == kind:
            merged[-1] = Segment(merged[-1].low, high, kind)
        else:
            merged.append(Segment(low, high, kind))
    return tuple(merged)


def _kind(moments: Moments, low: arb, high: arb) -> str:
    """Between two neighbouring special points the signs are those at any point between."""
    middle = (low * high).sqrt()
    at = AtPoint(moments, midpoint(middle, middle, 12), 20)
    if at.of(CONDITIONS["start"]) < 0:
        return "none"
    if curves_nowhere(moments):
        return "half-stable"
    slope = at.value("curvature") / at.value("slope") + 1
    return "stable" if abs(slope) < 1 else "repelling" if abs(slope) > 1 else "not decided"


def _exists(segments: tuple[Segment, ...], special: Special) -> bool:
    return any(special in (segment.low, segment.high) and segment.kind != "none" for segment in segments)
