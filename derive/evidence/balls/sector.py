r"""The probability of a sector of the plane under two independent standard normals, in balls (Owen 1956).

    S(h, g) = P(X > h, h Y > g X),   h >= 0:    the part of the half plane X > h above the ray from the origin to its boundary point (h, g).

With M = h^2 + g^2, Q(h) = P(X > h) and T Owen's function, for g >= 0

    S(h, g)  = Q(h)/2 - T(h, g/h) = Q(h) Q(g) - S(g, h),      S(h, -g) = Q(h) - S(h, g),
    T(h, a)  = (1/(2 pi)) (atan a - sum_j (-1)^j a^(2j+1)/(2j+1) P(j+1, h^2/2)),            P(j+1, p) = 1 - exp(-p) sum_(i <= j) p^i/i!,
    S(h, g)  = (h/(2 pi)) exp(-M/2) int_0^oo exp(-x (g + x/2))/(h^2 + (g + x)^2) dx.

The series has alternating terms that fall from j > 2 p a^2 on (P(j+1, p) <= P(j, p) p/j), so the rest is at most the next one. It gives absolute accuracy,
enough where M is moderate; elsewhere the integral, all of whose parts are positive, gives relative accuracy, by the rule of Gauss on ellipses of sum 4 of
the half axes, where |h^2 + (g + z)^2| >= h^2 + (g + Re z)^2 - (Im z)^2. Far out exp(-g x) is nearly all of the integrand, and a few nodes of Laguerre do; there
h <= g may be taken, S(h, g) being at least half of Q(h) Q(g) otherwise.
"""

from __future__ import annotations

from math import ceil, lgamma, log, sqrt

from flint import arb, ctx

from derive.evidence.balls.gauss import half_line_rule, rule

MODERATE = 24  # the largest M for the series
RATIO = 4  # of the ellipses
OVER, ASIDE = 1.125, 1.875  # how far they reach over the end of a panel and to its side, in halves of the panel
WIDEST = 0.27  # half a panel, against the distance sqrt(M) of the poles: the ellipses then stay away from them
STEEP = 100.0  # the largest fall of the exponent over a panel
FAR = 150  # the least M for the rule of Laguerre
FEWEST, MOST = 8, 40  # its nodes
REMOTE = 2.0**14  # beyond, the radius of erfc is far larger than its argument asks for: it comes from an exponential of 30 bits


def upper_tail(x: arb) -> arb:
    """Q(x) = P(X > x), far out by Tricomi's function: exp(-x^2/2) U(1/2, 1/2, x^2/2)/(2 sqrt(pi)) (DLMF 7.11.4)."""
    if not x > REMOTE:
        return (x * arb(0.5).sqrt()).erfc() / 2
    p = x * x / 2
    return (-p).exp() * p.hypgeom_u(arb(0.5), arb(0.5)) / (2 * arb.pi().sqrt())


def sector(h: arb, g: arb) -> arb:
    """S(h, g) for h >= 0; the balls are narrow."""
    if g < 0:
        return upper_tail(h) - sector(h, -g)
    height = h * h + g * g
    if height < MODERATE:
        return _by_series(h, g)
    count = _laguerre_nodes(float(max(h.mid(), g.mid())), float(height.mid())) if height > FAR else None
    if count is None:
        return _before(h, height) * _falling(h * h, g, height)
    if g.mid() >= h.mid():
        return _before(h, height) * _far(h * h, g, height, count)
    return upper_tail(h) * upper_tail(g) - _before(g, height) * _far(g * g, h, height, count)


def _by_series(h: arb, g: arb) -> arb:
    if g.mid() <= h.mid():
        return upper_tail(h) / 2 - _owen(h * h / 2, g / h)
    tail = upper_tail(g)
    return tail * (upper_tail(h) - arb(0.5)) + _owen(g * g / 2, h / g)


