r"""Parity in two variables: (u, v) and (-u, -v) have the same law.

If phi is even, E[phi(u) psi(v)] = E[phi(u) (psi(v) + psi(-v))/2], and the same with a minus sign if phi is odd. Where that part of psi is a polynomial,
as for max(x, 0) = |x|/2 + x/2 beside an odd function, regression closes what no table of integrals does.
"""

from __future__ import annotations

from sympy import Abs, Dummy, Expr, Heaviside, Integer, Lambda, Max, Piecewise, Poly, Symbol, atan, erf, exp, expand, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.growth import growth
from derive.language.deciding.hypotheses import strongest
from derive.language.errors import DeriveError
from derive.language.forms.exponentials import Exponentials
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.functions.symmetry import even, odd
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.moments.conditions import open_conditions
from derive.language.moments.integrand import OutOfClass
from derive.language.sources import FELLER
from derive.language.special import Phi
from derive.language.symbols import c, ddphi, dphi, phi, q, q1, q2, x, z
from derive.rules.symmetry import integrable

a = Symbol("a", positive=True)
LARGEST = 500


@rule(
    title="parity",
    statement=r"\mathbb E[\phi(u)\psi(v)]=\mathbb E\big[\phi(u)\,\tfrac12(\psi(v)\pm\psi(-v))\big],\qquad\phi(-x)=\pm\phi(x)",
    source=FELLER,
    proof="(u, v) and (-u, -v) have the same law, so E[phi(u) psi(v)] = E[phi(-u) psi(-v)] = s E[phi(u) psi(-v)] if phi(-x) = s phi(x), s = 1 or -1, and the "
    "kernel is half the sum of its first and last form. The derivative of order m of phi has the parity s (-1)^m, also as a distribution; the part of psi "
    "that is kept is the one whose derivative of order n has the same parity. The kernel must exist, which a part of psi alone would not show: where the "
    "factors grow like exp(s u^2) and exp(r v^2), R^-1 - 2 diag(s, r) is positive definite by the conditions that are returned.",
    rank=54,
    examples=lambda: (
        DualKernel(atan(x), Max(x, 0), (0, 0), q1, q2, c),
        DualKernel(1 / (a + x**2), Heaviside(x) + x, (0, 0), q1, q2, c),
        DualKernel(atan(x), Max(x, 0) + Heaviside(x), (1, 0), q1, q2, c),
    ),
)
def dual_kernel_eq_kernel_of_part(goal: Goal) -> Reduction | None:
    """The kernel of phi^(m), which is even or odd, and the part of psi of that parity, psi without that parity and without knots but 0."""
    if not isinstance(goal, DualKernel):
        return None
    activations = [Activation.of(f) for f in goal.functions]
    for k in (0, 1):
        sign = _parity(activations[k])
        if sign is None or set(activations[1 - k].knots) - {Integer(0)}:
            continue
        sign *= (-1) ** sum(goal.orders)
        part = None if _parity(activations[1 - k]) == sign else _part(activations[1 - k], sign)
        if part is not None:
            first, second = (goal.functions[0], Lambda(x, part)) if k == 0 else (Lambda(x, part), goal.functions[1])
            needed = existence(activations, goal)
            kept = DualKernel(first, second, goal.orders, *goal.variances, goal.correlation)
            return None if needed is None else Reduction(field_of(goal.free_symbols).atom(kept), needed)
    return None


def existence(activations: list[Activation], goal: DualKernel) -> tuple[Form, ...] | None:
    """What must be positive where derivatives may grow like exp(s u^2), exp(r v^2): R^-1 - 2 diag(s, r) positive definite; None for unknown growth."""
    field = field_of(goal.free_symbols)
    sizes: list[list[Form]] = []
    try:
        rho = normal_form(goal.correlation, field)
        for activation, n, variance in zip(activations, goal.orders, goal.variances, strict=True):
            parts = activation.derivative_pieces(n)
            found = [growth(part.expr, x, side) for part, side in ((parts[0], -1), (parts[-1], 1))]
            squares = [g.square for g in found if g is not None]
            if len(squares) < len(found):
                return None
            sizes.append([normal_form(s, field) * normal_form(variance, field) * 2 for s in dict.fromkeys(squares) if not s.is_nonpositive])
        alone = [field.one - size for one in sizes for size in one]
        both = [(field.one - s) * (field.one - r) - rho * rho * s * r for s in sizes[0] for r in sizes[1]]
        return strongest(open_conditions([*alone, *both]), Form.expression)
    except Undecided:
        return None


