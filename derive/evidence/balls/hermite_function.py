"""Hermite's function of a complex argument and partial sums of Hermite's polynomials in balls.

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
    terms = n.real.unique_fmpz() if n.imag == 0 and n.real.is_integer() else None
    if terms is None or terms < 0:
        return NOTHING
    total, before, now = acb(0), acb(0), acb(1)
    for k in range(int(terms)):
        total = total * b + now
        before, now = now, h * now - k * before
    return total
