"""Kernels of a power of the distance to any knot and a smooth partner: the law of v given u.

With u = sqrt(q1) X, v = sqrt(q2) (rho X + s W), s^2 = 1 - rho^2, and tau = 1 - 2 g q2 s^2 > 0,

    E[exp(b v + g v^2) | u] = tau^(-1/2) exp((g m^2 + b m + b^2 q2 s^2/2)/tau),        m = rho sqrt(q2/q1) u,

and v^m under this law is a polynomial in u: what is left has one variable, and is a sum of powers with a threshold.
"""

from __future__ import annotations

from math import comb, prod

from sympy import Abs, Dummy, Expr, Max, Rational, S, Symbol, exp

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import DualKernel
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.moment import sum_forms
from derive.language.moments.power_moment import integrability, split_expectation, tails
from derive.language.moments.power_split import Split, exponential_terms
from derive.language.sources import MEHLER
from derive.language.symbols import c, q1, q2, x
from derive.rules.shifted_powers import Pieces

Names = dict[Expr, Expr]  # letters for coefficients
a, b, t = Symbol("a", positive=True), Symbol("b", real=True), Symbol("t", positive=True)


@rule(
    title="regression",
    statement=r"\mathbb E[\phi(u)\psi(v)]=\mathbb E\big[\phi(u)\,\mathbb E[\psi(v)\mid u]\big],\qquad v=c\sqrt{q_2/q_1}\,u+\sqrt{q_2(1-c^2)}\,W",
    source=MEHLER,
    proof="E[phi(u) psi(v)] = E[phi(u) E[psi(v) | u]] by Fubini's theorem. Given u, v is normal with mean k u, k = c sqrt(q2/q1), and variance r = q2 (1 "
    "- c^2); under exp(bv + gv^2) it becomes normal with mean (k u + b r)/tau and variance r/tau and the weight tau^(-1/2) exp((g k^2 u^2 + b k u + "
    "b^2 r/2)/tau), where tau = 1 - 2gr > 0 is returned. Moments of v are polynomials in u. What is left is one variable, with the conditions of "
    "integrability at the knots.",
    rank=8,
    examples=lambda: (
        DualKernel(Max(x - t, 0) ** a, x**2 - x, (0, 0), q1, q2, c),
        DualKernel(Max(x, 0) ** a, exp(b * x), (0, 0), q1, q2, c),
        DualKernel(x * exp(-(x**2)), Abs(x - 1) ** Rational(3, 2), (0, 1), q1, q2, c),
    ),
)
def dual_kernel_eq_regression(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] where one factor is a polynomial times exponentials of degree two on the whole line, the other has powers at its knots."""
    if not isinstance(goal, DualKernel) or max(goal.orders) > 1:
        return None
    activations = [Activation.of(f) for f in goal.functions]
    smooth = next((k for k in (1, 0) if not activations[k].knots), None)
    if smooth is None or not activations[1 - smooth].knots:
        return None
    field = field_of(goal.free_symbols)
    try:
        terms = exponential_terms(activations[smooth].derivative_pieces(goal.orders[smooth])[0].expr)
        pieces = Pieces.of(activations[1 - smooth], goal.orders[1 - smooth])
        if not pieces.singular:
            return None
        given = [regressed(term, goal, smooth, field) for term in terms]
        partner = sum((value for value, _, _ in given), start=S.Zero)
        names = {letter: value for _, found, _ in given for letter, value in found.items()}
        return _one_variable(pieces, goal, 1 - smooth, (partner, names), [form for _, _, forms in given for form in forms])
    except (OutOfClass, Undecided):
        return None


def regressed(term: tuple[Expr, int, Expr, Expr], goal: DualKernel, place: int, field: Field) -> tuple[Expr, Names, tuple[Form, ...]]:
    """E[A v^m exp(b v + g v^2) | u = x] as a function of x, its coefficients named by letters, and the conditions for it.

    v is normal with mean k x, k = c sqrt(q2/q1), and variance r = q2 (1 - c^2); under the exponential with mean (k x + b r)/tau and variance r/tau.
    """
    value, b, g = (normal_form(part, field) for part in (term[0], *term[2:]))
    (v1, _), (v2, _) = (positivity.sqrt(normal_form(goal.variances[k], field)) for k in (1 - place, place))
    rho = normal_form(goal.correlation, field)
    rest, slope = v2 * v2 * (field.one - rho * rho), rho * v2 / v1
    tau = field.one - g * rest * 2
    root, needed = positivity.positive_sqrt(tau)
    weight = value * field.exp(b * b * rest / (tau * 2)) / root
    names: Names = {}
    letters = [_named(form, names) for form in (b * slope / tau, g * slope * slope / tau)]
    power = [_named(weight * p, names) * x**k for k, p in enumerate(_moment(term[1], b * rest / tau, slope / tau, rest / tau))]
    return sum(power, start=S.Zero) * exp(letters[0] * x + letters[1] * x**2), names, needed


def _named(form: Form, names: Names) -> Expr:
    """A letter for a coefficient that is no number: sums in denominators would be multiplied out."""
    if form.constant is not None:
        return form.expression()
    letter = Dummy(real=True)
    names[letter] = form.expression()
    return letter


def _moment(m: int, offset: Form, slope: Form, spread: Form) -> list[Form]:
    """The coefficients in x of E[V^m] for V normal with mean offset + slope x and variance spread."""
    field = spread.field
    total = [field.zero] * (m + 1)
    for i in range(m // 2 + 1):
        n = m - 2 * i
        weight: int = comb(m, 2 * i) * prod(range(1, 2 * i, 2))
        for k in range(n + 1):
            total[k] = total[k] + spread**i * offset ** (n - k) * slope**k * (weight * comb(n, k))
    return total


def _one_variable(pieces: Pieces, goal: DualKernel, place: int, partner: tuple[Expr, Names], needed: list[Form]) -> Reduction | None:
    """E[phi^(m)(u) r(u)]."""
    order, (regular, names) = goal.orders[place], partner
    field = field_of(goal.free_symbols)
    parts = [(part * Split(regular, {})).xreplace(names) for part in pieces.splits[order]]
    root, _ = positivity.sqrt(normal_form(goal.variances[place], field))
    conditions = integrability(pieces.knots, parts, field)
    if conditions is None:
        return None
    total = split_expectation(pieces.knots, parts, root)
    masses = pieces.masses(0, 1, 0) if order else []
    densities = sum_forms(field, (mass.expectation(0, root, field) * normal_form(regular.subs(x, mass.knot).xreplace(names), field) for mass in masses))
    return Reduction(total + densities, strongest([*needed, *conditions, *tails(parts, root), *pieces.functions(order, field)], Form.expression))
