r"""Waves over a quadratic function that is even about no multiple of its letter: complex poles off the axes.

With W = Z + m, Q = W^2 + s, s = b^2 > 0, and A(w) = sqrt(pi/2) exp(-w^2/2) F((-m + i(b - w))/sqrt(2)), F = K + iL Faddeeva's function,

    E[e^(iwZ) (W + ib)/Q] = i A(w),
    2n J^c_(n+1) = m C_n - w S_n - J^c_n,            2n s C_(n+1) = C_(n-1) + (2n - 1 - s) C_n - m J^c_n + w J^s_n,
    2n J^s_(n+1) = m S_n + w C_n - J^s_n,            2n s S_(n+1) = S_(n-1) + (2n - 1 - s) S_n - m J^s_n - w J^c_n,

where C_n, S_n = E[(cos, sin)(wZ) Q^-n] and J^c_n, J^s_n have a factor W more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from sympy import Expr, PolynomialError, Symbol, cos, expand, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import voigt_forms
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.real_quadratics import partial_fractions
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import OutOfClass, read_integrand
from derive.language.moments.moment import sum_forms
from derive.language.moments.pole_pair import PolePair, fractions_of, read_pole_pair
from derive.language.sources import AHLFORS, DLMF, STEIN
from derive.language.symbols import Z, q

b, w = Symbol("b", positive=True), Symbol("w", positive=True)


@dataclass(frozen=True)
class Wave:
    """E[cos(wZ) W^k Q^-n], or with sin(wZ) if `turned`."""

    frequency: Form
    pair: PolePair
    turned: bool

    def at(self, n: int, k: int = 0, turned: bool | None = None) -> Form:
        """The same with other powers, or with the other wave."""
        return replace(self, pair=self.pair.powers(k, n), turned=self.turned if turned is None else turned).form

    @property
    def form(self) -> Form:
        """The goal."""
        wave = (sin if self.turned else cos)(self.frequency.expression() * Z)
        return self.pair.field.atom(Expectation(wave * self.pair.at(Z), Gaussian()))


def _wave(goal: Goal) -> tuple[Form, bool, Expr] | None:
    """The frequency, whether the wave is a sine, and the rational rest."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or len(goal.body.atoms(sin, cos)) != 1:
        return None
    (function,) = goal.body.atoms(sin, cos)
    rate, rest = expand(function.args[0] / Z), goal.body / function
    if rate.has(Z) or rest.has(sin, cos) or not rest.is_rational_function(Z) or rest.is_polynomial(Z):
        return None
    return normal_form(rate, field_of(goal.free_symbols)), isinstance(function, sin), rest


@lru_cache(maxsize=1024)
def _read(goal: Goal) -> Wave | None:
    """What a goal that `Wave.form` makes stands for, else None."""
    found = _wave(goal)
    if found is None:
        return None
    frequency, turned, rest = found
    pair = read_pole_pair(rest, Z, frequency.field)
    if pair is None or not pair.m:
        return None
    wave = Wave(frequency, pair, turned)
    return wave if list(wave.form.atoms()) == [goal] else None


@rule(
    title="partial fractions",
    statement=r"\mathbb E[g(Z)\cos(wZ)]\ \text{and}\ \mathbb E[g(Z)\sin(wZ)],\ g(z)=\sum_kp_kz^k+\sum_j\frac{d_j+e_j(z+m_j)}{\big((z+m_j)^2+s_j\big)^{n_j}},\ "
    r"\text{term by term}",
    source=AHLFORS,
    proof="The rational factor is a polynomial plus terms (d + e z)/Q^n, Q = (z + m)^2 + s with s > 0, as it has no pole on the line; all are bounded by "
    "polynomials, the wave by one, and d + e z = (d - e m) + e (z + m).",
    rank=47,
    examples=lambda: (
        Expectation(Z**3 * cos(w * Z) / (Z**2 + Z + 1), Gaussian()),
        Expectation(sin(w * Z) / ((2 * Z - 1) ** 2 + q), Gaussian()),
    ),
)
def wave_ratio_eq_pole_pairs(goal: Goal) -> Reduction | None:
    """Partial fractions of the rational factor beside a sine or a cosine, all its poles being complex."""
    found = _wave(goal)
    if found is None or _read(goal) is not None:
        return None
    frequency, turned, rest = found
    field, angle = frequency.field, frequency.expression() * Z
    try:
        coefficients, terms = partial_fractions(rest, Z, field)
        polynomial = sum((value.expression() * Z**k for k, value in enumerate(coefficients)), start=Z * 0)
        total = read_integrand(expand(polynomial * (sin if turned else cos)(angle)), {Z: (field.one,)}, field).expectation(())
        for term in terms:
            total = total + sum_forms(field, (value * Wave(frequency, pair, turned).form for value, pair in fractions_of(term)))
        return None if list(total.atoms()) == [goal] else Reduction(total)
    except (Undecided, OutOfClass, PolynomialError):
        return None


