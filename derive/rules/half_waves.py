r"""Sines and cosines beyond a gate: Faddeeva's function in real form.

A gate is 1{N > h} for a standard normal N, a soft one with the help of an auxiliary normal. Given N the wave is a wave in N:

    E[cos(w.X + f) 1{N > h}] = exp(-(V - b^2)/2) E[cos(b N + f) 1{N > h}],        V = Var(w.X), b = Cov(w.X, N),
    E[exp(i b N) 1{N > h}]   = exp(-h^2/2 + i b h)/2 w((b + i h)/sqrt(2)),        w = K + i L,

and at h = 0 the real part is exp(-b^2/2)/2, the imaginary part exp(-b^2/2) erfi(b/sqrt(2))/2 (Dawson's integral). Beyond two gates it is Faddeeva's function of
two places, the bivariate normal distribution function at complex thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import sympy
from sympy import Heaviside, Symbol

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form, erfi_form, voigt_forms, voigt_pair_forms
from derive.language.forms.normal_form import Form, Undecided
from derive.language.moments.moment import Gate, Moment, dot
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

    @property
    def opposite(self) -> HalfWave:
        """The same wave with 1{-N > -h}."""
        return replace(self, beta=-self.beta, h=-self.h)


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
        return whole * cosine(half.phase) - _beyond(half.opposite)
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
    title="Faddeeva function of two places",
    statement=r"\mathbb E[e^{i\omega\cdot X}\,\mathbf 1\{N_1>h_1\}\,\mathbf 1\{N_2>h_2\}]=\tfrac s4\,e^{-\frac12V+\frac12\zeta^\top C^{-1}\zeta}\,"
    r"w_2\Big(\frac{\zeta_1-r\zeta_2}{s\sqrt2},\frac{\zeta_2-r\zeta_1}{s\sqrt2};-r\Big),\quad\zeta_j=\beta_j+ih_j,\ C=\begin{pmatrix}1&r\\r&1\end{pmatrix},\ "
    r"s=\sqrt{1-r^2}",
    source=CAMERON_MARTIN,
    proof="w.X = g.N + R with g = C^-1 b, C the correlations of N = (N_1, N_2), and R independent of N of variance V - b'C^-1 b; so the mean is exp(-(V - "
    "b'C^-1 b)/2) E[exp(i g.N) 1 1]. In the last integral put N_1 = h_1 + sqrt(2) s u, N_2 = h_2 + sqrt(2) s v: the exponent is i g.h - h'C^-1 h/2 - u^2 + 2 r "
    "u v - v^2 + 2 i (z_1 u + z_2 v) with z = s (g + i C^-1 h)/sqrt(2), the density times dN_1 dN_2 has the factor s/pi, and (4/pi) times the integral over "
    "u, v > 0 is w2(z_1, z_2; -r), entire in both places. b'C^-1 b + 2 i g.h - h'C^-1 h = x'C^-1 x with x = b + ih. Take the real part after multiplication "
    "by exp(i f). N_j and -N_j exchange h_j < 0 with h_j > 0. |r| < 1.",
    rank=31,
    examples=lambda: (
        moment(sympy.cos(a * X + Y) * Heaviside(X) * Heaviside(Y), a, dimension=2),
        moment(sympy.sin(a * X - Y) * Heaviside(X - b) * Heaviside(Y - 1), a, b, dimension=2),
        moment(sympy.cos(a * X) * Heaviside(X - 1) * Heaviside(1 - Y), a, dimension=2),
        moment(sympy.cos(Z) * Heaviside(Z - 1) * Phi(Z)),
    ),
)
def wave_beyond_two_gates_eq_faddeeva(goal: Goal) -> Reduction | None:
    """E[cos(w.X + f) 1{N_1 > h_1} 1{N_2 > h_2}] by moving both letters to the corner: Faddeeva's function of two places."""
    if not isinstance(goal, Moment) or goal.shape.wave is None or len(goal.shape.gates) != 2 or not is_bare(goal):
        return None
    try:
        first, second = (half_wave(goal, gate) for gate in goal.shape.gates)
        return Reduction(_beyond_two(first, second, _correlation(goal)))
    except Undecided:
        return None


def _correlation(goal: Moment) -> Form:
    """Corr(N_1, N_2)."""
    first = goal.shape.gates[0]
    slopes = [goal.covariances(gate.vector) for gate in goal.shape.gates]
    roots = [
        positivity.sqrt(dot(goal.field, gate.vector, slope) + goal.field.number(int(gate.soft)))[0]
        for gate, slope in zip(goal.shape.gates, slopes, strict=True)
    ]
    return dot(goal.field, first.vector, slopes[1]) / (roots[0] * roots[1])


def _beyond_two(first: HalfWave, second: HalfWave, r: Form) -> Form:
    """E[cos(w.X + f) 1{N_1 > h_1} 1{N_2 > h_2}], |r| < 1."""
    if first.h.leading_sign < 0:
        return _beyond(second) - _beyond_two(first.opposite, second, -r)
    if second.h.leading_sign < 0:
        return _beyond(first) - _beyond_two(first, second.opposite, -r)
    field = r.field
    square = field.one - r * r
    spread, needed = positivity.sqrt(square)
    if needed or not spread:
        raise Undecided("a conditional variance")
    scale = spread * positivity.sqrt(field.number(2))[0]
    turned = first.phase + (first.beta * first.h - r * (first.beta * second.h + second.beta * first.h) + second.beta * second.h) / square
    real, imaginary = voigt_pair_forms(*_corner(first, second, r, scale), *_corner(second, first, r, scale), -r)
    weight = field.exp(-(first.variance - (_square(first.beta, second.beta, r) - _square(first.h, second.h, r)) / square) / 2)
    return weight * spread * (cosine(turned) * real - sine(turned) * imaginary) / 4


def _corner(one: HalfWave, other: HalfWave, r: Form, scale: Form) -> tuple[Form, Form]:
    """Real and imaginary part of (b + ih - r (b' + ih'))/scale."""
    return (one.beta - r * other.beta) / scale, (one.h - r * other.h) / scale


def _square(one: Form, other: Form, r: Form) -> Form:
    """x^2 - 2 r x y + y^2."""
    return one * one - r * one * other * 2 + other * other


def is_bare(goal: Moment) -> bool:
    """No polynomial, and no exponential factors."""
    return not goal.degree and not any(goal.shape.tilt) and not any(goal.shape.quad)
