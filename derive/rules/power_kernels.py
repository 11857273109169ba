r"""Real powers of two variables.

By the parity of the two sides a kernel is a sum of E|X|^a |Y|^b and E[sign(X) sign(Y) |X|^a |Y|^b], or of orthant moments of X_+^a Y_+^b. Mehler's
expansion E[f(X) g(Y)] = sum_n E[f He_n] E[g He_n] rho^n/n! sums to hypergeometric functions, because (integration by parts, n times)

    E[|Z|^a He_2n(Z)] = (-2)^n (-a/2)_n E|Z|^a,        E[sign(Z) |Z|^a He_(2n+1)(Z)] = (-2)^n ((1 - a)/2)_n E|Z|^(a+1).

For equal exponents on an orthant the two series join (a quadratic transformation) to

    E[X_+^a Y_+^a] = (1 - rho^2)^(a+1/2)/(2 pi) int_0^oo t^a K_0(t) e^(rho t) dt
                   = Gamma(a+1)^2 (1+rho)^(a+1/2)/(2 sqrt(2 pi) Gamma(a+3/2)) 2F1(1/2, 1/2; a+3/2; (1+rho)/2),

the first by polar coordinates xy = t, x/y = e^(2s), which is the integral of Yang and Schoenholz.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Abs, Expr, Max, Piecewise, Rational, S, Symbol, sign, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form
from derive.language.forms.power_functions import gamma_form, hypergeometric_form
from derive.language.functions.activation import Activation
from derive.language.functions.power_sides import Sides, sides
from derive.language.goals.expectation import DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.moment import sum_forms
from derive.language.moments.power_goal import BOTH, ORTHANT, SIGNS, PairGoal, absolute_moment, hypothesis, pair_moment, two_powers
from derive.language.moments.power_pairs import pairs
from derive.language.sources import FELLER, MEHLER, YANG_SCHOENHOLZ
from derive.language.symbols import X, Y, c, q, q1, q2, x

a, b = Symbol("a", positive=True), Symbol("b", positive=True)
HALF = Rational(1, 2)


@rule(
    title="homogeneity and symmetry",
    statement=r"\mathbb E\big[u_\pm^av_\pm^b\big]=q_1^{a/2}q_2^{b/2}\,\mathbb E[X_\pm^aY_\pm^b],\qquad \mathbb E[X_-^aY_-^b]=\mathbb E[X_+^aY_+^b]",
    source=FELLER,
    proof="On each side of 0 phi^(m)(sqrt(q1) X) is a sum of A |X|^a log^k |X| with powers of sqrt(q1) in A, log|u| = log|X| + log(q1)/2; the product is "
    "multiplied out over the four quadrants, and (X, Y) -> (-X, -Y) identifies opposite ones. phi^(m) is a function plus a multiple of delta at 0 "
    "if all exponents are above -1 after m derivatives, returned as a condition; a delta at v = 0 has the mean E[. | v = 0]/sqrt(2 pi q2), where u "
    "has the variance q1 (1 - c^2), |c| < 1.",
    rank=4,
    examples=lambda: (
        DualKernel(Piecewise((x**a, x > 0), (0, True)), Piecewise((x**a, x > 0), (0, True)), (0, 0), q1, q2, c),
        DualKernel(Abs(x) ** a + x, Abs(x) ** a + x, (0, 0), q, q, c),
        DualKernel(Piecewise((x**a, x > 0), (-b * sqrt(-x), True)), sign(x) * Abs(x) ** b, (0, 0), q1, q2, c),
        DualKernel(Max(x, 0) ** (a + 1), Max(x, 0) ** (a + 1), (1, 1), q, q, c),
        DualKernel(sqrt(Abs(x)) * x + sign(x), sqrt(Abs(x)) * x + sign(x), (1, 1), q1, q2, c),
    ),
)
def dual_kernel_eq_power_moments(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] for sums of powers and logarithms on each side of 0, by pairs of exponents; whole powers become truncated moments.

    phi^(m) and psi^(n) must be functions beside their deltas: all exponents above -1, a hypothesis where it does not follow from the assumptions.
    """
    if not isinstance(goal, DualKernel):
        return None
    halves = [sides(Activation.of(f)) for f in goal.functions]
    if halves[0] is None or halves[1] is None or (halves[0].whole and halves[1].whole):
        return None
    field = field_of(goal.free_symbols)
    try:
        roots = [positivity.sqrt(normal_form(v, field))[0] for v in goal.variances]
        first, second = (_derivative(half, n, field) for half, n in zip((halves[0], halves[1]), goal.orders, strict=True))
        if first is None or second is None:
            return None
        rho = normal_form(goal.correlation, field)
        value = pairs(first.regular, second.regular, roots, rho) + _masses(first, second, roots, rho)
    except Undecided:
        return None
    singular = first.mass != 0 or second.mass != 0
    return Reduction(value, strongest([*first.needed, *second.needed, *((field.one - rho * rho,) if singular else ())], Form.expression))


