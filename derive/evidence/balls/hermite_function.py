"""Real and imaginary part of Hermite's function in balls: half the sum, and the difference over 2i, of He_nu(x + iy) and He_nu(x - iy)."""

from __future__ import annotations

from flint import acb

from derive.evidence.balls.confluent import hermite_function
from derive.evidence.balls.faddeeva import I
from derive.evidence.balls.functions import ball_function


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
