r"""Sines and cosines beyond a gate: Faddeeva's function in real form.

A gate is 1{N > h} for a standard normal N, a soft one with the help of an auxiliary normal. Given N the wave is a wave in N:

    E[cos(w.X + f) 1{N > h}] = exp(-(V - b^2)/2) E[cos(b N + f) 1{N > h}],        V = Var(w.X), b = Cov(w.X, N),
    E[exp(i b N) 1{N > h}]   = exp(-h^2/2 + i b h)/2 w((b + i h)/sqrt(2)),        w = K + i L,

and at h = 0 the real part is exp(-b^2/2)/2, the imaginary part exp(-b^2/2) erfi(b/sqrt(2))/2 (Dawson's integral).
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from sympy import Heaviside, Symbol

from derive.engine.rule import Goal, Reduction, rule
from derive.language import positivity
from derive.language.atoms import cdf_form, erfi_form, voigt_forms
from derive.language.moment import Gate, Moment, dot
from derive.language.normal_form import Form, Undecided
from derive.language.sources import DLMF, FELLER
from derive.language.special import Phi
from derive.language.symbols import X, Y, Z
from derive.language.wave import cosine, sine
from derive.rules.examples import moment

a, b = Symbol("a", positive=True), Symbol("b", positive=True)


@rule(
    title="Faddeeva function",
    statement=r"\mathbb E[\cos(\omega\cdot X+\varphi)\,\mathbf 1\{N>h\}]=\tfrac12e^{-\frac12(V-\beta^2+h^2)}\,"
    r"\mathrm{Re}\Big[e^{i(\varphi+\beta h)}\,w\Big(\tfrac{\beta+ih}{\sqrt2}\Big)\Big],"
    r"\qquad V=\operatorname{Var}(\omega\cdot X),\ \beta=\operatorname{Cov}(\omega\cdot X,N)",
    source=DLMF,
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


def is_bare(goal: Moment) -> bool:
    """No polynomial, and no exponential factors."""
    return not goal.degree and not any(goal.shape.tilt) and not any(goal.shape.quad)
