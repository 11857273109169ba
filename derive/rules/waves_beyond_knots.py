r"""Waves beside a pole beyond a knot: the incomplete plasma dispersion function with a wave.

    E[exp(iwZ) 1{Z > h}/(Z - p)] = P(h, w, p)/sqrt(2),      P(h, w, p) = W(h/sqrt(2), w/sqrt(2), p/sqrt(2)),      W(h, w, z) = (1/sqrt(pi)) int_h^oo
    exp(-s^2 + 2iws)/(s - z) ds,

for a complex pole p = -m + ib and its conjugate, whose half sum and half difference over i are W/Q and b/Q, W = Z + m, Q = W^2 + b^2, and for a real one left
of h. Higher powers go down by parts, with a term at the knot.
"""

from __future__ import annotations

from sympy import Heaviside, Symbol, cos, sin, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import plasma_wave_forms
from derive.language.forms.form_derivative import density
from derive.language.forms.normal_form import Form, Undecided
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.truncated_pole import TruncatedPair, TruncatedPole
from derive.language.moments.truncated_wave import HalfLineWave, read_truncated_wave
from derive.language.sources import BAALRUD, STEIN
from derive.language.symbols import Z, q

a, b, w = Symbol("a", positive=True), Symbol("b", positive=True), Symbol("w", positive=True)
TITLE = "incomplete plasma dispersion function with a wave"
PROOF = (
    "The density is exp(-z^2/2)/sqrt(2 pi); z = sqrt(2) s makes E[exp(iwZ) 1{Z > h}/(Z - p)] the integral of exp(-s^2 + 2i (w/sqrt(2)) s)/(s - p/sqrt(2)) over "
    "s > h/sqrt(2), divided by sqrt(2 pi): W(h/sqrt(2), w/sqrt(2), p/sqrt(2))/sqrt(2). It converges "
)


@rule(
    title=TITLE,
    statement=r"\mathbb E\Big[\frac{\mathbf 1\{Z>h\}\,e^{iwZ}}{Z+m\mp ib}\Big]=\frac1{\sqrt2}\,\mathcal W\Big(\frac h{\sqrt2},\frac w{\sqrt2},\frac{-m\pm ib}"
    r"{\sqrt2}\Big),\qquad \mathcal W(h,w,z)=\frac1{\sqrt\pi}\int_h^\infty\frac{e^{-s^2+2iws}}{s-z}\,ds,\quad b>0",
    source=BAALRUD,
    proof=PROOF + "as p = -m + ib and its conjugate lie off the line. With A, B the means at the two, (A + B)/2 is that of exp(iwZ) W/Q and (A - B)/(2ib) that "
    "of exp(iwZ)/Q; real and imaginary part are those of the cosine and of the sine.",
    rank=45,
    examples=lambda: (
        Expectation(Heaviside(Z - 1) * cos(w * Z) / ((Z + a) ** 2 + b**2), Gaussian()),
        Expectation(Heaviside(Z) * sin(w * Z) / (Z**2 + b**2), Gaussian()),
        Expectation(Heaviside(Z + a) * cos(w * Z) * (Z - b) / ((Z - b) ** 2 + 1), Gaussian()),
        Expectation(Heaviside(Z - a) * sin(Z) * Z / (Z**2 + b), Gaussian()),
    ),
)
def wave_beyond_knot_at_pole_pair_eq_plasma(goal: Goal) -> Reduction | None:
    """E[exp(iwZ) 1{Z > h}/(Z - p)] by Z = sqrt(2) s, at p and at its conjugate."""
    found = read_truncated_wave(goal)
    if found is None or not isinstance(found[1], TruncatedPair) or found[1].pair.n != 1:
        return None
    wave, pair = found[0], found[1].pair
    try:
        width = pair.width
    except Undecided:
        return None
    above, below = _parts(wave, -pair.m, width), _parts(wave, -pair.m, -width)
    if pair.k:
        return Reduction((above[wave.turned] + below[wave.turned]) / 2)
    difference = above[not wave.turned] - below[not wave.turned]
    return Reduction((-difference if wave.turned else difference) / (width * 2))


