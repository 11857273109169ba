r"""A function that vanishes at 0, in balls that are small beside small arguments.

Where terms cancel, as in z - tanh(z) = z^3/3 - ..., a ball around a small z says little more than |f(z)| <= 2|z|. With f^(k)(0) = 0 for all k < m,
a_k = f^(k)(0)/k! and |f| <= M on |z| = r,

    f(z) = z^m (a_m + a_(m+1) z + ... + a_(n-1) z^(n-1-m) + R),   |R| <= M |z|^(n-m)/(r^n (1 - |z|/r))   for |z| < r

by Cauchy's bounds of all later coefficients.
"""

from __future__ import annotations

from dataclasses import replace
from math import pi

from flint import acb, arb
from sympy import Expr, Integer, diff

from derive.evidence.balls.precision import working
from derive.evidence.balls.removable import RemovableBall
from derive.evidence.pair.cover import Function
from derive.evidence.pair.factored_grid import Strip
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z
from derive.tables.jets import jet, taylor

ORDERS = 5  # zeros of higher order are not looked for
TERMS = 8
ARCS = 64
LARGEST = 1.0  # radius of the circle
BITS = 160


def zero_at_origin(body: Expr) -> int:
    """An m with f^(k)(0) = 0 for all k < m, by exact differentiation."""
    order = 0
    while order < ORDERS and body.xreplace({Z: Integer(0)}) == 0:
        order, body = order + 1, diff(body, Z)
    return order


def known_at_origin(strip: Strip, height: float) -> Strip:
    """The function with narrow balls near 0; `height`: it is analytic where |Re z| <= 1 and |Im z| <= height."""
    if strip.body.has(RemovableBall):
        return strip
    order, radius = zero_at_origin(strip.body), min(LARGEST, height)
    size = _on_circle(strip.function, radius)
    if order < 2 or size is None:
        return strip
    try:
        with working(BITS):
            coefficients = taylor(jet(strip.body), arb(0), arb(1), order + TERMS - 1)[order:]
    except CannotEnclose:
        return strip
    return replace(strip, function=_near_zero(strip.function, order, coefficients, arb(radius), size))


def _on_circle(f: Function, radius: float) -> arb | None:
    """A bound of |f| on |z| = radius."""
    largest = arb(0)
    for k in range(ARCS):
        turn = arb(2 * pi * k / ARCS).union(arb(2 * pi * (k + 1.001) / ARCS))
        value = f(radius * acb(0, turn).exp(), True)
        if not value.is_finite():
            return None
        largest = largest.max(value.abs_upper())
    return largest


def _near_zero(f: Function, order: int, coefficients: list[arb], radius: arb, size: arb) -> Function:
    """f, by its expansion within half the radius where that says more."""

    def expanded(z: acb, far: arb) -> acb:
        rest = (size * far ** len(coefficients) / (radius ** (order + len(coefficients)) * (1 - far / radius))).upper()
        total = acb(arb(0, rest), arb(0, rest))
        for power, coefficient in enumerate(coefficients):
            total += coefficient * z**power
        return z**order * total

    def function(z: acb, analytic: bool) -> acb:
        value, far = f(z, analytic), z.abs_upper()
        if not far <= radius / 2:
            return value
        other = expanded(z, far)
        return other if not value.is_finite() or other.abs_upper() < value.abs_upper() else value

    return function