@dataclass(frozen=True)
class Derivative:
    """phi^(n) = regular + mass delta, a function beside its delta if all of `needed` are positive."""

    regular: Sides
    mass: Expr
    needed: list[Form]


def _derivative(half: Sides, n: int, field: Field) -> Derivative | None:
    """phi^(n); None if it certainly is not a function plus a multiple of delta."""
    needed = []
    for exponent in half.exponents():
        try:
            needed.append(hypothesis(exponent - n + 1, normal_form(exponent - n + 1, field)))
        except ValueError:
            return None
    if any(half.jump(k) != 0 for k in range(n - 1)):
        return None
    return Derivative(half.derivative(n), half.jump(n - 1) if n else S.Zero, [condition for condition in needed if condition is not None])


def _masses(first: Derivative, second: Derivative, roots: Sequence[Form], rho: Form) -> Form:
    """The terms with delta(u) or delta(v), which are densities at 0; given v = 0, u is normal with variance q1 (1 - rho^2)."""
    field, total = rho.field, rho.field.zero
    if first.mass == 0 and second.mass == 0:
        return total
    spread, density = positivity.sqrt(field.one - rho * rho)[0], positivity.sqrt(field.pi * 2)[0].inverse()
    weights = [normal_form(factor.mass, field) * density / root for factor, root in zip((first, second), roots, strict=True)]
    for factor, root, weight in ((first, roots[0], weights[1]), (second, roots[1], weights[0])):
        at = factor.regular.dilated((root * spread).expression())
        mean = ((at.left + at.right).scaled(S.Half)).terms.items() if weight else ()
        total = total + weight * sum_forms(field, (normal_form(value, field) * absolute_moment(key, field) for key, value in mean))
    return total + weights[0] * weights[1] / spread


@rule(
    title="Mehler's expansion, even part",
    statement=r"\mathbb E\big[|X|^a|Y|^b\big]=\frac{2^{(a+b)/2}}\pi\,\Gamma\Big(\frac{a+1}2\Big)\Gamma\Big(\frac{b+1}2\Big)\,"
    r"{}_2F_1\Big(-\frac a2,-\frac b2;\frac12;\rho^2\Big)",
    source=MEHLER,
    proof="For a, b > -1/2 Mehler's expansion E[f(X) g(Y)] = sum_n E[f He_n] E[g He_n] rho^n/n! converges as f, g are square integrable. The coefficients "
    "of |x|^a are (-2)^n (-a/2)_n E|Z|^a at the order 2n (hermite_coefficient_eq_rising_factorial) and (2n)! = 4^n n! (1/2)_n, so the sum is E|Z|^a "
    "E|Z|^b 2F1(-a/2, -b/2; 1/2; rho^2). For |rho| < 1 both sides are analytic in a and b for real parts above -1. At |rho| = 1 the series "
    "converges for a + b > -1 (Gauss), and Abel's theorem applies; for a + b <= -1 the mean is infinite there.",
    rank=25,
    examples=lambda: (
        Expectation(Abs(X) ** a * Abs(Y) ** b, Gaussian(c)),
        Expectation(sqrt(Abs(X)) * Abs(Y) ** Rational(1, 3), Gaussian(-c)),
        Expectation(Abs(X) ** (a - 1) * Y**2, Gaussian(c)),
    ),
)
def even_powers_eq_hypergeometric(goal: Goal) -> Reduction | None:
    """E|X|^a |Y|^b for a, b > -1; at |rho| = 1 also a + b > -1."""
    pair = _matched(goal, BOTH)
    if pair is None:
        return None
    field, (needed, either), (s, t, r) = pair
    weight = power_form(field.number(2), (s + t) / 2) / field.pi
    gammas = gamma_form((s + field.one) / 2) * gamma_form((t + field.one) / 2)
    return Reduction(weight * gammas * hypergeometric_form(-s / 2, -t / 2, field.one / 2, r * r), needed, either=either)