def _parts(wave: HalfLineWave, x: Form, y: Form) -> tuple[Form, Form]:
    """Real and imaginary part of E[exp(iwZ) 1{Z > h}/(Z - x - iy)]."""
    root = positivity.sqrt(x.field.number(2))[0]
    assert wave.start is not None
    real, imaginary = plasma_wave_forms(wave.start / root, wave.frequency / root, x / root, y / root)
    return real / root, imaginary / root


@rule(
    title=TITLE,
    statement=r"\mathbb E\Big[\frac{\mathbf 1\{Z>h\}\,e^{iwZ}}{Z+t}\Big]=\frac1{\sqrt2}\,\mathcal W\Big(\frac h{\sqrt2},\frac w{\sqrt2},\frac{-t}{\sqrt2}\Big),"
    r"\qquad h+t>0",
    source=BAALRUD,
    proof=PROOF + "as p = -t lies left of h, which is checked. Real and imaginary part are the means of the cosine and of the sine.",
    rank=45,
    examples=lambda: (
        Expectation(Heaviside(Z) * cos(w * Z) / (Z + a), Gaussian()),
        Expectation(Heaviside(Z - 1 / sqrt(q)) * sin(w * Z) / (Z + 3 / sqrt(q)), Gaussian()),
    ),
)
def wave_beyond_knot_at_real_pole_eq_plasma(goal: Goal) -> Reduction | None:
    """E[exp(iwZ) 1{Z > h}/(Z + t)] by Z = sqrt(2) s, for h + t > 0."""
    found = _left_of_knot(goal)
    if found is None or found[1].n != 1:
        return None
    return Reduction(_parts(found[0], -found[1].t, found[1].t.field.zero)[found[0].turned])


