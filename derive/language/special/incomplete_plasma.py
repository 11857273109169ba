r"""The incomplete plasma dispersion function, real and imaginary part.

    Z(h, w) = (1/sqrt(pi)) int_h^oo exp(-t^2)/(t - w) dt = K(h, x, y) + i L(h, x, y),      w = x + iy off the ray [h, oo),
    dZ/dh = -exp(-h^2)/(sqrt(pi) (h - w)),      dZ/dw = exp(-h^2)/(sqrt(pi) (h - w)) - erfc(h) - 2 w Z,                              by parts,
    Z(-oo, w) = i sqrt(pi) w(w) for y > 0, Faddeeva's function; so Z(h, w) = i sqrt(pi) w(w) + Z(-h, -w);      Z(0, -x) = G(x)/sqrt(pi), Goodwin and Staton's;
    Z(h, 0) = E1(h^2)/(2 sqrt(pi)).

It is what a pole leaves beyond a knot: E[1{Z > h}/(Z - p)] = Z(h/sqrt(2), p/sqrt(2))/sqrt(2)           (source: Baalrud, Physics of Plasmas 20 (2013) 012118).
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Expr, S, erfc, exp, expint, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.complex_part import ComplexPart, complex_latex
from derive.language.special.goodwin_staton import GoodwinStaton
from derive.language.special.precision_limit import BY_QUADRATURE
from derive.language.special.voigt import VoigtK, VoigtL, faddeeva

RATIO = 4
REACH = 6  # beyond this many units the weight is small


class _Part(ComplexPart):
    """What the two parts share."""

    nargs = 3
    bits = BY_QUADRATURE
    program = "incomplete_plasma"

    @staticmethod
    def whole(*arguments: Any) -> Any:
        """Z(h, x + iy)."""
        return incomplete_plasma(*arguments)

    def _eval_is_extended_real(self) -> bool | None:
        h, x, y = self.args
        off = y.is_nonzero or (h - x).is_positive
        return True if all(arg.is_real for arg in self.args) and off else None

    _eval_is_finite = _eval_is_extended_real

    def _slopes(self) -> tuple[tuple[Expr, Expr], tuple[Expr, Expr]]:
        """Both parts of dZ/dh and of dZ/dw."""
        h, x, y = self.args
        weight = exp(-(h**2)) / (sqrt(pi) * ((h - x) ** 2 + y**2))
        ends, real, imaginary = (weight * (h - x), weight * y), PlasmaK(h, x, y), PlasmaL(h, x, y)
        return (-ends[0], -ends[1]), (ends[0] - erfc(h) - 2 * (x * real - y * imaginary), ends[1] - 2 * (x * imaginary + y * real))

    def fdiff(self, argindex: int = 1) -> Expr:
        if not 1 <= argindex <= 3:
            raise ArgumentIndexError(self, argindex)
        in_h, in_w = self._slopes()
        turned = self.attribute == "imag"
        if argindex == 3:
            return in_w[0] if turned else -in_w[1]
        return (in_h if argindex == 1 else in_w)[turned]

    def _latex(self, printer: Any, exp: Any = None) -> str:
        return rf"{self.operator(exp)}\,\mathcal{{Z}}\left({printer._print(self.args[0])},{complex_latex(printer, *self.args[1:])}\right)"


class PlasmaK(_Part):
    """Re Z(h, x + iy), even in y.

    >>> from sympy.abc import h, x, y
    >>> PlasmaK(h, x, -2*y) == PlasmaK(h, x, 2*y), PlasmaK(0, -2, 0)
    (True, GoodwinStaton(2)/sqrt(pi))
    >>> PlasmaK(1, 2, 3).evalf(20)
    -0.0055484946318112681499
    """

    attribute = "real"

    @classmethod
    def eval(cls, h: Expr, x: Expr, y: Expr) -> Expr | None:
        if h is S.Infinity:
            return S.Zero
        if h is S.NegativeInfinity and y.is_positive:
            return -sqrt(pi) * VoigtL(x, y)
        if h is S.Zero and y is S.Zero and x.is_negative:
            return GoodwinStaton(-x) / sqrt(pi)
        if x is S.Zero and y is S.Zero and h.is_positive:
            return expint(1, h**2) / (2 * sqrt(pi))
        return cls(h, x, -y) if y.could_extract_minus_sign() else None

    def _eval_is_positive(self) -> bool | None:
        h, x, y = self.args
        return True if (h - x).is_positive and y.is_real else None


class PlasmaL(_Part):
    """Im Z(h, x + iy), of the sign of y.

    >>> from sympy.abc import h, x, y
    >>> PlasmaL(h, x, -y) + PlasmaL(h, x, y), PlasmaL(h, x, 0)
    (0, 0)
    >>> PlasmaL(1, 2, 3).evalf(20)
    0.024752643391138365489
    """

    attribute = "imag"

    @classmethod
    def eval(cls, h: Expr, x: Expr, y: Expr) -> Expr | None:
        if h is S.Infinity or y is S.Zero:
            return S.Zero
        if h is S.NegativeInfinity and y.is_positive:
            return sqrt(pi) * VoigtK(x, y)
        return -cls(h, x, -y) if y.could_extract_minus_sign() else None

    def _eval_is_positive(self) -> bool | None:
        h, x, y = self.args
        return True if y.is_positive and h.is_real and x.is_real else None


def incomplete_plasma(h: Any, x: Any, y: Any) -> Any:
    """Z(h, x + iy) for real arguments to the working precision of mpmath; nan on the ray."""
    h, x, y = map(mpmath.mpmathify, (h, x, y))
    if y == 0 and x >= h:
        return mpmath.mpc(mpmath.nan, mpmath.nan)
    if y < 0:
        return mpmath.conj(incomplete_plasma(h, x, -y))
    if h < 0 and x > h:
        return 1j * mpmath.sqrt(mpmath.pi) * faddeeva(mpmath.mpc(x, y)) + incomplete_plasma(-h, -x, -y)
    way, turn = mpmath.mpc(h - x, -y), mpmath.expj(-mpmath.pi / 6) if x > h else 1  # away from a pole above the ray
    top = max(h, 0)  # exp(-top^2) is taken out: the quadrature has an absolute error
    inner = mpmath.quad(lambda t: mpmath.exp((top - h - turn * t) * (top + h + turn * t)) / (turn * t + way), _nodes(h, abs(way)))
    return turn * inner * mpmath.exp(-top * top) / mpmath.sqrt(mpmath.pi)


def _nodes(h: Any, distance: Any) -> list[Any]:
    """Places from 0 on: denser next to a pole at this distance, and across the hill of exp(-(h + t)^2)."""
    width = 1 / (1 + abs(h))
    near, step = [mpmath.mpf(0)], min(distance, width)
    while step < width:
        near.append(step)
        step *= RATIO
    end = REACH + mpmath.sqrt(2 * mpmath.mp.prec)
    hill = [-h + k for k in (-REACH, -3, -1, 0, 1, 3, REACH) if -h + k > width] if h < 0 else [k * width for k in (1, 2, 4, 7, 11, 16, 22, 30, 40, 80)]
    return [*near, *(t for t in hill if t > near[-1]), max(end, end - h)]
