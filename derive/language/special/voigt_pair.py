r"""Voigt functions of two poles: real and imaginary part of Faddeeva's function in two variables.

    w2(z1, z2; c) = (4/pi) int_0^oo int_0^oo exp(-s^2 - 2 c s t - t^2 + 2 i z1 s + 2 i z2 t) ds dt,      c >= -1,        w2(z1, z2; 0) = w(z1) w(z2).

In polar coordinates the radius is integrated out, and with c = cos(g) the angle leaves an integral over the great circle from z1 to z2,

    w2(z1, z2; c) = (2/(pi sin g)) int_{-g/2}^{g/2} h(zeta(u)) du,      zeta(u) = (z1 sin(g/2 - u) + z2 sin(g/2 + u))/sin(g),      h(z) = 1 + i sqrt(pi) z w(z).

By parts, (1 - c^2) dw2/dz1 = -2 (z1 - c z2) w2 + (2i/sqrt(pi)) (w(z2) - c w(z1)), and dw2/dc = (1/2) d^2 w2/dz1 dz2. On the imaginary axis w2 is real and
a bivariate normal distribution function.

It is what two poles off the line leave under a bivariate normal law: E[1/((X - a) (Y - b))] = -(pi/2) w2(a/sqrt(2), b/sqrt(2); c) for Im a, Im b > 0; and,
entire in z1 and z2, what waves leave on a quadrant, the bivariate normal distribution function at complex thresholds: with s = sqrt(1 - c^2), on X > 0, Y > 0

    E[exp(i a X + i b Y) 1 1] = (s/4) w2(a s/sqrt(2), b s/sqrt(2); -c).

For c = cosh(f) > 1 the great circle is a hyperbola, sin(g t)/sin(g) = sinh(f t)/sinh(f): this is what a pole leaves beside a gate on the other variable.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import mpmath
from sympy import Expr, S, default_sort_key, exp, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.bivariate_normal_cdf import Phi2
from derive.language.special.complex_part import ComplexPart, complex_latex
from derive.language.special.precision_limit import BY_QUADRATURE
from derive.language.special.voigt import VoigtK, VoigtL, faddeeva

GUARD = 30
RATIO = 4
Pair = tuple[Expr, Expr]  # real and imaginary part


class _PairPart(ComplexPart):
    """What the two parts of w2(x1 + i y1, x2 + i y2; c) share."""

    nargs = 5
    bits = BY_QUADRATURE
    program = "faddeeva_of_two"
    turned: int

    @classmethod
    def eval(cls, x1: Expr, y1: Expr, x2: Expr, y2: Expr, c: Expr) -> Expr | None:
        if c is S.Zero:
            return product(parts(x1, y1), parts(x2, y2))[cls.turned]
        if c is S.One or c is S.NegativeOne:
            return _at_the_edge(x1, y1, x2, y2, c)[cls.turned]
        if x1 is S.Zero and x2 is S.Zero and cls.turned:
            return S.Zero
        if x1 is S.Zero and x2 is S.Zero and (1 - c**2).is_positive:
            return _on_the_axis(y1, y2, c)
        if cls.turned and y1 == y2 and x1 == -x2:
            return S.Zero
        if _place(x2, y2) < _place(x1, y1):
            return cls(x2, y2, x1, y1, c)
        if (x1 if x1 is not S.Zero else x2).could_extract_minus_sign():
            return (-1) ** cls.turned * cls(-x1, y1, -x2, y2, c)
        return None

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(arg.is_real for arg in self.args) else None

    _eval_is_finite = _eval_is_extended_real

    @staticmethod
    def whole(*arguments: Any) -> Any:
        """w2(x1 + i y1, x2 + i y2; c)."""
        return faddeeva_of_two(*arguments)

    def _slope(self, argindex: int) -> Pair:
        """Both parts of dw2/dz1, dw2/dz2 or dw2/dc."""
        x1, y1, x2, y2, c = self.args
        if argindex == 5:
            return _slope_of_slope(x1, y1, x2, y2, c)
        return _slope_at_first(x1, y1, x2, y2, c) if argindex < 3 else _slope_at_first(x2, y2, x1, y1, c)

    def fdiff(self, argindex: int = 1) -> Expr:
        if not 1 <= argindex <= 5:
            raise ArgumentIndexError(self, argindex)
        slope = self._slope(argindex)
        return (product((S.Zero, S.One), slope) if argindex in (2, 4) else slope)[self.turned]

    def _latex(self, printer: Any, exp: Any = None) -> str:
        first, second = complex_latex(printer, *self.args[:2]), complex_latex(printer, *self.args[2:4])
        return rf"{self.operator(exp)}\,w_{{2}}\left({first},{second};{printer._print(self.args[4])}\right)"


class VoigtK2(_PairPart):
    """Re w2(x1 + i y1, x2 + i y2; c), c >= -1; entire in the places.

    >>> from sympy.abc import a, b, c, x, y
    >>> VoigtK2(a, b, x, y, 0)
    VoigtK(a, b)*VoigtK(x, y) - VoigtL(a, b)*VoigtL(x, y)
    >>> VoigtK2(1, 1, 0, 2, S.Half).evalf(20)
    0.075160548789729343833
    """

    attribute, turned = "real", 0


class VoigtL2(_PairPart):
    """Im w2(x1 + i y1, x2 + i y2; c), c >= -1; entire in the places.

    >>> from sympy.abc import a, b, c, x, y
    >>> VoigtL2(0, b, 0, y, c), VoigtL2(-a, b, -x, y, c) + VoigtL2(a, b, x, y, c)
    (0, 0)
    >>> VoigtL2(1, 1, 0, 2, S.Half).evalf(20)
    0.048566776779543175049
    """

    attribute, turned = "imag", 1


def _place(x: Expr, y: Expr) -> Any:
    """A key by which places are ordered, the same for x and -x."""
    return default_sort_key((y, -x if x.could_extract_minus_sign() else x))


def parts(x: Expr, y: Expr) -> Pair:
    """Real and imaginary part of w(x + iy)."""
    return VoigtK(x, y), VoigtL(x, y)


def product(first: Pair, second: Pair) -> Pair:
    """Of complex numbers by their parts."""
    return first[0] * second[0] - first[1] * second[1], first[0] * second[1] + first[1] * second[0]


def _plus(*terms: Pair) -> Pair:
    return sum((term[0] for term in terms), S.Zero), sum((term[1] for term in terms), S.Zero)


def _times(factor: Expr, pair: Pair) -> Pair:
    return factor * pair[0], factor * pair[1]


def _slope_at_first(x1: Expr, y1: Expr, x2: Expr, y2: Expr, c: Expr) -> Pair:
    value = VoigtK2(x1, y1, x2, y2, c), VoigtL2(x1, y1, x2, y2, c)
    boundary = product((S.Zero, 2 / sqrt(pi)), _plus(parts(x2, y2), _times(-c, parts(x1, y1))))
    return _times(1 / (1 - c**2), _plus(product((-2 * (x1 - c * x2), -2 * (y1 - c * y2)), value), boundary))


def _slope_of_slope(x1: Expr, y1: Expr, x2: Expr, y2: Expr, c: Expr) -> Pair:
    """dw2/dc = (d/dz2)(dw2/dz1)/2."""
    value = VoigtK2(x1, y1, x2, y2, c), VoigtL2(x1, y1, x2, y2, c)
    second = product((-2 * (x1 - c * x2), -2 * (y1 - c * y2)), _slope_at_first(x2, y2, x1, y1, c))
    boundary = product((S.Zero, 2 / sqrt(pi)), _plus(product((-2 * x2, -2 * y2), parts(x2, y2)), (S.Zero, 2 / sqrt(pi))))
    return _times(1 / (2 * (1 - c**2)), _plus(_times(2 * c, value), second, boundary))


def _on_the_axis(y1: Expr, y2: Expr, c: Expr) -> Expr:
    """w2(i y1, i y2; c) = 4/sqrt(1 - c^2) exp((y1^2 - 2 c y1 y2 + y2^2)/(1 - c^2)) P(X > h1, Y > h2), by completing the square."""
    square = 1 - c**2
    heights = (-sqrt(2) * (y1 - c * y2) / sqrt(square), -sqrt(2) * (y2 - c * y1) / sqrt(square))
    return 4 / sqrt(square) * exp((y1**2 - 2 * c * y1 * y2 + y2**2) / square) * Phi2(*heights, -c)


def _at_the_edge(x1: Expr, y1: Expr, x2: Expr, y2: Expr, c: Expr) -> Pair:
    """w2(z1, z2; -1) = (i/sqrt(pi)) (w(z1) + w(z2))/(z1 + z2) and w2(z1, z2; 1) = -(i/sqrt(pi)) (w(z1) - w(z2))/(z1 - z2), at z1 = z2 a derivative."""
    if c is S.One and x1 == x2 and y1 == y2:
        return _plus((2 / pi, S.Zero), product((-2 * y1 / sqrt(pi), 2 * x1 / sqrt(pi)), parts(x1, y1)))
    across, along = x1 - c * x2, y1 - c * y2
    quotient = product(_plus(parts(x1, y1), _times(-c, parts(x2, y2))), _times(1 / (across**2 + along**2), (across, -along)))
    return product((S.Zero, -c / sqrt(pi)), quotient)


def faddeeva_of_two(x1: Any, y1: Any, x2: Any, y2: Any, c: Any) -> Any:
    """w2(x1 + i y1, x2 + i y2; c) for real arguments, c >= -1, to the working precision of mpmath."""
    return _value(*map(mpmath.mpmathify, (x1, y1, x2, y2, c)), mpmath.mp.prec)


@lru_cache(maxsize=64)
def _value(x1: Any, y1: Any, x2: Any, y2: Any, c: Any, prec: int) -> Any:
    if not c >= -1:
        return mpmath.mpc(mpmath.nan, mpmath.nan)
    if c == -1:
        return 1j / mpmath.sqrt(mpmath.pi) * sum(faddeeva(mpmath.mpc(x, y)) for x, y in ((x1, y1), (x2, y2))) / mpmath.mpc(x1 + x2, y1 + y2)
    lost = 2 * max(0, *(int(mpmath.mag(v)) for v in (x1, y1, x2, y2) if v), -int(mpmath.mag(1 + c)))
    with mpmath.workprec(prec + GUARD + lost):
        value = _along_the_circle(mpmath.mpc(x1, y1), mpmath.mpc(x2, y2), mpmath.acos(c) if c <= 1 else 1j * mpmath.acosh(c))
    return +value


def _along_the_circle(z1: Any, z2: Any, angle: Any) -> Any:
    """(2 r/pi) int_0^1 h(z1 weight(1 - t) + z2 weight(t)) dt with weight(t) = sin(g t)/sin(g), r = g/sin(g)."""
    root = 1j * mpmath.sqrt(mpmath.pi)

    def weight(t: Any) -> Any:
        return mpmath.sin(angle * t) / mpmath.sin(angle) if angle else t

    def integrand(t: Any) -> Any:
        z = z1 * weight(1 - t) + z2 * weight(t)
        return 1 + root * z * faddeeva(z)

    ratio = angle / mpmath.sin(angle) if angle else mpmath.mpf(1)
    return 2 * ratio / mpmath.pi * mpmath.quad(integrand, _nodes(z1, z2, mpmath.sin(angle)), method="gauss-legendre", maxdegree=8)


def _nodes(z1: Any, z2: Any, width: Any) -> list[Any]:
    """Places in [0, 1] that are denser next to the ends, where for c near -1 the great circle leaves z1 and z2 at once, and as many as the way is long."""
    near = [mpmath.mpf(0)]
    width = abs(width) if not mpmath.im(width) else 1 / mpmath.hypot(abs(width), abs(z1) + abs(z2))
    step = max(width, mpmath.mpf(2) ** -mpmath.mp.prec) / 4
    while step < 0.5:
        near.append(step)
        step *= RATIO
    middle = [mpmath.mpf(k) / 16 for k in range(3, 14)] if abs(z1 - z2) > 4 or width < 0.5 else [mpmath.mpf(1) / 2]
    return sorted({*near, *middle, *(1 - t for t in near)})
