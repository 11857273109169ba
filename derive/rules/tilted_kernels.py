r"""Kernels of any functions times exponentials of degree one and two: completing the square in two variables.

    E[exp(g u^2 + h v^2 + a u + b v) phi(u) psi(v)] = D^(-1/2) exp((a m + b n)/2) E[phi(u' + m) psi(v' + n)],

where (u', v') is centred with the covariance S = (R^-1 - 2 diag(g, h))^-1, (m, n) = S (a, b) and D = (1 - 2 g q1)(1 - 2 h q2) - 4 g h c^2 q1 q2.
So E[exp(-u^2) R(u) psi(v)] is a kernel of R and psi.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Expr, Heaviside, Lambda, Max, S, Symbol, atan, erf, erfc, exp, expand

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.errors import DeriveError
from derive.language.forms import positivity
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.functions.piece import Piece, glued
from derive.language.goals.expectation import DualKernel
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.scaled import pair_with_scales
from derive.language.moments.smooth_part import masses
from derive.language.sources import CRAMER
from derive.language.special import Phi
from derive.language.symbols import c, q, q1, q2, x
from derive.rules.regression import tilts

a = Symbol("a", positive=True)
MOST = 6  # exponentials on one side
Sides = dict[tuple[Expr, Expr], tuple[Piece, ...]]  # the functions by the coefficients of x and x^2 in the exponential beside them


@rule(
    title="completing the square",
    statement=r"\mathbb E\big[e^{gu^2+hv^2+au+bv}\phi(u)\psi(v)\big]=\frac{e^{(am+bn)/2}}{\sqrt D}\,\mathbb E_S\big[\phi(u+m)\,\psi(v+n)\big],\quad "
    r"S=\big(R^{-1}-2\operatorname{diag}(g,h)\big)^{-1},\ \binom mn=S\binom ab,\ D=(1-2gq_1)(1-2hq_2)-4ghc^2q_1q_2",
    source=CRAMER,
    proof="The exponent -w'R^-1 w/2 + g u^2 + h v^2 + d'w, d = (a, b), is -(w - Sd)'S^-1 (w - Sd)/2 + d'Sd/2 with S^-1 = R^-1 - 2 diag(g, h), and det S/det "
    "R = 1/D. By inverting 2 by 2, S_11 = q1 (1 - 2hq2(1-c^2))/D, S_22 = q2 (1 - 2gq1(1-c^2))/D, S_12 = c sqrt(q1 q2)/D. S is positive definite if D and the "
    "two numerators are positive, which is returned; a growing exponential beside knots or normal distribution functions is refused. At |c| = 1 both "
    "sides are the limits. phi and psi grow slower than exp(s x^2) for every s > 0 and are integrable at their knots, so all means exist and the terms of "
    "a sum are taken one by one.",
    rank=58,
    examples=lambda: (
        DualKernel(exp(-(x**2)) / (1 + x**2), Max(x, 0), (0, 0), q1, q2, c),
        DualKernel(exp(x / 2 - a * x**2) / (1 + x**2), Heaviside(x - 1), (0, 0), q, q, c),
        DualKernel(atan(x) * exp(-x), Heaviside(x) * exp(-a * x**2), (0, 0), q1, q2, c),
    ),
)
def dual_kernel_eq_tilted_kernels(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] for sums of functions times exponentials of degree one and two, as kernels of these functions with another covariance."""
    if not isinstance(goal, DualKernel) or not any(function.has(exp) for function in goal.functions):
        return None
    try:
        activations, roots = pair_with_scales(goal)
        if any(masses(activation, n) for activation, n in zip(activations, goal.orders, strict=True) if n):
            return None
        rho = normal_form(goal.correlation, roots[0].field)
        first, second = (_by_exponentials(activation.derivative_pieces(n)) for activation, n in zip(activations, goal.orders, strict=True))
        if all(key == (S.Zero, S.Zero) for side in (first, second) for key in side):
            return None
        total, needed = rho.field.zero, list[Form]()
        for one in first.items():
            for other in second.items():
                law = _Law.of((one[0], other[0]), roots, rho, needed)
                total = total + law.weight * law.kernel((one[1], other[1]))
        return Reduction(total, strongest(needed, Form.expression))
    except (OutOfClass, Undecided, DeriveError):
        return None


def _by_exponentials(pieces: Sequence[Piece]) -> Sides:
    """Raises OutOfClass for other exponentials, and DeriveError where a term alone is no function on the line."""
    split = [tilts(piece.expr) for piece in pieces]
    keys = list(dict.fromkeys(key for found in split for key in found))
    if len(keys) > MOST:
        raise OutOfClass("many exponentials")
    if any(not square.is_nonpositive for _, square in keys) and (len(pieces) > 1 or pieces[0].expr.has(Phi, erf, erfc)):
        raise OutOfClass("growth on one side alone")
    sides = {key: tuple(replace(piece, expr=found.get(key, S.Zero)) for piece, found in zip(pieces, split, strict=True)) for key in keys}
    for parts in sides.values():
        _ = Activation.of(Lambda(x, glued(parts))).pieces
    return {key: parts for key, parts in sides.items() if any(part.expr != 0 for part in parts)}


@dataclass(frozen=True)
class _Law:
    """The covariance S, the place S d and the weight D^(-1/2) exp(d'Sd/2)."""

    variances: tuple[Form, Form]
    correlation: Form
    place: tuple[Form, Form]
    weight: Form

    @classmethod
    def of(cls, keys: tuple[tuple[Expr, Expr], tuple[Expr, Expr]], roots: list[Form], rho: Form, needed: list[Form]) -> _Law:
        """Adds what must be positive. Raises Undecided."""
        field = rho.field
        tilt = [normal_form(key[0], field) * root for key, root in zip(keys, roots, strict=True)]
        g, h = (normal_form(key[1], field) * root * root * 2 for key, root in zip(keys, roots, strict=True))
        left = field.one - rho * rho
        det = (field.one - g) * (field.one - h) - g * h * rho * rho
        one, other = field.one - h * left, field.one - g * left
        found = [positivity.positive_sqrt(part) for part in (det, one, other)]
        for _, conditions in found:
            needed.extend(conditions)
        root, *sizes = (value for value, _ in found)
        place = (one * tilt[0] + rho * tilt[1]) / det, (rho * tilt[0] + other * tilt[1]) / det
        weight = field.exp((tilt[0] * place[0] + tilt[1] * place[1]) / 2) / root
        variances = roots[0] * roots[0] * one / det, roots[1] * roots[1] * other / det
        return cls(variances, rho / (sizes[0] * sizes[1]), (place[0] * roots[0], place[1] * roots[1]), weight)

    def kernel(self, sides: tuple[Sequence[Piece], Sequence[Piece]]) -> Form:
        """E_S[phi(u + m) psi(v + n)] as a goal. Raises UndecidedSign where it is open on which side of a knot a piece lies."""
        first, second = (_moved(parts, shift.expression()) for parts, shift in zip(sides, self.place, strict=True))
        for function in (first, second):
            _ = Activation.of(function).pieces
        v1, v2 = (variance.expression() for variance in self.variances)
        return self.weight.field.atom(DualKernel(first, second, (0, 0), v1, v2, self.correlation.expression()))


def _moved(parts: Sequence[Piece], shift: Expr) -> Lambda:
    """The function of x + shift."""
    if shift == 0:
        return Lambda(x, glued(parts))
    return Lambda(x, glued([Piece(expand(p.lower - shift), expand(p.upper - shift), p.expr.subs(x, x + shift)) for p in parts]))
