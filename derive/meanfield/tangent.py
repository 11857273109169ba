"""How the tangent kernel of a network grows with its depth L, with proven constants (theory in `theory.tangent_kernel`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb
from sympy import Symbol

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError, NotDefined
from derive.language.symbols import q
from derive.language.text.reader import read_number
from derive.meanfield.edge import GUARD, EdgeOfChaos
from derive.meanfield.moments import exact, midpoint
from derive.meanfield.phase import Phase
from derive.meanfield.point import EdgePoint
from derive.theory.local_map import local_map
from derive.theory.recurrence import l
from derive.theory.tangent_kernel import Parametrisation, off_diagonal

DEPTH = Symbol("L", positive=True)
FIGURES = 12
NEXT_FIGURES = 8


@dataclass(frozen=True, slots=True)
class TangentGrowth:
    """`diagonal` and `apart` are the laws of Theta_L(x, x) and Theta_L(x, x'), texts in L; `source` is S on the diagonal.

    `ratio` is the limit of Theta_L(x, x')/Theta_L(x, x): 1 in the ordered phase, 1/3 or 1/4 on the edge, 0 in the chaotic phase. `next` is the first
    correction of the ratio on the edge, None where it is O(1/L) or not known. `limit` is that of Theta_L(x, x'), None where it grows.
    """

    kind: str
    source: Ball
    diagonal: str
    apart: str
    ratio: Ball
    next: str | None
    limit: Ball | None


def tangent_growth(
    edge: EdgeOfChaos,
    sigma_b: Any,
    sigma_w: Any = None,
    parametrisation: Parametrisation = Parametrisation.NTK,
    digits: int = 20,
    seconds: float | None = 60.0,
) -> TangentGrowth:
    """The growth at (sigma_b, sigma_w); without sigma_w at the stable point of the edge with this sigma_b.

    Raises DeriveError where there is no such point, or the phase is not known, TimeLimit.
    """
    with time_limited(seconds), working(int(3.33 * (digits + GUARD))):
        if sigma_w is None:
            return _on_edge(edge, _stable(edge, sigma_b, digits), parametrisation)
        found = edge.phase(sigma_b, sigma_w, digits)
        bias, width = (exact(read_number(str(number))) ** 2 for number in (sigma_b, sigma_w))
        return _off_edge(edge, found, bias, width, parametrisation)


def _stable(edge: EdgeOfChaos, sigma_b: Any, digits: int) -> EdgePoint:
    stable = [point for point in edge.points(sigma_b, digits).points if point.stable]
    if not stable:
        raise NotDefined(f"the tangent kernel of {edge.activation.name} on the edge", f"there is no stable point with sigma_b = {sigma_b}", "another sigma_b")
    return stable[0]


def _source(variance: arb, bias: arb, width: arb, parametrisation: Parametrisation) -> arb:
    """S at covariance `variance` after the layer."""
    return variance if parametrisation is Parametrisation.NTK else (variance - bias) / width


def _on_edge(edge: EdgeOfChaos, point: EdgePoint, parametrisation: Parametrisation) -> TangentGrowth:
    local = local_map(edge.activation)
    if local is None:
        raise NotDefined(f"the tangent kernel of {edge.activation.name} on the edge", "no law of convergence is claimed for its correlations", "a phase")
    variance = arb(1) if point.q is None else point.q.arb
    source = Ball(_source(variance, point.sigma_b.arb * point.sigma_b.arb, point.sigma_w.arb * point.sigma_w.arb, parametrisation))
    limit, further = off_diagonal(local)
    ratio = Ball(arb(int(limit.p)) / int(limit.q))
    correction = None
    if further is not None:
        shape = further.as_independent(l)[1]
        factor = enclose(further / shape, {q: midpoint(variance, variance, FIGURES)}, FIGURES)
        correction = f"{factor.short(NEXT_FIGURES)}*{shape.subs(l, DEPTH)}"
    start = "S L for inputs of variance q" if point.q is None else f"{source.short(FIGURES)}*L"
    return TangentGrowth("edge", source, start, f"{limit}*{start}", ratio, correction, None)


def _off_edge(edge: EdgeOfChaos, found: Phase, bias: arb, width: arb, parametrisation: Parametrisation) -> TangentGrowth:
    if found.kind not in ("ordered", "chaotic") or found.q is None or found.chi_1 is None or found.c is None or found.slope is None:
        stopped = found.message or f"the phase is {found.kind}"
        raise DeriveError(f"the tangent kernel of {edge.activation.name} there", stopped, "tangent_growth(edge, sigma_b) for the edge")
    chi, variance = found.chi_1, found.q.arb
    source = Ball(_source(variance, bias, width, parametrisation))
    apart = Ball(_source(variance * found.c.arb, bias, width, parametrisation) / (1 - found.slope.arb))
    if found.kind == "ordered":
        return TangentGrowth("ordered", source, apart.short(FIGURES), apart.short(FIGURES), Ball(arb(1)), None, apart)
    growth = Ball(source.arb / (chi.arb - 1))
    return TangentGrowth("chaotic", source, f"{growth.short(FIGURES)}*{chi.short(FIGURES)}**L", apart.short(FIGURES), Ball(arb(0)), None, apart)