@rule(
    title="symmetry of the normal law",
    statement=r"\mathbb E[g(\sqrt qZ)]=\mathbb E\big[\tfrac12\big(g(\sqrt qZ)+g(-\sqrt qZ)\big)\big]",
    source=FELLER,
    proof="Z and -Z have the same law, so E[g(x)] = E[g(-x)] where g is integrable; the rule applies to functions g, with powers of z in front, "
    "whose even part has fewer knots or fewer functions. The even part alone does not show that g is integrable: the growth of g is bounded, and 1 - 2 s q > 0 "
    "is returned where it may be like exp(s x^2).",
    rank=61,
    examples=lambda: (
        ActivationMoment(Phi(x) / (a + x**2), phi, q),
        ActivationMoment(Abs(atan(x)), phi**2, q),
        ActivationMoment(Max(atan(x), 0) + x, phi**2 * z**2, q),
    ),
)
def activation_moment_eq_moment_of_even_part(goal: Goal) -> Reduction | None:
    """E of a polynomial in phi and z as that of one function without knots, the even part of each coefficient of z^k (the odd one for odd k)."""
    if not isinstance(goal, ActivationMoment) or goal.polynomial.has(dphi, ddphi):
        return None
    activation = Activation.of(goal.function)
    if set(activation.knots) - {Integer(0)}:
        return None
    field = field_of(goal.free_symbols)
    sides = [Poly(goal.polynomial.xreplace({phi: piece.expr.replace(Phi, _as_erf)}), z) for piece in (activation.pieces[0], activation.pieces[-1])]
    total = field.zero
    for k in range(max(side.degree() for side in sides) + 1):
        left, right = (side.coeff_monomial(z**k) for side in sides)
        part = _even_part(left, right, (-1) ** k)
        if part is None or (right != 0 and not activation.knots and part.count_ops() >= right.count_ops()):
            return None
        if part != 0:
            total = total + field.atom(ActivationMoment(Lambda(x, part), phi * z**k, goal.variance))
    try:
        return Reduction(total, integrable(activation, goal.polynomial, normal_form(goal.variance, field)))
    except (OutOfClass, Undecided):
        return None


def _even_part(left: Expr, right: Expr, sign: int) -> Expr | None:
    """(g(x) + sign g(-x))/2 where it is one function on the whole line."""
    even = {wave: Dummy(positive=True) for wave in (right + left).atoms(exp) if wave.has(x) and expand(wave.args[0] - wave.args[0].subs(x, -x)) == 0}
    part = expand((right.xreplace(even) + sign * left.xreplace(even).subs(x, -x)) / 2)
    if part.has(exp):
        part = Exponentials().simplest(part) or part
    part = part.xreplace({letter: wave for wave, letter in even.items()})
    return part if part.count_ops() <= LARGEST and expand(part.subs(x, -x) - sign * part) == 0 else None


def _as_erf(argument: Expr) -> Expr:
    return (1 + erf(argument / sqrt(2))) / 2


def _parity(activation: Activation) -> int | None:
    """1 for an even, -1 for an odd function, None for others."""
    try:
        return 1 if even(activation).holds else -1 if odd(activation).holds else None
    except DeriveError:
        return None


def _part(activation: Activation, sign: int) -> Expr | None:
    """(psi(x) + sign psi(-x))/2; None if it is no simpler than psi."""
    parts = activation.pieces
    right = expand((parts[-1].expr + sign * parts[0].expr.subs(x, -x)) / 2)
    if right.count_ops() > LARGEST:
        return None
    if right.has(exp):
        right = Exponentials().simplest(right) or right
    if expand(right.subs(x, -x) - sign * right) == 0:
        return right
    return Piecewise((right, x > 0), (expand(sign * right.subs(x, -x)), True))
