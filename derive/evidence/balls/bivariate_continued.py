r"""Phi2 of complex balls: Plackett's integral along the straight way from correlation 0,

    Phi2(h, k, r) = Phi(h) Phi(k) + (r/(2 pi)) int_0^1 exp(-(h^2 - 2 r s h k + k^2)/(2 (1 - r^2 s^2)))/sqrt(1 - r^2 s^2) ds,

analytic in h, k and in r off the rays (-oo, -1] and [1, oo). It is what an integral over a correlation asks for.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import acb, arb, ctx

from derive.evidence.balls.functions import NOTHING

LEAST = 8  # bits


def continued(cdf: Callable[[acb], acb], h: acb, k: acb, rho: acb) -> acb:
    """The value for balls; nothing where the way meets a branch point."""
    root = (1 - rho * rho).rsqrt(analytic=True)
    if not (root.is_finite() and h.is_finite() and k.is_finite()):
        return NOTHING
    squares, product = h * h + k * k, 2 * rho * h * k

    def integrand(s: acb, analytic: bool) -> acb:
        turned = rho * s
        below = (1 - turned * turned).rsqrt(analytic=True)
        return (-(squares - product * s) * below * below / 2).exp() * below

    bits = max(LEAST, min(int(ctx.prec), *(_bits(w) for w in (h, k, rho))))
    tolerance = arb(2) ** -bits
    value = acb.integral(integrand, 0, 1, rel_tol=tolerance, abs_tol=tolerance * abs(integrand(acb(1), False)), eval_limit=200 + 4 * bits)
    return cdf(h) * cdf(k) + rho * value / (2 * acb.pi())


def _bits(w: acb) -> int:
    return int(ctx.prec) if w.is_exact() else max(0, int(w.rel_accuracy_bits()))