@rule(
    title="integration by parts at a pair of complex poles",
    statement=r"2nJ^c_{n+1}=mC_n-wS_n-J^c_n+\frac{\cos(wh)\,p(h)}{Q(h)^n},\qquad2nsC_{n+1}=C_{n-1}+(2n-1-s)C_n-mJ^c_n+wJ^s_n-\frac{W(h)\cos(wh)\,p(h)}{Q(h)^n},"
    r"\quad\text{and with}\ (C,S,\cos,w)\to(S,C,\sin,-w),\quad p(h)=\frac{e^{-h^2/2}}{\sqrt{2\pi}}",
    source=STEIN,
    proof="E[1{Z > h} Z f] = E[1{Z > h} f'] + f(h) p(h) for smooth f of polynomial growth; W = Z + m, Q = W^2 + s, s > 0. f = cos(wZ) Q^-n has f' = -w sin(wZ) "
    "Q^-n - 2n W cos(wZ) Q^(-n-1): J^c_n - m C_n = -w S_n - 2n J^c_(n+1) + cos(wh) Q(h)^-n p(h). f = W cos(wZ) Q^-n has f' = (1 - 2n) cos(wZ) Q^-n + 2n s "
    "cos(wZ) Q^(-n-1) - w W sin(wZ) Q^-n, and W^2 = Q - s: C_(n-1) - s C_n - m J^c_n is its mean plus W(h) cos(wh) Q(h)^-n p(h). The sine has the other wave "
    "with the other sign of w.",
    rank=44,
    examples=lambda: (
        Expectation(Heaviside(Z) * cos(w * Z) / ((Z - a) ** 2 + b**2) ** 2, Gaussian()),
        Expectation(Heaviside(Z - a) * sin(w * Z) * (Z + 1) / ((Z + 1) ** 2 + b) ** 2, Gaussian()),
        Expectation(Heaviside(Z - 1) * sin(w * Z) / ((Z + a) ** 2 + 1) ** 3, Gaussian()),
    ),
)
def wave_beyond_knot_at_pole_pair_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[1{Z > h} Z f] = E[1{Z > h} f'] + f(h) p(h) with f = cos(wZ) Q^-n and f = W cos(wZ) Q^-n, and with sines."""
    found = read_truncated_wave(goal)
    if found is None:
        return None
    wave, poles = found
    if not isinstance(poles, TruncatedPair) or poles.pair.n < 2:
        return None
    pair, n = poles.pair, poles.pair.n - 1
    above = poles.start + pair.m
    boundary = wave.at_start() * density(poles.start) * (above * above + pair.s) ** -n
    if pair.k:
        return Reduction((pair.m * wave.beside(poles, 0, n) - wave.rate * wave.other.beside(poles, 0, n) - wave.beside(poles, 1, n) + boundary) / (2 * n))
    total = wave.beside(poles, 0, n - 1) + (pair.field.number(2 * n - 1) - pair.s) * wave.beside(poles, 0, n) - pair.m * wave.beside(poles, 1, n)
    return Reduction((total + wave.rate * wave.other.beside(poles, 1, n) - above * boundary) / (pair.s * (2 * n)))


@rule(
    title="integration by parts at a real pole",
    statement=r"(n-1)\,C_n=\frac{\cos(wh)\,p(h)}{(h+t)^{n-1}}-C_{n-2}+t\,C_{n-1}-w\,S_{n-1},\quad\text{and with}\ (C,S,\cos,w)\to(S,C,\sin,-w),\quad "
    r"C_n=\mathbb E\Big[\frac{\mathbf 1\{Z>h\}\cos(wZ)}{(Z+t)^n}\Big],\ p(h)=\frac{e^{-h^2/2}}{\sqrt{2\pi}},\ h+t>0",
    source=STEIN,
    proof="E[1{Z > h} Z f] = E[1{Z > h} f'] + f(h) p(h). f = cos(wZ) (Z + t)^(1-n) is smooth beyond h, as h + t > 0; Z f = cos(wZ) ((Z + t)^(2-n) - t (Z + "
    "t)^(1-n)) and f' = (1 - n) cos(wZ) (Z + t)^-n - w sin(wZ) (Z + t)^(1-n): C_(n-2) - t C_(n-1) = (1 - n) C_n - w S_(n-1) + cos(wh) (h + t)^(1-n) p(h). The "
    "sine has the other wave with the other sign of w.",
    rank=45,
    examples=lambda: (
        Expectation(Heaviside(Z) * cos(w * Z) / (Z + a) ** 2, Gaussian()),
        Expectation(Heaviside(Z - 1 / sqrt(q)) * sin(w * Z) / (Z + 3 / sqrt(q)) ** 2, Gaussian()),
    ),
)
def wave_beyond_knot_at_real_pole_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[1{Z > h} Z f] = E[1{Z > h} f'] + f(h) p(h) with f = cos(wZ) (Z + t)^(1-n), and with the sine."""
    found = _left_of_knot(goal)
    if found is None or found[1].n < 2:
        return None
    wave, pole = found
    n, above = pole.n, pole.start + pole.t
    boundary = wave.at_start() * density(pole.start) * above ** (1 - n)
    lower = pole.t * wave.beside(pole, 0, n - 1) - wave.beside(pole, 0, n - 2) - wave.rate * wave.other.beside(pole, 0, n - 1)
    return Reduction((boundary + lower) / (n - 1))


def _left_of_knot(goal: Goal) -> tuple[HalfLineWave, TruncatedPole] | None:
    """The real pole beside a wave, if it is known to lie left of the knot."""
    found = read_truncated_wave(goal)
    if found is None or not isinstance(found[1], TruncatedPole):
        return None
    try:
        return (found[0], found[1]) if positivity.sign(found[1].start + found[1].t) > 0 else None
    except Undecided:
        return None
