r"""Sines and cosines beyond a gate: Faddeeva's function in real form.

A gate is 1{N > h} for a standard normal N, a soft one with the help of an auxiliary normal. Given N the wave is a wave in N:

    E[cos(w.X + f) 1{N > h}] = exp(-(V - b^2)/2) E[cos(b N + f) 1{N > h}],        V = Var(w.X), b = Cov(w.X, N),
    E[exp(i b N) 1{N > h}]   = exp(-h^2/2 + i b h)/2 w((b + i h)/sqrt(2)),        w = K + i L,

and at h = 0 the real part is exp(-b^2/2)/2, the imaginary part exp(-b^2/2) erfi(b/sqrt(2))/2 (Dawson's integral).
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from sympy import Heaviside, S, Symbol

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form, erfi_form, voigt_forms
from derive.language.forms.bound import bound_letter, integral_form
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.moments.moment import Gate, Moment, Shape, dot, moment_form
from derive.language.moments.wave import cosine, sine
from derive.language.sources import CAMERON_MARTIN, DLMF, FELLER
from derive.language.special import Phi
from derive.language.symbols import X, Y, Z
from derive.rules.examples import moment

a, b = Symbol("a", positive=True), Symbol("b", positive=True)


@rule(
    title="Faddeeva function",
    statement=r"\mathbb E[\cos(\omega\cdot X+\varphi)\,\mathbf 1\{N>h\}]=\tfrac12e^{-\frac12(V-\beta^2+h^2)}\,"
    r"\mathrm{Re}\Big[e^{i(\varphi+\beta h)}\,w\Big(\tfrac{\beta+ih}{\sqrt2}\Big)\Big],"
    r"\qquad V=\operatorname{Var}(\omega\cdot X),\ \beta=\operatorname{Cov}(\omega\cdot X,N)",
    source=DLMF,
    proof="w.X = beta N + R with R normal, independent of N, of variance V - beta^2; so E[exp(i w.X) 1{N > h}] = exp(-(V - beta^2)/2) E[exp(i beta N) 1{N "
    "> h}]. Completing the square and moving the line of integration (the integrand is entire and decays) makes the last factor exp(-beta^2/2) "
    "erfc((h - i beta)/sqrt(2))/2 = exp(-h^2/2 + i beta h) w((beta + ih)/sqrt(2))/2, as w(u) = exp(-u^2) erfc(-iu) for all u. Take the real part "
    "after multiplication by exp(i f). N and -N exchange h < 0 with h > 0; at h = 0, w(x) = exp(-x^2)(1 + i erfi x).",
    rank=30,
    examples=lambda: (
        moment(sympy.cos(a * Z) * Heaviside(Z - b), a, b),
        moment(sympy.sin(a * Z) * Heaviside(Z), a),
        moment(sympy.sin(Z + a) * Heaviside(Z + b), a, b),
        moment(sympy.sin(a * X) * Phi(Y + b), a, b, dimension=2),
        moment(sympy.cos(a * X - Y) * Heaviside(X - 1), a, dimension=2),
    ),
)
def wave_beyond_gate_eq_faddeeva(goal: Goal) -> Reduction | None:
    """E[cos(w.X + f) 1{N > h}] by conditioning on N and the Faddeeva function of (b + ih)/sqrt(2); erfi at h = 0, Phi at b = 0."""
    if not isinstance(goal, Moment) or goal.shape.wave is None or len(goal.shape.gates) != 1 or not is_bare(goal):
        return None
    try:
        return Reduction(_beyond(half_wave(goal, goal.shape.gates[0])))
    except Undecided:
        return None


@dataclass(frozen=True)
class HalfWave:
    """cos(w.X + f) 1{N > h}: the variance of w.X, its covariance with N, h and f."""

    variance: Form
    beta: Form
    h: Form
    phase: Form


def half_wave(goal: Moment, gate: Gate) -> HalfWave:
    """The wave of a goal and one of its gates; raises Undecided where the variance of the gate's argument has no known root."""
    wave = goal.shape.wave
    assert wave is not None
    field, slope = goal.field, goal.covariances(gate.vector)
    root, needed = positivity.sqrt(dot(field, gate.vector, slope) + field.number(int(gate.soft)))
    if needed:
        raise Undecided("the variance of a gate")
    return HalfWave(dot(field, wave.frequency, goal.covariances(wave.frequency)), dot(field, wave.frequency, slope) / root, -gate.offset / root, wave.phase)