def _owen(p: arb, a: arb) -> arb:
    """T(sqrt(2 p), a) for |a| not much above 1."""
    square = a * a
    falls = 2 * p * square
    poisson = (-p).exp()
    least = arb(2) ** -int(ctx.prec)
    total, missing, power, j = arb(0), 1 - poisson, a, 0
    while True:
        term = power * missing / (2 * j + 1)
        if j > falls and abs(term) < least:
            break
        total, j = total + term, j + 1
        poisson = poisson * p / j
        missing, power = missing - poisson, -power * square
        if j > MODERATE + 4 * int(ctx.prec):
            return arb.nan()
    return (a.atan() - total - arb(0).union(term)) / (2 * arb.pi())


def _before(h: arb, height: arb) -> arb:
    return h * (-height / 2).exp() / (2 * arb.pi())


def _laguerre_nodes(slope: float, height: float) -> int | None:
    """Enough for full accuracy, None where that takes too many."""
    for count in range(FEWEST, MOST + 1, 4):
        radius = _radius(height, count)
        if 2 * lgamma(count + 1) + radius * radius / 2 - 2 * count * log(slope * radius) < -0.7 * (int(ctx.prec) + 6):
            return count
    return None


def _radius(height: float, count: int) -> float:
    """Of the discs in the error of the rule, in units of x: a third of the way to the poles, or where exp(r^2/2)/r^(2 count) is least."""
    return min(sqrt(height) / 3, sqrt(2 * count))


def _far(square: arb, g: arb, height: arb, count: int) -> arb:
    """The integral by t = g x; on the discs |exp(-x^2/2)| <= exp(r^2/2) and the denominator is at least M - 2 g r - r^2."""
    total, minus_half = arb(0), arb(-0.5)
    for node, weight in half_line_rule(count):
        x = node / g
        y = g + x
        total += weight * (x * x * minus_half).exp() / (square + y * y)
    radius = arb(_radius(float(height.mid()), count))
    below = height - 2 * g * radius - radius * radius
    error = arb(count).fac() ** 2 * (radius * radius / 2).exp() / (below * (g * radius) ** (2 * count))
    return (total + arb(0, error.upper())) / g if below > 0 else arb.nan()


def _falling(square: arb, g: arb, height: arb) -> arb:
    """int_0^oo exp(-x (g + x/2))/(square + (g + x)^2) dx, cut at X and divided in equal panels."""
    reach, slope, radius = 0.7 * int(ctx.prec) + 8, float(g.mid()), sqrt(float(height.mid()))
    length = 2 * reach / (slope + sqrt(slope * slope + 2 * reach))
    panels = max(ceil(length / (2 * WIDEST * radius)), ceil(reach / STEEP))
    half = arb(length) / (2 * panels)
    count = _nodes(slope, float(half))
    rest = (-length * (g + arb(length) / 2)).exp() / (height * (g + length))
    total = arb(0).union(rest)
    for i in range(panels):
        middle = half * (2 * i + 1)
        total += half * _panel(square, g, middle, half, count) + _error(square, g, middle, half, count)
    return total


def _nodes(slope: float, half: float) -> int:
    """Enough nodes for full accuracy of a panel that starts at 0."""
    bits = int(ctx.prec) + 16 + (slope * OVER * half + (ASIDE * half) ** 2 / 2) / log(2) + log(1 + slope * half, 2)
    return 8 * ceil(bits / (2 * log(RATIO, 2)) / 8)


def _panel(square: arb, g: arb, middle: arb, half: arb, count: int) -> arb:
    """The rule for a panel, as if it had length 2."""
    total, minus_half = arb(0), arb(-0.5)
    for node, weight in rule(count):
        x = middle + half * node
        y = g + x
        total += weight * (x * (g + y) * minus_half).exp() / (square + y * y)
    return total


def _error(square: arb, g: arb, middle: arb, half: arb, count: int) -> arb:
    """A ball around 0 that contains the error of the rule (see `gauss.rule`)."""
    left, aside = middle - half * (1 + arb(OVER)), half * ASIDE
    inside = left.max(arb(0))
    beyond = (g + left).max(arb(0))
    largest = (-g * left - inside * inside / 2 + aside * aside / 2).exp() / (square + beyond * beyond - aside * aside)
    bound = 8 * half * largest * arb(RATIO) ** (1 - 2 * count) / (RATIO - 1)
    return arb(0, bound.upper()) if largest > 0 else arb.nan()
