r"""Rational functions of two correlated normals with complex poles anywhere off the line.

With W = X + m, Q = W^2 + b^2 and V = Y + l, R = V^2 + a^2 (a, b > 0), partial fractions leave E[W^j Q^-n V^k R^-p], j, k = 0 or 1. For n = p = 1,

    E[(W + ib)(V + ia)/(Q R)] = E[1/((X - z)(Y - y))] = -(pi/2) w2(z/sqrt(2), y/sqrt(2); c),      z = -m + ib,  y = -l + ia,

and the conjugate of the second factor is the reflection (Y, c) -> (-Y, -c); w2 is Faddeeva's function of two poles. Higher powers go down by parts.
"""

from __future__ import annotations

from functools import lru_cache

from sympy import Expr, PolynomialError, Symbol

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import voigt_pair_forms
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.real_quadratics import partial_fractions
from derive.language.goals.expectation import DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.moment import Shape, moment_form, sum_forms
from derive.language.moments.pole_pair import PolePair, fractions_of, read_pole_pair
from derive.language.moments.scaled import pair_without_knots
from derive.language.sources import AHLFORS, STEIN, WIDDER
from derive.language.symbols import X, Y, Z, c, q, q1, q2, x

a, b = Symbol("a", positive=True), Symbol("b", positive=True)
Terms = list[tuple[Form, PolePair | int]]  # coefficients of pairs of poles and of powers of the letter


