"""Real and imaginary part of F(z) = exp(z) E1(z) in balls: half the sum, and the difference over 2i, of F(x + iy) and F(x - iy)."""

from __future__ import annotations

from flint import acb

from derive.evidence.balls.faddeeva import I
from derive.evidence.balls.functions import ball_function, generalised_exponential_integral


def _scaled(z: acb, analytic: bool) -> acb:
    return z.exp() * generalised_exponential_integral(acb(1), z, analytic)


@ball_function("ExpIntK")
def real_part(x: acb, y: acb, analytic: bool = False) -> acb:
    """Re F(x + iy)."""
    if x.imag == 0 and y.imag == 0 and not analytic:
        return acb(_scaled(x + I * y, False).real)
    return (_scaled(x + I * y, analytic) + _scaled(x - I * y, analytic)) / 2


@ball_function("ExpIntL")
def imaginary_part(x: acb, y: acb, analytic: bool = False) -> acb:
    """Im F(x + iy)."""
    if x.imag == 0 and y.imag == 0 and not analytic:
        return acb(_scaled(x + I * y, False).imag)
    return (_scaled(x + I * y, analytic) - _scaled(x - I * y, analytic)) / (2 * I)
