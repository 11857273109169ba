"""Normal distribution functions in balls: Phi, Phi2 and Owen's T.

    Phi(x)         = erfc(-x/sqrt(2))/2
    Phi2(h, k, r)  = max(0, Phi(h) - Phi(-k)) + I(h, k, r) = Phi(min(h, k)) - I(h, -k, -r),     I(h, k, r) = int_-1^r density(h, k; p) dp  (Plackett)
    T(h, a)        = (1/(2 pi)) int_0^a exp(-h^2 (1 + x^2)/2)/(1 + x^2) dx                                                             (Owen)

In p = (t^2 - 1)/(t^2 + 1), t = tau e^-y, tau^2 = (1 + r)/(1 - r), u = 1 - e^(-2 y):

    I = exp(-M/2)/pi int_0^oo exp(-u (G + a u/(1 - u))/2)/(tau e^-y + e^y/tau) dy,      M = (h^2 - 2 r h k + k^2)/(1 - r^2),
    G = (k - r h)(h - r k)/(1 - r^2),      a = (h + k)^2 (1 - r)/(4 (1 + r)).

Of the two formulas for Phi2 the one with G >= 0 is used: its integrand falls, so I keeps its relative accuracy in the tails and for |r| near 1. Away from
the tails, M < 2 LARGEST_HEIGHT, shorter integrals do. There, with s = sign(r),

    Phi2(h, k, r) = Phi(h) Phi(k) + (1/(2 pi)) int_0^asin(r) exp(-(h^2 - 2 h k sin t + k^2)/(2 cos^2 t)) dt
                  = Phi2(h, k, s) - s (1/(2 pi)) int_|asin r|^(pi/2) exp(-(h^2 - 2 s h k sin t + k^2)/(2 cos^2 t)) dt

and near |r| = 1, in v = pi/2 - |t|, the exponent is -(h - s k)^2/(2 sin^2 v) - s h k/(1 + cos v).
"""

from __future__ import annotations

from typing import Any

from flint import acb, arb, ctx

from derive.evidence.balls.bivariate_continued import continued
from derive.evidence.balls.functions import NOTHING, ball_function

LARGEST_HEIGHT = 12


@ball_function("Phi")
def Phi(w: acb, analytic: bool = False) -> acb:
    """P(Z <= w), an entire function of w."""
    if w.imag == 0 and not w.real.is_finite():
        return acb(int(w.real > 0)) if w.real > 0 or w.real < 0 else NOTHING
    return (-w / acb(2).sqrt()).erfc() / 2


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
    height = (h * h + (k - rho * h) * (k - rho * h) / ((1 - rho) * (1 + rho))) / 2
    if height < LARGEST_HEIGHT:
        return _from_the_middle(h, k, rho) if abs(rho) < 0.9 else _from_the_edge(h, k, rho)
    return _in_the_tail(h, k, rho)


def _in_the_tail(h: arb, k: arb, rho: arb) -> arb:
    """With full relative accuracy, at the price of a longer integral."""
    if (k - rho * h) * (h - rho * k) < 0:
        return normal_cdf(h.min(k)) - _from_minus_one(h, -k, -rho)
    beyond = normal_cdf(h) - normal_cdf(-k)
    return _from_minus_one(h, k, rho) + (arb(0) if h + k <= 0 else beyond if h + k > 0 else beyond.nonnegative_part())


def _within_edges(h: arb, k: arb, rho: arb) -> arb:
    """A ball of correlations that touches +-1: monotone in rho, so between the values at its ends (cut to [-1, 1],
    where alone a value exists)."""
    if not rho.is_finite() or rho > 1 or rho < -1:
        return NOTHING.real
    return Phi2(h, k, rho.lower().max(arb(-1))).union(Phi2(h, k, rho.upper().min(arb(1))))


