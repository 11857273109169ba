r"""Kernels of waves times rational functions with complex poles, beside gates and beside each other.

E[1{u > h} cos(v)/(1 + v^2)], E[relu(u) cos(u)/(1 + v^2)], E[Phi(u) sin(v)/(v^2 + v + 1)], E[cos(u)/(1 + u^2) cos(v)/(1 + v^2)]: partial fractions of the
rational parts, exponential factors by the theorem of Cameron and Martin, and what is left is in `waves_at_gated_poles`.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

from sympy import Heaviside, Max, Symbol, cos, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.errors import DeriveError
from derive.language.forms import positivity
from derive.language.forms.complex_form import ComplexForm
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import DualKernel
from derive.language.moments.gated_pole import times_powers
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.moment import Gate, Shape, sum_forms
from derive.language.moments.polar_side import given
from derive.language.moments.pole_pair import PolePair
from derive.language.moments.scaled import on_one_line, pair_with_scales
from derive.language.moments.wave_pole import Beside, WavePole
from derive.language.moments.wave_side import WavePair, WaveSide, read_wave_side
from derive.language.sources import AHLFORS
from derive.language.special import Phi
from derive.language.symbols import c, q, q1, q2, x
from derive.rules.waves_at_gated_poles import turned_by

a, w = Symbol("a", positive=True), Symbol("w", positive=True)
Wave = tuple[ComplexForm, tuple[Form, Form]]  # Re[A exp(i(a X + b Y))]


@rule(
    title="partial fractions beside waves and gates",
    statement=r"\phi(\sqrt{q_1}X)=\sum_j\operatorname{Re}\big[A_je^{i\alpha_jX}\big]g_j(X)+r(X),\qquad"
    r"\operatorname{Re}u\operatorname{Re}v=\tfrac12\operatorname{Re}(uv)+\tfrac12\operatorname{Re}(u\bar v),\qquad"
    r"\mathbb E\big[e^{i(\alpha X+\beta Y)}g(X)\,Y^l\,e^{tY}\,\mathbf 1\{N>h\}\big]=e^{t^2/2+i(\alpha c+\beta)t}\,"
    r"\mathbb E\big[e^{i(\alpha X+\beta Y)}g(X+tc)\,(Y+t)^l\,\mathbf 1\{N>h-t\operatorname{Cov}(Y,N)\}\big]",
    source=AHLFORS,
    proof="Products of waves are sums of waves, and on each side a rational function without poles on the line is the sum of its partial fractions over real "
    "quadratic factors; the rest is a sum of polynomials times exponentials and waves beyond gates, Phi(w) = P(W <= w) being a gate on one more normal. All "
    "terms have means, so the mean of the product is the sum of the means. A factor exp(tY) moves X by tc and Y by t (Cameron and Martin). Given X and N, Y is "
    "normal with a mean m that is linear in X and N and a variance v, so E[e^(ibY) Y^l | X, N] = e^(ibm - b^2 v/2) E[(m + ibv + sqrt(v) W)^l].",
    rank=9,
    examples=lambda: (
        DualKernel(Heaviside(x - 1), cos(w * x) / (1 + x**2), (0, 0), q1, q2, c),
        DualKernel(Max(x, 0) * cos(x), 1 / (1 + x**2), (0, 0), q, q, c),
        DualKernel(x * Phi(x), sin(x) / (x**2 + x + 1), (0, 0), q, q, c),
        DualKernel(cos(x) / (1 + x**2), sin(w * x + 1) * x / (a + x**2), (0, 0), q1, q2, c),
        DualKernel(sin(x) ** 2 / (1 + x**2), Max(x, 0), (0, 1), q, q, c),
    ),
)
def dual_kernel_eq_waves_at_poles(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] where one side has complex poles, and the other one gates or complex poles, with waves on a side."""
    if not isinstance(goal, DualKernel):
        return None
    try:
        activations, roots = pair_with_scales(goal)
        rho = normal_form(goal.correlation, roots[0].field)
        first, second = (read_wave_side(activation, n, root, k) for k, (activation, n, root) in enumerate(zip(activations, goal.orders, roots, strict=True)))
        if not (first.waves or second.waves) or not any(one.pairs and (other.pairs or other.gated) for one, other in ((first, second), (second, first))):
            return None
        return Reduction(on_one_line(goal, activations, roots) if rho.constant in (1, -1) else _mean(first, second, rho))
    except (OutOfClass, Undecided, DeriveError):
        return None


