"""Standard letters and linearity: what can be said of any activation.

x = sqrt(q) Z, and u = sqrt(q1) X, v = sqrt(q2) Y for a standard pair. Where an activation is not a sum of truncated terms as a whole, a part of it may be:
linearity closes that part and leaves the rest as it is.
"""

from __future__ import annotations

import sympy
from sympy import Add, Expr, Integer, Mul, Pow, sqrt, tanh

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import OutOfClass, read_integrand
from derive.language.sources import FELLER
from derive.language.symbols import X, Y, Z, c, ddphi, dphi, phi, q, q1, q2, x, z


@rule(
    title="standardisation",
    statement=r"\mathbb E[h(u,v)]=\mathbb E\big[h(\sqrt{q_1}X,\sqrt{q_2}Y)\big],\qquad \mathbb E[h(x)]=\mathbb E\big[h(\sqrt qZ)\big]",
    source=FELLER,
    proof="x = sqrt(q) Z and (u, v) = (sqrt(q1) X, sqrt(q2) Y) have the laws of the goals, and without knots the derivatives are functions: the goal is "
    "only written in other letters.",
    rank=90,
    examples=lambda: (
        DualKernel(tanh(x), tanh(x), (0, 0), q1, q2, c),
        DualKernel(x + tanh(x), x + tanh(x), (1, 1), q, q, c),
        ActivationMoment(x + tanh(x), phi**2, q),
    ),
)
def expectation_eq_standard(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] and E[g(x)] in standard normal letters, for derivatives that are functions and activations without knots."""
    if isinstance(goal, DualKernel):
        first, second = (Activation.of(f) for f in goal.functions)
        if first.knots or second.knots:
            return None
        left = _at(first, goal.orders[0], sqrt(goal.variances[0]) * X)
        right = _at(second, goal.orders[1], sqrt(goal.variances[1]) * Y)
        return _opened(goal, Expectation(left * right, Gaussian(goal.correlation)))
    if isinstance(goal, ActivationMoment):
        activation = Activation.of(goal.function)
        if activation.knots:
            return None
        values = {name: _at(activation, n, sqrt(goal.variance) * Z) for n, name in enumerate((phi, dphi, ddphi))}
        return _opened(goal, Expectation(goal.polynomial.xreplace({**values, z: Z}), Gaussian()))
    return None


def _at(activation: Activation, order: int, argument: Expr) -> Expr:
    return activation.derivative_pieces(order)[0].expr.subs(x, argument)


def _opened(goal: Goal, expectation: Expectation) -> Reduction:
    return Reduction(field_of(goal.free_symbols).atom(expectation))


@rule(
    title="linearity",
    statement=r"\mathbb E[g+h]=\mathbb E[g]+\mathbb E[h]",
    source=FELLER,
    proof="The integral is linear where the summands are integrable. A summand of the truncated class becomes a moment with the condition for its "
    "existence, any other stays a goal that must be closed, or not, by itself.",
    rank=91,
    examples=lambda: (
        Expectation((X + tanh(X)) * (Y + tanh(Y)), Gaussian(c)),
        Expectation((Z + tanh(Z)) ** 2 + sympy.exp(Z), Gaussian()),
    ),
)
def expectation_add(goal: Goal) -> Reduction | None:
    """E[g + h] = E[g] + E[h] for a sum whose terms are integrable; terms of the truncated class become moments."""
    if not isinstance(goal, Expectation):
        return None
    field = field_of(goal.free_symbols)
    parts = [_part(term, goal.law, field) for term in Add.make_args(Add(*_terms(goal.body)))]
    total = field.zero
    for part in parts:
        total = total + part
    return None if list(total.atoms()) == [goal] or total == field.atom(goal) else Reduction(total)


def _terms(body: Expr) -> list[Expr]:
    """The summands after multiplying out sums; denominators and arguments of functions stay as they are."""
    if isinstance(body, Add):
        return [term for arg in body.args for term in _terms(arg)]
    if isinstance(body, Pow) and isinstance(body.base, Add) and body.exp.is_Integer and 0 < body.exp <= 16:
        return _terms(Mul(*([body.base] * int(body.exp)), evaluate=False))
    if not isinstance(body, Mul):
        return [body]
    terms = [Integer(1)]
    for factor in body.args:
        terms = [term * other for term in terms for other in _terms(factor)]
    return terms


def _part(term: Expr, law: Gaussian, field: Field) -> Form:
    """E[term]: a sum of moments if the term is of the truncated class, else its constant factor times an open expectation."""
    one, zero = field.one, field.zero
    letters = {Z: (one,)} if law.dimension == 1 else {X: (one, zero), Y: (zero, one)}
    try:
        return read_integrand(term, letters, field).expectation(tuple(normal_form(rho, field) for rho in law.args))
    except (OutOfClass, Undecided):
        constant, rest = term.as_independent(*law.letters, as_Add=False)
        return normal_form(constant, field) * field.atom(Expectation(rest, law))
