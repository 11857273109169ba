"""Where the edge of chaos exists and where it is stable: proven on a compact range of variances, by the expansions at 0 and infinity beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from flint import arb, ctx
from sympy import Expr, Float, Poly, Rational, factor, oo, roots, together

from derive.evidence.ball import Ball
from derive.evidence.clock import time_limited
from derive.evidence.heat_series import ends
from derive.evidence.lower import enclose
from derive.language.symbols import q
from derive.meanfield.conditions import AtPoint, bias_is, stability_is
from derive.meanfield.edge import EdgeOfChaos
from derive.meanfield.moments import Moments, exact, midpoint
from derive.meanfield.point import EdgePoint, edge_point
from derive.meanfield.reach import root_excess
from derive.meanfield.zeros import CELLS, Refined, Zeros, refine, zeros
from derive.theory.near_infinity import bias_at_infinity, stability_at_infinity, tails
from derive.theory.near_zero import Leading, near_zero

DIGITS = 25
READABLE = 40  # characters of a coefficient that a person still reads
POINCARE = "phi is odd and not linear, so Var phi < q E[phi'^2] (Poincare's inequality) makes sigma_b^2 positive at every q"
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
    """Variances between two special points; None stands for an end of the line, or of what is known. `kind` is "stable", "repelling" or "none"
    (sigma_b^2 < 0).
    """

    low: Special | None
    high: Special | None
    kind: str


@dataclass(frozen=True, slots=True)
class Beyond:
    """What an expansion says about one end of the line: the first terms of sigma_b^2 and of chi_par - 1, or why there are none."""

    bias: Leading | None
    stability: Leading | None
    text: str

    def agrees(self, kind: str) -> bool:
        """Whether a part of this kind goes on to the end of the line."""
        if self.bias is not None and kind == "none":
            return bool(self.bias.coefficient.is_negative)
        if self.bias is None or self.stability is None:
            return False
        side = self.stability.coefficient.is_negative if kind == "stable" else self.stability.coefficient.is_positive
        return bool(self.bias.coefficient.is_positive and side)


@dataclass(frozen=True, slots=True)
class Structure:
    """`proven` is the range of variances that was enclosed; `below` and `above` say what is known beyond it, from expansions,
    `everywhere` names the theorem by which every variance has a point, where there is one.
    """

    segments: tuple[Segment, ...]
    specials: tuple[Special, ...]
    proven: tuple[Rational, Rational] | None
    holes: bool
    below: Beyond
    above: Beyond
    everywhere: str | None
    sigma_max: Expr | Ball | None

    @property
    def exists(self) -> bool:
        """Whether some variance has a point of the edge."""
        return any(segment.kind != "none" for segment in self.segments)

    @property
    def stable(self) -> tuple[Segment, ...]:
        """The stable parts."""
        return tuple(segment for segment in self.segments if segment.kind == "stable")


def structure(edge: EdgeOfChaos, digits: int = DIGITS, seconds: float | None = 60.0) -> Structure:
    """The edge as a whole, for an activation that is not homogeneous of degree 1."""
    moments = edge.moments
    with time_limited(seconds), ctx.workprec(int(3.33 * digits) + 120):
        searched = {kind: zeros(moments, condition) for kind, condition in CONDITIONS.items()}
        specials = _specials(moments, searched, digits)
        covered = sorted(set.intersection(*(set(found.covered) for found in searched.values())))
        segments = _segments(moments, specials, covered)
        above = _above(moments) if covered and covered[-1] == CELLS[-1] else Beyond(None, None, "not derived")
    return Structure(
        segments=segments,
        specials=tuple(special for special in specials if special.kind == "start" or _exists(segments, special)),
        proven=(ends(covered[0])[0], ends(covered[-1])[1]) if covered else None,
        holes=bool(covered) and covered[-1] - covered[0] + 1 != len(covered),
        below=_below(moments),
        above=above,
        everywhere=POINCARE if moments.facts.parity == "odd" else None,
        sigma_max=oo if above.bias is not None and above.bias.coefficient.is_positive else None,
    )


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
    slope = at.value("curvature") / at.value("slope") + 1
    return "stable" if abs(slope) < 1 else "repelling" if abs(slope) > 1 else "not decided"


def _exists(segments: tuple[Segment, ...], special: Special) -> bool:
    return any(special in (segment.low, segment.high) and segment.kind != "none" for segment in segments)


def _below(moments: Moments) -> Beyond:
    found = near_zero(moments.activation)
    if found is None:
        return Beyond(None, None, "not derived: phi has no expansion at 0")
    if found.bias is None:
        return Beyond(None, None, "sigma_b^2 vanishes to every order of the expansion that was computed, as q -> 0")
    return Beyond(found.bias, found.stability, f"sigma_b^2 ~ {_shown(found.bias)} as q -> 0")


def _shown(term: Leading) -> str:
    """Exact where that is short."""
    text = str(term.expression)
    return text if len(text) <= READABLE else str(Leading(term.coefficient.n(8), term.power).expression)


def _above(moments: Moments) -> Beyond:
    """The coefficient k is a number taken at the end of the enclosed range."""
    found = tails(moments.activation)
    excess = None if found is None else root_excess(moments, exact(ends(CELLS[-1])[1]))
    if found is None or excess is None:
        return Beyond(None, None, "not derived: phi has no asymptotes that were found")
    number = Float(float(excess), 6)
    bias = bias_at_infinity(found, number)
    return Beyond(bias, stability_at_infinity(found, number), f"sigma_b^2 ~ {_shown(bias)} as q -> oo")
