r"""Integrals of f(x) g(y) p(x, y) over a product of intervals by Gauss and Legendre on panels, p the density of a normal pair with correlation c > 0.

With s^2 = 1 - c^2 the density p(x, y) = exp(-(x^2 - 2cxy + y^2)/(2 s^2)) / (2 pi s) obeys for real y

    |p(x + iu, y)| <= exp(-(x^2 + y^2)/4 + u^2/(2 s^2)) / (2 pi s),

because x^2 - 2cxy + y^2 >= (1 - c)(x^2 + y^2) and 1 + c <= 2. So the errors of Gauss and Legendre on panels of f(x) exp(-x^2/4 + u^2/(2 s^2)) serve for
all y, and with their sum e_f, the sum A_f = sum_j w_j |f(x_j)| exp(-x_j^2/4), and B_g = int |g| exp(-y^2/4),

    |int int f g p - sum_jk w_j w_k f(x_j) g(y_k) p(x_j, y_k)| <= (e_f B_g + A_f e_g) / (2 pi s).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, count, pairwise
from operator import mul

from flint import acb, arb, arb_mat, ctx

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.gauss import rule
from derive.evidence.balls.precision import working
from derive.evidence.line.panels import Family, Function, Panel, mesh
from derive.evidence.line.singular_end import SingularEnd
from derive.language.errors import CannotEnclose

NEAR = 8  # parts of s, within which the panels next to a singular end are one
CELLS, HALVED = 8, 6  # of a panel, on which a function is bounded, and how often a cell is halved
Interval = tuple[arb, arb, Function]  # a function on [lower, upper], the ends finite


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Nodes of a panel with w_j f(x_j), and the sum of w_j |f(x_j)|; `end` where it lies next to a singular one."""

    lower: arb
    upper: arb
    nodes: tuple[arb, ...]
    values: tuple[arb, ...]
    mass: arb
    end: SingularEnd | None


@dataclass(frozen=True, slots=True)
class Edge:
    """One factor on its intervals: `error` is e_f, `damped` is A_f, `weight` is B_f."""

    blocks: tuple[Block, ...]
    error: arb
    damped: arb
    weight: arb


def edge(parts: Sequence[Interval], narrow: arb, digits: int, goal: arb, ends: Sequence[SingularEnd] = ()) -> Edge:
    """A factor on intervals and next to singular ends, at the nodes of panels with errors of about `goal` each; narrow = 1 - c^2.

    Raises CannotEnclose at a knot where the factor is unbounded and that is no singular end.
    """

    def family(m: arb, x: arb, u: arb) -> arb:
        return m * (-(x.abs_lower() ** 2) / 4 + u.abs_upper() ** 2 / (2 * narrow)).exp()

    found = _Sum()
    for lower, upper, f in parts:
        for panel in _panels(f, lower, upper, digits, family, goal):
            found.add(panel, f, None)
    for end in ends:
        last, beyond, _ = end.cut(family, goal, power=1)
        found.left_out(beyond)
        for panel in _panels(end.function, arb(0), last, digits, end.moved(family, True), goal):
            found.add(panel, end.function, end)
    found.join(narrow.sqrt() / NEAR)
    return Edge(tuple(found.blocks), found.error.upper(), found.damped.upper(), found.weight.upper())


def _panels(f: Function, lower: arb, upper: arb, digits: int, family: Family, goal: arb) -> list[Panel]:
    panels = mesh(f, lower, upper, 16 + int(1.1 * digits), (family,), (goal,))
    if panels is None:
        raise CannotEnclose("an integral over a rectangle", "the function is unbounded at a knot", "a bounded function")
    return panels


@dataclass(slots=True)
class _Sum:
    """An edge while panels are added."""

    blocks: list[Block] = field(default_factory=list)
    error: arb = field(default_factory=arb)
    damped: arb = field(default_factory=arb)
    weight: arb = field(default_factory=arb)

    def left_out(self, bound: arb) -> None:
        """An interval on which int |f| exp(-x^2/4) is at most the bound."""
        self.error += bound
        self.weight += bound

    def add(self, panel: Panel, f: Function, end: SingularEnd | None) -> None:
        """A panel in x, or in u next to a singular end."""
        if not panel.nodes:
            self.left_out(panel.errors[0])
            return
        block = _block(f, panel, end)
        self.blocks.append(block)
        self.error += panel.errors[0]
        self.weight += _weight(f, panel, end)
        self.damped += sum((abs(v) * (-x * x / 4).exp() for x, v in zip(block.nodes, block.values, strict=True)), arb(0))

    def join(self, width: arb) -> None:
        """Makes one block of those that lie within a short distance of the same knot."""
        groups: dict[object, list[Block]] = {}
        for block in self.blocks:
            near = block.end is not None and abs(block.lower - block.end.knot) < width and abs(block.upper - block.end.knot) < width
            groups.setdefault(id(block.end) if near else block, []).append(block)
        self.blocks = [_joined(group) if len(group) > 1 else group[0] for group in groups.values()]


