r"""Expectations over a pair one of whose factors has knots with polynomials times exponentials between them: it is averaged, given the other variable.

Given X = x, Y = c x + s N with N standard normal and s^2 = 1 - c^2, so that for real rates m

    E[Y^k exp(m Y) 1{Y > t} | X = x] = exp(m c x + m^2 s^2/2) E[(c x + m s^2 + s N)^k 1{N > a}],      a = (t - c x - m s^2)/s,
    E[N^k 1{N > a}] = a^(k-1) p(a) + (k - 1) E[N^(k-2) 1{N > a}],      E[1{N > a}] = erfc(a/sqrt(2))/2,

and one integral over x is left, of the other factor, which may be unbounded and must be integrable by itself, times an entire function.
"""

from __future__ import annotations

from math import comb

from flint import arb
from sympy import Add, Expr, Integer, erfc, exp, expand, pi, sqrt

from derive.evidence.line.seams import branches
from derive.evidence.line.waves import Wave, waves
from derive.evidence.pair.averaged import one_averaged
from derive.language.errors import DeriveError, TimeLimit
from derive.language.symbols import Z


def by_averaged_branches(f: Expr, g: Expr, c: Expr, digits: int) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters and an exact correlation, 0 < |c| < 1; raises CannotEnclose where neither factor is of this kind."""
    return one_averaged(f, g, lambda body: _mean(body, c), digits, "no factor has polynomials times exponentials between knots")


def _mean(body: Expr, c: Expr) -> Expr | None:
    """E[body(Y) | X = z]: the first branch, and what is added at each knot; None where a branch is not of this kind or has a complex rate."""
    try:
        found = branches(body, Z)
    except TimeLimit:
        raise
    except DeriveError:
        return None
    first, *others = found.branches
    steps = [(None, first), *((seam.knot, expand(after - before)) for seam, before, after in zip(found.seams, found.branches, others, strict=False))]
    total = []
    for knot, step in steps:
        parts = waves(step)
        if parts is None or not all(wave.rate.is_real for wave in parts):
            return None
        total += [_beyond(wave, knot, c) for wave in parts]
    return Add(*total)


def _beyond(wave: Wave, knot: Expr | None, c: Expr) -> Expr:
    """E of a wave in Y beyond a knot given X = z, of all of it without a knot."""
    narrow = 1 - c**2
    spread, mean = sqrt(narrow), c * Z + wave.rate * narrow
    moments = _moments(wave.power, None if knot is None else (knot - mean) / spread)
    size = exp(wave.rate * c * Z + wave.rate**2 * narrow / 2)
    return wave.weight * size * Add(*(comb(wave.power, k) * mean ** (wave.power - k) * spread**k * moments[k] for k in range(wave.power + 1)))


def _moments(highest: int, a: Expr | None) -> list[Expr]:
    """E[N^k 1{N > a}] for k up to the highest."""
    density = Integer(0) if a is None else exp(-(a**2) / 2) / sqrt(2 * pi)
    found: list[Expr] = [Integer(1) if a is None else erfc(a / sqrt(2)) / 2]
    for k in range(1, highest + 1):
        found.append((density if k == 1 or a is None else a ** (k - 1) * density) + ((k - 1) * found[k - 2] if k > 1 else 0))
    return found
