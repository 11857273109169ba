r"""Expectations over a pair one of whose factors is a sum of polynomials times exponentials and normal distribution functions: it is averaged.

Given X = x, Y exp(m Y) is that of a normal variable of mean w = c x + m s^2 and variance s^2 = 1 - c^2, times exp(m c x + m^2 s^2/2), and by parts

    E[Y^k Phi(a Y + b)] = w E[Y^(k-1) Phi] + s^2 ((k - 1) E[Y^(k-2) Phi] + a E[Y^(k-1) p(a Y + b)]),      E[Phi(a Y + b)] = Phi((a w + b)/r),
    E[Y^k p(a Y + b)] = p((a w + b)/r)/r E[V^k],      r^2 = 1 + a^2 s^2,      V normal of mean (w - a b s^2)/r^2 and variance s^2/r^2.

One integral over x is left, of the other factor, which may be unbounded and must be integrable by itself, times an entire function.
"""

from __future__ import annotations

from math import comb

from flint import arb
from sympy import Add, Dummy, Expr, Integer, erf, erfc, exp, expand, pi, sqrt

from derive.evidence.line.waves import Wave, normal_moment, waves
from derive.evidence.pair.averaged import one_averaged
from derive.language.special import Phi
from derive.language.symbols import Z


def by_soft_averages(f: Expr, g: Expr, c: Expr, digits: int) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters and an exact correlation, 0 < |c| < 1; raises CannotEnclose where neither factor is of this kind."""
    return one_averaged(f, g, lambda body: _mean(body, c), digits, "no factor has normal distribution functions beside polynomials")


def _mean(body: Expr, c: Expr) -> Expr | None:
    """E[body(Y) | X = z]; None where the body is not of this kind."""
    body = body.replace(erf, lambda w: 2 * Phi(sqrt(2) * w) - 1).replace(erfc, lambda w: 2 * Phi(-sqrt(2) * w))
    names = {gate: Dummy() for gate in sorted(body.atoms(Phi), key=str) if gate.has(Z)}
    named = expand(body.xreplace(names))
    fronts = {gate: named.coeff(name, 1) for gate, name in names.items()}
    rest = expand(named - Add(*(front * names[gate] for gate, front in fronts.items())))
    if not names or any(part.has(*names.values()) for part in (rest, *fronts.values())):
        return None
    total = []
    for gate, front in [(None, rest), *fronts.items()]:
        slope = Integer(0) if gate is None else expand(gate.args[0]).coeff(Z, 1)
        offset = Integer(0) if gate is None else expand(gate.args[0] - slope * Z)
        parts = waves(front)
        if offset.has(Z) or parts is None or not all(wave.rate.is_real for wave in parts):
            return None
        total += [_softly(wave, None if gate is None else (slope, offset), c) for wave in parts]
    return Add(*total)


def _softly(wave: Wave, gate: tuple[Expr, Expr] | None, c: Expr) -> Expr:
    """E of a wave in Y times Phi(a Y + b), or times 1, given X = z."""
    narrow = 1 - c**2
    mean = c * Z + wave.rate * narrow
    size = wave.weight * exp(wave.rate * c * Z + wave.rate**2 * narrow / 2)
    if gate is None:
        return size * _moment(wave.power, mean, narrow)
    slope, offset = gate
    wide = 1 + slope**2 * narrow
    place = (slope * mean + offset) / sqrt(wide)
    density, inner = exp(-(place**2) / 2) / sqrt(2 * pi * wide), (mean - slope * offset * narrow) / wide
    found: list[Expr] = [erfc(-place / sqrt(2)) / 2]
    for k in range(1, wave.power + 1):
        edge = slope * density * _moment(k - 1, inner, narrow / wide)
        found.append(mean * found[k - 1] + narrow * ((k - 1) * found[k - 2] + edge if k > 1 else edge))
    return size * found[wave.power]


def _moment(k: int, mean: Expr, variance: Expr) -> Expr:
    """E[V^k] of a normal variable."""
    return Add(*(comb(k, even) * normal_moment(even) * variance ** (even // 2) * mean ** (k - even) for even in range(0, k + 1, 2)))
