r"""Normal distribution functions in balls: Phi, Phi2 and Owen's T.

    Phi(x)         = erfc(-x/sqrt(2))/2
    Phi2(h, k, r)  = P(X > -h, Y > -k),         P(X > h, Y > k) = S(h, (k - r h)/sqrt(1 - r^2)) + S(k, (h - r k)/sqrt(1 - r^2))
    T(h, a)        = (1/(2 pi)) int_0^a exp(-h^2 (1 + x^2)/2)/(1 + x^2) dx                                                             (Owen)

with the sectors S of `sector`, S(-h, g) = -S(h, g) where one of h and k is negative. Where none is, nothing cancels, and otherwise no more than the narrowness
of the wedge asks for. Balls are taken at their middles, and their radii enter by the derivatives.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from flint import acb, arb, ctx

from derive.evidence.balls.bivariate_continued import continued
from derive.evidence.balls.functions import NOTHING, ball_function
from derive.evidence.balls.sector import REMOTE, sector, upper_tail

Dyadic = tuple[Any, Any]
"""A whole number and a power of two."""


@ball_function("erfc")
def erfc(w: acb, analytic: bool = False) -> acb:
    """2 Q(sqrt(2) w), an entire function of w; far out a real ball is taken by its tail, whose radius is what that of w asks for."""
    x = w.real * arb(2).sqrt()
    return acb(2 * upper_tail(x)) if w.imag == 0 and x > REMOTE and x.is_finite() else w.erfc()


@ball_function("Phi")
def Phi(w: acb, analytic: bool = False) -> acb:
    """P(Z <= w), an entire function of w."""
    if w.imag == 0 and not w.real.is_finite():
        return acb(int(w.real > 0)) if w.real > 0 or w.real < 0 else NOTHING
    if w.imag == 0 and w.real < -REMOTE:
        return acb(upper_tail(-w.real))  # not by erfc: the root of 2 would widen an exact argument
    return erfc(-w / acb(2).sqrt()) / 2


def normal_cdf(x: arb) -> arb:
    """P(Z <= x) for a real ball."""
    return Phi(acb(x)).real


@ball_function("Phi2")
def Phi2_of_balls(h: acb, k: acb, rho: acb, analytic: bool = False) -> acb:
    """P(X <= h, Y <= k) for real balls, and its continuation for complex ones."""
    if analytic or not (h.imag == 0 and k.imag == 0 and rho.imag == 0):
        return continued(Phi, h, k, rho)
    return acb(Phi2(h.real, k.real, rho.real))


def Phi2(h: arb, k: arb, rho: arb) -> arb:
    """P(X <= h, Y <= k) for standard normals of correlation rho."""
    for first, second in ((h, k), (k, h)):
        if not first.is_finite():
            return normal_cdf(second) if first > 0 else arb(0) if first < 0 else NOTHING.real
    if rho == 0:
        return normal_cdf(h) * normal_cdf(k)
    if rho == 1:
        return normal_cdf(h.min(k))
    if rho == -1:
        return (normal_cdf(h) + normal_cdf(k) - 1).nonnegative_part()
    if not -1 < rho < 1:
        return _within_edges(h, k, rho)
    if h == 0 and k == 0:
        return arb(1) / 4 + rho.asin() / (2 * arb.pi())
    return _beyond(-h.mid(), -k.mid(), rho.mid()) + _moved(h, k, rho)


def _beyond(h: arb, k: arb, rho: arb) -> arb:
    """P(X > h, Y > k) for exact numbers: sectors on both sides of the ray from the origin through the apex of the wedge."""
    if h < 0 and k < 0:
        return 1 - upper_tail(-h) - upper_tail(-k) + _beyond(-h, -k, rho)
    if h < 0:
        first, second = _sectors(-h, k, -rho)
        return second.opposite - first.own
    if k < 0:
        first, second = _sectors(h, -k, -rho)
        return first.opposite - second.own
    first, second = _sectors(h, k, rho)
    return first.own + second.own


class Half(NamedTuple):
    """A sector and the one on the other side of the line through the origin at right angles to its half plane: S(h, g) and S(h, -g)."""

    own: arb
    opposite: arb


def _sectors(h: arb, k: arb, rho: arb) -> tuple[Half, Half]:
    """The two sectors of {X > h, Y > k} for h, k >= 0. Closed forms ask for several signs of the same numbers, so the last are kept."""
    return _kept(h.man_exp(), k.man_exp(), rho.man_exp(), int(ctx.prec))


@lru_cache(maxsize=256)
def _kept(h: Dyadic, k: Dyadic, rho: Dyadic, bits: int) -> tuple[Half, Half]:
    x, y, r = arb(h), arb(k), arb(rho)
    g_x, g_y = _along(x, y, r)
    return _half(x, g_x), _half(y, g_y)


def _half(h: arb, g: arb) -> Half:
    if g < 0:
        own, opposite = _half(h, -g)
        return Half(opposite, own)
    own = sector(h, g)
    return Half(own, upper_tail(h) - own)


def _along(h: arb, k: arb, rho: arb) -> tuple[arb, arb]:
    """(k - rho h)/sqrt(1 - rho^2) and (h - rho k)/sqrt(1 - rho^2), where rho is near 1 or -1 from differences that lose nothing."""
    s = 1 if rho > 0 else -1
    below = 1 - abs(rho)
    root = (below * (1 + abs(rho))).sqrt()
    return (k - s * h + s * h * below) / root, (h - s * k + s * k * below) / root


def _moved(h: arb, k: arb, rho: arb) -> arb:
    """How far Phi2 is from its value at the middles, by its derivatives.

    That in h is n(h) Phi(g) <= n(h) exp(-min(g, 0)^2/2), g = (k - rho h)/sqrt(1 - rho^2), that in rho is exp(-(h^2 + g^2)/2)/(2 pi sqrt(1 - rho^2)).
    """
    root = ((1 - rho) * (1 + rho)).sqrt()
    found = arb(0)
    for x, y in ((h, k), (k, h)):
        if not x.is_exact():
            found += _density(x, ((y - rho * x) / root).min(arb(0))) * x.rad() * arb(0.4)
    if not rho.is_exact():
        found += _density(h, (k - rho * h) / root) * rho.rad() / (6 * root)
    return arb(0, found.upper())


def _density(x: arb, y: arb) -> arb:
    return (-(x * x + y * y) / 2).exp()


def _within_edges(h: arb, k: arb, rho: arb) -> arb:
    """A ball of correlations that touches +-1: monotone in rho, so between the values at its ends (cut to [-1, 1],
    where alone a value exists)."""
    if not rho.is_finite() or rho > 1 or rho < -1:
        return NOTHING.real
    return Phi2(h, k, rho.lower().max(arb(-1))).union(Phi2(h, k, rho.upper().min(arb(1))))


@ball_function("OwensT")
def owens_t(h: acb, a: acb, analytic: bool = False) -> acb:
    if analytic or not (h.imag == 0 and a.imag == 0):
        return NOTHING
    square = h.real * h.real / 2
    return acb(_integral(lambda x, _: (-square * (1 + x * x)).exp() / (1 + x * x), arb(0), a.real) / (2 * arb.pi()))


def _integral(function: Any, lower: arb, upper: arb) -> arb:
    """An integral with ball endpoints: between the middles, and a slice of width radius at each end."""
    value = acb.integral(function, lower.mid(), upper.mid()).real
    for end in (lower, upper):
        if not end.is_exact():
            value += function(acb(end), False).real * arb(0, end.rad())
    return value if value.is_finite() else NOTHING.real
