"""The edge of chaos as parts of the line of variances, and in a sentence how far that is proven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sympy import Expr, Integer, oo

from derive.language.text.decimals import between
from derive.meanfield.structure import Special, Structure

Place: TypeAlias = Expr | str  # in closed form, or a decimal


@dataclass(frozen=True, slots=True)
class Part:
    """Variances from `low` to `high`; `kind` is "stable", "repelling", "half-stable" or "none" (sigma_b^2 < 0)."""

    low: Place
    high: Place
    kind: str


def parts(found: Structure) -> list[Part]:
    """From 0 to oo where the expansions agree with what was enclosed, else only as far as that reaches."""
    if found.proven is None:
        return []
    first, last = between(*found.proven) if found.proven[1] != oo else ("0", "oo")
    told = []
    for segment in found.segments:
        low = _place(segment.low) if segment.low else Integer(0) if found.below.agrees(segment.kind) else first
        high = _place(segment.high) if segment.high else oo if found.far and found.above.agrees(segment.kind) else last
        told.append(Part(low, high, segment.kind))
    return told


def proof(found: Structure) -> str:
    """What the parts are, and how that is known."""
    if found.proven is None:
        said = "no part of the curve could be enclosed"
        return said if found.everywhere is None else f"{said}, but {found.everywhere}"
    if found.proven[1] == oo or (found.empty and found.everywhere is not None):
        return f"{_what(found)}: {found.everywhere}"
    low, high = between(*found.proven)
    holes = ", but for some variances in between" if found.holes else ""
    said = f"{_what(found)}: proven by enclosure for {low} < q < {high}{holes}; beyond that by expansions only: {found.below.text}, {found.above.text}"
    if found.exists and found.sigma_max is None:
        said += "; whether sigma_b is bounded on the edge was not decided"
    return said if found.everywhere is None else f"{said}. Moreover, {found.everywhere}"


def _what(found: Structure) -> str:
    if found.empty:
        return "the edge is empty"
    if not found.exists:
        return "no point of the edge was found"
    if any(segment.kind == "half-stable" for segment in found.segments):
        return "chi_par = 1 at every point, where E[phi phi''] = 0: the variance is attracted from below and repelled above"
    return "these parts are all" if found.stable else "stable nowhere: every point repels"


def _place(special: Special) -> Place:
    assert special.point.q is not None
    return special.point.q.short(15) if special.exact is None else special.exact
