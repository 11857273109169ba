"""Limits as a variance goes to zero.

For q -> 0 an activation is seen near 0 only: phi(sqrt(q) z) -> phi(0-) for z < 0 and phi(0+) for z > 0, and so for its derivatives as long as no point
mass sits at 0. So the limit of a kernel is a kernel of a step function of unit variance, that of a moment an expectation over the sign of z.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Lambda, Piecewise, S, Symbol

from derive.language.deciding.order import compare
from derive.language.deciding.zero import is_zero
from derive.language.errors import CannotEnclose, Diverges
from derive.language.functions.domain import is_finite, one_sided
from derive.language.functions.piece import pieces
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation, Goal
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z, ddphi, dphi, phi, x, z

LETTERS = (phi, dphi, ddphi)


def limit_goal(goal: Goal, at: Mapping[Symbol, Expr]) -> Expr:
    """What a goal becomes at exact values of its symbols, some variances among them 0.

    Raises Diverges where a point mass sits at 0, CannotEnclose for a goal of another kind.
    """
    if isinstance(goal, DualKernel):
        return _kernel(goal, at)
    if isinstance(goal, ActivationMoment):
        return _moment(goal, at)
    raise CannotEnclose(f"the limit of {goal} for a variance of 0", "it is not a kernel or a moment", "positive variances")


def _kernel(goal: DualKernel, at: Mapping[Symbol, Expr]) -> Expr:
    functions, orders, variances = list(goal.functions), list(goal.orders), [v.subs(at) for v in goal.variances]
    for i, variance in enumerate(variances):
        functions[i] = Lambda(x, functions[i].expr.subs(at))
        if variance == 0:
            left, right = _sides(functions[i].expr, orders[i])
            functions[i], orders[i], variances[i] = Lambda(x, _step(left, right, x)), 0, 1
    return DualKernel(functions[0], functions[1], orders, variances[0], variances[1], goal.correlation.subs(at))


def _moment(goal: ActivationMoment, at: Mapping[Symbol, Expr]) -> Expr:
    expr, polynomial = goal.function.expr.subs(at), goal.polynomial.subs(at)
    weightless = _weightless(expr, polynomial)
    values = {letter: _sides(expr, order, weightless) for order, letter in enumerate(LETTERS) if polynomial.has(letter)}
    left, right = (polynomial.subs({letter: sides[i] for letter, sides in values.items()}).subs(z, Z) for i in (0, 1))
    return Expectation(_step(left, right, Z), Gaussian())


def _weightless(expr: Expr, polynomial: Expr) -> bool:
    """Whether phi'' stands beside a factor that is 0 at x = 0, so that a point mass of it there counts nothing."""
    factor = polynomial.coeff(ddphi, 1)
    if polynomial.has(dphi) or not is_zero(polynomial - factor * ddphi - polynomial.coeff(ddphi, 0)):
        return False
    left, right = _sides(expr, 0)
    return bool(is_zero(left - right) and is_zero(factor.subs({phi: left, z: 0})))


def _step(left: Expr, right: Expr, letter: Symbol) -> Expr:
    return right if left == right else Piecewise((left, letter < 0), (right, True))


def _sides(expr: Expr, order: int, weightless: bool = False) -> tuple[Expr, Expr]:
    """The one-sided limits of the derivative of this order at 0, where no point mass of it sits, or a `weightless` one.

    Raises UndecidedSign where it is not known on which side of 0 a knot is.
    """
    below = next(p for p in pieces(expr) if compare(p.upper, S.Zero) >= 0)
    above = next(p for p in pieces(expr) if compare(p.upper, S.Zero) > 0)
    for k in range(order + 1):
        sides = one_sided(below.expr.diff(x, k), 0, -1), one_sided(above.expr.diff(x, k), 0, 1)
        if not all(map(is_finite, sides)) or (k < order and not weightless and not is_zero(sides[1] - sides[0])):
            raise Diverges(f"the limit of derivative {order} of {expr} at variance 0", "it grows without bound near 0", "positive variances")
    return sides