def _beyond(half: HalfWave) -> Form:
    """E[cos(w.X + f) 1{N > h}]."""
    field, beta, h = half.variance.field, half.beta, half.h
    whole = field.exp(-half.variance / 2)
    if not beta:
        return whole * cosine(half.phase) * cdf_form(-h)
    if h.leading_sign < 0:
        return whole * cosine(half.phase) - _beyond(HalfWave(half.variance, -beta, -h, half.phase))
    root, _ = positivity.sqrt(field.number(2))
    if not h:
        return whole * (cosine(half.phase) - sine(half.phase) * erfi_form(beta / root)) / 2
    real, imaginary = voigt_forms(beta / root, h / root)
    turned = half.phase + beta * h
    weight = field.exp(-(half.variance - beta * beta + h * h) / 2) / 2
    return weight * (cosine(turned) * real - sine(turned) * imaginary)


@rule(
    title="odd part of a product of signs",
    statement=r"\mathbb E[\sin(\omega\cdot X)\,\mathbf 1\{N_1>0\}\,\mathbf 1\{N_2>0\}]=\tfrac14e^{-V/2}\,"
    r"\big(\operatorname{erfi}(\beta_1/\sqrt2)+\operatorname{erfi}(\beta_2/\sqrt2)\big),\qquad\beta_j=\operatorname{Cov}(\omega\cdot X,N_j)",
    source=FELLER,
    proof="Almost surely 1{N_j > 0} = (1 + sign N_j)/2. X -> -X preserves the law, so sin(w.X) and sin(w.X) sign(N_1) sign(N_2), which are odd, have mean "
    "zero, and E[sin 1 1] = (E[sin sign N_1] + E[sin sign N_2])/4. E[sin(w.X) sign N_j] = 2 E[sin(w.X) 1{N_j > 0}] = exp(-V/2) "
    "erfi(beta_j/sqrt(2)), the case h = 0, f = -pi/2 of one gate. Thresholds must be 0, the phase that of a sine.",
    rank=30,
    examples=lambda: (
        moment(sympy.sin(a * X + Y) * Heaviside(X) * Heaviside(Y), a, dimension=2),
        moment(sympy.sin(a * Z) * Heaviside(Z) * Phi(b * Z), a, b),
        moment(sympy.sin(X) * Phi(a * X) * Heaviside(Y), a, dimension=2),
    ),
)
def sine_in_orthant_eq_half_lines(goal: Goal) -> Reduction | None:
    """1{N > 0} = (1 + sign N)/2: beside an odd function only the two single signs have a mean, E[sin(w.X) sign N] = exp(-V/2) erfi(b/sqrt(2))."""
    if not isinstance(goal, Moment) or goal.shape.wave is None or len(goal.shape.gates) != 2 or not is_bare(goal):
        return None
    field = goal.field
    if goal.shape.wave.phase != -field.pi / 2 or any(gate.offset for gate in goal.shape.gates):
        return None
    try:
        halves = [half_wave(goal, gate) for gate in goal.shape.gates]
    except Undecided:
        return None
    root, _ = positivity.sqrt(field.number(2))
    total = erfi_form(halves[0].beta / root) + erfi_form(halves[1].beta / root)
    return Reduction(field.exp(-halves[0].variance / 2) * total / 4)


