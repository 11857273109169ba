r"""Proofs that an expectation over a pair is infinite.

Let f and g be functions of standard normal X, Y with correlation c, |c| < 1, none of them 0 almost everywhere.

* Near a point: if |f| is not integrable near some r, and |g| >= m > 0 on an interval, the density of the pair is bounded from below on the product of both.
* Far out: if log |f(x)| >= a + b |x| + k x^2 and log |g(y)| >= a' + b' |y| + l y^2 on half lines, |f g| times the density is at least exp(-Q(|x|, |y|)) times
  the exponential of a linear function, Q = A x^2 - 2 B x y + C y^2, A = 1/(2 s^2) - k, C = 1/(2 s^2) - l, B = +-c/(2 s^2), s^2 = 1 - c^2. Where Q < 0 at a
  point of the open quadrant the integral over a cone is infinite. If A < 0 it is infinite with any g, over y in an interval.
* At the end: if A, C > 0 and A C = B^2 exactly, Q = 0 along the ray (sqrt(C), sqrt(A)) t of the quadrant. Near it, at a distance of at most 1, Q is bounded, so
  that the integral is infinite if b, b' >= 0. The equation reads (1 - 2 k s^2)(1 - 2 l s^2) = c^2.
"""

from __future__ import annotations

from itertools import product

from flint import acb, arb
from sympy import Add, Expr, Mul, exp, expand, powsimp

from derive.evidence.balls.scalar import compile_ball, real_constant
from derive.evidence.line.divergence import near_a_pole
from derive.evidence.line.growth import TOO_FAST, HalfLine
from derive.evidence.line.split import pieces
from derive.language.deciding.zero import is_zero
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

STARTS = (4, 16)  # of half lines
PLACES = [arb(k) / 3 for k in (1, -1, 2, -2, 5, -5, 10, -10)]  # where a factor may be seen not to vanish
NEAR = 2.0**-30
DEGENERATE = "at this correlation the quadratic form of the exponent is degenerate: along a ray the functions grow as fast as the density of the pair falls"


def infinite_product(f: Expr, g: Expr, c: Expr) -> str | None:
    """Why E|f(X) g(Y)| is infinite, |c| < 1; None where that is not proven."""
    try:
        if not (_somewhere(f) and _somewhere(g)):
            return None
        poles = near_a_pole(f, Z, {}, pieces(f, Z, {})) or near_a_pole(g, Z, {}, pieces(g, Z, {}))
        return poles or _far_out(f, g, real_constant(c, {})) or _at_the_end(f, g, c)
    except CannotEnclose:
        return None


def _somewhere(f: Expr) -> bool:
    """|f| is at least a positive number on an interval."""
    function = compile_ball(f, (Z,), {})
    return any(abs(function(acb(arb(place.mid(), NEAR)), False)) > 0 for place in PLACES)


def _far_out(f: Expr, g: Expr, c: arb) -> str | None:
    half = 1 / (2 * (1 - c * c))
    rates = [[(side, rate) for side in (-1, 1) if (rate := _rate(body, side)) is not None] for body in (f, g)]
    alone = any(rate > half for sides in rates for _, rate in sides)
    together = (half * s * t * c > 0 and (half * c) ** 2 > (half - k) * (half - l) for (s, k), (t, l) in product(*rates))
    return TOO_FAST if alone or any(together) else None


def _rate(f: Expr, side: int) -> arb | None:
    """The largest k with log |f(x)| >= a + b |x| + k x^2 that is proven on half lines at this side."""
    body = pieces(f, Z, {})[-1 if side > 0 else 0].body
    found = [bound.g for start in STARTS if (bound := HalfLine(Z, side, arb(start), {}).log_below(body)) is not None]
    return max(found, key=lambda rate: float(rate.mid()), default=None)


def _at_the_end(f: Expr, g: Expr, c: Expr) -> str | None:
    """Whether the quadratic form of the exponent is degenerate, with nothing that falls along its ray."""
    narrow = 1 - c * c
    for (side, k), (other, m) in product(*(_exact_rates(body) for body in (f, g))):
        along = side * other * real_constant(c, {}) > 0 and all(real_constant(1 - 2 * rate * narrow, {}) > 0 for rate in (k, m))
        if along and is_zero((1 - 2 * k * narrow) * (1 - 2 * m * narrow) - c**2):
            return DEGENERATE
    return None


def _exact_rates(f: Expr) -> list[tuple[int, Expr]]:
    """(side, k) with |f(x)| >= C exp(k x^2), C > 0, on a half line at this side: k from exponentials of polynomials, what is left not falling."""
    parts = pieces(f, Z, {})
    bodies = {side: powsimp(parts[-1 if side > 0 else 0].body) for side in (-1, 1)}
    found = []
    for side, body in bodies.items():
        exponents = [expand(factor.args[0]) for factor in Mul.make_args(body) if isinstance(factor, exp)]
        k = Add(*(exponent.coeff(Z, 2) for exponent in exponents if exponent.is_polynomial(Z)))
        left = [factor for factor in Mul.make_args(body) if not isinstance(factor, exp)] + [exp(expand(Add(*exponents)) - k * Z**2)]
        bound = HalfLine(Z, side, arb(STARTS[0]), {}).log_below(Mul(*left))
        if bound is not None and bound.g >= 0 and bound.b >= 0:
            found.append((side, k))
    return found
