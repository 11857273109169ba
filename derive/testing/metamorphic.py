"""Laws that every dual kernel obeys, tried on a function of which nothing else is known.

A kernel K(q1, q2, c) = E[phi(u) phi(v)] is symmetric, finite wherever its moments are, a covariance (its Gram matrices
are positive semidefinite), and at equal variances a power series in c with coefficients that are not negative (squares
of Hermite coefficients, Mehler). Two functions are bound by Price's theorem, by homogeneity or by an affine map.
All comparisons are of floats, with the tolerance relative to sqrt(K(q1, q1, 1) K(q2, q2, 1)).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from derive.testing.broken import Held, LawBroken, called, place
from derive.testing.points import PAIRS, SWEEP, Point, at_every, pairs

Kernel = Callable[[float, float, float], Any]
Numeric = Callable[..., float]
NAMES = "q1 q2 c"
TOLERANCE = 1e-9
ORDERS = 8  # of the forward differences


def check_laws(fn: Kernel, *, degree: float | None = None, tolerance: float = TOLERANCE, examples: int = 40) -> list[Held]:
    """Every law that needs no second function: symmetry, finite values, Gram matrices, coefficients; homogeneity if the degree of phi is given."""
    found = [
        check_symmetry(fn, tolerance=tolerance, examples=examples),
        check_gram(fn, tolerance=tolerance, examples=examples),
        check_coefficients(fn, tolerance=tolerance, examples=examples),
    ]
    return found if degree is None else [*found, check_homogeneity(fn, degree, tolerance=tolerance, examples=examples)]


def _numeric(law: str, fn: Callable[..., Any], names: str = NAMES) -> Numeric:
    """The same, its errors as broken laws."""
    return lambda *numbers: called(law, names, fn, numbers)


def check_symmetry(fn: Kernel, *, tolerance: float = TOLERANCE, examples: int = 40) -> Held:
    """K(q1, q2, c) = K(q2, q1, c), both finite."""

    name = "the kernel is symmetric"
    given = _numeric(name, fn)

    def law(q1: float, q2: float, c: float) -> tuple[float, float]:
        return given(q1, q2, c), given(q2, q1, c)

    return _equation(name, given, law, tolerance, examples)


def check_homogeneity(fn: Kernel, degree: float, *, tolerance: float = TOLERANCE, examples: int = 40) -> Held:
    """K(q1, q2, c) = (q1 q2)^(degree/2) K(1, 1, c) where phi(t x) = t^degree phi(x) for t > 0."""

    name = f"the kernel is homogeneous of degree {degree:g} in sqrt(q1) and sqrt(q2)"
    given = _numeric(name, fn)

    def law(q1: float, q2: float, c: float) -> tuple[float, float]:
        return given(q1, q2, c), (q1 * q2) ** (degree / 2) * given(1.0, 1.0, c)

    return _equation(name, given, law, tolerance, examples)


def check_affine(fn: Kernel, mean: Callable[[float], Any], shifted: Kernel, a: float, b: float, *, tolerance: float = TOLERANCE, examples: int = 40) -> Held:
    """`shifted` is the kernel of a phi + b: a^2 K + a b (m(q1) + m(q2)) + b^2, where `mean(q)` is m(q) = E[phi]."""

    name = f"the kernel of {a:g} phi + {b:g}"
    given, moved, first = _numeric(name, fn), _numeric(name, shifted), _numeric(name, mean, "q")

    def law(q1: float, q2: float, c: float) -> tuple[float, float]:
        return moved(q1, q2, c), a * a * given(q1, q2, c) + a * b * (first(q1) + first(q2)) + b * b

    return _equation(name, moved, law, tolerance, examples)


def check_price(fn: Kernel, derivative: Kernel, *, tolerance: float = TOLERANCE, examples: int = 40) -> Held:
    """K(q1, q2, c) - K(q1, q2, 0) = sqrt(q1 q2) times the integral of the derivative kernel from 0 to c (Price's theorem), for |c| <= 3/4."""
    name = "Price's theorem"
    given, rate = _numeric(name, fn), _numeric(name, derivative)
    nodes, weights = np.polynomial.legendre.leggauss(24)

    def law(q1: float, q2: float, c: float) -> tuple[float, float]:
        end = 0.75 * c
        slopes = sum(w * rate(q1, q2, end * (1 + t) / 2) for t, w in zip(nodes, weights, strict=True))
        return given(q1, q2, end) - given(q1, q2, 0.0), math.sqrt(q1 * q2) * slopes * end / 2

    return _equation(name, given, law, tolerance, examples)


def check_gram(fn: Kernel, *, tolerance: float = TOLERANCE, examples: int = 40) -> Held:
    """The matrix of K over the vectors (cos t, sin t) at 16 angles, scaled to variances that differ, has no negative eigenvalue beyond the tolerance."""
    name = "Gram matrices are positive semidefinite"
    given = _numeric(name, fn)
    angles = np.arange(16) * np.pi / 16

    def law(point: Point) -> float:
        q1, q2 = map(float, point[:2])
        size = np.where(np.arange(16) % 2, q1, q2)
        matrix = [[given(a, b, math.cos(s - t) if s != t else 1.0) for b, t in zip(size, angles, strict=True)] for a, s in zip(size, angles, strict=True)]
        return _least_eigenvalue(np.array(matrix))

    return _bounded_below(name, "eigenvalue", law, tolerance, max(examples // 8, 1))


def check_coefficients(fn: Kernel, *, tolerance: float = TOLERANCE, examples: int = 40) -> Held:
    """At q1 = q2 the kernel has no negative coefficient in c: all its forward differences on [0, 1] are not negative (Bernstein)."""

    name = "the coefficients of the kernel in c are not negative"
    given = _numeric(name, fn)

    def law(point: Point) -> float:
        q = float(point[0])
        values = np.array([given(q, q, k / ORDERS) for k in range(ORDERS + 1)]) / _scale("the kernel is finite", given, q, q)
        least: list[float] = [float(np.min(np.diff(values, n))) / 2**n for n in range(ORDERS + 1)]
        return min(least)

    return _bounded_below(name, "difference", law, tolerance, examples)


def _equation(law: str, fn: Numeric, sides: Callable[[float, float, float], tuple[float, float]], tolerance: float, examples: int) -> Held:
    worst, count = (0.0, ""), 0

    def one(point: Point) -> None:
        nonlocal worst, count
        numbers = tuple(map(float, point))
        left, right = sides(*numbers)
        where = place(NAMES, point)
        error = abs(left - right) / _scale(law, fn, *numbers[:2])
        if not error <= tolerance:
            raise LawBroken(law, repr(left), repr(right), where)
        worst, count = max(worst, (error, where)), count + 1

    at_every((*PAIRS, *SWEEP), pairs(), one, examples)
    return Held(law, count, 0, *worst)


def _bounded_below(law: str, what: str, least: Callable[[Point], float], tolerance: float, examples: int) -> Held:
    worst, count = (0.0, ""), 0

    def one(point: Point) -> None:
        nonlocal worst, count
        found = least(point)
        where = place(NAMES, point)
        if not found >= -tolerance:
            raise LawBroken(law, f"the least {what} {found:.3g} (of the largest)", "0 or more", where)
        worst, count = max(worst, (max(-found, 0.0), where)), count + 1

    at_every(PAIRS[:3], pairs(), one, examples)
    return Held(law, count, 0, *worst)


def _least_eigenvalue(matrix: Any) -> float:
    """The least eigenvalue of the matrix with its diagonal scaled to 1; nan where an entry is not finite."""
    diagonal = np.sqrt(np.abs(np.diag(matrix)))
    if not np.all(np.isfinite(matrix)):
        return math.nan
    scale = np.where(diagonal > 0, diagonal, 1.0)
    return float(np.min(np.linalg.eigvalsh(matrix / np.outer(scale, scale))))


def _scale(law: str, fn: Numeric, q1: float, q2: float) -> float:
    moments: Sequence[float] = [fn(q, q, 1.0) for q in (q1, q2)]
    for q, found in zip((q1, q2), moments, strict=True):
        if not 0 <= found < math.inf:
            raise LawBroken(law, repr(found), "a second moment: finite, not negative", f"q1 = {q:g}, q2 = {q:g}, c = 1")
    return max(math.sqrt(moments[0] * moments[1]), 1e-300)
