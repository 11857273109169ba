r"""Kernels of sums of sin(a x)/x by the kernels of their Fourier transforms, which are steps: in float64 with a proven error.

    A sin(a x)/x = int F(s) exp(i s x) ds,  F = (A/2) 1{|s| <= a},   E[f^(n)(u) g^(n)(v)] = (-1)^n int int s^n F(s) t^n G(t) exp(-(q1 s^2 + 2 c sqrt(q1 q2) s t
    + q2 t^2)/2) ds dt = (-1)^n 2 pi/sqrt(q1 q2 (1 - c^2)) E[S^n F(S) T^n G(T)],

S, T normal with variances 1/(q1 (1 - c^2)), 1/(q2 (1 - c^2)) and correlation -c (`conditional`). These variances are rounded, so that the answer belongs to
variances that are a few units off: q1 dK/dq1 = E[u f^(n+1)(u) g^(n)(v)]/2, where |u f^(n+1)(u)| <= (n + 2) sum |A| a^(n+1), |f^(n)| <= sum |A| a^(n+1), and
E[f(u)^2] is at most the square of sum |A| sqrt(a) (pi/(2 q1))^(1/4) too, as int sin(a x)^2/x^2 dx = pi a.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi
from typing import Any

import numpy as np
from sympy import Add, Expr, Heaviside, Symbol, expand, sin, sqrt

from derive.compiled.conditional import Conditional, conditional
from derive.compiled.cut_function import Number, number
from derive.compiled.tape import U
from derive.language.symbols import Z

Array = Any
ROUNDED = 6.0  # units of the variances
Sines = list[tuple[Expr, Expr]]  # (A, a)


@dataclass(frozen=True)
class Spectral:
    """The kernel of n-th derivatives; sum |A| a^(n+1) and sum |A| sqrt(a) of both functions."""

    kernel: Conditional
    order: int
    sizes: tuple[Number, Number]
    roots: tuple[Number, Number]

    def __call__(self, q1: Array, q2: Array, c: Array, *parameters: Array) -> tuple[Array, Array]:
        """Values and error bounds, these infinite at |c| = 1."""
        square = (1 - c) * (1 + c)
        value, bound = self.kernel(1 / (q1 * square), 1 / (q2 * square), -c, *parameters)
        factor = 2 * pi / np.sqrt(q1 * q2 * square)
        steep = [size.at(parameters, q1.size)[1] for size in self.sizes]
        norms = list(steep)
        if self.order == 0:
            norms = [np.fmin(a, root.at(parameters, q1.size)[1] * np.power(pi / 2 / q, 0.25)) for a, root, q in zip(steep, self.roots, (q1, q2), strict=True)]
        off = ROUNDED * U * (self.order + 2) / 2 * (steep[0] * norms[1] + norms[0] * steep[1])
        found = np.where(np.isfinite(bound), value * factor * (-1.0) ** self.order, 0.0)
        return found, bound * factor * 1.01 + off + 8 * U * np.abs(found)

    @property
    def turned(self) -> Spectral:
        """The same over the other variable; its variances come in the other order."""
        return Spectral(self.kernel.turned, self.order, self.sizes[::-1], self.roots[::-1])

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The parameters."""
        return self.kernel.symbols


def spectral(first: Expr, second: Expr, orders: tuple[int, int]) -> Spectral | None:
    """The rule for functions of Z; None for functions that are not sums of A sin(a x)/x, a positive."""
    found = [_sines(body) for body in (first, second)]
    if None in found or orders[0] != orders[1]:
        return None
    n, symbols = orders[0], first.free_symbols | second.free_symbols
    bodies = [Z**n * _step(sines) for sines in found if sines is not None]
    kernel = conditional(bodies[0], bodies[1])
    if kernel is None or set(kernel.symbols) != symbols - {Z}:
        return None
    sizes = [number(Add(*(abs(A) * a ** (n + 1) for A, a in sines)), kernel.symbols) for sines in found if sines is not None]
    roots = [number(Add(*(abs(A) * sqrt(a) for A, a in sines)), kernel.symbols) for sines in found if sines is not None]
    return Spectral(kernel, n, (sizes[0], sizes[1]), (roots[0], roots[1]))


def _step(sines: Sequence[tuple[Expr, Expr]]) -> Expr:
    return Add(*(A / 2 * (Heaviside(Z + a) - Heaviside(Z - a)) for A, a in sines))


def _sines(body: Expr) -> Sines | None:
    found: Sines = []
    for term in Add.make_args(expand(body * Z)):
        A, wave = term.as_independent(Z, as_Add=False)
        if not isinstance(wave, sin):
            return None
        a = expand(wave.args[0] / Z)
        if a.has(Z) or not a.is_real or a.is_positive is None:
            return None
        found.append((A, a) if a.is_positive else (-A, -a))
    return found or None


__all__ = ["Spectral", "spectral"]
