r"""One value by two algorithms that share nothing but the arithmetic of balls.

Over one variable: the trapezoidal rule on a strip of analyticity, the closed form of waves, adaptive quadrature of the pieces, and a_0 of the Hermite vector,
whose panels have errors of their own. Over two: the ways of `plane` (a grid whose density factors, a grid along the diagonal, Mehler's expansion, rectangles
at the knots, the expansion near |c| = 1, ...), radii and angles or hypergeometric functions for powers and logarithms, and for derivatives that are
distributions the series of coefficients or the derivatives of the density.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flint import arb
from sympy import Expr, Symbol

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import check_clock, time_limited
from derive.evidence.balls.exact_point import exact_point
from derive.evidence.balls.nearness import nearness
from derive.evidence.balls.precision import working
from derive.evidence.line.activation_moment import integrand
from derive.evidence.line.factor import factor_vector
from derive.evidence.line.integral import expectation_1d
from derive.evidence.pair.coincident import coincident_integrand
from derive.evidence.pair.dual import density_way, derivatives, series_way
from derive.evidence.pair.hypergeometric import by_hypergeometric
from derive.evidence.pair.plane import proper_correlation, ways
from derive.evidence.pair.polar import polar_or_none
from derive.language.errors import CannotEnclose, DeriveError, NotDefined
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.symbols import Z

Way = tuple[str, Callable[[], arb]]


class Contradiction(DeriveError):
    """Two proven balls do not meet: one of the two algorithms is wrong."""


@dataclass(frozen=True, slots=True)
class Twice:
    """A value by two independent algorithms, `names`; their balls meet."""

    names: tuple[str, str]
    balls: tuple[Ball, Ball]

    @property
    def ball(self) -> Ball:
        """What both of them allow."""
        first, second = (ball.arb for ball in self.balls)
        with working(max(first.bits(), second.bits()) + 64):
            return Ball(first.intersection(second))


def enclose_twice(goal: Expr, at: Mapping[Symbol, Any], digits: int, time_limit: float | None = None) -> Twice:
    """A moment of one variable or a kernel of two at an exact point by two independent algorithms, the quickest two that serve.

    >>> from sympy import tanh
    >>> from derive.language.symbols import phi, q, x
    >>> enclose_twice(ActivationMoment(tanh(x), phi**2, q), {q: 1}, 20).names
    ('trapezoid', 'quadrature')

    Raises CannotEnclose where fewer than two serve, Contradiction where their balls do not meet, Diverges, NotDefined, TimeLimit.
    """
    point = goal.xreplace(exact_point(at))
    found: dict[str, arb] = {}
    refused: CannotEnclose | None = None
    with time_limited(time_limit), working(int(3.33 * digits) + 64 + _lost(point)):
        for name, way in _ways(point, digits):
            check_clock(goal)
            family = name.partition(" ")[0].rstrip(",")
            if family in found:
                continue
            try:
                value = way()
            except CannotEnclose as error:
                refused = error
                continue
            if value.is_finite() and value.rad() <= arb(10) ** (3 - digits) * arb(1).max(abs(value)):
                found[family] = value
            if len(found) == 2:
                return _met(goal, found)
    raise refused if refused is not None and not found else CannotEnclose(f"two ways to {goal}", f"only {', '.join(found) or 'none'} serves", "another point")


def _lost(point: Expr) -> int:
    """Bits that are lost next to |c| = 1."""
    return nearness(point.correlation) if isinstance(point, DualKernel) and abs(point.correlation) != 1 else 0


def _met(goal: Expr, found: dict[str, arb]) -> Twice:
    (one, first), (other, second) = found.items()
    if not first.overlaps(second):
        raise Contradiction(f"the value of {goal}", f"{first.str(20)} by {one}, {second.str(20)} by {other}", "report this defect")
    return Twice((one, other), (Ball(first), Ball(second)))


def _ways(point: Expr, digits: int) -> Iterator[Way]:
    """The ways to a goal without parameters, the quickest first."""
    if isinstance(point, ActivationMoment):
        yield from _on_the_line(integrand(point), digits)
    elif isinstance(point, Expectation) and point.law.dimension == 1:
        yield from _on_the_line(point.body, digits)
    elif isinstance(point, DualKernel):
        yield from _on_the_plane(point, digits)
    else:
        raise CannotEnclose(f"two ways to {point}", "it is no moment and no kernel", "ask for a moment or a kernel")


def _on_the_line(body: Expr, digits: int) -> Iterator[Way]:
    yield "trapezoid", lambda: expectation_1d(body, {}, digits, way="trapezoid")
    yield "waves", lambda: expectation_1d(body, {}, digits, way="waves")
    yield "quadrature", lambda: expectation_1d(body, {}, digits, way="quadrature")
    yield "panels", lambda: factor_vector(body, Z, 0, digits).coefficients[0]


def _on_the_plane(point: DualKernel, digits: int) -> Iterator[Way]:
    if not all(variance.is_positive for variance in point.variances):
        raise NotDefined(f"a kernel at variances {point.variances}", "a variance is not positive", "q1, q2 > 0")
    c = point.correlation
    if c == 1 or c == -1:
        yield from _on_the_line(coincident_integrand(point), digits)
        return
    correlation, functions = proper_correlation(c), derivatives(point)
    series, density = series_way(point, correlation, digits), density_way(point, digits)
    if functions is None:
        yield from (("series", series), ("density", density))
        return
    if (radial := polar_or_none(*functions, (Z, Z), correlation, digits)) is not None:
        yield "polar", lambda: radial
        yield "hypergeometric", lambda: by_hypergeometric(*functions, correlation)
    yield from _factors(functions, digits) if c == 0 else ways(*functions, c, correlation, digits)
    yield "mehler, of the function itself", series


def _factors(functions: tuple[Expr, Expr], digits: int) -> Iterator[Way]:
    """At correlation 0 the expectation is a product."""
    f, g = functions
    yield "trapezoid", lambda: expectation_1d(f, {}, digits, way="trapezoid") * expectation_1d(g, {}, digits, way="trapezoid")
    yield "quadrature", lambda: expectation_1d(f, {}, digits, way="quadrature") * expectation_1d(g, {}, digits, way="quadrature")
