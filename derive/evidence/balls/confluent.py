r"""Functions in balls that closed forms under a normal law need: Goodwin and Staton's G, the parabolic cylinder D and Hermite's function.

G(z)    = int_0^oo exp(-t^2)/(t + z) dt = exp(-z^2) (pi erfi(z) - Ei(z^2))/2,                      Re z > 0
He_nu(z) = exp(z^2/4) D(nu, z)
         = 2^(nu/2) U(-nu/2, 1/2, z^2/2),                                                           Re z > 0
         = 2^(nu/2) sqrt(pi) (M(-nu/2, 1/2, z^2/2)/Gamma((1 - nu)/2)
                              - sqrt(2) z M((1 - nu)/2, 3/2, z^2/2)/Gamma(-nu/2)),                  entire
"""

from __future__ import annotations

from flint import acb, arb, ctx

from derive.evidence.balls.functions import NOTHING, ball_function


@ball_function("GoodwinStaton")
def goodwin_staton(w: acb, analytic: bool = False) -> acb:
    """G on the right half plane, where it is analytic; nothing elsewhere."""
    if not w.real > 0:
        return NOTHING
    square = w * w
    return (-square).exp() * (acb.pi() * w.erfi() - square.ei()) / 2


def goodwin_staton_by_quadrature(z: arb) -> arb:
    """G(z) for z > 0 from its definition: beyond T the integral is at most exp(-T^2)/(2 T (T + z))."""
    end = arb(int(ctx.prec)).sqrt().ceil().mid()
    value = acb.integral(lambda t, _: (-t * t).exp() / (t + z), 0, end).real
    return value + arb(0, ((-end * end).exp() / (2 * end * (end + z))).upper())


@ball_function("ParabolicCylinderD")
def parabolic_cylinder_d(order: acb, w: acb, analytic: bool = False) -> acb:
    """D_nu(w), entire in both."""
    return (-w * w / 4).exp() * hermite_function(order, w)


def hermite_function(order: acb, w: acb) -> acb:
    """He_nu(w), entire in both; the sharper of the two formulas where both hold."""
    scale = (order / 2 * acb(2).log()).exp()
    whole = scale * _by_kummer(order, w)
    if not w.real > 0:
        return whole
    decaying = scale * (w * w / 2).hypgeom_u(-order / 2, acb(1) / 2)
    return decaying if decaying.is_finite() and not _radius(decaying) > _radius(whole) else whole


def _by_kummer(order: acb, w: acb) -> acb:
    square, half = w * w / 2, acb(1) / 2
    even = square.hypgeom_1f1(-order / 2, half) * ((1 - order) / 2).rgamma()
    odd = square.hypgeom_1f1((1 - order) / 2, 3 * half) * (-order / 2).rgamma()
    return acb.pi().sqrt() * (even - acb(2).sqrt() * w * odd)


def _radius(value: acb) -> arb:
    return value.real.rad() + value.imag.rad()


@ball_function("TricomiU")
def tricomi_u(a: acb, b: acb, w: acb, analytic: bool = False) -> acb:
    """U(a, b, w), with its cut on the negative axis."""
    if analytic and not (w.real > 0 or not w.imag.contains(0)):
        return NOTHING
    return w.hypgeom_u(a, b)
