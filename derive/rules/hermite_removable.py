r"""Hermite coefficients of functions with a removable pole at 0, such as sin(x)/x and (exp(x) - 1)/x, as functions of their order.

< exp(Bz) z^-k He_n >  =  int_0^B (B - t)^(k-1)/(k-1)! t^n exp(t^2/2) dt
                       =  B^(n+k)/(k-1)! sum_(i<k) C(k-1, i) (-1)^i/(n+i+1) 1F1((n+i+1)/2; (n+i+3)/2; B^2/2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb, factorial

from sympy import Expr, Integer, PolynomialError, Symbol, cos, exp, hyper, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.hermite_sum import Shifts
from derive.language.forms.normal_form import Form, Undecided
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.scaled import with_scale
from derive.language.sources import DLMF
from derive.language.symbols import Z, phi, q, x
from derive.rules.hermite_classes import Class, Cosine
from derive.rules.hermite_series import Series
from derive.rules.hermite_smooth import add_smooth
from derive.rules.removable_poles import FinitePart, in_fractions, one_body, require_removable

b, w = Symbol("b", positive=True), Symbol("w", positive=True)


@rule(
    title="Hermite coefficients at a removable pole",
    statement=r"\mathbb E\Big[\sum_jd_j\frac{e^{B_jZ}}{Z^{k_j}}\,\mathrm{He}_n(Z)\Big]=\sum_jd_j\int_0^{B_j}\frac{(B_j-t)^{k_j-1}}{(k_j-1)!}\,t^ne^{t^2/2}\,dt,"
    r"\qquad\int_0^Bt^me^{t^2/2}\,dt=\frac{B^{m+1}}{m+1}\,{}_1F_1\Big(\frac{m+1}2;\frac{m+3}2;\frac{B^2}2\Big)",
    source=DLMF,
    proof="The pole at 0 is removable: the principal parts of all terms add up to zero. So each exp(Bz)/z^k may be replaced by (exp(Bz) - sum_(i<k) "
    "(Bz)^i/i!)/z^k without a change of the sum, and this is int_0^B (B - t)^(k-1)/(k-1)! exp(tz) dt, Taylor's remainder; a term with B = 0 leaves "
    "nothing. E[exp(tZ) He_n] = t^n exp(t^2/2), also for complex t, and the order of integration is free (Fubini): |exp(tz) He_n(z)| is integrable, "
    "uniformly on the segment from 0 to B. The binomial theorem leaves integrals of t^m exp(t^2/2), whose series term by term is that of 1F1 (DLMF "
    "13.2.2). For B = -iw a wave is the real part, and B^2 = -w^2 is real.",
    rank=12,
    examples=lambda: (
        HermiteCoefficient(sin(w * x) / x, phi, order, q),
        HermiteCoefficient((exp(b * x) - 1) / x, phi, order, q),
        HermiteCoefficient((1 - cos(x)) / x**2, phi, order, q),
    ),
)
def hermite_coefficient_eq_confluent(goal: Goal) -> Reduction | None:
    """E[phi He_n] of exponentials and waves over powers of x whose pole at 0 is removable."""
    if not isinstance(goal, HermiteCoefficient) or goal.index != order:
        return None
    try:
        activation, root, needed = with_scale(goal, goal.composed, goal.variance)
        body = one_body(activation, phi)
        if body is None:
            return None
        series = Series(root.field, {})
        _add(series, body.xreplace({x: root.expression() * Z}))
        return series.reduction(goal, needed)
    except (OutOfClass, Undecided, PolynomialError):
        return None


def _add(series: Series, body: Expr) -> None:
    """The body term by term; raises OutOfClass, Undecided."""
    parts = list[tuple[FinitePart, Form]]()
    for shape, whole, pairs, real in in_fractions(body, series.field):
        if pairs:
            raise OutOfClass("complex poles")
        for power, value in enumerate(whole):
            if value:
                add_smooth(series, shape, power, value)
        parts += [(FinitePart.of(term, shape), term.d) for term in real]
    require_removable(parts)
    for part, value in parts:
        _add_part(series, part, value)


def _add_part(series: Series, part: FinitePart, value: Form) -> None:
    """value exp(Bz)/z^k."""
    (b,), (w, phase), k = part.shape.tilt, part.wave, part.k
    if part.p or part.shape.quad[0] or (b and w):
        raise OutOfClass("a pole off 0, a Gaussian, or a wave that grows")
    if not b and not w:
        return
    side = positivity.sign(b or w)
    size = (b or w) * side
    found = Remainder(size, side, k, phase if w else None)
    series.add(found, 0, value * size**k * (1 if w or side > 0 else (-1) ** k) / factorial(k - 1))


@dataclass(frozen=True)
class Remainder(Class):
    """sum_(i<k) C(k-1, i) (-1)^i/(m+i+1) 1F1((m+i+1)/2; (m+i+3)/2; +-ratio^2/2); with a phase the sign is minus, and cos(phase + (m+k) pi/2) a factor."""

    k: int
    phase: Form | None

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        for j, value in terms.items():
            yield value * self._turned(j, parity) * self._sum(j)

    def _turned(self, j: int, parity: int) -> Form:
        if self.phase is None:
            return self.field.one
        one = self.field.one
        return next(Cosine(one, 1, self.phase * self.side).values({j + self.k: one}, parity))

    def _sum(self, j: int) -> Form:
        square = self.ratio * self.ratio / 2
        place = (square if self.phase is None else -square).expression()
        total = self.field.zero
        for i in range(self.k):
            m = order + Integer(j + i + 1)
            weight = comb(self.k - 1, i) * (-1) ** i
            total = total + self.field.atom(hyper((m / 2,), (m / 2 + 1,), place)) * weight / (self.field.symbol(order) + self.field.number(j + i + 1))
        return total
