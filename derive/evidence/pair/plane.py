r"""Expectations over a correlated pair, in balls: which way is taken.

A product f(X) g(Y) of functions of standard normal X, Y with correlation c goes, in this order,

* powers and logarithms on both sides of 0: their radius exactly (`polar`);
* factors that are largest far from 0: moved there first, in pieces dominated by one exponential each (`moved_pairs`) or as they are (`tilted`);
* sums of polynomials times exponentials and waves: in closed form (`waves`); one of them beside any function: averaged given the other variable (`averaged`);
* periodic: by their Fourier series (`periodic`);
* analytic in a thin strip around the real line, where they settle to simpler functions: as such (`settled_parts`);
* analytic around the real line: on a grid whose density factors (`factored_grid`), near |c| = 1 along the diagonal (`rotated`, with two rules across it),
  nearest to it by the expansion there (`near_coincidence`);
* with knots: by Mehler's expansion (`mehler`) as long as it is short, else by rectangles at the knots (`knotted`), near |c| = 1 by the expansion there
  (`near_coincidence`), along the diagonal (`diagonal`), or by one integral inside another (`nested`);
* not analytic at a knot from one side: beside polynomials times exponentials between knots or normal distribution functions averaged given the other
  variable (`averaged_branches`, `averaged_softly`), else with rectangles next to such knots (`at_singular_ends`).

`ways` names all that apply, so that two of them can be compared. At c = 0, 1, -1 the question has one variable and is answered as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

from flint import arb, ctx
from sympy import Expr, Symbol, default_sort_key

from derive.evidence.balls.exact_point import exact_point, placed
from derive.evidence.balls.nearness import nearness
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.asked import mean
from derive.evidence.line.factor import ORDERS, has_singular_end
from derive.evidence.line.far_peak import far_peak
from derive.evidence.line.integral import expectation_1d
from derive.evidence.line.periodic import period
from derive.evidence.line.regular import regular
from derive.evidence.line.waves import waves
from derive.evidence.pair import factored_grid, rotated
from derive.evidence.pair.at_singular_ends import by_singular_ends
from derive.evidence.pair.averaged import by_average
from derive.evidence.pair.averaged_branches import by_averaged_branches
from derive.evidence.pair.averaged_softly import by_soft_averages
from derive.evidence.pair.diagonal import expectation_near_diagonal
from derive.evidence.pair.divergence import infinite_product
from derive.evidence.pair.factored_grid import is_thin, on_factored_grid, strip_of
from derive.evidence.pair.knotted import at_knots
from derive.evidence.pair.mehler import by_mehler, length
from derive.evidence.pair.moved_pairs import by_moved_pairs
from derive.evidence.pair.near_coincidence import by_local_expansion
from derive.evidence.pair.nested import by_nested_integrals
from derive.evidence.pair.periodic import by_fourier_series
from derive.evidence.pair.polar import polar_or_none
from derive.evidence.pair.rotated import on_rotated_grid
from derive.evidence.pair.separation import separate
from derive.evidence.pair.settled_parts import by_settled_parts
from derive.evidence.pair.tilted import tilted
from derive.evidence.pair.waves import by_waves
from derive.language.errors import CannotEnclose, DeriveError, Diverges
from derive.language.goals.expectation import Expectation
from derive.language.symbols import X, Y, Z

LONGEST = 420  # terms of the expansion
SHORT = 140  # terms of an expansion that is tried before the rectangles
NEAREST = 1e-8  # of 1 - c^2, below which the expansion at 1 is the quickest way to functions without knots
DIAGONAL = 1e-3  # of 1 - c^2, below which the grid turns along the diagonal and the expansion at 1 is tried

Way = tuple[str, Callable[[], arb]]


def expectation_2d(goal: Expectation, at: Mapping[Symbol, Any], digits: int) -> arb:
    """E[body] for the law `Gaussian(c)` at an exact point, to about `digits` digits relative to the sizes |f| |g| of its factors.

    Raises CannotEnclose when the body is no sum of products f(X) g(Y), NotDefined when |c| > 1 at the point.
    """
    values = exact_point(at)
    body, c = placed(goal.body, values), goal.law.correlation.xreplace(values)
    if c == 1 or c == -1:
        return expectation_1d(body.xreplace({X: Z, Y: c * Z}), {}, digits)
    with working(int(3.33 * digits) + 40 + nearness(c)):
        proper_correlation(c)
        total, infinite = arb(0), list[Diverges]()
        for f, g in separate(body, (X, Y)):
            try:
                total += product_expectation(f.xreplace({X: Z}), g.xreplace({Y: Z}), c, digits)
            except Diverges as error:
                infinite.append(error)
        if len(infinite) > 1:
            raise CannotEnclose(infinite[0].asked, "several terms of the integrand are not integrable and may cancel", "the integrand as one product")
        if infinite:
            raise infinite[0]
        return total


def proper_correlation(c: Expr) -> arb:
    """The value of a correlation at the current precision; raises NotDefined unless it is proven to be strictly between -1 and 1."""
    nearness(c)
    return real_constant(c, {})


def product_expectation(f: Expr, g: Expr, c: Expr, digits: int) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters, by the first way that serves.

    Raises Diverges where E|f(X) g(Y)| is proven to be infinite, CannotEnclose where nothing is proven.
    """
    if f == 0 or g == 0:
        return arb(0)
    if c == 0:
        return expectation_1d(f, {}, digits) * expectation_1d(g, {}, digits)
    (a, f), (b, g) = f.as_coeff_Mul(), g.as_coeff_Mul()
    found = _kept(*sorted((f, g), key=default_sort_key), c, digits, ctx.prec)
    if isinstance(found, DeriveError):
        raise found.with_traceback(None)
    return found * real_constant(a * b, {})


