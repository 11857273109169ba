"""Rational functions of two correlated normals: partial fractions, conditioning, and the Laplace representation of a pole.

    1/(x^2 + b^2) = (1/b) int_0^oo exp(-b s) cos(s x) ds,            x/(x^2 + b^2) = int_0^oo exp(-b s) sin(s x) ds,            b > 0,

turn the kernel of two poles into int int exp(-b1 s - b2 t - (s^2 + t^2)/2) cosh(c s t) ds dt, or sinh: two tilted orthant integrals of a normal law.
"""

from __future__ import annotations

import sympy
from sympy import Expr, Lambda, Symbol, binomial, factorial2, tanh

from derive.engine.rule import Goal, Reduction, rule
from derive.language.errors import DeriveError
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf2_form
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import Integrand, OutOfClass
from derive.language.moments.moment import Shape, moment_form
from derive.language.moments.rational import PartialFractions, Simple, read_fractions
from derive.language.moments.rational_moment import known_sign, piecewise_expectation
from derive.language.moments.scaled import pair_without_knots
from derive.language.sources import AHLFORS, FELLER, WIDDER
from derive.language.symbols import X, Y, Z, c, phi, q, q1, q2, x
from derive.rules.symmetry import integrable

a, b = Symbol("a", positive=True), Symbol("b", positive=True)


