"""Parts of roots of polynomials in balls: FLINT isolates all roots with proven radii, and finds again the one that was meant at any precision."""

from __future__ import annotations

from functools import lru_cache

from flint import acb, ctx, fmpz_poly

from derive.evidence.balls.precision import working
from derive.language.special.polynomial_root import RootIm, RootPart, Whole

ORDERING = 512


def root_part(expr: RootPart) -> acb:
    """Re or Im of g(r) at the working precision."""
    polynomial, number, element = expr.coefficients
    place = _ordered(polynomial)[number]
    (root,) = (ball for ball in _roots(polynomial, int(ctx.prec)) if ball.overlaps(place))
    value = acb(0)
    for coefficient in element:
        value = value * root + coefficient
    return acb(value.imag if isinstance(expr, RootIm) else value.real)


@lru_cache(maxsize=256)
def _roots(polynomial: Whole, bits: int) -> tuple[acb, ...]:
    with working(bits):
        found: list[tuple[acb, int]] = fmpz_poly(list(reversed(polynomial))).complex_roots()  # type: ignore[assignment]
        return tuple(root for root, _ in found)


@lru_cache(maxsize=256)
def _ordered(polynomial: Whole) -> list[acb]:
    """The roots that do not lie below the real line, by their real parts, and where these overlap by their imaginary ones."""
    with working(ORDERING):
        found: list[acb] = []
        for root in (root for root in _roots(polynomial, ORDERING) if not root.imag < 0):
            place = next((k for k, other in enumerate(found) if _before(root, other)), len(found))
            found.insert(place, root)
        return found


def _before(first: acb, second: acb) -> bool:
    if first.real.overlaps(second.real):
        return bool(first.imag < second.imag)
    return bool(first.real < second.real)
