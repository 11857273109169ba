r"""The Voigt functions in balls, from Faddeeva's w(z) = exp(-z^2) erfc(-iz), which is entire:

    K(x, y) = (w(x + iy) + w(-x + iy))/2,        L(x, y) = (w(x + iy) - w(-x + iy))/(2i),

the real and the imaginary part of w(x + iy) for real x, y, and entire in both.
"""

from __future__ import annotations

from flint import acb

from derive.evidence.balls.functions import ball_function

I = acb(0, 1)


def faddeeva(w: acb) -> acb:
    """exp(-w^2) erfc(-iw)."""
    return (-(w * w)).exp() * (-I * w).erfc()


@ball_function("VoigtK")
def voigt_k(x: acb, y: acb, analytic: bool = False) -> acb:
    """Re w(x + iy)."""
    if x.imag == 0 and y.imag == 0:
        return acb(faddeeva(x + I * y).real)
    return (faddeeva(x + I * y) + faddeeva(-x + I * y)) / 2


@ball_function("VoigtL")
def voigt_l(x: acb, y: acb, analytic: bool = False) -> acb:
    """Im w(x + iy)."""
    if x.imag == 0 and y.imag == 0:
        return acb(faddeeva(x + I * y).imag)
    return (faddeeva(x + I * y) - faddeeva(-x + I * y)) / (2 * I)
