r"""Logarithms with real zeros beside knots and normal distribution functions.

E[1{u > t} log|v - h|], E[relu(u) log|v^2 - 1|], E[Phi(u) log|v - 1|], and with a zero for each side of a knot E[sign(u) log(1 + |v|)]: the limit of

    E[1{Y > h} log(b + i(X + m))] = Phi(-h) M(b + im) + (i/2) exp(-h^2/2) A((-m + ib)/sqrt(2), h/sqrt(2); c)

as b goes to 0, where A is the integral of Dawson's function along an arc (`VoigtArcL`).
"""

from __future__ import annotations

from sympy import Abs, Heaviside, Max, PolynomialError, Symbol, log, sign

from derive.engine.rule import Goal, Reduction, rule
from derive.language.errors import DeriveError
from derive.language.forms.normal_form import Undecided
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.scaled import pair_with_scales
from derive.language.moments.smooth_part import masses
from derive.language.sources import AHLFORS
from derive.language.special import Phi
from derive.language.symbols import c, phi, q, q1, q2, x
from derive.rules.logarithms_beside_gates import of_line, of_sides

a = Symbol("a", positive=True)


@rule(
    title="logarithms with zeros beside gates",
    statement=r"\log|p(x)|=\log|p_n|+\sum_k\log|x-t_k|+\sum_j\tfrac12\log\big((x+m_j)^2+b_j^2\big),\qquad"
    r"\phi(u)=\sum_jr_j(u)f_j(u)+r(u),\qquad\mathbb E[f(X)\,X^kY^l\,e^{aX+bY}\,\mathbf 1\{N>h\}]"
    r"=e^{\sigma^2/2}\,\mathbb E[f(X+\mu)\,(X+\mu)^k(Y+\nu)^l\,\mathbf 1\{N>h-\kappa\}]",
    source=AHLFORS,
    proof="log|p| is the sum over the roots of p, t_k real and -m_j +- i b_j; log|x - t| is integrable beside polynomials and exponentials against the normal "
    "density. On a piece where w > 0, log(w) = log|w|, so that pieces on both sides of a zero have one function in common and no gate is left there. "
    "Beside the functions f_j and on the other side stand polynomials times exponentials beyond gates, Phi(w) = P(W <= w) being a gate on one more "
    "normal. exp(aX + bY), of variance sigma^2, moves each normal by its covariance with aX + bY (Cameron and Martin). Y^l given X and N is normal with "
    "a mean that is linear in X and N; where N is X or -X, given X alone, and 1{-X > h} = 1 - 1{X > -h} almost surely.",
    rank=95,
    examples=lambda: (
        DualKernel(Heaviside(x), log(Abs(x - 1)), (0, 0), q1, q2, c),
        DualKernel(x, sign(x) * log(1 + Abs(x)), (0, 0), q, q, c),
        DualKernel(Max(x - a, 0), log(Abs(2*x - 1)), (0, 0), q, q, c),
        DualKernel(Phi(x), x * log(Abs(x - 1)), (0, 0), q, q, c),
    ),
)
def dual_kernel_eq_distances_beside_gates(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] where one side has logarithms that are singular on the line or differ at a knot, and one has gates."""
    if not isinstance(goal, DualKernel) or not any(function.has(log) for function in goal.functions):
        return None
    try:
        activations, roots = pair_with_scales(goal)
        rho = normal_form(goal.correlation, roots[0].field)
        if rho.constant in (1, -1) or any(masses(activation, n) for activation, n in zip(activations, goal.orders, strict=True)):
            return None
        return of_sides(activations, goal, roots, rho, zeros=True)
    except (OutOfClass, Undecided, DeriveError, PolynomialError):
        return None


@rule(
    title="logarithms with zeros beyond knots",
    statement=r"\log|p(x)|=\log|p_n|+\sum_k\log|x-t_k|+\sum_j\tfrac12\log\big((x+m_j)^2+b_j^2\big),\qquad"
    r"\phi(x)=\sum_jr_j(x)f_j(x)+r(x),\qquad\mathbb E[f(Z)\,Z^k\,e^{aZ}\,\mathbf 1\{N>h\}]=e^{a^2/2}\,\mathbb E[f(Z+a)\,(Z+a)^k\,\mathbf 1\{N>h-ac\}]",
    source=AHLFORS,
    proof="log|p| is the sum over the roots of p, t_k real and -m_j +- i b_j; log|x - t| is integrable beside polynomials and exponentials against the normal "
    "density. On a piece where w > 0, log(w) = log|w|, so that pieces on both sides of a zero have one function in common and no gate is left there. "
    "Phi(w) = P(W <= w) is a gate N on one more normal, of correlation c with Z; exp(aZ) moves Z by a and N by ac (Cameron and Martin). For N = -Z, "
    "1{-Z > h} = 1 - 1{Z > -h} almost surely.",
    rank=96,
    examples=lambda: (
        ActivationMoment(Heaviside(x) * log(Abs(x - 1)), phi, q),
        ActivationMoment(log(1 + Abs(x)), phi, q),
        ActivationMoment(Phi(x) * log(Abs(x - a)), phi, q),
    ),
)
def activation_moment_eq_distances_beyond_knots(goal: Goal) -> Reduction | None:
    """E of polynomials and exponentials times logarithms with zeros, beyond knots or beside normal distribution functions."""
    return of_line(goal, zeros=True) if isinstance(goal, ActivationMoment) and goal.function.has(log) else None