@rule(
    title="Faddeeva function",
    statement=r"\mathbb E\Big[\frac{e^{iwZ}\,(Z+m+ib)}{(Z+m)^2+b^2}\Big]=i\sqrt{\tfrac\pi2}\;e^{-w^2/2}\,F\Big(\tfrac{-m+i(b-w)}{\sqrt2}\Big),\quad b>0,\ "
    r"F(u)=e^{-u^2}\operatorname{erfc}(-iu)",
    source=DLMF,
    proof="The left side is E[e^(iwZ)/(Z + m - ib)]. For |w| < b the line of integration is moved by iw, which crosses no pole: exp(iwz - z^2/2) = "
    "exp(-w^2/2) exp(-(z - iw)^2/2), so it is exp(-w^2/2) E[1/(Z + m - i(b - w))] = exp(-w^2/2) i sqrt(pi/2) F((-m + i(b - w))/sqrt(2)), the integral "
    "of Cauchy's kind for F. Both sides are entire functions of w, so it holds for all real w. Cosines and sines are half the sum, and the difference "
    "over 2i, at w and -w.",
    rank=45,
    examples=lambda: (
        Expectation(cos(w * Z) / ((Z - 1) ** 2 + b**2), Gaussian()),
        Expectation(sin(w * Z) * (Z + 1) / ((Z + 1) ** 2 + q), Gaussian()),
    ),
)
def wave_at_pole_pair_eq_faddeeva(goal: Goal) -> Reduction | None:
    """E[e^(iwZ)/(Z + m - ib)] by moving the line of integration; real and imaginary parts at w and -w."""
    wave = _read(goal)
    if wave is None or wave.pair.n != 1:
        return None
    try:
        width = wave.pair.width
    except Undecided:
        return None
    (real, imaginary), (real_back, imaginary_back) = (_amplitude(wave, width, side) for side in (1, -1))
    if wave.turned:
        return Reduction((real - real_back) / 2 if wave.pair.k else (imaginary - imaginary_back) / (width * 2))
    return Reduction(-(imaginary + imaginary_back) / 2 if wave.pair.k else (real + real_back) / (width * 2))


def _amplitude(wave: Wave, width: Form, side: int) -> tuple[Form, Form]:
    """Real and imaginary part of A(w), A(-w)."""
    field = wave.pair.field
    root = positivity.sqrt(field.number(2))[0]
    weight = positivity.sqrt(field.pi / 2)[0] * field.exp(-(wave.frequency * wave.frequency) / 2)
    real, imaginary = voigt_forms(-wave.pair.m / root, (width - wave.frequency * side) / root)
    return weight * real, weight * imaginary


@rule(
    title="integration by parts at a pair of complex poles",
    statement=r"2nJ^c_{n+1}=mC_n-wS_n-J^c_n,\qquad2nsC_{n+1}=C_{n-1}+(2n-1-s)C_n-mJ^c_n+wJ^s_n,\quad\text{and with}\ (C,S,w)\to(S,C,-w)",
    source=STEIN,
    proof="E[W h] = m E[h] + E[h'] for smooth h of polynomial growth, W = Z + m, Q = W^2 + s, s > 0. h = cos(wZ) Q^-n has h' = -w sin(wZ) Q^-n - 2n W "
    "cos(wZ) Q^(-n-1); h = W cos(wZ) Q^-n has E[W h] = C_(n-1) - s C_n and h' = (1 - 2n) cos(wZ) Q^-n + 2n s cos(wZ) Q^(-n-1) - w W sin(wZ) Q^-n. The "
    "sine has the other wave with the other sign of w.",
    rank=45,
    examples=lambda: (
        Expectation(cos(w * Z) / ((Z - 1) ** 2 + b**2) ** 2, Gaussian()),
        Expectation(sin(w * Z) * (Z + 1) / ((Z + 1) ** 2 + q) ** 2, Gaussian()),
    ),
)
def wave_at_pole_pair_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[W h] = m E[h] + E[h'] with h = cos(wZ) Q^-n, W cos(wZ) Q^-n, and the same with sines."""
    wave = _read(goal)
    if wave is None or wave.pair.n < 2:
        return None
    pair = wave.pair
    n, field = pair.n - 1, pair.field
    rate = -wave.frequency if wave.turned else wave.frequency
    if pair.k:
        return Reduction((pair.m * wave.at(n) - rate * wave.at(n, turned=not wave.turned) - wave.at(n, 1)) / (2 * n))
    total = wave.at(n - 1) + (field.number(2 * n - 1) - pair.s) * wave.at(n) - pair.m * wave.at(n, 1) + rate * wave.at(n, 1, not wave.turned)
    return Reduction(total / (pair.s * (2 * n)))
