r"""Orthonormal Hermite polynomials at the quadrature nodes of a panel.

The matrix he_n(x_j) w_j p(x_j), p the normal density, by the recurrence sqrt(n+1) he_(n+1) = x he_n - sqrt(n) he_(n-1).
In ball arithmetic radii grow like exp(0.6 |x| sqrt(n)) although the numbers do not, so the recurrence runs with extra
bits and its result is rounded. Tables of panels with exact ends do not depend on the function and are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flint import arb, arb_mat, ctx

from derive.evidence.balls.gauss import rule
from derive.evidence.balls.precision import working
from derive.evidence.line.panels import Panel


@dataclass(frozen=True, slots=True)
class Table:
    """Nodes of a panel, the weights w_j p(x_j), and the matrix he_n(x_j) w_j p(x_j), n down, j across.

    Of a panel in u for z = k + v e^-u: nodes u_j, weights w_j p(z_j), matrix he_n(z_j) w_j p(z_j) |v e^-u_j|^(1/2).
    """

    nodes: tuple[arb, ...]
    weights: tuple[arb, ...]
    matrix: arb_mat


def _table(lower: arb, upper: arb, count: int, order: int, extra: int) -> Table:
    with working(int(ctx.prec) + extra):
        centre, half = (upper + lower) / 2, (upper - lower) / 2
        gauss = rule(count)
        nodes = [centre + half * t for t, _ in gauss]
        scale = half / (2 * arb.pi()).sqrt()
        weights = [scale * w * (-t * t / 2).exp() for t, (_, w) in zip(nodes, gauss, strict=True)]
        rows = _recurrence(nodes, weights, order)
    matrix = arb_mat([[+entry for entry in row] for row in rows])
    return Table(tuple(+t for t in nodes), tuple(+w for w in weights), matrix)


def _recurrence(nodes: list[arb], start: list[arb], order: int) -> list[list[arb]]:
    """Rows he_n(x_j) start_j for n = 0..order."""
    rows, before = [start], [arb(0)] * len(nodes)
    for n in range(order):
        down, up = arb(n).sqrt(), 1 / arb(n + 1).sqrt()
        rows.append([(x * v - down * u) * up for x, v, u in zip(nodes, rows[-1], before, strict=True)])
        before = rows[-2]
    return rows


@lru_cache(maxsize=256)
def _shared_table(lower: tuple[int, int], upper: tuple[int, int], count: int, order: int, extra: int, precision: int) -> Table:
    del precision
    return _table(_dyadic(lower), _dyadic(upper), count, order, extra)


def _dyadic(pair: tuple[int, int]) -> arb:
    return arb(pair[0]) * arb(2) ** pair[1]


def _exact(number: arb) -> tuple[int, int]:
    mantissa, exponent = number.man_exp()
    return int(mantissa), int(exponent)


def table(panel: Panel, order: int, extra: int) -> Table:
    """The table of a panel, shared when its ends are exact."""
    if panel.lower.is_exact() and panel.upper.is_exact() and order <= 800:
        return _shared_table(_exact(panel.lower), _exact(panel.upper), panel.nodes, order, extra, int(ctx.prec))
    return _table(panel.lower, panel.upper, panel.nodes, order, extra)


def mapped_table(panel: Panel, knot: arb, step: arb, order: int, extra: int) -> Table:
    """The table of a panel in u with exact ends, z = knot + step e^-u."""
    places = tuple(_exact(part) for number in (panel.lower, panel.upper, knot, step) for part in (number.mid(), number.rad()))
    return _mapped_table(places, panel.nodes, order, extra, int(ctx.prec))


@lru_cache(maxsize=256)
def _mapped_table(places: tuple[tuple[int, int], ...], count: int, order: int, extra: int, precision: int) -> Table:
    lower, upper, knot, step = (arb(_dyadic(middle), _dyadic(radius)) for middle, radius in zip(places[::2], places[1::2], strict=True))
    with working(precision + extra):
        gauss, half = rule(count), (upper - lower) / 2
        nodes = [(upper + lower) / 2 + half * t for t, _ in gauss]
        jumps = [step * (-u).exp() for u in nodes]
        at = [knot + jump for jump in jumps]
        weights = [half * w * (-z * z / 2).exp() / (2 * arb.pi()).sqrt() for z, (_, w) in zip(at, gauss, strict=True)]
        rows = _recurrence(at, [w * abs(jump).sqrt() for w, jump in zip(weights, jumps, strict=True)], order)
    matrix = arb_mat([[+entry for entry in row] for row in rows])
    return Table(tuple(+t for t in nodes), tuple(+w for w in weights), matrix)
