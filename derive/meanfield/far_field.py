"""Activations far out: the constants of E[phi^2], E[phi'^2] and of the kernel for large variances, derived and audited.

phi homogeneous of degree a:       E[phi^2] = v q^a exactly, v at q = 1; the kernel is its own.
phi with asymptotes a x + b:       v from a, or from b where both a are 0; then k = int (b^2 - phi^2) dx/sqrt(2 pi) and d = int phi'^2 dx/sqrt(2 pi) where phi^2
                                   approaches b^2 faster than 1/x, by exact integration or as the limit of the closed form; else as a number.
neither:                           the limit of the closed forms of E[phi^2], E[phi'^2] and of the kernel (sin, cos).

Every constant of an expansion is compared with an enclosure at a large variance, which shares nothing with its derivation; one that does not agree is not used.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from flint import arb
from sympy import EulerGamma, Expr, Float, Integer, Piecewise, Rational, Symbol, cancel, erf, expand, factor, log, oo, pi, powsimp, sqrt
from sympy import exp as exponential

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.lower import enclose
from derive.language.deciding.growth import growth
from derive.language.deciding.limits import found_limit
from derive.language.deciding.order import constant_sign
from derive.language.deciding.zero import is_zero
from derive.language.errors import DeriveError, Diverges, NotDefined
from derive.language.functions.activation import Activation
from derive.language.functions.domain import is_finite
from derive.language.functions.facts import facts
from derive.language.goals.expectation import DualKernel, Goal
from derive.language.special import Phi
from derive.language.symbols import c, dphi, phi, q, x
from derive.meanfield.layers import closed_form
from derive.theory.line_integral import line_integral
from derive.theory.moments import moment
from derive.theory.near_infinity import Tails, tails
from derive.theory.residual import Far

HALF = Rational(1, 2)
LARGE = Rational(10) ** 24
AUDIT = arb(10) ** -9
FIGURES = 15
_SLOW_FIGURES = 10  # what the neglected power of the large variance leaves
HIGHEST = 3
ZERO = Integer(0)
FASTER = Rational(-99)  # than any power that counts
Part = tuple[Expr, Expr, Expr]


@lru_cache(maxsize=128)
def far_field(activation: Activation) -> Far:
    """The activation far out; raises DeriveError where it could not be followed there."""
    degree = facts(activation).homogeneity
    if degree is not None:
        return _homogeneous(activation, degree)
    found = tails(activation)
    if found is not None:
        return _linear(activation, found) if found.linear != 0 else _levelling(activation, found)
    return _limiting(activation)


def _homogeneous(activation: Activation, degree: Expr) -> Far:
    second = _closed(moment(activation, phi**2, Integer(1)))
    try:
        slope = _closed(moment(activation, dphi**2, Integer(1))), degree - 1
    except (Diverges, NotDefined):
        slope = None
    return Far(degree, second, Integer(0), degree - 1, slope, _kernel(activation, second), exact=True)


def _linear(activation: Activation, found: Tails) -> Far:
    psi = Activation.of(Piecewise((found.left[0] * x, x < 0), (found.right[0] * x, True)))
    return Far(Integer(1), found.linear, None, HALF, (found.linear, Integer(0)), _kernel(psi, found.linear))


def _levelling(activation: Activation, found: Tails) -> Far:
    """phi tends to b_- and b_+."""
    low, high = found.left[1], found.right[1]
    second = (low**2 + high**2) / 2
    decay = [_decay(activation, side, level) for side, level in ((-1, low), (1, high))]
    slope = _constant(_parts(activation, 1), moment(activation, dphi**2), Integer(0))
    integrable = all(order is not None and order < -1 for order in decay)
    if second == 0:
        if not integrable:
            raise DeriveError(f"{activation.name} far out", "it decays, but not seen to be square integrable")
        bump = _constant(_parts(activation, 0), moment(activation, phi**2), Integer(0))
        return Far(-HALF, bump, None, -Rational(3, 2), (slope, -HALF), None)
    correction = _correction(activation, second, (low, high)) if integrable else None
    remainder = max(-Rational(3, 2), *(order / 2 for order in decay if order is not None)) if integrable else -HALF
    psi = Activation.of(Piecewise((low, x < 0), (high, True)))
    slow = None if integrable else _slow(activation, second, (low, high))
    return Far(Integer(0), second, correction, remainder, (slope, -HALF), _kernel(psi, second), slow=slow)


def _slow(activation: Activation, second: Expr, levels: tuple[Expr, Expr]) -> tuple[Expr, Expr] | None:
    """(k, g) of E[phi^2] = v - k q^(-1/2) (log q + g) + ..., where the square approaches its levels like a/|x|, a = A_- or A_+.

    int (level^2 - phi^2) exp(-x^2/(2q)) dx = (A/2) (log(2q) - gamma) + int (level^2 - phi^2 - a/(1 + |x|)) dx + o(1), A = A_- + A_+.
    """
    ends = zip((-1, 1), (activation.pieces[0], activation.pieces[-1]), levels, strict=True)
    weights = [found_limit(side * x * (level**2 - piece.expr**2), x, side * oo) for side, piece, level in ends]
    if any(weight is None or not is_finite(weight) for weight in weights):
        return None
    left, right = (weight for weight in weights if weight is not None)
    total = left + right
    parts = ((-part - (right if low >= 0 else left) / (1 + (x if low >= 0 else -x)), low, high) for part, low, high in _parts(activation, 0, levels))
    with working(256):
        far = (enclose(moment(activation, phi**2), {q: LARGE}, 60).arb - enclose(second, {}, 60).arb) * arb(10) ** 12
        number = -far * arb(2 * arb.pi()).sqrt() - real_constant(total * (log(2 * LARGE) - EulerGamma) / 2, {})
    exact = line_integral(parts)
    if exact is None or not bool(abs(enclose(exact, {}, 30).arb - number) < AUDIT * (1 + abs(number))):
        exact = Float(number.mid().str(_SLOW_FIGURES, radius=False), _SLOW_FIGURES)
    return (total / (2 * sqrt(2 * pi)), log(2) - EulerGamma + 2 * exact / total) if is_zero(total) is False else None


def _limiting(activation: Activation) -> Far:
    """By limits of closed forms."""
    second, slope = (closed_form(moment(activation, polynomial)) for polynomial in (phi**2, dphi**2))
    if second is None or slope is None:
        raise DeriveError(f"{activation.name} far out", "it has no asymptotes that were found, and its moments have no closed form")
    for degree in range(HIGHEST + 1):
        leading = found_limit(second / q**degree, q, oo)
        if leading is not None and leading != 0 and is_finite(leading):
            kernel = closed_form(DualKernel(activation.as_lambda, activation.as_lambda, (0, 0), q, q, c))
            power = max(0, degree - 1)
            height = found_limit(slope / q**power, q, oo)
            if height is None or height == 0 or not is_finite(height):
                raise DeriveError(f"{activation.name} far out", "the limit of E[phi'^2] was not found")
            return Far(
                Integer(degree), leading, None, degree - HALF, (height, Integer(power)), None if kernel is None else _limit_inside(kernel / q**degree, leading)
            )
    raise DeriveError(f"{activation.name} far out", "E[phi^2] grows faster than a power that was tried")


def _closed(goal: Goal) -> Expr:
    value = closed_form(goal)
    if value is None:
        raise DeriveError(f"{goal}", "it has no closed form")
    return value


def _kernel(psi: Activation, second: Expr) -> Expr | None:
    """J(c), 1 at c = 1."""
    try:
        value = closed_form(DualKernel(psi.as_lambda, psi.as_lambda, (0, 0), Integer(1), Integer(1), c))
    except DeriveError:
        return None
    return None if value is None else value / second


def _decay(activation: Activation, side: int, level: Expr) -> Rational | None:
    """A power of x that bounds phi^2 - level^2 on this side, -oo for faster than any; None if it was not derived."""
    piece = activation.pieces[0 if side < 0 else -1]
    difference = expand(piece.expr**2 - level**2)
    if difference == 0:
        return FASTER
    slow = growth(difference, x, side)
    fast = growth(factor(piece.expr - level), x, side)
    for found in (fast, slow):
        if found is not None and (constant_sign(found.square) == -1 or constant_sign(found.rate) == -1):
            return FASTER
    return next((Rational(-power) for power in (4, 3, 2, 1) if _is_bounded(difference * x**power, side)), None)


def _is_bounded(expr: Expr, side: int) -> bool:
    found = found_limit(expr.replace(Phi, lambda y: (1 + erf(y / sqrt(2))) / 2), x, side * oo)
    return found is not None and is_finite(found)


def _parts(activation: Activation, order: int, levels: tuple[Expr, Expr] = (Integer(0), Integer(0))) -> Iterator[Part]:
    """(phi^(order))^2 minus the square of the level on its side, from knot to knot."""
    for piece in activation.derivative_pieces(order):
        for side, low, high in ((0, piece.lower, min(piece.upper, ZERO)), (1, max(piece.lower, ZERO), piece.upper)):
            if low < high:
                yield piece.expr**2 - levels[side] ** 2, low, high


def _correction(activation: Activation, second: Expr, levels: tuple[Expr, Expr]) -> Expr:
    return -_constant(_parts(activation, 0, levels), moment(activation, phi**2), second)


def _constant(parts: Iterator[Part], goal: Goal, limiting: Expr) -> Expr:
    """lim sqrt(q) (goal - limiting): the integral of the parts over sqrt(2 pi), exact if it can be found, audited."""
    with working(256):
        number = (enclose(goal, {q: LARGE}, 60).arb - enclose(limiting, {}, 60).arb) * arb(10) ** 12
    total = line_integral(parts)
    exact = total / sqrt(2 * pi) if total is not None else _from_closed_form(goal, limiting)
    if exact is not None and bool(abs(enclose(exact, {}, 30).arb - number) < AUDIT * (1 + abs(number))):
        return exact
    return Float(number.mid().str(FIGURES, radius=False), FIGURES)


def _from_closed_form(goal: Goal, limiting: Expr) -> Expr | None:
    value = closed_form(goal)
    found = None if value is None else found_limit(sqrt(q) * (value - limiting), q, oo)
    return found if found is not None and is_finite(found) else None


def _limit_inside(kernel: Expr, second: Expr) -> Expr | None:
    """lim kernel/second for 0 < c < 1, exponents written so that their signs are seen."""
    inner = Symbol("u", positive=True)
    plain = powsimp(expand(kernel.subs(c, inner / (1 + inner)).rewrite(exponential)))
    plain = plain.replace(exponential, lambda y: exponential(factor(y)))
    found = found_limit(plain, q, oo)
    return None if found is None or not is_finite(found) else cancel((found / second).subs(inner, c / (1 - c)))
