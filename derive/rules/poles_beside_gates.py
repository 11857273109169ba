r"""Rational functions of one normal beside a function of another one with knots or normal distribution functions.

A gate is 1{N > h} for a standard normal N, a soft one with the help of an auxiliary normal. Given X and N the rest is normal, so partial fractions leave

    E[N^l 1{N > h} W^k Q^-n],      W = X + m,  Q = W^2 + b^2,  b > 0,  k = 0 or 1,  Cov(X, N) = c.

By parts l goes down to 0 and n to 1, where with z = -m + ib, C = 1/sqrt(1 - c^2) and p the normal density

    E[1{N > h}/(X - z)] = Phi(-h) E[1/(X - z)] + (pi/2) c C p(h) w2(z/sqrt(2), C (z - c h)/sqrt(2); C),

w2 Faddeeva's function of two places, here on a hyperbola, as C > 1.
"""

from __future__ import annotations

from sympy import Heaviside, Symbol

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form, voigt_pair_forms
from derive.language.forms.form_derivative import density
from derive.language.forms.normal_form import Undecided
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.gated_pole import read_gated_pole, times_powers
from derive.language.moments.moment import sum_forms
from derive.language.sources import STEIN, WIDDER
from derive.language.symbols import X, Y, c, q

a, b = Symbol("a", positive=True), Symbol("b", positive=True)


@rule(
    title="Faddeeva function of two places",
    statement=r"\mathbb E\Big[\frac{\mathbf 1\{Y>h\}}{X-z}\Big]=\Phi(-h)\,\mathbb E\Big[\frac1{X-z}\Big]+\tfrac\pi2\,c\,C\,p(h)\,"
    r"w_2\Big(\frac z{\sqrt2},\frac{C(z-ch)}{\sqrt2};C\Big),\quad C=\frac1{\sqrt{1-c^2}},\ p(h)=\frac{e^{-h^2/2}}{\sqrt{2\pi}},\ \operatorname{Im}z>0",
    source=WIDDER,
    proof="For Im z > 0, 1/(X - z) = i int_0^oo exp(is(z - X)) ds, absolutely convergent, and E[exp(-isX) 1{Y > h}] = exp(-s^2/2) Phi(-h - ics), the shift of "
    "Cameron and Martin by an imaginary number. Phi(-h - ics) = Phi(-h) - ic p(h) int_0^s exp(-ihct + c^2 t^2/2) dt. So the mean is Phi(-h) E[1/(X - z)] + "
    "c p(h) int int exp(isz - ihct - (s^2 - c^2 t^2)/2) ds dt over 0 < t < s. With s = r + Ct', t = Ct', C^2 (1 - c^2) = 1, the square is s^2 - c^2 t^2 = r^2 "
    "+ 2C r t' + t'^2, the wedge a quadrant, and (r, t') -> sqrt(2) (r, t') makes the integral (pi/2) C w2. |c| < 1. Real and imaginary part of 1/(X - z), z "
    "= -m + ib, are W/Q and b/Q.",
    rank=43,
    examples=lambda: (
        Expectation(Heaviside(Y) / ((X + a) ** 2 + b**2), Gaussian(c)),
        Expectation(Heaviside(Y - b) * (X - a) / ((X - a) ** 2 + 1), Gaussian(c)),
        Expectation(Heaviside(Y) * X / (X**2 + 1 / q), Gaussian(c)),
    ),
)
def pole_pair_beside_gate_eq_faddeeva(goal: Goal) -> Reduction | None:
    """E[1{Y > h}/(X - z)] by the Laplace integral of the pole; its real and imaginary part."""
    found = read_gated_pole(goal)
    if found is None or found.power or found.pair.n != 1:
        return None
    pair, start, rho = found.pair, found.start, found.rho
    apart = cdf_form(-start) * pair.mean()
    if not rho:
        return Reduction(apart)
    try:
        width, root = pair.width, positivity.sqrt(rho.field.number(2))[0]
        wide = found.spread.inverse()
        places = -pair.m / root, width / root, -((pair.m + rho * start) * wide / root), width * wide / root
        parts = voigt_pair_forms(*places, wide)
    except Undecided:
        return None
    return Reduction(apart + rho * wide * density(start) * rho.field.pi / 2 * (parts[0] if pair.k else parts[1] / width))