@rule(
    title="Mehler's expansion, odd part",
    statement=r"\mathbb E\big[\operatorname{sign}(XY)|X|^a|Y|^b\big]=\frac{2^{(a+b)/2+1}\rho}\pi\,\Gamma\Big(\frac a2+1\Big)\Gamma\Big(\frac b2+1\Big)\,"
    r"{}_2F_1\Big(\frac{1-a}2,\frac{1-b}2;\frac32;\rho^2\Big)",
    source=MEHLER,
    proof="As for the even part, with the coefficients (-2)^n ((1-a)/2)_n E|Z|^(a+1) of sign(x) |x|^a at the order 2n + 1 and (2n+1)! = 4^n n! (3/2)_n: "
    "the sum is rho E|Z|^(a+1) E|Z|^(b+1) 2F1((1-a)/2, (1-b)/2; 3/2; rho^2). |rho| < 1 and a, b > -1 by analyticity; |rho| = 1 and a + b > -1 by "
    "Abel's theorem.",
    rank=25,
    examples=lambda: (
        Expectation(SIGNS * Abs(X) ** a * Abs(Y) ** b, Gaussian(c)),
        Expectation(SIGNS * sqrt(Abs(X)) * Abs(Y) ** 3, Gaussian(c)),
    ),
)
def odd_powers_eq_hypergeometric(goal: Goal) -> Reduction | None:
    """E[sign(X) sign(Y) |X|^a |Y|^b] for a, b > -1; at |rho| = 1 also a + b > -1."""
    pair = _matched(goal, SIGNS)
    if pair is None:
        return None
    field, (needed, either), (s, t, r) = pair
    weight = power_form(field.number(2), (s + t) / 2) * r * 2 / field.pi
    gammas = gamma_form(s / 2 + field.one) * gamma_form(t / 2 + field.one)
    return Reduction(weight * gammas * hypergeometric_form((field.one - s) / 2, (field.one - t) / 2, field.number(3) / 2, r * r), needed, either=either)


@rule(
    title="orthant moment of equal powers",
    statement=r"\mathbb E\big[X_+^aY_+^a\big]=\frac{\Gamma(a+1)^2(1+\rho)^{a+1/2}}{2\sqrt{2\pi}\,\Gamma(a+\frac32)}\,"
    r"{}_2F_1\Big(\frac12,\frac12;a+\frac32;\frac{1+\rho}2\Big)",
    source=YANG_SCHOENHOLZ,
    proof="With xy = t, x/y = exp(2s), dx dy = dt ds, the integral over s is a Bessel function: E[X_+^a Y_+^a] = (1 - rho^2)^(a+1/2)/(2 pi) int_0^oo t^a "
    "K_0(t) exp(rho t) dt for |rho| < 1, a > -1. That integral is sqrt(pi) Gamma(a+1)^2/((1-rho)^(a+1) Gamma(a+3/2)) 2F1(a+1, 1/2; a+3/2; "
    "-(1+rho)/(1-rho)), a Laplace transform of K_0, and Pfaff's transformation makes the last factor ((1-rho)/2)^(1/2) 2F1(1/2, 1/2; a+3/2; "
    "(1+rho)/2). At rho = 1 the series converges for a > -1/2 (Abel's theorem); at rho = -1 both sides vanish then. Otherwise |rho| < 1 is "
    "returned.",
    rank=24,
    examples=lambda: (
        Expectation(ORTHANT * Abs(X) ** a * Abs(Y) ** a, Gaussian(c)),
        Expectation(ORTHANT * sqrt(Abs(X)) * sqrt(Abs(Y)), Gaussian(-c)),
    ),
)
def orthant_powers_eq_hypergeometric(goal: Goal) -> Reduction | None:
    """E[X_+^a Y_+^a] for a > -1; at |rho| = 1 also a > -1/2."""
    pair = _matched(goal, ORTHANT)
    if pair is None or pair[2][0] != pair[2][1]:
        return None
    field, (needed, either), (s, _, r) = pair
    third = s + field.number(3) / 2
    try:
        weight = gamma_form(s + field.one) ** 2 * power_form(field.one + r, s + field.one / 2) / gamma_form(third)
    except Undecided:
        return None
    half = field.one / 2
    scale = positivity.sqrt(field.pi * 2)[0] * 2
    return Reduction(weight * hypergeometric_form(half, half, third, (field.one + r) / 2) / scale, needed, either=either)


