r"""Rational functions with complex poles anywhere off the line, under the normal law.

With W = Z + m and Q = W^2 + s, s = b^2 > 0, partial fractions leave I_n = E[Q^-n] and J_n = E[W Q^-n]:

    J_1 + i b I_1 = E[1/(W - ib)] = i sqrt(pi/2) w((-m + ib)/sqrt(2)),      w = K + i L Faddeeva's function,
    2n J_(n+1)   = m I_n - J_n,                                                    by parts with h = Q^-n,
    2n s I_(n+1) = I_(n-1) + (2n - 1 - s) I_n - m J_n,                             by parts with h = W Q^-n.
"""

from __future__ import annotations

from functools import lru_cache

from sympy import PolynomialError, Symbol, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import voigt_forms
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Undecided
from derive.language.forms.real_quadratics import partial_fractions
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.moment import Shape, moment_form, sum_forms
from derive.language.moments.pole_pair import PolePair, fractions_of, read_pole_pair
from derive.language.sources import AHLFORS, DLMF, STEIN
from derive.language.symbols import Z, q

a, b = Symbol("a", positive=True), Symbol("b", positive=True)


@rule(
    title="partial fractions",
    statement=r"g(z)=\sum_kp_kz^k+\sum_j\frac{d_j+e_j(z+m_j)}{\big((z+m_j)^2+s_j\big)^{n_j}},\qquad\mathbb E[g(Z)]\ \text{term by term}",
    source=AHLFORS,
    proof="A rational function over a field is a polynomial plus terms (d + e z)/Q^n with Q = (z + m)^2 + s, if its denominator has no other factors. The "
    "completed square has s > 0, which is checked from the assumptions; so no pole lies on the line, every term is bounded by a polynomial, and the "
    "expectation is taken term by term, d + e z = (d - e m) + e (z + m). A factor W^4 + P W^2 + R, R = r^2, is (W^2 + r)^2 - (2r - P) W^2.",
    rank=43,
    examples=lambda: (
        Expectation(1 / (b**2 + (sqrt(q) * Z - a) ** 2), Gaussian()),
        Expectation(Z**3 / ((Z - 1) ** 2 + 2), Gaussian()),
        Expectation(1 / ((Z**2 + Z + 1) * (Z**2 + 1)), Gaussian()),
        Expectation(1 / (1 + q**2 * Z**4), Gaussian()),
    ),
)
def expectation_eq_pole_pairs(goal: Goal) -> Reduction | None:
    """E[g(Z)] of a rational function whose denominator has factors of degree two without real zeros."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or _read(goal) is not None:
        return None
    field = field_of(goal.free_symbols)
    try:
        polynomial, terms = partial_fractions(goal.body, Z, field)
        if not terms:
            return None
        zero = (field.zero,)
        total = moment_form(field, (), {(k,): value for k, value in enumerate(polynomial)}, Shape(zero, zero))
        for term in terms:
            total = total + sum_forms(field, (value * pair.mean() for value, pair in fractions_of(term)))
        return Reduction(total) if total != field.atom(goal) else None
    except (Undecided, PolynomialError):
        return None


@lru_cache(maxsize=1024)
def _read(goal: Goal) -> PolePair | None:
    """The pair off the imaginary axis whose mean is asked, else None."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1:
        return None
    pair = read_pole_pair(goal.body, Z, field_of(goal.free_symbols))
    return pair if pair is not None and pair.m else None


@rule(
    title="Faddeeva function",
    statement=r"\mathbb E\Big[\frac1{(Z+m)^2+b^2}\Big]=\sqrt{\tfrac\pi2}\,\frac1b\,\mathrm{Re}\,w\Big(\tfrac{m+ib}{\sqrt2}\Big),\qquad"
    r"\mathbb E\Big[\frac{Z+m}{(Z+m)^2+b^2}\Big]=\sqrt{\tfrac\pi2}\;\mathrm{Im}\,w\Big(\tfrac{m+ib}{\sqrt2}\Big),\quad b>0",
    source=DLMF,
    proof="w(u) = (i/pi) int exp(-t^2)/(u - t) dt for Im u > 0. With x = sqrt(2) t and u = (-m + ib)/sqrt(2), b > 0, this is E[1/(Z + m - ib)] = i "
    "sqrt(pi/2) w(u). The left side is E[(W + ib)/(W^2 + b^2)], W = Z + m: real part E[W/(W^2 + b^2)], imaginary part b E[1/(W^2 + b^2)]. "
    "w(-conj(v)) = conj(w(v)) with v = (m + ib)/sqrt(2) gives Re(i conj w(v)) = Im w(v) and Im(i conj w(v)) = Re w(v).",
    rank=41,
    examples=lambda: (
        Expectation(1 / ((Z - a) ** 2 + b**2), Gaussian()),
        Expectation((Z + a / sqrt(q)) / ((Z + a / sqrt(q)) ** 2 + 1 / q), Gaussian()),
    ),
)
def pole_pair_eq_faddeeva(goal: Goal) -> Reduction | None:
    """E[1/(Z + m - ib)] = i sqrt(pi/2) w((-m + ib)/sqrt(2)), an integral of Cauchy's kind; its imaginary part is b I_1, its real part J_1."""
    pair = _read(goal)
    if pair is None or pair.n != 1:
        return None
    field = pair.m.field
    try:
        width = pair.width
    except Undecided:
        return None
    root, _ = positivity.sqrt(field.number(2))
    pi_root, _ = positivity.sqrt(field.pi / 2)
    real, imaginary = voigt_forms(pair.m / root, width / root)
    return Reduction(pi_root * imaginary if pair.k else pi_root * real / width)


@rule(
    title="integration by parts at a pair of complex poles",
    statement=r"I_n=\mathbb E[Q^{-n}],\ J_n=\mathbb E[WQ^{-n}],\ Q=W^2+s,\ W=Z+m:\qquad2nJ_{n+1}=mI_n-J_n,\quad"
    r"2nsI_{n+1}=I_{n-1}+(2n-1-s)I_n-mJ_n",
    source=STEIN,
    proof="E[W h] = m E[h] + E[h'] for smooth h of polynomial growth, W = Z + m. With h = Q^-n, h' = -2n W Q^(-n-1), so J_n = m I_n - 2n J_(n+1). With h "
    "= W Q^-n, W^2 = Q - s gives E[W h] = I_(n-1) - s I_n and h' = (1 - 2n) Q^-n + 2n s Q^(-n-1), so I_(n-1) - s I_n = m J_n + (1 - 2n) I_n + 2n s "
    "I_(n+1). s > 0, n >= 1.",
    rank=42,
    examples=lambda: (
        Expectation(((Z - a) ** 2 + b**2) ** -2, Gaussian()),
        Expectation((Z + a) * ((Z + a) ** 2 + 1) ** -3, Gaussian()),
    ),
)
def pole_pair_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[W h] = m E[h] + E[h'] with h = Q^-n and with h = W Q^-n, W^2 = Q - s."""
    pair = _read(goal)
    if pair is None or pair.n < 2:
        return None
    n = pair.n - 1
    if pair.k:
        return Reduction((pair.m * pair.powers(0, n).mean() - pair.powers(1, n).mean()) / (2 * n))
    field = pair.m.field
    total = pair.powers(0, n - 1).mean() + (field.number(2 * n - 1) - pair.s) * pair.powers(0, n).mean() - pair.m * pair.powers(1, n).mean()
    return Reduction(total / (pair.s * (2 * n)))