@rule(
    title="integration by parts beside a gate",
    statement=r"\mathbb E[\mathbf 1\{Y>h\}\,g'(X)]=\mathbb E[\mathbf 1\{Y>h\}\,X\,g(X)]-c\,p(h)\,\mathbb E[g(X)\mid Y=h],\qquad g=Q^{-n},\ g=WQ^{-n}",
    source=STEIN,
    proof="E[1{Y > h} g(X)] = E[P(x) g(x)] with P = P(Y > h | X = x), whose derivative times the density of X is c p(h) times the density of X given Y = h. By "
    "parts E[P g'] = E[X P g] - E[P' g]. g = Q^-n has g' = -2n W Q^(-n-1), and g = W Q^-n has g' = (1 - 2n) Q^-n + 2n s Q^(-n-1); X = W - m and W^2 = Q - "
    "s. Given Y = h, X is normal with mean ch and variance 1 - c^2, |c| < 1.",
    rank=42,
    examples=lambda: (
        Expectation(Heaviside(Y - a) / ((X + b) ** 2 + 1) ** 2, Gaussian(c)),
        Expectation(Heaviside(Y) * X / (X**2 + b) ** 2, Gaussian(c)),
    ),
)
def pole_pair_power_beside_gate_eq_lower(goal: Goal) -> Reduction | None:
    """E[1 g'(X)] = E[1 X g(X)] - c p(h) E[g(X) | Y = h] with g = Q^-n and g = W Q^-n."""
    found = read_gated_pole(goal)
    if found is None or found.power or found.pair.n < 2:
        return None
    pair, n = found.pair, found.pair.n - 1
    turned = pair.powers(1 - pair.k, n)
    try:
        boundary = found.rho * density(found.start) * found.on_the_edge(turned)
    except Undecided:
        return None
    moved = sum_forms(pair.field, (value * found.mean(0, part) for value, part in turned.times_letter())) - boundary
    if pair.k:
        return Reduction(-moved / (2 * n))
    return Reduction((moved + found.mean(0, pair.powers(0, n)) * (2 * n - 1)) / (pair.s * (2 * n)))


@rule(
    title="integration by parts at a gate",
    statement=r"\mathbb E[Y^l\mathbf 1\{Y>h\}\,g(X)]=c\,\mathbb E[XY^{l-1}\mathbf 1\{Y>h\}\,g(X)]+(1-c^2)\big((l-1)\,\mathbb E[Y^{l-2}\mathbf 1\{Y>h\}\,g(X)]"
    r"+h^{l-1}p(h)\,\mathbb E[g(X)\mid Y=h]\big)",
    source=STEIN,
    proof="The density f of (X, Y) satisfies (1 - c^2) df/dy = -(y - c x) f, so E[(Y - cX) H] = (1 - c^2) E[dH/dy] for H = Y^(l-1) 1{Y > h} g(X), whose "
    "derivative has a point mass at h: h^(l-1) g(X) delta(Y - h), of mean h^(l-1) p(h) E[g(X) | Y = h]. Given Y = h, X is normal with mean ch and variance 1 - "
    "c^2, |c| < 1. X g(X) is again a sum of such terms.",
    rank=42,
    examples=lambda: (
        Expectation(Heaviside(Y) * Y / (X**2 + b), Gaussian(c)),
        Expectation(Heaviside(Y - a) * Y**2 * (X + 1) / ((X + 1) ** 2 + b), Gaussian(c)),
    ),
)
def gated_power_beside_poles_eq_lower(goal: Goal) -> Reduction | None:
    """E[(Y - cX) H] = (1 - c^2) E[dH/dy] with H = Y^(l-1) 1{Y > h} g(X)."""
    found = read_gated_pole(goal)
    if found is None or not found.power:
        return None
    below, square = found.power - 1, found.rho.field.one - found.rho * found.rho
    try:
        edge = density(found.start) * found.on_the_edge(found.pair) * (found.start**below if below else 1)
    except Undecided:
        return None
    moved = sum_forms(square.field, (value * found.mean(below, part) for value, part in times_powers(found.pair, 1))) * found.rho
    if below:
        edge = edge + found.mean(below - 1, found.pair) * below
    return Reduction(moved + square * edge)