@rule(
    title="parity",
    statement=r"\mathbb E\big[X_+^aY_+^b\big]=\tfrac14\,\mathbb E\big[|X|^a|Y|^b\big]+\tfrac14\,\mathbb E\big[\operatorname{sign}(XY)|X|^a|Y|^b\big]",
    source=FELLER,
    proof="Almost surely 1{X > 0} 1{Y > 0} = (1 + sign X)(1 + sign Y)/4. (X, Y) -> (-X, -Y) preserves the law and changes the sign of sign(X) |X|^a |Y|^b "
    "and sign(Y) |X|^a |Y|^b (with logarithms of |X| and |Y| too), so these two have mean zero. All four are integrable for a, b > -1, and at |rho| "
    "= 1 for a + b > -1.",
    rank=26,
    examples=lambda: (Expectation(ORTHANT * Abs(X) ** a * Abs(Y) ** b, Gaussian(c)),),
)
def orthant_powers_eq_parity(goal: Goal) -> Reduction | None:
    """1{X>0} 1{Y>0} = (1 + sign X)(1 + sign Y)/4, and the two terms with one sign are odd under (X, Y) -> (-X, -Y); logarithms are even."""
    pair = two_powers(goal)
    if pair is None or pair.weight != ORTHANT:
        return None
    field = field_of(goal.free_symbols)
    conditions = _conditions(pair, field)
    if conditions is None:
        return None
    parts = [pair_moment(pair.first, pair.second, weight, pair.rho, field) for weight in (BOTH, SIGNS)]
    return Reduction(sum_forms(field, parts) / 4, conditions[0], either=conditions[1])


Conditions = tuple[tuple[Form, ...], tuple[tuple[Form, ...], ...]]  # all of these, and one of each of those


def _matched(goal: Goal, weight: Expr) -> tuple[Field, Conditions, tuple[Form, Form, Form]] | None:
    """The field, the conditions for existence, and (a, b, rho) of a goal E[|X|^a |Y|^b weight] without logarithms."""
    pair = two_powers(goal)
    if pair is None or pair.weight != weight or pair.first[1] or pair.second[1]:
        return None
    field = field_of(goal.free_symbols)
    conditions = _conditions(pair, field)
    if conditions is None:
        return None
    return field, conditions, (normal_form(pair.first[0], field), normal_form(pair.second[0], field), normal_form(pair.rho, field))


def _conditions(pair: PairGoal, field: Field) -> Conditions | None:
    """a > -1 and b > -1, and |rho| < 1 or a + b > -1; None where the expectation does not exist."""
    exponents, either = (pair.first[0], pair.second[0]), tuple[tuple[Form, ...], ...]()
    try:
        needed = [hypothesis(e + 1, normal_form(e + 1, field)) for e in exponents]
    except ValueError:
        return None
    rho, total = normal_form(pair.rho, field), exponents[0] + exponents[1] + 1
    inside = field.one - rho * rho
    try:
        open_end = hypothesis(total, normal_form(total, field))
    except ValueError:
        needed.append(inside)
    else:
        either = ((inside, open_end),) if open_end is not None else ()
    return strongest([form for form in needed if form is not None], Form.expression), either
