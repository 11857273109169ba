r"""A normal distribution function beside any function, as a gate on another variable.

    E[h(x) Phi(bx + t)] = E[h(u) 1{v > -t/s}],      x ~ N(0, q),  s^2 = 1 + b^2 q,  v standard normal with the correlation b sqrt(q)/s to u,

so E[x_+^a Phi(bx)], E[log|x| Phi(x)] and E[arctan(x - 1) Phi(x)] are kernels of a function and a step.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Abs, Dummy, Expr, Heaviside, Lambda, Max, Poly, PolynomialError, Symbol, atan, erf, erfc, expand, log, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.growth import growth
from derive.language.errors import DeriveError
from derive.language.forms import positivity
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.functions.piece import Piece, glued
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.moment import sum_forms
from derive.language.moments.scaled import with_scale
from derive.language.sources import FELLER
from derive.language.special import Phi
from derive.language.symbols import ddphi, dphi, phi, q, x, z

a, b = Symbol("a", positive=True), Symbol("b", positive=True)


@rule(
    title="a normal distribution function as a gate",
    statement=r"\mathbb E\big[h(x)\,\Phi(bx+t)\big]=\mathbb E\big[h(u)\,\mathbf 1\{v>-t/s\}\big],\qquad s=\sqrt{1+b^2q},\quad "
    r"\operatorname{Corr}(u,v)=\frac{b\sqrt q}s",
    source=FELLER,
    proof="Phi(bx + t) = P(W <= bx + t | x) for a standard normal W independent of x, so the left side is E[h(x) 1{bx - W > -t}] by Fubini's theorem, h being "
    "integrable. v = (bx - W)/s with s^2 = 1 + b^2 q is standard normal, and its correlation with x is b sqrt(q)/s. What stands beside each Phi is a "
    "function on the line that grows slower than exp(s x^2) for every s > 0, which is checked, so the terms are taken one by one.",
    rank=62,
    examples=lambda: (
        ActivationMoment(Max(x, 0) ** a * Phi(b * x), phi, q),
        ActivationMoment(log(Abs(x)) * Phi(x - 1), phi, q),
        ActivationMoment(atan(x - 1) * Phi(a - x) + Max(x, 0), phi * z, q),
    ),
)
def activation_moment_eq_kernel_with_gate(goal: Goal) -> Reduction | None:
    """E of a function that is linear in normal distribution functions of x, as kernels of what stands beside them and steps."""
    if not isinstance(goal, ActivationMoment) or not goal.function.has(Phi, erf, erfc) or goal.polynomial.has(dphi, ddphi):
        return None
    try:
        activation, root, needed = with_scale(goal, goal.function, goal.variance)
        rest, beside = _split(activation, goal.polynomial, root)
        terms = [_kernel(parts, inside, root, goal.variance) for inside, parts in beside.items()]
        if glued(rest) != 0:
            terms.append(root.field.atom(ActivationMoment(_function(rest), phi, goal.variance)))
        return Reduction(sum_forms(root.field, terms), needed) if beside else None
    except (OutOfClass, Undecided, PolynomialError, DeriveError):
        return None


def _split(activation: Activation, polynomial: Expr, root: Form) -> tuple[list[Piece], dict[Expr, list[Piece]]]:
    """The part without normal distribution functions, and what stands beside each; raises OutOfClass, PolynomialError where it is not linear in them."""
    bodies = [polynomial.xreplace({phi: _as_phi(piece.expr), z: x / root.expression()}) for piece in activation.pieces]
    gates = {gate: Dummy() for gate in sorted({gate for body in bodies for gate in body.atoms(Phi) if gate.has(x)}, key=str)}
    polys = [Poly(body.xreplace(gates), *gates.values()) for body in bodies]
    if any(sum(powers) > 1 for poly in polys for powers in poly.monoms()):
        raise OutOfClass("a product of normal distribution functions")
    values = [(poly.coeff_monomial(1), [poly.coeff_monomial(letter) for letter in gates.values()]) for poly in polys]
    rest = [replace(piece, expr=value) for piece, (value, _) in zip(activation.pieces, values, strict=True)]
    both = list(zip(activation.pieces, values, strict=True))
    return rest, {gate.args[0]: [replace(piece, expr=found[i]) for piece, (_, found) in both] for i, gate in enumerate(gates)}


def _as_phi(body: Expr) -> Expr:
    """The same with Phi for erf and erfc."""
    body = body.replace(erfc, lambda w: 2 * Phi(-sqrt(2) * w))
    return body.replace(erf, lambda w: 2 * Phi(sqrt(2) * w) - 1)


def _function(parts: list[Piece]) -> Lambda:
    """The function with these pieces; raises NotDefined where there is none, OutOfClass where it may grow like exp(s x^2)."""
    growths = (growth(parts[place].expr, x, side) for place, side in ((0, -1), (-1, 1)))
    if not all(size is not None and size.square.is_nonpositive for size in growths):
        raise OutOfClass("growth that a normal distribution function may be needed to bound")
    found = Lambda(x, glued(parts))
    _ = Activation.of(found).pieces
    return found


def _kernel(parts: list[Piece], inside: Expr, root: Form, variance: Expr) -> Form:
    """E[h(u) 1{v > -t/s}] as a goal."""
    field, inside = root.field, expand(inside)
    slope = inside.coeff(x, 1)
    offset = expand(inside - slope * x)
    if offset.has(x):
        raise OutOfClass("a normal distribution function of another function")
    steep = normal_form(slope, field) * root
    size = positivity.sqrt(field.one + steep * steep)[0]
    start, correlation = (normal_form(offset, field) / size).expression(), (steep / size).expression()
    return field.atom(DualKernel(_function(parts), Lambda(x, Heaviside(x + start)), (0, 0), variance, 1, correlation))
