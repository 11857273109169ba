r"""Mean-field quantities of large variance.

Where phi(x) = a_+ x + b_+ + o(1) to the right and a_- x + b_- + o(1) to the left, phi is continuous and rho' = phi' - a_sign(x) square integrable,

    sigma_b^2 E[phi'^2] = q E[rho'^2] - E[rho^2] - 2 (a_+ - a_-) phi(0) sqrt(q/(2 pi))        exactly, at every q, by Stein's lemma,
                        <= C sqrt(q/(2 pi)),      C = I - 2 (a_+ - a_-) phi(0),      I = int rho'(x)^2 dx,

so that C <= 0 excludes an edge of chaos altogether (softplus: C = -1), and for C > 0 and A = (a_+^2 + a_-^2)/2 > 0, as q -> oo

    sigma_b^2 ~ C/(A sqrt(2 pi)) sqrt(q),        chi_par - 1 ~ D/(A sqrt(2 pi)) q^(-1/2),        D = -C - (a_+ b_+ - a_- b_-).

Where phi' itself is square integrable, phi = o(sqrt|x|) by Cauchy and Schwarz; where phi has limits at both ends it is bounded. In both cases sqrt(q) E[phi'^2]
does not fall, since exp(-x^2/(2q)) grows with q, so E[phi^2]/E[phi'^2] = o(q): sigma_b^2 ~ q, and chi_par <= (E[Z^2 phi^2]/(q E[phi'^2]))^(1/2) -> 0.
Other functions (powers, periodic ones) have closed moments, whose limits are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Integer, Integral, Rational, Symbol, cosh, erf, erfc, exp, expand, oo, pi, sinh, sqrt, tanh, together

from derive.language.deciding.growth import Growth, growth
from derive.language.deciding.limits import found_limit
from derive.language.deciding.order import constant_sign
from derive.language.deciding.zero import is_zero
from derive.language.functions.activation import Activation
from derive.language.functions.domain import is_finite
from derive.language.special import Phi
from derive.language.symbols import q, x
from derive.theory.leading import Leading

t = Symbol("t", positive=True)


@dataclass(frozen=True, slots=True)
class Tails:
    """phi(x) = slope x + level + o(1) on each side, as (slope, level)."""

    left: tuple[Expr, Expr]
    right: tuple[Expr, Expr]

    @property
    def linear(self) -> Expr:
        """A = lim E[phi^2]/q = lim E[phi'^2]."""
        return (self.left[0] ** 2 + self.right[0] ** 2) / 2

    @property
    def offset(self) -> Expr:
        """2 (a_+ b_+ - a_- b_-)."""
        return 2 * (self.right[0] * self.right[1] - self.left[0] * self.left[1])


@lru_cache(maxsize=256)
def tails(activation: Activation) -> Tails | None:
    """The asymptotes of phi; None where it has none that could be found."""
    left = _asymptote(activation.pieces[0].expr, -1)
    right = None if left is None else _asymptote(activation.pieces[-1].expr, 1)
    return None if left is None or right is None else Tails(left, right)


def _asymptote(expr: Expr, side: int) -> tuple[Expr, Expr] | None:
    known = expr.replace(Phi, lambda y: (1 + erf(y / sqrt(2))) / 2)
    slope = found_limit(known.diff(x), x, side * oo)
    if slope is None or not is_finite(slope):
        return None
    level = found_limit(known - slope * x, x, side * oo)
    return None if level is None or not is_finite(level) else (slope, level)


def bias_constant(activation: Activation, found: Tails, integral: Expr) -> Expr:
    """C = I - 2 (a_+ - a_-) phi(0), with I = `integral`."""
    return integral - 2 * (found.right[0] - found.left[0]) * activation.expr.subs(x, 0)


def stability_constant(activation: Activation, found: Tails, integral: Expr) -> Expr:
    """D = -C - (a_+ b_+ - a_- b_-)."""
    return -bias_constant(activation, found, integral) - found.offset / 2


def bias_at_infinity(found: Tails, constant: Expr) -> Leading:
    """The first term of sigma_b^2 on the edge as q -> oo, with C = `constant`."""
    return Leading(constant / (found.linear * sqrt(2 * pi)), Rational(1, 2))


def stability_at_infinity(found: Tails, constant: Expr) -> Leading:
    """The first term of chi_par - 1 on the edge as q -> oo, with D = `constant`."""
    return Leading(constant / (found.linear * sqrt(2 * pi)), Rational(-1, 2))


def integrals(activation: Activation, found: Tails) -> tuple[Integral, ...]:
    """The parts of I = int (phi' - a_sign(x))^2 dx, each over t = |x|, written so that what cancels for large t is gone."""
    parts = []
    for piece in activation.pieces:
        right = (1, found.right[0], max(piece.lower, Integer(0)), piece.upper)
        left = (-1, found.left[0], max(-piece.upper, Integer(0)), -piece.lower)
        for side, slope, low, high in (right, left):
            rest = (piece.expr.diff(x) - slope).subs(x, side * t)
            if low < high and rest != 0:
                parts.append(Integral((_small(rest) if high == oo else rest) ** 2, (t, low, high)))
    return tuple(parts)


def _small(expr: Expr) -> Expr:
    """Phi(u) -> 1 - Phi(-u) and erf(u) -> 1 - erfc(u) for u -> oo, over a common denominator."""
    known = expr.rewrite((tanh, sinh, cosh), exp) if expr.has(tanh, sinh, cosh) else expr
    known = known.replace(lambda e: isinstance(e, Phi) and found_limit(e.args[0], t, oo) == oo, lambda e: 1 - Phi(-e.args[0]))
    known = known.replace(lambda e: isinstance(e, erf) and found_limit(e.args[0], t, oo) == oo, lambda e: 1 - erfc(e.args[0]))
    over, under = together(known).as_numer_denom()
    return expand(over) / under


@lru_cache(maxsize=256)
def slope_fades(activation: Activation) -> bool:
    """Whether phi' is seen to be square integrable at both ends of the line."""
    first, last = activation.pieces[0].expr, activation.pieces[-1].expr
    return all(_fades(growth(expr.diff(x), x, side)) for expr, side in ((first, -1), (last, 1)))


def _fades(found: Growth | None) -> bool:
    if found is None:
        return False
    signs = [constant_sign(part) for part in (found.square, found.rate)]
    if -1 in signs:
        return signs[0] == -1 or signs == [0, -1]
    return signs == [0, 0] and constant_sign(found.degree + Rational(1, 2)) == -1


def limit_at_infinity(expr: Expr) -> Leading | None:
    """C q^p for a closed form, p one of 1, 1/2, 0; None where that is not its first term, or not found."""
    for power in (Rational(1), Rational(1, 2), Rational(0)):
        found = found_limit(expr / q**power, q, oo)
        if found is None or not is_finite(found):
            return None
        if is_zero(found) is False:
            return Leading(found, power)
    return None
