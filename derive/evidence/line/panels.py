r"""Composite Gauss-Legendre quadrature with a proven error.

Let f be analytic with |f| <= M on the closed Bernstein ellipse E_rho of the panel [a, b] (foci a and b, half-axes (b -
a)/4 (rho +- 1/rho)), and I_N its N point Gauss-Legendre value. Then

    |I - I_N| <= (b - a)/2 * 8 M rho^(1 - 2N) / (rho - 1),

because I_N is exact in degree 2N - 1, the Chebyshev coefficients of f obey |a_k| <= 2 M rho^-k, so that the series from
k = 2N on is at most 2 M rho^(1 - 2N)/(rho - 1) on [-1, 1], and both I and I_N (positive weights of sum 2) multiply a
bound by at most 2.

M comes from complex balls that cover the upper half of the rectangle around E_rho, each of which the function must
accept as a ball of analyticity. The lower half follows by reflection, f being real on the panel.

Mathematics is shared by *families* of integrands f^j w with the same f: a family is a function (m, x, y) -> bound of
the integrand at x + iy where |f| <= m.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flint import acb, arb

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working

Function = Callable[[acb, bool], acb]
Family = Callable[[arb, arb, arb], arb]

RATIOS = ((4, 1), (5, 2), (7, 4), (11, 8))  # rho, the largest first
GRID = 4  # panels start between multiples of GRID
DEPTH = 160  # halvings
MOST = 4000  # panels tried
THIN = 1e-4  # below this width a panel may be bounded instead of integrated


@dataclass(frozen=True, slots=True)
class Panel:
    """[lower, upper] with one proven error a family; with `nodes` = 0 the integral itself is at most the error."""

    lower: arb
    upper: arb
    nodes: int
    errors: tuple[arb, ...]


def _cells(f: Function, x: tuple[arb, arb], y: tuple[arb, arb], depth: int) -> Iterator[tuple[arb, arb, arb]]:
    """Balls (|f|, x, y) that cover the rectangle, f analytic on each; a refused ball is quartered, `depth` times, then NaN."""
    ball = acb(x[0].union(x[1]), y[0].union(y[1]))
    value = f(ball, True)
    if value.is_finite():
        yield value.abs_upper(), ball.real, ball.imag
    elif depth == 0:
        yield arb.nan(), ball.real, ball.imag
    else:
        for left, right in _halves(*x):
            for low, high in _halves(*y):
                yield from _cells(f, (left, right), (low, high), depth - 1)


def _halves(low: arb, high: arb) -> tuple[tuple[arb, arb], tuple[arb, arb]]:
    middle = (low + high) / 2
    return (low, middle), (middle, high)


def bounds(f: Function, lower: arb, upper: arb, rho: arb, families: Sequence[Family]) -> tuple[arb, ...] | None:
    """Upper bound of every family on the ellipse E_rho of [lower, upper]; None when f is not seen to be analytic and
    bounded there.
    """
    half, centre = (upper - lower) / 2, (upper + lower) / 2
    long, high = half * (rho + 1 / rho) / 2, half * (rho - 1 / rho) / 2
    worst = [arb(0)] * len(families)
    for left, right in ((centre + long * (k - 2) / 2, centre + long * (k - 1) / 2) for k in range(4)):
        for strip in _halves(arb(0), high):
            for modulus, x, y in _cells(f, (left, right), strip, 2):
                if not modulus.is_finite():
                    return None
                worst = [old.max(family(modulus, x, y)) for old, family in zip(worst, families, strict=True)]
    return tuple(bound.upper() for bound in worst) if all(bound.is_finite() for bound in worst) else None


def _errors(f: Function, a: arb, b: arb, count: int, families: Sequence[Family], goal: Sequence[arb]) -> tuple[arb, ...] | None:
    """Proven quadrature errors on [a, b] for the first rho that reaches the goal, else None."""
    for ratio in RATIOS:
        rho = arb(ratio[0]) / ratio[1]
        found = bounds(f, a, b, rho, families)
        if found is None:
            continue
        scale = (b - a) * 4 * rho ** (1 - 2 * count) / (rho - 1)
        errors = tuple((scale * bound).abs_upper() for bound in found)
        if all(error <= aim for error, aim in zip(errors, goal, strict=True)):
            return errors
    return None


def _thin(f: Function, a: arb, b: arb, families: Sequence[Family], goal: Sequence[arb]) -> tuple[arb, ...] | None:
    """|int_a^b| <= (b - a) sup, for the last panel at a point where f is continuous and not analytic."""
    if not b - a < THIN:
        return None
    line = a.union(b)
    value = f(acb(line), False)
    if not value.is_finite():
        return None
    found = tuple(((b - a) * family(value.abs_upper(), line, arb(0))).abs_upper() for family in families)
    return found if all(error <= aim for error, aim in zip(found, goal, strict=True)) else None


def _grid(lower: arb, upper: arb) -> Iterator[tuple[arb, arb]]:
    """[lower, upper] cut at the multiples of GRID inside."""
    first, last = int(float(lower.mid()) // GRID), int(float(upper.mid()) // GRID) + 1
    inside = [arb(GRID * k) for k in range(first, last + 1) if lower < GRID * k < upper]
    edges = [lower, *inside, upper]
    return pairwise(edges)


def mesh(f: Function, lower: arb, upper: arb, count: int, families: Sequence[Family], goal: Sequence[arb]) -> list[Panel] | None:
    """Panels of [lower, upper], each with proven errors below `goal`; None where halving does not reach them.

    Inner edges are dyadic, so that tables on panels can be shared between functions.
    """
    panels: list[Panel] = []
    work = [(a, b, 0) for a, b in _grid(lower, upper)][::-1]
    for _ in range(MOST):
        check_clock()
        if not work:
            return panels
        a, b, depth = work.pop()
        with working(64):
            errors = _errors(f, a, b, count, families, goal)
            thin = None if errors else _thin(f, a, b, families, goal)
        if errors or thin:
            panels.append(Panel(a, b, count if errors else 0, errors or thin or ()))
        elif depth == DEPTH:
            break
        else:
            middle = (a + b) / 2 if a.is_exact() and b.is_exact() else arb(((a + b) / 2).mid())
            work += [(middle, b, depth + 1), (a, middle, depth + 1)]
    return None
