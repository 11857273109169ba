r"""A function that vanishes at 0, in balls that are small beside small arguments.

Where terms cancel, as in z - tanh(z) = z^3/3 - ..., a ball around a small z says little more than |f(z)| <= 2|z|. With f^(k)(0) = 0 for all k < m,
a_k = f^(k)(0)/k! and |f| <= M on |z| = r,

    f(z) = z^m (a_m + a_(m+1) z + ... + a_(n-1) z^(n-1-m) + R),   |R| <= M |z|^(n-m)/(r^n (1 - |z|/r))   for |z| < r

by Cauchy's bounds of all later coefficients. With N values on |z| = s < r the sum (1/N) sum_j f(z_j) z_j^(-k) is a_k + a_(k+N) s^N + ..., which is off
by at most M r^(-k) (s/r)^N/(1 - (s/r)^N).
"""

from __future__ import annotations

from math import pi

from flint import acb, arb
from sympy import Expr, Integer, diff

from derive.evidence.balls.precision import working
from derive.evidence.pair.cover import Function
from derive.language.symbols import Z

ORDERS = 5  # zeros of higher order are not looked for
TERMS = 8
ARCS = 64
LARGEST = 1.0  # radius of the circle
BITS = 160
VALUES, INSIDE = 64, 4  # on a circle of so small a part of the radius


def zero_at_origin(body: Expr) -> int:
    """An m with f^(k)(0) = 0 for all k < m, by exact differentiation."""
    order = 0
    while order < ORDERS and body.xreplace({Z: Integer(0)}) == 0:
        order, body = order + 1, diff(body, Z)
    return order


def known_at_origin(body: Expr, function: Function, radius: float) -> Function:
    """The function of Z, analytic where |z| <= radius, with narrow balls near 0."""
    order, radius = zero_at_origin(body), min(LARGEST, radius)
    size = _on_circle(function, radius)
    if order < 2 or size is None:
        return function
    return _near_zero(function, order, coefficients(function, radius, size)[order:], arb(radius), size)


def coefficients(f: Function, radius: float, size: arb) -> list[arb]:
    """a_0, a_1, ... of a function that is real on the line, analytic where |z| <= radius, and at most `size` there."""
    with working(BITS):
        inner, turns = arb(radius) / INSIDE, [acb(0, 2 * arb.pi() * j / VALUES).exp() for j in range(VALUES)]
        values, missed = [f(inner * turn, True) for turn in turns], arb(INSIDE) ** -VALUES
        found = []
        for k in range(ORDERS + TERMS):
            total = sum((value * turns[-j * k % VALUES] for j, value in enumerate(values)), acb(0)) / VALUES
            rest = size / arb(radius) ** k * missed / (1 - missed)
            found.append((total / inner**k).real + arb(0, rest.upper()))
        return found


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
