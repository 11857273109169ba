r"""exp(g x^2) erfc(k|x|) where it has a mean though exp(g x^2) has none: the sides of exp(g x^2) erfc(k x), x > 0, together.

    E[1{Z > 0} exp(G Z^2) erfc(K Z/sqrt(2))] = (1/pi) int_K^oo dw/(D + w^2),      D = 1 - 2G,  K > 0,  K^2 + D > 0,

an arccosine for D > 0, 1/K for D = 0, an inverse hyperbolic cosine for D < 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Add, Eq, Expr, Gt, Integer, Mul, Piecewise, S, acos, acosh, erf, erfc, exp, powsimp, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment
from derive.language.sources import SHEPPARD
from derive.language.symbols import phi, q, x


@dataclass(frozen=True)
class Side:
    """weight exp(square x^2) erfc(slope |x|) on one half line."""

    weight: Expr
    square: Expr
    slope: Expr


@rule(
    title="angle of a sector, and beyond",
    statement=r"\mathbb E\big[\mathbf 1\{Z>0\}\,e^{GZ^2}\operatorname{erfc}(KZ/\sqrt2)\big]=\frac1\pi\int_K^\infty\frac{dw}{D+w^2},"
    r"\qquad D=1-2G,\ K>0,\ K^2+D>0",
    source=SHEPPARD,
    proof="erfc(Kz/sqrt(2)) is twice the mass of the normal law beyond Kz, so the left side is (1/pi) int exp(-(D z^2 + t^2)/2) dt dz over z > 0, t > Kz. "
    "With t = wz the inner integral over z of z exp(-(D + w^2) z^2/2) is 1/(D + w^2), as D + w^2 > 0 for w > K; everything is positive (Tonelli), "
    "and infinite for K^2 + D <= 0. The integral over w > K is arccos(K/sqrt(K^2 + D))/sqrt(D) for D > 0, 1/K for D = 0 and arcosh(K/sqrt(K^2 + "
    "D))/sqrt(-D) for D < 0.",
    rank=4,
    examples=lambda: (ActivationMoment(Piecewise((exp(x**2 / 2) * erfc(x / sqrt(2)), x > 0), (exp(x**2 / 2) * erfc(-x / sqrt(2)), True)), phi, q),),
)
def activation_moment_eq_scaled_complements(goal: Goal) -> Reduction | None:
    """E of exp(g x^2) erfc(k|x|) on one half line or on both, where 1 - 2gq is not known to be positive."""
    if not isinstance(goal, ActivationMoment) or goal.polynomial != phi:
        return None
    activation = Activation.of(goal.function)
    if activation.knots != (0,):
        return None
    sides = [_read(piece.expr, side) for piece, side in zip(activation.pieces, (-1, 1), strict=True)]
    kept = [side for side in sides if side is not None and side.weight != 0]
    if None in sides or len({(side.square, side.slope) for side in kept}) != 1:
        return None
    field = field_of(goal.free_symbols | set(activation.parameters))
    try:
        precision = field.one - normal_form(2 * kept[0].square * goal.variance, field)
        slope = positivity.sqrt(normal_form(2 * goal.variance * kept[0].slope ** 2, field))[0]
        if _known_positive(precision):
            return None
        total, needed = positivity.positive_sqrt(slope * slope + precision)
        weight = normal_form(Add(*(side.weight for side in kept)), field) / field.pi
    except Undecided:
        return None
    return Reduction(weight * field.atom(_sector(precision.expression(), slope.expression(), (slope / total).expression())), needed)


def _known_positive(precision: Form) -> bool:
    try:
        return positivity.sign(precision) > 0
    except Undecided:
        return False


def _sector(d: Expr, slope: Expr, cosine: Expr) -> Expr:
    """The integral of 1/(d + w^2) over w > slope."""
    return Piecewise((acos(cosine) / sqrt(d), Gt(d, 0)), (1 / slope, Eq(d, 0)), (acosh(cosine) / sqrt(-d), True))


def _read(piece: Expr, side: int) -> Side | None:
    """One half line, x > 0 for side 1; None where it is of another kind."""
    if piece == 0:
        return Side(S.Zero, S.Zero, S.Zero)
    weight, square, slope = S.One, S.Zero, S.Zero
    for factor in Mul.make_args(powsimp(piece)):
        if not factor.has(x):
            weight = weight * factor
        elif isinstance(factor, exp) and not (ratio := factor.exp / x**2).has(x):
            square = square + ratio
        elif not slope and (found := _complement(factor, side)) is not None:
            weight, slope = weight * found[0], found[1]
        else:
            return None
    return Side(weight, square, slope) if slope.is_positive and square.is_positive else None


def _complement(factor: Expr, side: int) -> tuple[Expr, Expr] | None:
    """(w, k) for w erfc(k side x)."""
    plain = factor.replace(erfc, lambda w: Integer(1) - erf(w))
    functions = plain.atoms(erf)
    if len(functions) != 1:
        return None
    (function,) = functions
    constant, slope, weight = plain.xreplace({function: S.Zero}), function.args[0] / x, plain.coeff(function)
    if slope.has(x) or weight.has(x) or plain - constant - weight * function != 0:
        return None
    turned = side if slope.is_positive else -side if slope.is_negative else 0
    return (constant, slope * turned * side) if turned and constant == -weight * turned else None