def _placed(t: arb, end: SingularEnd | None) -> tuple[arb, arb]:
    """The place x, and what the function there is multiplied with: sqrt(w e^-u) next to a singular end."""
    return (t, arb(1)) if end is None else (end.place(acb(t)).real, (end.width * (-t).exp()).sqrt())


def _block(f: Function, panel: Panel, end: SingularEnd | None) -> Block:
    half, centre = (panel.upper - panel.lower) / 2, (panel.upper + panel.lower) / 2
    gauss = rule(panel.nodes)
    letters = [centre + half * t for t, _ in gauss]
    places = [_placed(t, end) for t in letters]
    values = tuple(half * w * f(acb(t), False).real * scale for t, (_, w), (_, scale) in zip(letters, gauss, places, strict=True))
    low, high = (_placed(t, end)[0] for t in (panel.lower, panel.upper))
    return Block(low.min(high), low.max(high), tuple(x for x, _ in places), values, sum((abs(v) for v in values), arb(0)), end)


def _joined(blocks: Sequence[Block]) -> Block:
    lower, upper, mass = blocks[0].lower, blocks[0].upper, arb(0)
    for block in blocks:
        lower, upper, mass = lower.min(block.lower), upper.max(block.upper), mass + block.mass
    return Block(lower, upper, sum((b.nodes for b in blocks), ()), sum((b.values for b in blocks), ()), mass, blocks[0].end)


def _weight(f: Function, panel: Panel, end: SingularEnd | None) -> arb:
    """int |f| exp(-x^2/4) over a panel."""
    edges = [panel.lower + (panel.upper - panel.lower) * j / CELLS for j in range(CELLS + 1)]
    return sum((_cell_weight(f, a, b, end, HALVED) for a, b in pairwise(edges)), arb(0)).upper()


def _cell_weight(f: Function, a: arb, b: arb, end: SingularEnd | None, depth: int) -> arb:
    letter = a.union(b)
    size = f(acb(letter), False).abs_upper()
    if not size.is_finite() and depth:
        middle = ((a + b) / 2).mid()
        return _cell_weight(f, a, middle, end, depth - 1) + _cell_weight(f, middle, b, end, depth - 1)
    place, scale = _placed(letter, end)
    return (b - a) * size * scale.abs_upper() * (-(place.abs_lower() ** 2) / 4).exp()


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
    the last term depends on the two widths alone. Where |c a b| <= s^2/4 its exponential is a sum of few products (c/s^2)^k a^k b^k/k!.
    """

    def __init__(self, c: arb, narrow: arb) -> None:
        self.scale, self.c, self.narrow = c / narrow, c, narrow
        self.kept: dict[tuple[object, ...], arb_mat] = {}
        self.raised: dict[int, arb_mat] = {}
        self.terms = next(n for n in count(1) if arb(n + 1).lgamma() / arb.const_log2() + 2 * n > ctx.prec)

    def pair(self, one: Block, other: Block) -> arb:
        x0, y0 = (one.lower + one.upper) / 2, (other.lower + other.upper) / 2
        shift = x0 - self.c * y0
        left, right = [], []
        for x, v in zip(one.nodes, one.values, strict=True):
            away = x - self.c * y0
            left.append(v * (-away * away / (2 * self.narrow)).exp())
        for y, v in zip(other.nodes, other.values, strict=True):
            move = self.c * (y - y0)
            right.append(v * ((move * shift - move * move / 2) / self.narrow - y * y / 2).exp())
        widest = abs(self.scale) * (one.upper - one.lower) * (other.upper - other.lower) / 4
        if (one.end or other.end) and widest <= arb(1) / 4:
            return self._by_powers(one, left, other, right, widest)
        product = arb_mat([left]) * self._matrix(one, other, x0, y0) * arb_mat([[v] for v in right])
        return product[0, 0]

    def _by_powers(self, one: Block, left: list[arb], other: Block, right: list[arb], widest: arb) -> arb:
        first, second = (arb_mat([values]) * self._powers(block) for block, values in ((one, left), (other, right)))
        total, factor = arb(0), arb(1)
        for k in range(self.terms):
            total += factor * first[0, k] * second[0, k]
            factor *= self.scale / (k + 1)
        rest = widest**self.terms / arb(self.terms + 1).gamma() * widest.exp()
        return total + arb(0, (rest * sum(map(abs, left), arb(0)) * sum(map(abs, right), arb(0))).upper())

    def _powers(self, block: Block) -> arb_mat:
        """a^k for the nodes and k < `terms`."""
        if id(block) not in self.raised:
            centre = (block.lower + block.upper) / 2
            self.raised[id(block)] = arb_mat([list(accumulate([x - centre] * (self.terms - 1), mul, initial=arb(1))) for x in block.nodes])
        return self.raised[id(block)]

    def _matrix(self, one: Block, other: Block, x0: arb, y0: arb) -> arb_mat:
        key = (_width(one), _width(other), len(one.nodes), len(other.nodes))
        if None not in key and key in self.kept:
            return self.kept[key]
        rows = [self.scale * (x - x0) for x in one.nodes]
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
