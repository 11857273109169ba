"""Hermite coefficients as functions of their order.

With the generating function exp(t z - t^2/2) = sum_n He_n(z) t^n/n!, E[f(Z) He_n(Z)] is the n-th derivative of E[f(Z + t)] at t = 0. So, p the normal density,

    E[Phi(a Z + b) He_n] = -(-r)^n He_(n-1)(h) p(h),      r = a/sqrt(1 + a^2), h = b/sqrt(1 + a^2),      n >= 1,
    E[1{a Z + b > 0} He_n] the same with r = sign(a), h = b/|a|,
    E[exp(b Z) He_n] = b^n exp(b^2/2),
    E[exp(-g Z^2 + b Z) He_n] = exp(b^2/(2 s))/sqrt(s) r^n He_n(b/(r s)),      s = 1 + 2 g, r = sqrt(1 - 1/s),
    E[cos(w Z + f) He_n] = w^n exp(-w^2/2) cos(f + n pi/2),
    E[exp(b Z) Phi(a Z + c) He_n] = exp(b^2/2) (b^n Phi(k) + r^n p(k) sum_(j < n) (b/r)^(n-1-j) He_j(b/r - k)),      k = (a b + c)/sqrt(1 + a^2);

cosines times exponentials and Gaussians are the same with b + iw for b, Gaussians that grow have s < 1 and r imaginary. All of it beside a gate is

    E[exp(-g Z^2 + B Z) Phi(a Z + c) He_n] = exp(B^2/(2 s))/sqrt(s) p(k) r^n M(n, -1; (1 - 1/s)/r^2, B/(r s), -k),      B = b + iw,

with r = a/(s u), k = (a B/s + c)/u, u^2 = a^2/s + 1 (u^2 = a^2/s for the indicator), M the n + 1 terms of Leibniz's rule (`HermitePairK`). Two gates have
one in their derivative. Powers of Z are multiplied in by Z He_n = He_(n+1) + n He_(n-1). What holds from some order on is completed by the moments of the
lower orders.
"""

from __future__ import annotations

from sympy import Heaviside, Max, exp, expand, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.integrand import Integrand, OutOfClass, glue, read_integrand
from derive.language.moments.scaled import with_scale
from derive.language.sources import MEHLER
from derive.language.special import Phi
from derive.language.symbols import phi, q, x
from derive.rules.hermite_gates import add_integrand
from derive.rules.hermite_series import Series


@rule(
    title="Hermite's generating function",
    statement=r"\mathbb E[f(Z)\,\mathrm{He}_n(Z)]=\frac{d^n}{dt^n}\,\mathbb E[f(Z+t)]\Big|_{t=0}",
    source=MEHLER,
    proof="E[f(Z + t)] = int f(x) p(x - t) dx, and (d/dt)^n p(x - t) = He_n(x - t) p(x - t) by Rodrigues' formula; f has at most the growth exp(g x^2), g "
    "< 1/2, so the derivative may be taken under the integral. E[f(Z + t)] is elementary for each factor: Phi(h + r t) for a gate, exp(b t + "
    "b^2/2), a Gaussian in t, each with b + iw for b where there is a cosine, exp(b t + b^2/2) Phi(k + r t) for both: with T_n its derivative for r = 1, "
    "T_(n+1) = b T_n + p(k) He_n(b - k), a sum of n terms; for k = b < 0 they sum to (1/sqrt(2 pi)) E[(iY)^n/(iY - b)], Y normal, an incomplete gamma "
    "function (DLMF 8.6.4), and T_n(b) = b^n - (-1)^n T_n(-b). A gate with all the rest: completing the square, E[f(Z + t)] = C exp(B t/s - (1 - 1/s) t^2/2) "
    "Phi(k + r t), and with (p He_nu)' = -p He_(nu+1), p He_(-1)(-k) = Phi(k), Leibniz's rule gives M; both sides are analytic in B. For B = c = 0, M is "
    "int_0^oo exp(-u^2/2) H_n(u; V) du, and H_n is a polynomial 1F1 of u^2 (DLMF 18.5.13), so a 2F1 term by term. A wave at the knot 0 is (1 + sign(Z))/2 "
    "times it; of the series of sin(w Z) sign(Z) each power has (-2)^k (-a/2)_k E|Z|^a (hermite_coefficient_eq_rising_factorial), the sum of the sizes "
    "is at most E[exp(w|Z|) |He_n|], and what is left is the series of 1F1(1; 3/2 - k; -w^2/2). Two gates: E[f He_n] = E[f' He_(n-1)], f' being a Gaussian "
    "with a gate, or the value of one gate where the other jumps. Powers of Z come by Z He_n = He_(n+1) + n He_(n-1); orders below the first one for which "
    "the pattern holds are listed as cases.",
    rank=10,
    examples=lambda: (
        HermiteCoefficient(Max(x, 0), phi, order, q),
        HermiteCoefficient(x * exp(x / 2), phi, order, q),
        HermiteCoefficient(exp(-Max(x, 0)), phi, order, q),
        HermiteCoefficient(exp(x) * Phi(x), phi, order, q),
        HermiteCoefficient(exp(-(x**2)) * sin(x + 1), phi, order, q),
        HermiteCoefficient(sin(x) * Heaviside(x), phi, order, q),
        HermiteCoefficient(exp(-(x**2)) * Heaviside(x - 1), phi, order, q),
        HermiteCoefficient(sin(x) * Phi(x), phi, order, q),
        HermiteCoefficient(Phi(x) * Phi(x - 1), phi, order, q),
    ),
)
def hermite_coefficient_eq_derivative(goal: Goal) -> Reduction | None:
    """E[f(sqrt(q) Z) He_n] as a function of n for sums of polynomials times an exponential of degree two, a cosine and a gate, or times two gates."""
    if not isinstance(goal, HermiteCoefficient) or goal.index != order:
        return None
    try:
        activation, root, needed = with_scale(goal, goal.composed, goal.variance)
        series = Series(root.field, {})
        add_integrand(series, _integrand(activation, root))
        return series.reduction(goal, needed)
    except (OutOfClass, Undecided):
        return None


def _integrand(activation: Activation, root: Form) -> Integrand:
    field = root.field
    knots = [normal_form(t, field) for t in activation.knots]
    parts = [read_integrand(expand(piece.expr), {x: (root,)}, field) for piece in activation.pieces]
    return glue(field, knots, parts, (root,))
