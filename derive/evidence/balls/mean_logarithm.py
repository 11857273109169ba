r"""The mean of a logarithm in balls: M(z) = E[log(z + iZ)] for Re z > 0, entire,

    M(z) = -(gamma + log 2)/2 + (pi/2) erfi(z/sqrt(2)) - (z^2/2) 2F2(1, 1; 3/2, 2; z^2/2) = M(-z) + pi erfi(z/sqrt(2)),
    M(z) = log(z) - sum_(2k<n) (-1)^k (2k-1)!!/(2k z^(2k)) + R,      n even.

R = -i^n E[Z^n J]/z^n, J = int_0^1 t^(n-1)/(1 + itZ/z) dt: |R| <= (n-1)!!/(n |z|^n) |z|/Re z, as |1 + is/z| >= Re z/|z| for real s. Where |Im z| > Re z the
line of Z is turned by pi/8 away from the singularity iz, which lies within pi/4 of the negative axis, above it for Im z >= 0 (of the positive one, above
it, for Im z <= 0): then |1 + is/z| >= sin(pi/8) on the line, and as |exp(-s^2 exp(+-i pi/4)/2)| = exp(-s^2/(2 sqrt(2))) the n-th power has the mean
(n-1)!! 2^((n+1)/4). A ball is taken at its middle, and its radius enters by M'(z) = sqrt(pi/2) w(iz/sqrt(2)): |M'| <= sqrt(pi/2) (1 + 2 exp(d^2/2)) for
Re z >= -d, without the last term and at most 1/Re z for Re z >= 0.
"""

from __future__ import annotations

import math

from flint import acb, arb, ctx, fmpq

from derive.evidence.balls.faddeeva import I
from derive.evidence.balls.functions import NOTHING, ball_function, hypergeometric
from derive.evidence.balls.precision import working

LARGEST = 4.0e6  # of |z|^2, for the series at 0
UPPER, LOWER = [fmpq(1), fmpq(1)], [fmpq(3, 2), fmpq(2)]


def mean_logarithm(z: acb) -> acb:
    """M(z) for any ball."""
    if not z.is_finite():
        return NOTHING
    middle = acb(z.real.mid(), z.imag.mid())
    value = _at(middle)
    if z.real.is_exact() and z.imag.is_exact():
        return value
    away = (z.real.rad() * z.real.rad() + z.imag.rad() * z.imag.rad()).sqrt()
    moved = arb(0, (away * _steepest(z.real.lower())).upper())
    return value + acb(moved, moved)


def _steepest(x: arb) -> arb:
    """A bound of |M'| on Re z >= x."""
    root = (arb.pi() / 2).sqrt()
    if x > 1:
        return root.min(1 / x)
    return root if x >= 0 else root * (1 + 2 * (x * x / 2).exp())


def _at(z: acb) -> acb:
    """M at an exact place."""
    if z.real < 0:
        return _at(-z) + acb.pi() * _erfi(z)
    size = abs(z).upper()
    found = _far_out(z, size) if size > 2 else None
    if found is not None:
        return found
    square = float(size * size)
    if not square < LARGEST:
        return NOTHING
    with working(int(ctx.prec) + int(1.4427 * square) + 20):
        half = z * z / 2
        return -(acb(arb.const_euler()) + acb(2).log()) / 2 + acb.pi() * _erfi(z) / 2 - half * hypergeometric(UPPER, LOWER, half, False)


def _erfi(z: acb) -> acb:
    return (z / acb(2).sqrt()).erfi()


def _far_out(z: acb, size: arb) -> acb | None:
    """By the asymptotic series; None where its remainder is larger than the working precision asks for."""
    turned = abs(z.imag) > z.real
    terms = _terms(float(size), turned)
    if terms is None:
        return None
    square, total, term, ratio, inverse = z * z, z.log(), acb(1), arb(1), 1 / abs(z)
    for k in range(1, terms + 1):
        if k < terms:
            term = -term * (2 * k - 1) / square
            total -= term / (2 * k)
        ratio = ratio * (2 * k - 1) * inverse * inverse
    n = 2 * terms
    bound = ratio / n * (arb(2) ** (arb(n + 1) / 4) / (arb.pi() / 8).sin() if turned else abs(z) / z.real)
    rest = arb(0, bound.upper())
    return total + acb(rest, rest)


def _terms(size: float, turned: bool) -> int | None:
    """The least k = n/2 whose remainder is below the working precision, by its logarithm in floats."""
    if not size < 1e150:
        return 1 if size < math.inf else None
    wanted, log, each = -(int(ctx.prec) + 2) * math.log(2), 0.0, -2 * math.log(size) + (math.log(2) / 2 if turned else 0.0)
    for k in range(1, int(min(size * size, 4.0 * int(ctx.prec) + 16)) // 2 + 2):
        log += math.log(2 * k - 1) + each
        if log + 2 < wanted:
            return k
    return None


def _is_real(*arguments: acb) -> bool:
    return all(argument.imag == 0 for argument in arguments)


@ball_function("MeanLogK")
def real_part(x: acb, y: acb, analytic: bool = False) -> acb:
    """Re M(x + iy) for real balls, and its entire continuation."""
    value = mean_logarithm(x + I * y)
    if _is_real(x, y):
        return acb(value.real) if value.is_finite() else NOTHING
    return (value + mean_logarithm(x - I * y)) / 2


@ball_function("MeanLogL")
def imaginary_part(x: acb, y: acb, analytic: bool = False) -> acb:
    """Im M(x + iy) for real balls, and its entire continuation."""
    value = mean_logarithm(x + I * y)
    if _is_real(x, y):
        return acb(value.imag) if value.is_finite() else NOTHING
    return (value - mean_logarithm(x - I * y)) / (2 * I)
