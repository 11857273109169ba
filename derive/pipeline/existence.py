"""When does a quantity exist that has no value with hypotheses of its own? Conditions as text that sympy reads."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Lambda, Max, Poly, S, Symbol, expand

from derive.language.deciding.growth import growth
from derive.language.deciding.order import constant_sign
from derive.language.deciding.outgrowing import outgrows
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.functions.piece import glued
from derive.language.goals.expectation import ActivationMoment, DualKernel, Goal
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


def grows_slowly(activation: Activation, goal: Goal) -> bool | str:
    """True unless the activation grows like exp(s x^2): then a condition on the variances under which the expectation exists for certain.

    A product of n factors exists for q < 1/(2 n s); the kernel exists where both second moments do.
    """
    square = _square(activation)
    if square is None:
        return True
    factors = Poly(goal.polynomial, phi, dphi, ddphi).total_degree() if isinstance(goal, ActivationMoment) else 2
    variances = sorted(goal.free_symbols & {q, q1, q2}, key=str)
    return " & ".join(f"({v} < {1 / (2 * factors * square)})" for v in variances) or True


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


def _square(activation: Activation) -> Expr | None:
    """The largest s in the growth exp(s x^2) to the left and right; None if it is not positive."""
    try:
        ends = (activation.pieces[0], -1), (activation.pieces[-1], 1)
    except DeriveError:
        return None
    found = [growth(part.expr, x, side) for part, side in ends]
    largest = Max(*(side.square for side in found if side is not None), S.Zero)
    return largest if constant_sign(largest) == 1 else None
