"""Hermite's function of a complex argument, partial sums of Hermite's polynomials and what Leibniz's rule joins, in balls.

The two parts of the first are half the sum, and the difference over 2i, of He_nu(x + iy) and He_nu(x - iy).
"""

from __future__ import annotations

from flint import acb

from derive.evidence.balls.confluent import hermite_function
from derive.evidence.balls.faddeeva import I
from derive.evidence.balls.functions import NOTHING, ball_function


@ball_function("HermiteK")
def real_part(nu: acb, x: acb, y: acb, analytic: bool = False) -> acb:
    """Re He_nu(x + iy)."""
    if all(arg.imag == 0 for arg in (nu, x, y)):
        return acb(hermite_function(nu, x + I * y).real)
    return (hermite_function(nu, x + I * y) + hermite_function(nu, x - I * y)) / 2


@ball_function("HermiteL")
def imaginary_part(nu: acb, x: acb, y: acb, analytic: bool = False) -> acb:
    """Im He_nu(x + iy)."""
    if all(arg.imag == 0 for arg in (nu, x, y)):
        return acb(hermite_function(nu, x + I * y).imag)
    return (hermite_function(nu, x + I * y) - hermite_function(nu, x - I * y)) / (2 * I)


@ball_function("HermiteSum")
def hermite_sum(n: acb, b: acb, h: acb, analytic: bool = False) -> acb:
    """The sum of b^(n-1-k) He_k(h) over k < n for an exact whole n."""
    terms = _whole(n)
    if terms is None:
        return NOTHING
    total, before, now = acb(0), acb(0), acb(1)
    for k in range(terms):
        total = total * b + now
        before, now = now, h * now - k * before
    return total


@ball_function("HermitePairK")
def real_pair(n: acb, nu: acb, v: acb, x: acb, y: acb, a: acb, b: acb, analytic: bool = False) -> acb:
    """Re of the sum of C(n, j) H_(n-j)(x + iy; v) He_(nu+j)(a + ib) over j <= n."""
    if all(arg.imag == 0 for arg in (nu, v, x, y, a, b)):
        return acb(_pair(n, nu, v, x + I * y, a + I * b).real)
    return (_pair(n, nu, v, x + I * y, a + I * b) + _pair(n, nu, v, x - I * y, a - I * b)) / 2


@ball_function("HermitePairL")
def imaginary_pair(n: acb, nu: acb, v: acb, x: acb, y: acb, a: acb, b: acb, analytic: bool = False) -> acb:
    """Im of the sum of C(n, j) H_(n-j)(x + iy; v) He_(nu+j)(a + ib) over j <= n."""
    if all(arg.imag == 0 for arg in (nu, v, x, y, a, b)):
        return acb(_pair(n, nu, v, x + I * y, a + I * b).imag)
    return (_pair(n, nu, v, x + I * y, a + I * b) - _pair(n, nu, v, x - I * y, a - I * b)) / (2 * I)


def _pair(n: acb, nu: acb, v: acb, s: acb, z: acb) -> acb:
    """By G_m(k) = sum_j C(m, j) H_(m-j) He_(nu+k+j): G_(m+1)(k) = s G_m(k) - v m G_(m-1)(k) + G_m(k+1), for an exact whole n."""
    order = _whole(n)
    if order is None:
        return NOTHING
    row = [hermite_function(nu, z), hermite_function(nu + 1, z)]
    for k in range(1, order):
        row.append(z * row[k] - (nu + k) * row[k - 1])
    before = [acb(0)] * (order + 1)
    for m in range(order):
        before, row = row, [s * row[k] - v * m * before[k] + row[k + 1] for k in range(order - m)]
    return row[0]


def _whole(n: acb) -> int | None:
    """An exact order that is not negative."""
    found = n.real.unique_fmpz() if n.imag == 0 and n.real.is_integer() else None
    return None if found is None or found < 0 else int(found)
