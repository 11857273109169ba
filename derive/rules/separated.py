"""Linearity in the activation: the part that the rules know, and the part whose symmetry may close it.

    E[p(Z) (g + h)^(n)(x)] = E[p(Z) g^(n)(x)] + E[p(Z) h^(n)(x)]

closes Max(x - 1, 0) + sigmoid(x), where neither additivity over the pieces (the sigmoid has no truncated moments) nor symmetry (the knot is not at 0) does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sympy import Add, Expr, Lambda, Max, Piecewise, Poly, exp, expand, log, tanh

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.growth import growth
from derive.language.errors import NotDefined
from derive.language.forms.fields import field_of
from derive.language.functions.activation import Activation
from derive.language.functions.domain import is_finite
from derive.language.functions.piece import Piece, glued
from derive.language.goals.expectation import ActivationMoment
from derive.language.moments.moment import sum_forms
from derive.language.moments.obstacle import strange
from derive.language.sources import FELLER
from derive.language.symbols import ddphi, dphi, phi, q, x, z


@rule(
    title="linearity",
    statement=r"\mathbb E\big[p(Z)\,(g+h)^{(n)}(\sqrt qZ)\big]=\mathbb E\big[p(Z)\,g^{(n)}(\sqrt qZ)\big]+\mathbb E\big[p(Z)\,h^{(n)}(\sqrt qZ)\big]",
    source=FELLER,
    proof="g and h have finite limits at their knots and grow at most exponentially, so both are integrable against a polynomial and the normal density, and "
    "the mean of the sum is the sum of the means. Derivatives as distributions are linear, and those of such functions are defined on polynomials times "
    "the normal density.",
    rank=49,
    examples=lambda: (
        ActivationMoment(Max(x - 1, 0) + 1 / (1 + exp(1 - 2 * x)), phi, q),
        ActivationMoment(Max(x - 1, 0) ** 2 + log(1 + exp(3 * x)), ddphi + phi * z**2, q),
        ActivationMoment(Piecewise((2 + tanh(x - 1), x > 1), (tanh(x - 1), True)), dphi + phi, q),
    ),
)
def activation_moment_eq_separated(goal: Goal) -> Reduction | None:
    """E of a polynomial that is linear in phi, phi', phi'', for phi = g + h with g of known functions and h of others."""
    if not isinstance(goal, ActivationMoment) or not _is_linear(goal.polynomial):
        return None
    parts = _separated(Activation.of(goal.function))
    if not parts or not all(map(_is_integrable, parts)):
        return None
    field = field_of(goal.free_symbols)
    return Reduction(sum_forms(field, [field.atom(ActivationMoment(part.as_lambda, goal.polynomial, goal.variance)) for part in parts]))


def _is_linear(polynomial: Expr) -> bool:
    return all(sum(powers) == 1 for powers in Poly(polynomial, phi, dphi, ddphi).monoms())


def _separated(activation: Activation) -> tuple[Activation, ...]:
    """g and h; nothing where there is only one of them, or where one is no function on the line, as exp(x)/x of (exp(x) - 1)/x."""
    first, second = ([_of_kind(piece, known) for piece in activation.pieces] for known in (True, False))
    if not (_counts(first) and _counts(second)):
        return ()
    try:
        return tuple(Activation.of(Lambda(x, glued(parts))) for parts in (first, second))
    except NotDefined:
        return ()


def _of_kind(piece: Piece, known: bool) -> Piece:
    """The summands that are made of known functions, or the others."""
    chosen = (term for term in Add.make_args(expand(piece.expr)) if known is not any(True for _ in strange(term)))
    return replace(piece, expr=Add(*chosen))


def _counts(parts: Iterable[Piece]) -> bool:
    return any(part.expr != 0 for part in parts)


def _is_integrable(part: Activation) -> bool:
    """Whether the limits at all knots are finite and the growth is at most exponential."""
    if not all(is_finite(jump) for _, jump in part.jumps(0)):
        return False
    growths = (growth(part.pieces[place].expr, x, side) for place, side in ((0, -1), (-1, 1)))
    return all(found is not None and found.square.is_nonpositive for found in growths)