@rule(
    title="partial fractions",
    statement=r"\phi^{(m)}(\sqrt{q_1}X)=\sum_jg_j(X),\ \psi^{(n)}(\sqrt{q_2}Y)=\sum_kh_k(Y),\qquad "
    r"\mathbb E[\phi^{(m)}\psi^{(n)}]=\sum_{j,k}\mathbb E[g_j(X)h_k(Y)]",
    source=AHLFORS,
    proof="Both derivatives are rational functions without poles on the line; each is the sum of its partial fractions, which are bounded by polynomials, "
    "so the mean of the product is the sum of the means of the products. (X, Y) -> (-X, -Y) preserves the law: a product of an even and an odd "
    "fraction has mean zero. If one factor is constant, one variable is left; at c = 1 and c = -1, Y = X and Y = -X almost surely.",
    rank=7,
    examples=lambda: (
        DualKernel(1 / (1 + x**2), 1 / (1 + x**2), (0, 0), q1, q2, c),
        DualKernel(x + x / (a + x**2), x + x / (a + x**2), (0, 0), q, q, c),
        DualKernel(sympy.atan(x), sympy.atan(x), (1, 1), q, q, 1),
    ),
)
def dual_kernel_eq_partial_fractions(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] for functions that are rational on the line, with poles at +-ib only; pairs of opposite parity have mean 0."""
    if not isinstance(goal, DualKernel):
        return None
    try:
        found = pair_without_knots(goal)
        if found is None:
            return None
        roots, bodies = found
        field = roots[0].field
        first, second = (read_fractions(body, x, field).rescaled(root) for body, root in zip(bodies, roots, strict=True))
        if not any(simple.degree for simple in (*first.terms, *second.terms)):
            return None
        return Reduction(_kernel(first, second, normal_form(goal.correlation, field)))
    except (OutOfClass, Undecided):
        return None


def _kernel(first: PartialFractions, second: PartialFractions, rho: Form) -> Form:
    field = rho.field
    if rho.constant in (1, -1):
        truncated = Integrand(field, 1, {})
        return piecewise_expectation([], [(first * _mirrored(second, int(rho.constant)), truncated)], field.one)
    total = field.zero
    for one, value in first.terms.items():
        for other, weight in second.terms.items():
            total = total + value * weight * _pair(one, other, rho)
    return total


def _mirrored(fractions: PartialFractions, sign: int) -> PartialFractions:
    """The function at sign x; all denominators are even."""
    return PartialFractions(fractions.field, {simple: value * sign**simple.k for simple, value in fractions.terms.items()})


def _pair(one: Simple, other: Simple, rho: Form) -> Form:
    """E[one(X) other(Y)]."""
    if any(simple.degree == 1 or (simple.pole is not None and known_sign(simple.pole) <= 0) for simple in (one, other)):
        raise OutOfClass("a pole on the line")
    if one.pole is not None and other.pole is not None and (one.power.denominator > 1 or other.power.denominator > 1):
        raise OutOfClass("a root in two variables")
    field = rho.field
    if (one.k + other.k) % 2:
        return field.zero
    if one.pole is None and other.pole is None:
        zero = (field.zero, field.zero)
        return moment_form(field, (rho,), {(one.k, other.k): field.one}, Shape(zero, zero))
    body = one.at(X) * other.at(Y)
    return _one_factor(one, other, field) if not body.has(X) or not body.has(Y) else field.atom(Expectation(body, Gaussian(rho.expression())))


def _one_factor(one: Simple, other: Simple, field: Field) -> Form:
    """E[one(X) other(Y)] where one of the two is constant."""
    simple = other if one.pole is None else one
    return field.atom(Expectation(simple.at(Z), Gaussian())) if not simple.k else field.zero


@rule(
    title="regression",
    statement=r"\mathbb E[X^kf(Y)]=\sum_j\tbinom k{2j}(2j-1)!!\,(1-c^2)^jc^{k-2j}\,\mathbb E[Z^{k-2j}f(Z)],\qquad X=cY+\sqrt{1-c^2}\,W",
    source=FELLER,
    proof="Given Y, X = cY + sqrt(1 - c^2) W with W standard normal independent of Y. Expand the k-th power; E[W^(2j)] = (2j-1)!!, odd powers of W "
    "vanish, and Fubini's theorem holds because f(Y) times powers is integrable.",
    rank=45,
    examples=lambda: (
        Expectation(X / (Y**2 + a) * Y, Gaussian(c)),
        Expectation(X**2 / (Y**2 + a), Gaussian(c)),
        Expectation(tanh(X) * Y**3, Gaussian(c)),
    ),
)
def expectation_eq_regression(goal: Goal) -> Reduction | None:
    """E[X^k f(Y)], k >= 1: X is c Y plus an independent normal of variance 1 - c^2, whose moments are those of Isserlis."""
    found = _monomial_factor(goal) if isinstance(goal, Expectation) and goal.law.dimension == 2 else None
    if found is None:
        return None
    k, body = found
    field = field_of(goal.free_symbols)
    rho, total = normal_form(goal.law.correlation, field), field.zero
    for j in range(k // 2 + 1):
        weight = (field.one - rho * rho) ** j * rho ** (k - 2 * j) * int(binomial(k, 2 * j) * factorial2(2 * j - 1))
        total = total + weight * field.atom(Expectation(Z ** (k - 2 * j) * body, Gaussian()))
    if total:
        return Reduction(total)
    try:
        return Reduction(total, integrable(Activation.of(Lambda(x, body.xreplace({Z: x}))), phi, field.one))
    except (OutOfClass, Undecided, DeriveError):
        return None


def _monomial_factor(goal: Expectation) -> tuple[int, Expr] | None:
    """(k, f(Z)) for a body X^k f(Y) or f(X) Y^k."""
    for letter, other in ((X, Y), (Y, X)):
        rest, power = goal.body.as_independent(letter, as_Add=False)
        base, k = power.as_base_exp()
        if base == letter and k.is_Integer and 0 < k <= 16 and rest.has(other):
            return int(k), rest.xreplace({other: Z})
    return None


@rule(
    title="Laplace representation of two poles",
    statement=r"\mathbb E\Big[\frac1{(X^2+b_1^2)(Y^2+b_2^2)}\Big]=\frac{\pi}{b_1b_2\sqrt{1-c^2}}\sum_{\epsilon=\pm1}"
    r"e^{\frac{b_1^2+2\epsilon cb_1b_2+b_2^2}{2(1-c^2)}}\,"
    r"\Phi_2\Big({-\tfrac{b_1+\epsilon cb_2}{\sqrt{1-c^2}}},{-\tfrac{b_2+\epsilon cb_1}{\sqrt{1-c^2}}};\epsilon c\Big),"
    r"\quad|c|<1;\qquad\mathbb E\Big[\frac{XY}{(X^2+b_1^2)(Y^2+b_2^2)}\Big]:\ \text{weights }\epsilon b_1b_2",
    source=WIDDER,
    proof="By the two Laplace integrals (b_1, b_2 > 0, absolutely convergent: Fubini) and E[cos(sX) cos(tY)] = exp(-(s^2 + t^2)/2) cosh(c s t), the mean "
    "is (1/(2 b_1 b_2)) sum over e = 1, -1 of int int exp(-b.y - y'Py/2) dy over y > 0, P = (1, -ec; -ec, 1), positive definite for |c| < 1. "
    "Completing the square with S = P^-1 = (1, ec; ec, 1)/(1 - c^2) each is 2 pi sqrt(det S) exp(b'Sb/2) P(N(-Sb, S) > 0), and standardised this "
    "orthant is Phi2(-(b_1 + ec b_2)/sqrt(1-c^2), -(b_2 + ec b_1)/sqrt(1-c^2); ec). With sines, sinh gives the sign e and no 1/(b_1 b_2). At |c| = "
    "1 the formula is a limit.",
    rank=41,
    examples=lambda: (
        Expectation(1 / ((X**2 + a**2) * (Y**2 + b**2)), Gaussian(c)),
        Expectation(X * Y / ((X**2 + 1 / q1) * (Y**2 + 1 / q2)), Gaussian(c)),
        Expectation(1 / ((X**2 + 1 / q) * (Y**2 + 1 / q)), Gaussian(c)),
    ),
)
def two_poles_eq_bivariate_cdf(goal: Goal) -> Reduction | None:
    """1/(x^2 + b^2) = (1/b) int_0^oo e^(-bs) cos(sx) ds and E[cos(sX) cos(tY)] = e^(-(s^2+t^2)/2) cosh(cst) leave two normal orthants.

    int int e^(-b.y - y'Py/2) dy = 2 pi sqrt(det S) e^(b'Sb/2) P(N(-Sb, S) > 0) with P = (1, -ec; -ec, 1), S = P^-1; sin and sinh for the odd case.
    """
    found = _poles(goal)
    if found is None or found[0].power != 1 or found[1].power != 1:
        return None
    field, rho = field_of(goal.free_symbols), goal.law.correlation
    try:
        roots = [_root(simple.pole) for simple in found]
        return Reduction(_orthants(roots[0], roots[1], normal_form(rho, field), found[0].k))
    except Undecided:
        return None


def _orthants(b1: Form, b2: Form, rho: Form, k: int) -> Form:
    """sum over e = 1, -1 of weight(e) exp(b'Sb/2) Phi2(-h1, -h2; e c), times pi/sqrt(1 - c^2)."""
    field = rho.field
    d = field.one - rho * rho
    spread, total = _root(d), field.zero
    for e in (1, -1):
        r = rho * e
        exponent = (b1 * b1 + b2 * b2 + b1 * b2 * r * 2) / (d * 2)
        probability = cdf2_form(-(b1 + r * b2) / spread, -(b2 + r * b1) / spread, r)
        total = total + (field.number(e) if k else (b1 * b2).inverse()) * field.exp(exponent) * probability
    return total * field.pi / spread


def _poles(goal: Goal) -> tuple[Simple, Simple] | None:
    """The two simple fractions of E[g(X) h(Y)], both even or both odd, with poles at +-ib."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 2 or goal.law.correlation in (1, -1):
        return None
    field = field_of(goal.free_symbols)
    rest, in_x = goal.body.as_independent(X, as_Add=False)
    try:
        factors = [read_fractions(in_x, X, field), read_fractions(rest, Y, field)] if not in_x.has(Y) else []
        simples = [simple for factor in factors for simple in factor.terms]
        if len(simples) != 2 or any(value != field.one for factor in factors for value in factor.terms.values()):
            return None
        one, other = simples
        same = one.k == other.k and one.degree == other.degree == 2 and one.power.denominator == other.power.denominator == 1
        return (one, other) if same and known_sign(_pole(one)) > 0 and known_sign(_pole(other)) > 0 else None
    except (OutOfClass, Undecided):
        return None


def _pole(simple: Simple) -> Form:
    assert simple.pole is not None
    return simple.pole


def _root(form: Form | None) -> Form:
    assert form is not None
    root, needed = positivity.sqrt(form)
    if needed:
        raise Undecided("the root of a pole")
    return root
