r"""Dual kernels with distributional derivatives, in balls.

For u = s1 X, v = s2 Y with correlation c, |c| < 1, derivatives move onto the Hermite polynomials, D* he_k = sqrt(k+1)
he_(k+1):

    E[phi^(m)(s1 X) he_k(X)] = s1^-m sqrt((k+1)...(k+m)) a_(k+m),      a_n = E[phi(s1 X) he_n(X)],
    E[phi^(m)(u) psi^(n)(v)] = s1^-m s2^-n sum_k c^k sqrt((k+1)_m (k+1)_n) a_(k+m) b_(k+n),

and the terms after K are at most sup_(k > K) |c|^k sqrt((k+1)_m (k+1)_n) times the Parseval tails of phi and psi. Only
phi itself is ever evaluated.

Derivatives that are functions are simply taken. Where they are not and |c| is near 1 they move onto the density of the pair, which gives
E[phi(u) psi(v) P(X, Y)] with a polynomial P. At |c| = 1 there is one variable left, and the product of phi^(m) and psi^(n) must have a meaning: as many
derivatives are moved by parts as make both factors functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from math import ceil, log, log2, log10
from typing import Any

from flint import arb
from sympy import Expr, Lambda, Symbol, diff, exp, expand, sqrt

from derive.evidence.balls.exact_point import exact_point, placed
from derive.evidence.balls.nearness import nearness
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.factor import ORDERS, factor_vector, has_singular_end
from derive.evidence.line.hermite_vector import HermiteVector
from derive.evidence.line.seams import assembled, branches
from derive.evidence.pair.coincident import coincident_kernel
from derive.evidence.pair.factored_grid import strip_of
from derive.evidence.pair.mehler import length
from derive.evidence.pair.plane import LONGEST, SHORT, expectation_2d, product_expectation, proper_correlation, proven_infinite
from derive.evidence.pair.polar import polar_or_none
from derive.language.errors import CannotEnclose, DeriveError, NotDefined, TimeLimit
from derive.language.goals.expectation import DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, Z


def dual_kernel(goal: DualKernel, at: Mapping[Symbol, Any], digits: int) -> arb:
    """E[phi^(m)(u) psi^(n)(v)] at an exact point, to about `digits` digits; raises Diverges, NotDefined or
    CannotEnclose
    as its meaning demands.
    """
    point = placed(goal, exact_point(at))
    (q1, q2), c = point.variances, point.correlation
    if not (q1.is_positive and q2.is_positive):
        raise NotDefined(f"a kernel at variances {q1}, {q2}", "a variance is not positive", "q1, q2 > 0")
    if c == 1 or c == -1:
        return coincident_kernel(point, digits)
    with working(int(3.33 * digits) + 64 + nearness(c)):
        correlation = proper_correlation(c)
        functions, order = derivatives(point), terms_needed(correlation, sum(point.orders), digits)
        if functions is None:
            first, second = (f(sqrt(q) * Z) for f, q in zip(point.functions, point.variances, strict=True))
            with proven_infinite(first, second, c):
                return _series(point, correlation, order, digits) if order <= LONGEST else _by_density(point, digits)
        with proven_infinite(*functions, c):
            if not all(strip_of(body) is not None for body in functions):
                if (found := polar_or_none(*functions, (Z, Z), correlation, digits)) is not None:
                    return found  # powers on both sides of 0 need not be square-integrable
                if order <= SHORT and not any(has_singular_end(body, Z) for body in functions):
                    with suppress(CannotEnclose):
                        return _series(point, correlation, order, digits)
            return product_expectation(*functions, c, digits)


def derivatives(point: DualKernel) -> tuple[Expr, Expr] | None:
    """phi^(m)(s1 Z) and psi^(n)(s2 Z), None where one of them is not known to be a function."""
    first, second = (_derivative(f, q, n) for f, q, n in zip(point.functions, point.variances, point.orders, strict=True))
    return None if first is None or second is None else (first, second)


def _derivative(f: Lambda, q: Expr, n: int) -> Expr | None:
    body = f(sqrt(q) * Z)
    if n == 0:
        return body
    if strip_of(body) is not None:
        return diff(body, Z, n) / sqrt(q) ** n
    try:
        found = branches(body, Z)
        if found.smoothness(n) < n:
            return None
    except TimeLimit:
        raise
    except DeriveError:
        return None
    parts = [diff(branch, Z, n) / sqrt(q) ** n for branch in found.branches]
    return assembled(parts, [seam.knot for seam in found.seams], Z)


def series_way(point: DualKernel, correlation: arb, digits: int) -> Callable[[], arb]:
    """The series of Hermite coefficients of the functions themselves, derivatives moved onto the polynomials; it refuses where it is too long."""

    def way() -> arb:
        order = terms_needed(correlation, sum(point.orders), digits)
        if order > ORDERS[-1]:
            raise CannotEnclose(f"{point} by its series", f"it needs {order} terms", "a smaller correlation")
        return _series(point, correlation, order, digits)

    return way


def density_way(point: DualKernel, digits: int) -> Callable[[], arb]:
    """Derivatives moved onto the density of the pair."""
    return lambda: _by_density(point, digits)


def terms_needed(c: arb, derivatives: int, digits: int) -> int:
    """K with |c|^K K^(derivatives/2) below 10^(-digits-1), about."""
    plain = length(c, digits)
    if plain > LONGEST:
        return plain  # too many, whatever the derivatives add
    if plain < 3:
        return plain + derivatives
    return plain + ceil(derivatives / 2 * log(2 * plain) / -log(float(abs(c).upper()))) + derivatives


def _series(point: DualKernel, c: arb, order: int, digits: int) -> arb:
    (f, g), (m, n), (q1, q2) = point.functions, point.orders, point.variances
    extra = digits + max(5, ceil((m + n) / 2 * log2(order + 2) / 3))
    first = factor_vector(f(sqrt(q1) * Z), Z, order, extra)
    second = factor_vector(g(sqrt(q2) * Z), Z, order, extra)
    last = len(first.coefficients) - 1 - max(m, n)
    total, power = arb(0), arb(1)
    for k in range(last + 1):
        total += power * (rising(k, m) * rising(k, n)).sqrt() * first.coefficients[k + m] * second.coefficients[k + n]
        power *= c
    total += arb(0, _rest(first, second, (m, n), c, last))
    return total / (real_constant(q1, {}).sqrt() ** m * real_constant(q2, {}).sqrt() ** n)


def rising(k: int, count: int) -> arb:
    """(k+1)(k+2)...(k+count)."""
    product = arb(1)
    for j in range(1, count + 1):
        product *= k + j
    return product


def _rest(first: HermiteVector, second: HermiteVector, orders: tuple[int, int], c: arb, last: int) -> arb:
    """Bound of the terms k > last: w_k = |c|^k sqrt((k+1)_m (k+1)_n) decreases from k = last + 1 on if it does there,
    its
    ratio being decreasing in k.
    """
    m, n = orders
    k = last + 1
    ratio = (c * c * (k + 1 + m) * (k + 1 + n) / (arb(k + 1) ** 2)).upper()
    if not ratio < 1:
        return arb.pos_inf()
    peak = abs(c) ** k * (rising(k, m) * rising(k, n)).sqrt()
    return (peak * first.tail(last + m) * second.tail(last + n)).upper()


def _by_density(point: DualKernel, digits: int) -> arb:
    """s1^-m s2^-n E[phi(s1 X) psi(s2 Y) P(X, Y)] with P p = (-d/dx)^m (-d/dy)^n p, p the density of the pair."""
    (f, g), (m, n), (q1, q2), c = point.functions, point.orders, point.variances, point.correlation
    exponent = -(X**2 - 2 * c * X * Y + Y**2) / (2 * (1 - c**2))
    factor: Expr = expand((-1) ** (m + n) * diff(exp(exponent), X, m, Y, n) / exp(exponent))
    body = factor * f(sqrt(q1) * X) * g(sqrt(q2) * Y) / (sqrt(q1) ** m * sqrt(q2) ** n)
    lost = ceil((m + n) * -log10(float((1 - real_constant(c, {}) ** 2).lower())))
    return expectation_2d(Expectation(body, Gaussian(c)), {}, digits + lost)