def _mean(first: WaveSide, second: WaveSide, rho: Form) -> Form:
    total = (first.rest * second.rest).expectation((rho,))
    total = total + sum_forms(rho.field, (_two(one, other, rho) for one in first.pairs for other in second.pairs))
    for side, other in ((first, second), (second, first)):
        total = total + sum_forms(rho.field, (_beside(pair, other, shape, rho) for pair in side.pairs for shape in other.rest.terms))
    return total


def _joined(one: WavePair, factor: ComplexForm, rate: Form) -> Iterator[Wave]:
    """The product of the real parts of two waves as a sum of real parts."""
    if not one.rate or not rate:
        yield one.factor * factor, (one.rate, rate)
        return
    yield one.factor * factor / 2, (one.rate, rate)
    yield one.factor * ComplexForm(factor.real, -factor.imaginary) / 2, (one.rate, -rate)


def _two(one: WavePair, other: WavePair, rho: Form) -> Form:
    """E of the product of two pairs with waves."""
    waves = _joined(one, other.factor, other.rate)
    return sum_forms(rho.field, (WavePole(frequency, one.pair, other.pair, rho).real_part(factor) for factor, frequency in waves))


def _beside(one: WavePair, side: WaveSide, shape: Shape, rho: Form) -> Form:
    """E of a pair with a wave times the terms of the other side of one shape. Raises OutOfClass for squares and more than one gate."""
    place, field = side.place, rho.field
    if any(shape.quad) or len(shape.gates) > 1:
        raise OutOfClass("squares and several gates beside poles")
    wave, tilt = shape.wave, shape.tilt[place]
    factor = ComplexForm.of(field.one) if wave is None else turned_by(ComplexForm.of(field.one), wave.phase)
    powers = {exponents[place]: value for exponents, value in side.rest.terms[shape].items()}
    shifted: dict[int, Form] = {}
    for j, value in powers.items():
        for i in range(j + 1):
            shifted[i] = shifted.get(i, field.zero) + value * tilt ** (j - i) * comb(j, i)
    moved = PolePair(one.pair.m + rho * tilt, one.pair.s, one.pair.k, one.pair.n)
    weight, total = field.exp(tilt * tilt / 2), field.zero
    for amplitude, rates in _joined(one, factor, field.zero if wave is None else wave.frequency[place]):
        turned = turned_by(amplitude, (rates[0] * rho + rates[1]) * tilt) * weight
        for power, value in shifted.items():
            total = total + _gated((turned * value, rates), moved, (shape.gates, tilt, place), power, rho) if value else total
    return total


def _gated(wave: Wave, pair: PolePair, gates: tuple[tuple[Gate, ...], Form, int], power: int, rho: Form) -> Form:
    """E[Re[A exp(i(a X + b Y))] Y^l 1{N > h}] beside the pair of poles in X, given X and N."""
    (factor, (alpha, beta)), field = wave, rho.field
    found, tilt, place = gates
    if not found:
        return WavePole((alpha, beta), pair, Beside(power, None), rho).real_part(factor)
    slope = found[0].vector[place]
    size = positivity.sqrt(slope * slope + field.number(int(found[0].soft)))[0]
    own, start = slope / size, -(found[0].offset + slope * tilt) / size
    left = field.one - rho * rho * own * own
    one, other = rho * (field.one - own * own) / left, own * (field.one - rho * rho) / left
    spread = field.one - one * rho - other * own
    factor = factor * field.exp(-(beta * beta * spread) / 2)
    rates, total = (alpha + beta * one, beta * other), field.zero
    for r in range(power + 1):
        if r < power and not beta * spread:
            continue
        lifted = factor * ((beta * spread) ** (power - r) * comb(power, r) if r < power else field.one)
        for _ in range((power - r) % 4):
            lifted = lifted.times_i()
        for (i, l), value in given({r: field.one}, one, other, spread).items():
            for part, pole in times_powers(pair, i):
                total = total + WavePole(rates, pole, Beside(l, start), rho * own).real_part(lifted * (value * part))
    return total