@rule(
    title="partial fractions",
    statement=r"\phi^{(m)}(\sqrt{q_1}X)=\sum_jg_j(X),\ \psi^{(n)}(\sqrt{q_2}Y)=\sum_kh_k(Y),\qquad "
    r"g_j,h_k\in\Big\{z^r,\ \frac1{((z+m)^2+s)^p},\ \frac{z+m}{((z+m)^2+s)^p}\Big\},\quad s>0",
    source=AHLFORS,
    proof="Both derivatives are rational functions without poles on the line; over the real quadratic factors of the denominators, whose completed squares "
    "have s > 0, each is the sum of a polynomial and its partial fractions. All are bounded by polynomials, so the mean of the product is the sum of "
    "the means of the products. At c = 1 and c = -1, Y = X and Y = -X almost surely.",
    rank=8,
    examples=lambda: (
        DualKernel(1 / (x**2 + x + 1), 1 / (x**2 + x + 1), (0, 0), q1, q2, c),
        DualKernel(1 / ((x - a) ** 2 + 1), x + x / (1 + x**2), (0, 0), q, q, c),
        DualKernel(1 / (1 + x**4), x**2, (0, 0), q1, q2, c),
        DualKernel(1 / (x**2 + x + 1), 1 / (x**2 + x + 1), (0, 1), q, q, -1),
    ),
)
def dual_kernel_eq_pole_pairs(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] for functions that are rational on the line, with complex poles."""
    if not isinstance(goal, DualKernel):
        return None
    try:
        found = pair_without_knots(goal)
        if found is None:
            return None
        field = found[0][0].field
        scaled = [body.xreplace({x: root.expression() * letter}) for root, body, letter in zip(*found, (X, Y), strict=True)]
        first, second = (_terms(body, letter, field) for body, letter in zip(scaled, (X, Y), strict=True))
    except (Undecided, PolynomialError):
        return None
    if not any(isinstance(part, PolePair) for _, part in (*first, *second)):
        return None
    rho = normal_form(goal.correlation, field)
    if rho.constant in (1, -1):
        return Reduction(field.atom(Expectation(scaled[0].xreplace({X: Z}) * scaled[1].xreplace({Y: Z * goal.correlation}), Gaussian())))
    return Reduction(sum_forms(field, (value * weight * _mean(one, other, rho) for value, one in first for weight, other in second)))


def _terms(body: Expr, letter: Symbol, field: Field) -> Terms:
    polynomial, fractions = partial_fractions(body, letter, field)
    terms: Terms = [(value, k) for k, value in enumerate(polynomial) if value]
    return terms + [part for term in fractions for part in fractions_of(term)]


def _mean(one: PolePair | int, other: PolePair | int, rho: Form) -> Form:
    """E of the product of two terms."""
    field = rho.field
    if isinstance(one, PolePair) and isinstance(other, PolePair):
        return pair_mean(one, other, rho)
    if isinstance(one, int) and isinstance(other, int):
        zero = (field.zero, field.zero)
        return moment_form(field, (rho,), {(one, other): field.one}, Shape(zero, zero))
    pair, power = (one, other) if isinstance(one, PolePair) else (other, one)
    assert isinstance(pair, PolePair)
    return field.atom(Expectation(pair.at(X) * Y**power, Gaussian(rho.expression()))) if power else pair.mean()


def pair_mean(one: PolePair, other: PolePair, rho: Form) -> Form:
    """E of the product of two pairs; zero for centred ones of opposite parity."""
    if one.n == 0 or other.n == 0:
        assert one.k == 0 or one.n
        return (other if one.n == 0 else one).mean()
    if not one.m and not other.m and (one.k + other.k) % 2:
        return rho.field.zero
    return rho.field.atom(Expectation(one.at(X) * other.at(Y), Gaussian(rho.expression())))


@lru_cache(maxsize=1024)
def _read(goal: Expectation) -> tuple[PolePair, PolePair] | None:
    """The two factors of a goal that `_pair_mean` makes, else None."""
    if goal.law.dimension != 2 or goal.law.correlation in (1, -1):
        return None
    field = field_of(goal.free_symbols)
    rest, in_x = goal.body.as_independent(X, as_Add=False)
    if in_x.has(Y):
        return None
    one, other = read_pole_pair(in_x, X, field), read_pole_pair(rest, Y, field)
    return (one, other) if one is not None and other is not None else None


@rule(
    title="Faddeeva function of two poles",
    statement=r"\mathbb E\Big[\frac1{(X-z)(Y-y)}\Big]=-\frac\pi2\,w_2\Big(\frac z{\sqrt2},\frac y{\sqrt2};c\Big),\quad"
    r"\operatorname{Im}z,\operatorname{Im}y>0,\qquad w_2(z,y;c)=\frac4\pi\int_0^\infty\!\!\int_0^\infty e^{-s^2-2cst-t^2+2izs+2iyt}\,ds\,dt",
    source=WIDDER,
    proof="For Im z > 0, 1/(X - z) = i int_0^oo exp(is(z - X)) ds, absolutely convergent; the same for y. By Fubini and E[exp(-isX - itY)] = exp(-(s^2 + 2cst "
    "+ t^2)/2) the mean of the product is -int int exp(isz + ity - (s^2 + 2cst + t^2)/2) ds dt over s, t > 0, and (s, t) -> sqrt(2) (s, t) makes it "
    "-(pi/2) w2(z/sqrt(2), y/sqrt(2); c). With Y' = -Y of correlation -c, E[1/((X - z)(Y - conj y))] = (pi/2) w2(z/sqrt(2), -conj(y)/sqrt(2); -c). The "
    "real and the imaginary part of 1/(X - z), z = -m + ib, are W/Q and b/Q; the four products of parts are half sums and differences of these two "
    "means. |c| < 1.",
    rank=43,
    examples=lambda: (
        Expectation(1 / (((X + a) ** 2 + b**2) * ((Y + 1) ** 2 + 1)), Gaussian(c)),
        Expectation((X + a) / (((X + a) ** 2 + 1) * (Y**2 + 1)), Gaussian(c)),
        Expectation((X + 1 / q) * (Y - 1 / q) / (((X + 1 / q) ** 2 + q) * ((Y - 1 / q) ** 2 + q)), Gaussian(c)),
    ),
)
def two_pole_pairs_eq_faddeeva(goal: Goal) -> Reduction | None:
    """E[1/((X - z)(Y - y))] by the Laplace integrals of two poles; its parts with the conjugate of the second pole."""
    found = _read(goal) if isinstance(goal, Expectation) else None
    if found is None or found[0].n != 1 or found[1].n != 1:
        return None
    one, other = found
    field, rho = one.field, normal_form(goal.law.correlation, field_of(goal.free_symbols))
    try:
        first, second = one.width, other.width
    except Undecided:
        return None
    root, _ = positivity.sqrt(field.number(2))
    place = -one.m / root, first / root
    plain = voigt_pair_forms(*place, -other.m / root, second / root, rho)
    turned = voigt_pair_forms(*place, other.m / root, second / root, -rho)
    return Reduction(_part(plain, turned, one.k, other.k) * field.pi / 4 / (_one_or(first, one.k) * _one_or(second, other.k)))


def _part(plain: tuple[Form, Form], turned: tuple[Form, Form], j: int, k: int) -> Form:
    """Of E[AB] = -plain and E[A conj(B)] = turned, twice the mean of Re A Re B, Im A Im B, Re A Im B or Im A Re B."""
    if j == k:
        return turned[0] - plain[0] if j else turned[0] + plain[0]
    return -plain[1] - turned[1] if j else turned[1] - plain[1]


def _one_or(width: Form, k: int) -> Form:
    return width.field.one if k else width


@rule(
    title="integration by parts at two pairs of complex poles",
    statement=r"J_n=\mathbb E[WQ^{-n}g(Y)],\ I_n=\mathbb E[Q^{-n}g(Y)]:\quad2n(1-c^2)J_{n+1}=mI_n+cI_n[Yg]-J_n,\quad"
    r"2ns(1-c^2)I_{n+1}=I_{n-1}-sI_n-mJ_n-cJ_n[Yg]+(2n-1)(1-c^2)I_n",
    source=STEIN,
    proof="The density p satisfies (1 - c^2) dp/dx = -(x - c y) p, so (1 - c^2) E[dh/dx] = E[(X - cY) h] for smooth h of polynomial growth, |c| < 1, where X "
    "= W - m. h = Q^-n g(Y) has dh/dx = -2n W Q^(-n-1) g, and h = W Q^-n g(Y) has dh/dx = (1 - 2n) Q^-n g + 2n s Q^(-n-1) g, while W^2 Q^-n = Q^(1-n) - "
    "s Q^-n. Y g(Y) is again a sum of such terms with powers that are not higher.",
    rank=42,
    examples=lambda: (
        Expectation(1 / (((X + a) ** 2 + b**2) ** 2 * ((Y + 1) ** 2 + 1)), Gaussian(c)),
        Expectation((Y + a) / (((Y + a) ** 2 + 1) ** 2 * (X**2 + 1)), Gaussian(c)),
    ),
)
def two_pole_pair_powers_eq_lower(goal: Goal) -> Reduction | None:
    """(1 - c^2) E[dh/dx] = E[(X - cY) h] with h = Q^-n g(Y) and h = W Q^-n g(Y)."""
    found = _read(goal) if isinstance(goal, Expectation) else None
    if found is None or max(found[0].n, found[1].n) < 2:
        return None
    one, other = found if found[0].n >= found[1].n else found[::-1]
    field, n, s = one.field, one.n - 1, one.s
    rho = normal_form(goal.law.correlation, field_of(goal.free_symbols))
    square = field.one - rho * rho

    def mean(k: int, power: int) -> Form:
        return pair_mean(one.powers(k, power), other, rho)

    moved = sum_forms(field, (value * pair_mean(one.powers(1 - one.k, n), part, rho) for value, part in other.times_letter())) * rho
    if one.k:
        return Reduction((one.m * mean(0, n) + moved - mean(1, n)) / (square * (2 * n)))
    total = mean(0, n - 1) - s * mean(0, n) - one.m * mean(1, n) - moved + square * mean(0, n) * (2 * n - 1)
    return Reduction(total / (s * square * (2 * n)))