def _from_the_middle(h: arb, k: arb, rho: arb) -> arb:
    square, product = (h * h + k * k) / 2, h * k

    def integrand(t: acb, analytic: bool) -> acb:
        sine, cosine = t.sin_cos()
        return (-(square - product * sine) / cosine**2).exp()

    return normal_cdf(h) * normal_cdf(k) + _integral(integrand, arb(0), rho.asin()) / (2 * arb.pi())


def _from_the_edge(h: arb, k: arb, rho: arb) -> arb:
    """Correlations of size above 0.9, from the degenerate law."""
    s = 1 if rho > 0 else -1
    gap, product, width = (h - s * k) * (h - s * k) / 2, s * h * k, abs(rho).acos()
    return Phi2(h, k, arb(s)) - s * _edge_integral(gap, product, width) / (2 * arb.pi())


def _edge_integral(gap: arb, product: arb, width: arb) -> arb:
    """int_0^width exp(-gap/sin(v)^2 - product/(1 + cos v)) dv, falling in gap >= 0.

    Below v0 = sqrt(gap/(p log 2)) the integrand is at most 2^-p exp(max(0, -product)), since sin v <= v and cos v >= 0.
    """
    if gap == 0:
        return _integral(lambda v, _: (-product / (1 + v.cos())).exp(), arb(0), width)
    if gap.contains(0):
        largest = gap.abs_upper()
        if not (largest > 0 and largest.is_finite()):
            return NOTHING.real
        return _edge_integral(arb(0), product, width).union(_edge_integral(largest, product, width))
    bits = int(ctx.prec)
    start = (gap.lower() / (bits * arb.const_log2())).sqrt().mid()
    size = (-product).max(arb(0)).exp()
    if start >= width.lower():
        return arb(0).union(width * (-gap / width**2).exp() * size)
    rest = _integral(lambda v, _: (-gap / v.sin() ** 2 - product / (1 + v.cos())).exp(), start, width)
    return rest + arb(0).union(start * size / arb(2) ** (bits - 1))


def _from_minus_one(h: arb, k: arb, rho: arb) -> arb:
    """I(h, k, rho), |rho| < 1."""
    below, above = 1 - rho, 1 + rho
    square, first = below * above, k - rho * h
    G, a = first * (h - rho * k) / square, (h + k) * (h + k) * below / (4 * above)
    height = (first * first / square + h * h) / 2
    return (-height).exp() * _falling_integral(G, a.nonnegative_part(), below, above) / arb.pi()


def _falling_integral(G: arb, a: arb, below: arb, above: arb) -> arb:
    """int_0^oo exp(-u (G + a u/(1 - u))/2)/(tau e^-y + e^y/tau) dy, tau^2 = above/below, below + above = 2.

    From the end on the integrand is at most tau exp(-y) times its exponential there, which falls where G >= 0.
    """
    root, end = (above / below).sqrt(), _end(G, a, above / below)

    def integrand(w: acb, _: Any) -> acb:
        z = (-2 * end * w).exp()
        u = 1 - z
        return (-(G + a * u / z) * u / 2 - end * w).exp() / (above * z + below)

    value = end * acb.integral(integrand, 0, 1, abs_tol=arb(2) ** (-2 * ctx.prec)).real * (above * below).sqrt()
    z = (-2 * end).exp()
    tail = root * (-end).exp() * (-((1 - z) * a / z + G.min(arb(0))) * (1 - z) / 2 - (1 - z) * G.max(arb(0)) / 2).exp()
    value += arb(0).union(tail)
    return value if value.is_finite() else NOTHING.real


def _end(G: arb, a: arb, ratio: arb) -> arb:
    """Where the integrand is negligible, by its exponential or by exp(-y)."""
    reach = arb(0.7 * ctx.prec + 5) + (1 + abs(G) + a).log().max(arb(0))
    least = G.max(arb(0))
    root = ((least - 2 * reach) * (least - 2 * reach) + 8 * reach * a).sqrt()
    u = (4 * reach / (least + 2 * reach + root)).mid()
    by_weight = reach + ratio.log().max(arb(0))
    if not u < 1:
        return by_weight.mid()
    return (-(1 - u).log() / 2).min(by_weight).mid()


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