@rule(
    title="integration in the frequency",
    statement=r"\mathbb E[\cos(\omega\cdot X+\varphi)\,G]=e^{-V/2}\Big(\cos\varphi\;\mathbb E[G]-\sum_g\beta_g\,p(h_g)\int_0^1"
    r"e^{t^2V/2}\,\mathbb E\big[\sin(t\,\omega\cdot X+\varphi)\,G_{-g}\mid N_g=h_g\big]\,dt\Big)",
    source=CAMERON_MARTIN,
    proof="Let M(t) = E[cos(t w.X + f) G]. Then d/dt exp(t^2 V/2) M = exp(t^2 V/2) (t V M - E[w.X sin(t w.X + f) G]). By Stein's lemma the last mean is t "
    "V M + sum_g beta_g p(h_g) E[sin(t w.X + f) G_-g | N_g = h_g]; soft gates count with their auxiliary normal. Integrate from t = 0, M(0) = "
    "cos(f) E[G]. Given N_g = h_g the wave has mean t beta_g h_g and variance t^2 (V - beta_g^2), and the other gate the correlation r with N_g: "
    "|r| < 1 is used, the ends are limits.",
    rank=80,
    examples=lambda: (
        moment(sympy.cos(a * X + Y) * Heaviside(X) * Heaviside(Y), a, dimension=2),
        moment(sympy.cos(Z) * Heaviside(Z - 1) * Phi(Z)),
    ),
)
def wave_beyond_two_gates_eq_integral(goal: Goal) -> Reduction | None:
    """d/dt of exp(t^2 V/2) E[cos(t w.X + f) G] leaves a wave beyond one gate, conditioned on the boundary of the other: one integral over t for each gate."""
    if not isinstance(goal, Moment) or goal.shape.wave is None or len(goal.shape.gates) != 2 or not is_bare(goal):
        return None
    field, zero = goal.field, goal.field.zero
    try:
        halves = [half_wave(goal, gate) for gate in goal.shape.gates]
        rho = _correlation(goal)
        integrals = [_boundary_integral(goal, mine, other, rho) for mine, other in (halves, halves[::-1])]
    except Undecided:
        return None
    phase = halves[0].phase
    mean = moment_form(field, goal.law, {(0,) * goal.dimension: field.one}, Shape((zero,) * goal.dimension, (zero,) * goal.dimension, None, goal.shape.gates))
    inside = cosine(phase) * mean - integrals[0] - integrals[1]
    return Reduction(field.exp(-halves[0].variance / 2) * inside)


def _correlation(goal: Moment) -> Form:
    """Corr(N_1, N_2)."""
    first = goal.shape.gates[0]
    slopes = [goal.covariances(gate.vector) for gate in goal.shape.gates]
    roots = [
        positivity.sqrt(dot(goal.field, gate.vector, slope) + goal.field.number(int(gate.soft)))[0]
        for gate, slope in zip(goal.shape.gates, slopes, strict=True)
    ]
    return dot(goal.field, first.vector, slopes[1]) / (roots[0] * roots[1])


def _boundary_integral(goal: Moment, mine: HalfWave, other: HalfWave, rho: Form) -> Form:
    """b p(h) int_0^1 exp(t^2 V/2) E[sin(t w.X + f) 1{N' > h'} | N = h] dt."""
    field = goal.field
    if not mine.beta:
        return field.zero
    t = bound_letter(field.symbols)
    wide = field_of((*field.symbols, t))
    beta, h, far_beta, far_h, variance, phase, r = (
        normal_form(form.expression(), wide) for form in (mine.beta, mine.h, other.beta, other.h, mine.variance, mine.phase, rho)
    )
    spread, needed = positivity.sqrt(wide.one - r * r)
    if needed or not spread:
        raise Undecided("a conditional variance")
    time = wide.symbol(t)
    left = HalfWave((variance - beta * beta) * time * time, time * (far_beta - r * beta) / spread, (far_h - r * h) / spread, phase)
    turned = HalfWave(left.variance, left.beta, left.h, phase + time * beta * h - wide.pi / 2)
    body = wide.exp(time * time * variance / 2) * _beyond(turned)
    root, _ = positivity.sqrt(field.pi * 2)
    density = field.exp(-(mine.h * mine.h) / 2) / root
    return mine.beta * density * integral_form(body.expression(), t, S.Zero, S.One, field)


def is_bare(goal: Moment) -> bool:
    """No polynomial, and no exponential factors."""
    return not goal.degree and not any(goal.shape.tilt) and not any(goal.shape.quad)
