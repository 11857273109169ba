"""The points at which other people's kernels are tried: dyadic, so that a float is the exact number.

The first ones are those where implementations break: the diagonal of a Gram matrix (c = 1), its opposite, zero
correlation, zero input, very unequal variances, correlations next to 1. Random ones follow, simple ones first, so that
what fails is a small example.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational

Point = tuple[Rational, ...]

ONE, HALF = Integer(1), Rational(1, 2)
NEAR_ONE = 1 - Rational(1, 2**40)
SMALL, LARGE = Rational(1, 2**14), Integer(2**10)

PAIRS: tuple[Point, ...] = (
    *((q, q, c) for c in (Integer(0), ONE, -ONE, HALF, -HALF) for q in (ONE, HALF, Integer(4))),
    (ONE, Integer(4), HALF),
    (Integer(4), ONE, -HALF),
    (ONE, ONE, NEAR_ONE),
    (ONE, ONE, -NEAR_ONE),
    (SMALL, ONE, HALF),
    (SMALL, SMALL, ONE),
    (LARGE, LARGE, ONE),
    (LARGE, ONE, HALF),
)
SWEEP: tuple[Point, ...] = tuple((ONE, ONE, Rational(n, 16)) for n in range(-15, 16) if n % 8)  # what holds at halves alone fails here
ZERO_INPUTS: tuple[Point, ...] = ((Integer(0), ONE, Integer(0)), (Integer(0), Integer(0), ONE), (ONE, Integer(0), HALF))
SINGLE: tuple[Point, ...] = ((ONE,), (HALF,), (Integer(4),), (SMALL,), (LARGE,))


def dyadic_variances() -> st.SearchStrategy[Rational]:
    """Variances from 2^-14 to 2^10 whose floats are exact."""
    return st.builds(lambda n, k: Rational(n, 8) * Integer(2) ** k, st.integers(8, 15), st.integers(-14, 9))


def dyadic_correlations() -> st.SearchStrategy[Rational]:
    """Correlations in [-1, 1] whose floats are exact; some at 1 - 2^-k, where cancellation shows."""
    near = st.builds(lambda s, k: s * (1 - Rational(1, 2**k)), st.sampled_from((1, -1)), st.integers(1, 50))
    return st.one_of(st.integers(-64, 64).map(lambda n: Rational(n, 64)), near)


def pairs() -> st.SearchStrategy[Point]:
    """Points (q1, q2, c)."""
    return st.tuples(dyadic_variances(), dyadic_variances(), dyadic_correlations())


def single() -> st.SearchStrategy[Point]:
    """Points (q,)."""
    return st.tuples(dyadic_variances())


def at_every(first: tuple[Point, ...], more: st.SearchStrategy[Point], law: Callable[[Point], None], examples: int) -> None:
    """Call `law` at the first points and at random ones; what it raises at the simplest point found comes through."""
    for point in first:
        law(point)
    quiet = settings(
        max_examples=max(examples, 1),
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        phases=(Phase.generate, Phase.shrink),
    )

    @quiet
    @given(more)
    def run(point: Point) -> None:
        law(point)

    if examples > 0:
        run()
