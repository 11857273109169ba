r"""Where an activation is not smooth: phi(x) = smooth + a_+ t^alpha to the right of a knot, a_- t^alpha to the left, t = |x - x_i|.

A jump D of phi^(m) is alpha = m, a_+ = D/m!, a_- = 0. Such a term adds to K(c), u = 1 - c, the non-analytic term

    -(1/2) p_q(x_i) J (4q)^(alpha + 1/2) Gamma(alpha + 1)/sqrt(pi) u^(alpha + 1/2),

    J = 4 Gamma(alpha + 1)^2/(cos(pi alpha) Gamma(2 alpha + 2)) (e^2 sin(pi alpha/2)^2 + o^2 cos(pi alpha/2)^2),  e, o = (a_+ +- a_-)/2,

where J |d|^(2 alpha + 1) is the integral of (g(x + d) - g(x))^2 for the powers g alone, continued analytically in alpha: |x|^alpha and sign(x) |x|^alpha
have the Fourier transforms -2 sin(pi alpha/2) and -2i sign(k) cos(pi alpha/2) times Gamma(alpha + 1)|k|^(-alpha - 1). E[phi'^2] is finite iff alpha > 1/2,
E[phi''^2] iff alpha > 3/2. At alpha = 3/2, J has a pole, which is -R u^2 log(u) with R its residue: the term is of order u^2 log(1/u).

Source: Fourier transforms in Gelfand and Shilov, Generalized Functions 1, II.2; jumps as in Hayou, Doucet and Rousseau 2019.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from sympy import Expr, Integer, Rational, cos, exp, factorial, gamma, pi, sin, sqrt

from derive.language.deciding.zero import is_zero
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.functions.domain import is_finite, one_sided
from derive.language.functions.piece import Piece
from derive.language.functions.power_sum import NotPowers, PowerSum, read_powers
from derive.language.symbols import q, x

HALF = Rational(1, 2)
LOGARITHMIC = Rational(3, 2)
HIGHEST = 4  # derivatives looked at


@dataclass(frozen=True, slots=True)
class Singular:
    """The leading power at a knot; `following` is the next power there that is not smooth, None where it is at least alpha + 1."""

    knot: Expr
    alpha: Expr
    right: Expr
    left: Expr
    following: Expr | None = None


@lru_cache(maxsize=256)
def singularities(activation: Activation) -> tuple[Singular, ...] | None:
    """The leading power at each knot where one of the first derivatives is not continuous; None where one is not known, or is no power."""
    try:
        found = [_at_knot(left, right) for left, right in pairwise(activation.pieces)]
    except (DeriveError, NotPowers):
        return None
    return tuple(singular for singular in found if singular is not None)


def _at_knot(left: Piece, right: Piece) -> Singular | None:
    """The first derivative that jumps or is unbounded decides. Raises NotPowers where a piece is no sum of powers beside an unbounded derivative."""
    jumped: Singular | None = None
    for order in range(HIGHEST + 1):
        limits = [one_sided(piece.expr.diff(x, order), right.lower, side) for piece, side in ((left, -1), (right, 1))]
        if not all(map(is_finite, limits)):
            return _unbounded(left, right, jumped)
        jump = (limits[1] - limits[0]).expand()
        if jumped is None and is_zero(jump) is not True:
            jumped = Singular(right.lower, Integer(order), jump / factorial(order), Integer(0))
    return jumped


def _unbounded(left: Piece, right: Piece, jumped: Singular | None) -> Singular:
    """The smallest power on either side that is not smooth, beside a jump of a derivative before."""
    knot = right.lower
    sides = [read_powers(piece.expr, side, knot) for piece, side in ((left, -1), (right, 1))]
    rough = _rough(*sides)
    if any(not e.is_number or k for e, k in rough):
        raise NotPowers(str(knot))
    powers = sorted({e for e, _ in rough}, key=float)
    following = powers[1] if len(powers) > 1 and powers[1] < powers[0] + 1 else None
    if jumped is not None:
        return replace(jumped, following=following)
    left_value, right_value = (side.terms.get((powers[0], 0), Integer(0)) for side in sides)
    return Singular(knot, powers[0], right_value, left_value, following)


def _rough(left: PowerSum, right: PowerSum) -> list[tuple[Expr, int]]:
    """The powers that are not those of one polynomial on both sides."""
    keys = dict.fromkeys((*left.terms, *right.terms))
    return [(e, k) for e, k in keys if not (e.is_Integer and k == 0 and left.terms.get((e, k), 0) * (-1) ** e == right.terms.get((e, k), 0))]


def roughness(found: Singular) -> Expr:
    """J for alpha that is not 3/2, and -lim (alpha - 3/2) J at 3/2."""
    alpha, even, odd = found.alpha, (found.right + found.left) / 2, (found.right - found.left) / 2
    square = even**2 * sin(pi * alpha / 2) ** 2 + odd**2 * cos(pi * alpha / 2) ** 2
    pole = -pi if alpha == LOGARITHMIC else cos(pi * alpha)
    return 4 * gamma(alpha + 1) ** 2 * square / (pole * gamma(2 * alpha + 2))


def coefficient(found: Singular, slope_moment: Expr) -> Expr:
    """a in u -> u - a u^(alpha + 1/2) on the edge, sigma_w^2 = 1/E[phi'^2] with E[phi'^2] = `slope_moment`; at alpha = 3/2, in u -> u - a u^2 log(1/u).

    >>> from sympy import Symbol
    >>> coefficient(Singular(Integer(0), Integer(1), Integer(1), Integer(0)), HALF)
    2*sqrt(2)/(3*pi)
    """
    power = found.alpha + HALF
    density = exp(-(found.knot**2) / (2 * q)) / sqrt(2 * pi * q)
    return -density * roughness(found) * (4 * q) ** power * gamma(found.alpha + 1) / (2 * sqrt(pi) * q * slope_moment)
