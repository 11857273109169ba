r"""Kernels of sums of sin(a x)/x: probabilities of rectangles.

    sin(a x)/x = (1/2) int_{-a}^{a} exp(i s x) ds,      E[exp(i s u + i t v)] = exp(-(q1 s^2 + 2 c sqrt(q1 q2) s t + q2 t^2)/2),

so E[sin(a u)/u sin(b v)/v] is a quarter of the integral of a Gaussian over |s| <= a, |t| <= b.
"""

from __future__ import annotations

from sympy import Expr, Symbol, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf2_form, cdf_form
from derive.language.forms.form_derivative import derivative
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.summands import summands
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import DualKernel
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.moment import sum_forms
from derive.language.moments.scaled import pair_with_scales
from derive.language.sources import FELLER, PRICE
from derive.language.symbols import c, q1, q2, x

w = Symbol("w", positive=True)
Sines = list[tuple[Form, Form]]  # (A, a) for A sin(a x)/x


@rule(
    title="sine quotients on a rectangle",
    statement=r"\mathbb E\Big[\frac{\sin au}u\,\frac{\sin bv}v\Big]=\frac\pi{2\sqrt{q_1q_2(1-c^2)}}\,"
    r"\mathbb P\big(|S|\le a\sqrt{q_1(1-c^2)},\,|T|\le b\sqrt{q_2(1-c^2)}\big),\quad\operatorname{corr}(S,T)=-c",
    source=FELLER,
    proof="sin(a x)/x is half the integral of exp(isx) over |s| <= a. By Fubini the mean is a quarter of the integral of the characteristic function "
    "exp(-(q1 s^2 + 2 c sqrt(q1 q2) s t + q2 t^2)/2) over the rectangle. For |c| < 1 that is 2 pi/sqrt(q1 q2 (1 - c^2)) times the density of a centred normal "
    "pair with variances 1/(q1 (1 - c^2)), 1/(q2 (1 - c^2)) and correlation -c.",
    rank=9,
    examples=lambda: (
        DualKernel(sin(x) / x, sin(x) / x, (0, 0), q1, q2, c),
        DualKernel(sin(w * x) / x, (sin(x) - 2 * sin(3 * x)) / x, (0, 0), q1, q2, c),
    ),
)
def dual_kernel_eq_rectangle(goal: Goal) -> Reduction | None:
    """E[phi(u) psi(v)] for sums of sin(a x)/x, |c| < 1."""
    return _mean(goal) if isinstance(goal, DualKernel) and goal.orders == (0, 0) else None


@rule(
    title="derivative in the correlation",
    statement=r"\mathbb E[\phi^{(n)}(u)\,\psi^{(n)}(v)]=(q_1q_2)^{-n/2}\,\frac{\partial^n}{\partial c^n}\,\mathbb E[\phi(u)\psi(v)],\qquad|c|<1",
    source=PRICE,
    proof="Price's theorem: the density of the pair satisfies dp/dc = sqrt(q1 q2) d^2 p/(du dv), and two partial integrations move the derivatives onto phi "
    "and psi, which are entire and bounded with all derivatives on the line. The mean of the product is the probability of dual_kernel_eq_rectangle, an "
    "analytic function of c for |c| < 1, whose derivative is taken term by term.",
    rank=9,
    examples=lambda: (
        DualKernel(sin(x) / x, sin(x) / x, (1, 1), q1, q2, c),
        DualKernel(sin(w * x) / x, sin(w * x) / x, (1, 1), q1, q1, c),
    ),
)
def dual_kernel_eq_rectangle_slope(goal: Goal) -> Reduction | None:
    """E[phi^(n)(u) psi^(n)(v)] for sums of sin(a x)/x, |c| < 1, n = 1 or 2."""
    if not isinstance(goal, DualKernel) or goal.orders not in ((1, 1), (2, 2)) or not goal.correlation.is_Symbol:
        return None
    found, order = _mean(goal), goal.orders[0]
    if found is None:
        return None
    try:
        value, field = found.equal, found.equal.field
        for _ in range(order):
            value = derivative(value, goal.correlation)
        roots = [positivity.sqrt(normal_form(variance, field))[0] for variance in goal.variances]
    except Undecided:
        return None
    return Reduction(value / (roots[0] * roots[1]) ** order)


def _mean(goal: DualKernel) -> Reduction | None:
    """E[phi(u) psi(v)]."""
    try:
        activations, roots = pair_with_scales(goal)
        field = roots[0].field
        rho = normal_form(goal.correlation, field)
        if rho.constant in (1, -1):
            return None
        first, second = (_sines(activation, field) for activation in activations)
        spread, _ = positivity.sqrt(field.one - rho * rho)
    except (Undecided, OutOfClass):
        return None
    weight = field.pi / (roots[0] * roots[1] * spread * 2)
    terms = (v1 * v2 * _rectangle(a * roots[0] * spread, b * roots[1] * spread, -rho) for v1, a in first for v2, b in second)
    return Reduction(weight * sum_forms(field, terms))


def _sines(activation: Activation, field: Field) -> Sines:
    """phi as a sum of sines over x; raises OutOfClass."""
    bodies = {piece.expr for piece in activation.pieces}
    if len(bodies) != 1:
        raise OutOfClass("a function with knots")
    return [_sine(term, field) for term in summands(x * bodies.pop())]


def _sine(term: Expr, field: Field) -> tuple[Form, Form]:
    constant, wave = term.as_independent(x, as_Add=False)
    if not isinstance(wave, sin) or (wave.args[0] / x).has(x):
        raise OutOfClass("another function than a sine")
    return normal_form(constant, field), normal_form(wave.args[0] / x, field)


def _rectangle(h: Form, k: Form, rho: Form) -> Form:
    """P(|S| <= h, |T| <= k) for standard normals of correlation rho, continued as an odd function of h and of k."""
    return (cdf2_form(h, k, rho) + cdf2_form(h, k, -rho) - cdf_form(h) - cdf_form(k)) * 2 + h.field.one
