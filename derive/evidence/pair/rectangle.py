r"""Integrals of f(x) g(y) p(x, y) over a product of intervals by Gauss and Legendre on panels, p the density of a normal pair with correlation c > 0.

With s^2 = 1 - c^2 the density p(x, y) = exp(-(x^2 - 2cxy + y^2)/(2 s^2)) / (2 pi s) obeys for real y

    |p(x + iu, y)| <= exp(-(x^2 + y^2)/4 + u^2/(2 s^2)) / (2 pi s),

because x^2 - 2cxy + y^2 >= (1 - c)(x^2 + y^2) and 1 + c <= 2. So the errors of Gauss and Legendre on panels of f(x) exp(-x^2/4 + u^2/(2 s^2)) serve for
all y, and with their sum e_f, the sum A_f = sum_j w_j |f(x_j)| exp(-x_j^2/4), and B_g = int |g| exp(-y^2/4),

    |int int f g p - sum_jk w_j w_k f(x_j) g(y_k) p(x_j, y_k)| <= (e_f B_g + A_f e_g) / (2 pi s).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import acb, arb, arb_mat

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.gauss import rule
from derive.evidence.balls.precision import working
from derive.evidence.line.panels import Function, Panel, mesh
from derive.language.errors import CannotEnclose

Interval = tuple[arb, arb, Function]  # a function on [lower, upper], the ends finite


@dataclass(frozen=True, slots=True)
class Block:
    """Nodes of a panel with w_j f(x_j), and the sum of w_j |f(x_j)|."""

    lower: arb
    upper: arb
    nodes: tuple[arb, ...]
    values: tuple[arb, ...]
    mass: arb


@dataclass(frozen=True, slots=True)
class Edge:
    """One factor on its intervals: `error` is e_f, `damped` is A_f, `weight` is B_f."""

    blocks: tuple[Block, ...]
    error: arb
    damped: arb
    weight: arb


def edge(parts: Sequence[Interval], narrow: arb, digits: int, goal: arb) -> Edge:
    """A factor at the nodes of panels with errors of about `goal` each; narrow = 1 - c^2. Raises CannotEnclose at a knot where the factor is unbounded."""

    def family(m: arb, x: arb, u: arb) -> arb:
        return m * (-(x.abs_lower() ** 2) / 4 + u.abs_upper() ** 2 / (2 * narrow)).exp()

    blocks, error, damped, weight = [], arb(0), arb(0), arb(0)
    for lower, upper, f in parts:
        panels = mesh(f, lower, upper, 16 + int(1.1 * digits), (family,), (goal,))
        if panels is None:
            raise CannotEnclose("an integral over a rectangle", "the function is unbounded at a knot", "a bounded function")
        for panel in panels:
            error += panel.errors[0]
            weight += _weight(f, panel) if panel.nodes else panel.errors[0]
            if panel.nodes:
                blocks.append(_block(f, panel))
                nodes, values = blocks[-1].nodes, blocks[-1].values
                damped += sum((abs(v) * (-x * x / 4).exp() for x, v in zip(nodes, values, strict=True)), arb(0))
    return Edge(tuple(blocks), error.upper(), damped.upper(), weight.upper())


def _block(f: Function, panel: Panel) -> Block:
    half, centre = (panel.upper - panel.lower) / 2, (panel.upper + panel.lower) / 2
    gauss = rule(panel.nodes)
    nodes = tuple(centre + half * t for t, _ in gauss)
    values = tuple(half * w * f(acb(x), False).real for x, (_, w) in zip(nodes, gauss, strict=True))
    return Block(panel.lower, panel.upper, nodes, values, sum((abs(v) for v in values), arb(0)))


def _weight(f: Function, panel: Panel) -> arb:
    """int |f| exp(-x^2/4) over a panel."""
    total, cells = arb(0), 8
    for k in range(cells):
        left, right = (panel.lower + (panel.upper - panel.lower) * j / cells for j in (k, k + 1))
        place = left.union(right)
        total += (right - left) * f(acb(place), False).abs_upper() * (-(place.abs_lower() ** 2) / 4).exp()
    return total.upper()


def over_rectangle(one: Edge, other: Edge, c: arb, narrow: arb, least: arb) -> arb:
    """int int f g p over the product of the intervals; pairs of panels below `least` are left to the radius."""
    total, skipped, factors = arb(0), arb(0), _Factors(c, narrow)
    for first in one.blocks:
        check_clock()
        for second in other.blocks:
            bound = first.mass * second.mass * _peak(first, second, c, narrow)
            if bound < least:
                skipped += bound.upper()
            else:
                total += factors.pair(first, second)
    bound = one.error * other.weight + one.damped * other.error + skipped
    return (total + arb(0, bound.upper())) / (2 * arb.pi() * narrow.sqrt())


def _peak(one: Block, other: Block, c: arb, narrow: arb) -> arb:
    """Largest value of exp(-((x - cy)^2 + s^2 y^2)/(2 s^2)) on two panels."""
    x, y = one.lower.union(one.upper), other.lower.union(other.upper)
    return (-((x - c * y).abs_lower() ** 2 / narrow + y.abs_lower() ** 2) / 2).exp().upper()


class _Factors:
    r"""sum_jk f_j g_k exp(-(x_j - c y_k)^2/(2 s^2)) exp(-y_k^2/2) for pairs of panels.

    Around centres, x = x_0 + a, y = y_0 + b, t = x_0 - c y_0, the exponent is -(t + a)^2/(2 s^2) + (c b t - c^2 b^2/2)/s^2 + c a b/s^2, and the matrix of
    the last term depends on the two widths alone.
    """

    def __init__(self, c: arb, narrow: arb) -> None:
        self.c, self.narrow = c, narrow
        self.kept: dict[tuple[object, ...], arb_mat] = {}

    def pair(self, one: Block, other: Block) -> arb:
        x0, y0 = (one.lower + one.upper) / 2, (other.lower + other.upper) / 2
        shift = x0 - self.c * y0
        left = [v * (-((x - self.c * y0) ** 2) / (2 * self.narrow)).exp() for x, v in zip(one.nodes, one.values, strict=True)]
        right = []
        for y, v in zip(other.nodes, other.values, strict=True):
            move = self.c * (y - y0)
            right.append(v * ((move * shift - move * move / 2) / self.narrow - y * y / 2).exp())
        product = arb_mat([left]) * self._matrix(one, other, x0, y0) * arb_mat([[v] for v in right])
        return product[0, 0]

    def _matrix(self, one: Block, other: Block, x0: arb, y0: arb) -> arb_mat:
        key = (_width(one), _width(other), len(one.nodes), len(other.nodes))
        if None not in key and key in self.kept:
            return self.kept[key]
        scale = self.c / self.narrow
        rows = [scale * (x - x0) for x in one.nodes]
        found = arb_mat([[(row * (y - y0)).exp() for y in other.nodes] for row in rows])
        if None not in key:
            self.kept[key] = found
        return found


def _width(block: Block) -> tuple[int, int] | None:
    """The exact width of a panel, None where its ends are not exact."""
    if not (block.lower.is_exact() and block.upper.is_exact()):
        return None
    with working(4096):
        width = block.upper - block.lower
    mantissa, exponent = width.man_exp()
    return (int(mantissa), int(exponent)) if width.is_exact() else None
