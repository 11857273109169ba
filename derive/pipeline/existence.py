"""When does a quantity exist? Conditions as text that sympy reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sympy import Expr, Lambda, Max, Poly, S, Symbol, expand, oo
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from derive.language.deciding.growth import growth
from derive.language.deciding.order import constant_sign
from derive.language.deciding.outgrowing import outgrows
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.functions.piece import glued
from derive.language.goals.expectation import ActivationMoment, DualKernel, Goal
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.symbols import ddphi, dphi, phi, q, q1, q2, x, z


def jumps_vanish(activation: Activation, quantity: str) -> str:
    """The condition that no jump is left that makes a quantity infinite, where parameters can bring that about."""
    orders = range(2 if "ddphi" in quantity else 1)
    try:
        jumps = [jump for order in orders for _, jump in activation.jumps(order)]
    except DeriveError:
        return "False"
    if not jumps or any(constant_sign(jump) in (1, -1) for jump in jumps):
        return "False"
    return " & ".join(f"Eq({jump}, 0)" for jump in dict.fromkeys(jumps))


def functions_of(goal: Goal) -> tuple[Lambda, ...]:
    """The activations that a goal is about."""
    if isinstance(goal, DualKernel):
        return goal.functions
    return (goal.function,) if isinstance(goal, ActivationMoment | HermiteCoefficient) else ()


def growth_is_known(goal: Goal) -> bool:
    """Whether it follows from the growth of the activations for which variances the quantity exists."""
    return all(_square(function) is not None for function in functions_of(goal))


def is_bounded_at_knots(goal: Goal) -> bool:
    """Whether the derivatives that occur are known to be bounded at the knots, so that the growth alone decides."""
    functions = functions_of(goal)
    orders = goal.orders if isinstance(goal, DualKernel) else [_highest(goal.polynomial)] * len(functions) if isinstance(goal, ActivationMoment) else []
    try:
        pairs = [(Activation.of(function), n) for function, n in zip(functions, orders, strict=False)]
        return all(jump is not oo for activation, n in pairs for k in range(1, n + 1) for _, jump in activation.jumps(k))
    except DeriveError:
        return False


def _highest(polynomial: Expr) -> int:
    return max((n for n, letter in enumerate((phi, dphi, ddphi)) if polynomial.has(letter)), default=0)


def slow_enough(goal: Goal) -> tuple[Boolean, ...]:
    """Conditions on the variances under which the expectation exists for certain: none unless a function grows like exp(s x^2), s > 0.

    A product of n factors exists for q < 1/(2 n s); a kernel exists where both second moments do.
    """
    functions = functions_of(goal)
    factors = Poly(goal.polynomial, phi, dphi, ddphi).total_degree() if isinstance(goal, ActivationMoment) else 2
    variances = goal.variances if isinstance(goal, DualKernel) else (goal.variance,) if functions else ()
    bounds = ((variance, _square(function)) for variance, function in zip(variances, functions, strict=True))
    return tuple(dict.fromkeys(variance < 1 / (2 * factors * square) for variance, square in bounds if square is not None and constant_sign(square) == 1))


def needed(hypotheses: Iterable[Boolean], goal: Goal) -> tuple[Boolean, ...]:
    """Those of the hypotheses of a value without which the quantity need not exist.

    A variance decides through functions that grow like exp(s x^2), s > 0, alone: |phi(x)| <= C exp(s x^2) for every s > 0 is integrable under every normal
    law. Where no end grows so, a condition on a variance says where a formula holds (exp(x^2) cut off on both sides is split into two halves that are not).
    The order of He_n from which on a formula holds is no such condition either.
    """
    found = tuple(h for h in hypotheses if h.free_symbols != {order})
    if not any(h.has(q, q1, q2) for h in found) or not all(_square(function) == 0 for function in functions_of(goal)):
        return found
    return tuple(h for h in found if not (isinstance(h, Relational) and h.has(q, q1, q2)))


def too_fast(goal: Goal) -> bool:
    """Whether the integrand certainly grows faster than every exp(s x^2): then nothing under a normal law exists, for |c| < 1 in two variables."""
    try:
        if isinstance(goal, ActivationMoment):
            return _outgrows(Activation.of(goal.function), goal.polynomial)
        if isinstance(goal, DualKernel):
            factors = [(Activation.of(function), (phi, dphi, ddphi)[order]) for function, order in zip(goal.functions, goal.orders, strict=True) if order < 3]
            nonzero = all(any(part.expr != 0 for part in activation.derivative_pieces(n)) for (activation, _), n in zip(factors, goal.orders, strict=False))
            return len(factors) == 2 and nonzero and any(_outgrows(*factor) for factor in factors)
    except DeriveError:
        pass
    return False


def _outgrows(activation: Activation, polynomial: Expr) -> bool:
    """The polynomial in phi, phi', phi'' and z, on the first or the last piece."""
    pieces = {letter: activation.derivative_pieces(n) for n, letter in enumerate((phi, dphi, ddphi))}
    ends = ((side, {letter: parts[place].expr for letter, parts in pieces.items()}) for place, side in ((0, -1), (-1, 1)))
    return any(outgrows(expand(polynomial.xreplace({**values, z: x})), x, side) for side, values in ends)


def with_few_pieces(goal: Goal, at: Mapping[Symbol, Expr]) -> Goal:
    """The goal at exact values of the parameters, a knot left out where the values make it vanish."""
    if not isinstance(goal, ActivationMoment):
        return goal
    try:
        parts = Activation.of(Lambda(x, goal.function(x).subs({s: v for s, v in at.items() if s in goal.function.free_symbols}))).pieces
    except DeriveError:
        return goal
    return ActivationMoment(Lambda(x, glued(parts)), goal.polynomial, goal.variance)


def _square(function: Lambda) -> Expr | None:
    """The largest s >= 0 in the growth exp(s x^2) to the left and right; None if it is not known."""
    try:
        pieces = Activation.of(function).pieces
    except DeriveError:
        return None
    ends = growth(pieces[0].expr, x, -1), growth(pieces[-1].expr, x, 1)
    if any(side is None for side in ends):
        return None
    largest = Max(*(side.square for side in ends if side is not None), S.Zero)
    return S.Zero if constant_sign(largest) == 0 else largest
