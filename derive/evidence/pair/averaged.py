r"""Expectations over a pair one of whose factors is a sum of polynomials times exponentials and waves: it is averaged, given the other variable.

Given X = x, Y = c x + s N with N standard normal and s^2 = 1 - c^2, so that for complex rates m

    E[Y^k exp(m Y) | X = x] = exp(m c x + m^2 s^2/2) E[(c x + m s^2 + s N)^k],

and one integral over x is left, whatever the knots of the other factor are. That factor must be integrable by itself: the mean may be 0 where it has a pole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from math import comb

from flint import arb
from sympy import Add, Expr, cos, exp, expand_mul, sin

from derive.evidence.line.integral import expectation_1d
from derive.evidence.line.waves import Wave, normal_moment, waves
from derive.language.errors import CannotEnclose, Diverges
from derive.language.symbols import Z

FEW = 8  # digits, of a mean that has to exist


def by_average(f: Expr, g: Expr, c: Expr, digits: int) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters and an exact correlation, 0 < |c| < 1; raises CannotEnclose where neither factor is such a sum."""
    return one_averaged(f, g, lambda body: _mean(body, c), digits, "no factor is a sum of polynomials times exponentials")


def one_averaged(f: Expr, g: Expr, mean: Callable[[Expr], Expr | None], digits: int, obstacle: str) -> arb:
    """E[f(X) m(X)] with m(X) the mean of g(Y) given X, or the other way round; raises CannotEnclose, with the obstacle, where no mean of either is known."""
    for one, other in ((f, g), (g, f)):
        given = mean(other)
        if given is not None and is_integrable(one):
            return expectation_1d(one * given, {}, digits)
    raise CannotEnclose(f"E[{f} * {g}] given one of the variables", obstacle, "another method")


@lru_cache(maxsize=512)
def is_integrable(body: Expr) -> bool:
    """Whether E|f(Z)| is proven to be finite."""
    try:
        return bool(expectation_1d(body, {}, FEW).is_finite())
    except (CannotEnclose, Diverges):
        return False


def _mean(body: Expr, c: Expr) -> Expr | None:
    """E[body(Y) | X = z]; None where the body is not such a sum."""
    found = waves(body)
    return None if found is None else Add(*(_given(wave, c) for wave in found))


def _given(wave: Wave, c: Expr) -> Expr:
    """The real part of the mean of a wave in Y given X = z; the imaginary parts of a real sum cancel."""
    narrow = 1 - c**2
    growth, frequency = wave.rate.as_real_imag()
    angle = frequency * (c * Z + growth * narrow)
    size = exp(growth * c * Z + (growth**2 - frequency**2) * narrow / 2)
    found = []
    for power, coefficient in _mean_power(wave, c):
        real, imaginary = expand_mul(wave.weight * coefficient).as_real_imag()
        found.append(Z**power * (real * cos(angle) - imaginary * sin(angle)))
    return size * Add(*found)


def _mean_power(wave: Wave, c: Expr) -> Iterator[tuple[int, Expr]]:
    """E[(c z + m s^2 + s N)^k] as (power of z, coefficient)."""
    narrow = 1 - c**2
    for even in range(0, wave.power + 1, 2):
        left = wave.power - even
        weight = comb(wave.power, even) * normal_moment(even) * narrow ** (even // 2)
        for power in range(left + 1):
            yield power, weight * comb(left, power) * c**power * (wave.rate * narrow) ** (left - power)