@lru_cache(maxsize=4096)
def _kept(f: Expr, g: Expr, c: Expr, digits: int, bits: int) -> arb | DeriveError:
    """The value, or why there is none; a pair is as likely as its mirror image, and both as likely as the sums in which they occur."""
    correlation = proper_correlation(c)
    f, g = regular(f, Z), regular(g, Z)
    try:
        with proven_infinite(f, g, c):
            return _by_any_way(f, g, c, correlation, digits)
    except (CannotEnclose, Diverges) as error:
        return error.with_traceback(None)


@contextmanager
def proven_infinite(f: Expr, g: Expr, c: Expr) -> Iterator[None]:
    """A refusal inside the block becomes Diverges where E|f(X) g(Y)| is proven to be infinite."""
    try:
        yield
    except CannotEnclose as refusal:
        why = infinite_product(f, g, c)
        if why is None:
            raise
        raise Diverges(f"{mean(f.xreplace({Z: X}) * g.xreplace({Z: Y}))} over a pair", why, "a smaller variance, or a correlation nearer to 0") from refusal


def _by_any_way(f: Expr, g: Expr, c: Expr, correlation: arb, digits: int) -> arb:
    if (found := polar_or_none(f, g, (Z, Z), correlation, digits)) is not None:
        return found
    if far_peak(f, Z, {}) or far_peak(g, Z, {}):
        with suppress(CannotEnclose):
            return by_moved_pairs(f, g, c, digits)
    if (moved := tilted(f, g, c)) is not None:
        with suppress(CannotEnclose):
            return _first(moved.first, moved.second, c, correlation, digits) * real_constant(moved.exponent, {}).exp()
    return _first(f, g, c, correlation, digits)


def _first(f: Expr, g: Expr, c: Expr, correlation: arb, digits: int) -> arb:
    """By the first way that serves."""
    refusals = []
    for _, way in ways(f, g, c, correlation, digits):
        try:
            return way()
        except CannotEnclose as error:
            refusals.append(error)
    raise refusals[0]


def ways(f: Expr, g: Expr, c: Expr, correlation: arb, digits: int) -> Iterator[Way]:
    """The ways that may serve at 0 < |c| < 1, by name, the quickest first."""
    narrow = float((1 - correlation * correlation).lower())
    near = narrow < DIAGONAL
    local, settled = ("local", lambda: by_local_expansion(f, g, c, digits)), ("settled", lambda: by_settled_parts(f, g, c, digits))
    analytic = strip_of(f) is not None and strip_of(g) is not None
    count = length(correlation, digits)
    mehler = ("mehler", lambda: by_mehler(f, g, correlation, digits))
    if waves(f) is not None and waves(g) is not None:
        yield "waves", lambda: by_waves(f, g, correlation)
    if far_peak(f, Z, {}) or far_peak(g, Z, {}):
        yield "moved", lambda: by_moved_pairs(f, g, c, digits)
        yield "mehler, moved", lambda: by_moved_pairs(f, g, c, digits, "mehler")
    if waves(f) is not None or waves(g) is not None:
        yield "averaged", lambda: by_average(f, g, c, digits)
    if period(f) is not None and period(g) is not None:
        yield "fourier", lambda: by_fourier_series(f, g, correlation, digits)
    thin = analytic and (is_thin(f) or is_thin(g))
    if thin:
        both = [settled, ("mehler, settled", lambda: by_settled_parts(f, g, c, digits, "mehler"))]
        yield from both[::-1] if count <= SHORT else both[: 2 if count <= ORDERS[-1] else 1]
    quick, middle, slow = _grids(f, g, c, digits, near) if analytic else ([], [], [])
    if analytic and narrow < NEAREST:
        yield local
    yield from quick
    singular = has_singular_end(f, Z) or has_singular_end(g, Z)
    means = ("averaged, in branches", lambda: by_averaged_branches(f, g, c, digits)), ("averaged, softly", lambda: by_soft_averages(f, g, c, digits))
    if singular:
        yield from means
        yield "ends", lambda: by_singular_ends(f, g, c, digits)
    if count <= (ORDERS[-1] if singular else SHORT):
        yield mehler
    yield "knotted", lambda: at_knots(f, g, c, digits)
    if not thin:
        yield settled
    yield from middle
    if SHORT < count <= LONGEST:
        yield mehler
    if near and not (analytic and narrow < NEAREST):
        yield local
    yield "diagonal", lambda: expectation_near_diagonal(f.xreplace({Z: X}), g.xreplace({Z: Y}), c, digits)
    yield from slow
    yield "nested", lambda: by_nested_integrals(f, g, c, digits)
    if not singular:
        yield from means


def _grids(f: Expr, g: Expr, c: Expr, digits: int, near: bool) -> tuple[list[Way], list[Way], list[Way]]:
    """Those of functions without knots: before the other ways, after the rectangles, and after all."""

    def square(name: str, most: int) -> Way:
        return name, lambda: on_factored_grid(f, g, c, digits, most)

    def turned(name: str, rule: str, most: int) -> Way:
        return name, lambda: on_rotated_grid(f, g, c, digits, rule, most)

    rules = [turned("across by gauss", "gauss", rotated.MOST), turned("across by lattice", "lattice", rotated.MOST)]
    fine = square("grid, finely", factored_grid.FINEST)
    if near:
        finely = [turned(f"across by {rule}, finely", rule, rotated.FINEST) for rule in ("gauss", "lattice")]
        return rules, finely[:1], [*finely[1:], fine]
    return [square("grid", factored_grid.MOST)], [], [*rules, fine]
