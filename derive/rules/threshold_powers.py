"""Powers with a threshold, times exponentials: parabolic cylinder functions.

    E[(Z - h)_+^a] = Gamma(a + 1)/sqrt(2 pi) int_0^oo s^a exp(-(s + h)^2/2) ds/Gamma(a + 1) = Gamma(a + 1)/sqrt(2 pi) exp(-h^2/4) D_(-a-1)(h),

Whittaker's integral. exp(g Z^2) changes the variance and exp(b Z) shifts the mean, so both change h alone: powers at 0 are tilted into powers with a
threshold.
"""

from __future__ import annotations

from dataclasses import replace
from math import comb

from sympy import Abs, Heaviside, Rational, Symbol, exp, hyper, log, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.errors import DeriveError
from derive.language.forms import positivity
from derive.language.forms.form_derivative import density
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import log_form, power_form
from derive.language.forms.power_functions import gamma_form, parabolic_form, polygamma_form, upper_gamma_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.moment import sum_forms
from derive.language.moments.power_goal import absolute_moment, hypothesis
from derive.language.moments.power_threshold import Threshold, read_threshold
from derive.language.moments.rational_moment import known_sign
from derive.language.sources import CAMERON_MARTIN, CRAMER, FELLER, MELLIN, STEIN, WHITTAKER
from derive.language.symbols import Z

a, b, g, h = Symbol("a", positive=True), Symbol("b", real=True), Symbol("g", positive=True), Symbol("h", real=True)


@rule(
    title="completing the square",
    statement=r"\mathbb E\big[|Z-h|^ae^{bZ+gZ^2}\mathbf 1\{Z>l\}\big]=\sigma^{a+1}\,\mathbb E\big[|Z-h/\sigma|^ae^{\sigma bZ}\mathbf 1\{Z>l/\sigma\}\big],"
    r"\qquad\sigma=(1-2g)^{-1/2}",
    source=CRAMER,
    proof="exp(g z^2 - z^2/2) = exp(-z^2/(2 sigma^2)) with sigma^2 = 1/(1 - 2g), for 1 - 2g > 0 (returned), so z = sigma z' leaves the normal density and "
    "a factor sigma. |sigma z' - h|^a = sigma^a |z' - h/sigma|^a, log|sigma z' - h| = log(sigma) + log|z' - h/sigma| expanded by the binomial "
    "theorem, and the gate and the tilt are rescaled.",
    rank=9,
    examples=lambda: (
        Expectation(Abs(Z - h) ** a * Heaviside(Z - h) * exp(-g * Z**2), Gaussian()),
        Expectation(Abs(Z) ** a * Heaviside(Z) * exp(b * Z + g * Z**2), Gaussian()),
        Expectation(sqrt(Abs(Z)) * log(Abs(Z)) * Heaviside(Z) * exp(g * Z**2), Gaussian()),
    ),
)
def threshold_square_eq_rescaled(goal: Goal) -> Reduction | None:
    """E[f(Z) exp(g Z^2)] = sigma E[f(sigma Z)] with sigma = (1 - 2g)^(-1/2), for 1 - 2g > 0."""
    found = read_threshold(goal)
    if found is None or not found.square:
        return None
    field = found.field
    try:
        narrow, needed = positivity.positive_sqrt(field.one - found.square * 2)
        sigma = narrow.inverse()
        weight = sigma * power_form(sigma, normal_form(found.exponent, field), needed)
        moved = replace(found, place=found.place * narrow, cut=found.cut * narrow, tilt=found.tilt * sigma, square=field.zero)
        parts = [moved.with_log(k).goal() * log_form(sigma, needed) ** (found.log - k) * comb(found.log, k) for k in range(found.log + 1)]
    except Undecided:
        return None
    return Reduction(weight * sum_forms(field, parts), needed)


@rule(
    title="Cameron-Martin theorem",
    statement=r"\mathbb E\big[|Z-h|^ae^{bZ}\mathbf 1\{Z>l\}\big]=e^{b^2/2}\,\mathbb E\big[|Z+b-h|^a\mathbf 1\{Z>l-b\}\big]",
    source=CAMERON_MARTIN,
    proof="exp(b z) p(z) = exp(b^2/2) p(z - b), so the substitution z -> z + b moves the place of the power and the gate by -b. Both sides converge or "
    "diverge together.",
    rank=10,
    examples=lambda: (
        Expectation(Abs(Z - h) ** a * Heaviside(Z - h) * exp(b * Z), Gaussian()),
        Expectation(Abs(Z) ** a * Heaviside(Z) * exp(b * Z), Gaussian()),
        Expectation(sqrt(Abs(Z + 1)) * Heaviside(Z + 1) * exp(-2 * Z), Gaussian()),
    ),
)
def threshold_exp_eq_shifted(goal: Goal) -> Reduction | None:
    """E[exp(b Z) f(Z)] = exp(b^2/2) E[f(Z + b)]: the threshold moves by b."""
    found = read_threshold(goal)
    if found is None or found.square or not found.tilt:
        return None
    shift = found.tilt
    moved = replace(found, place=found.place - shift, cut=found.cut - shift, tilt=found.field.zero)
    return Reduction(found.field.exp(shift * shift / 2) * moved_goal(moved))


def moved_goal(found: Threshold) -> Form:
    """The goal; without threshold half of E[|Z|^e log^k |Z|]."""
    if found.plain and found.open and not found.place:
        return absolute_moment((found.exponent, found.log), found.field) / 2
    return found.goal()


@rule(
    title="Whittaker's integral",
    statement=r"\mathbb E\big[(Z-h)_+^a\big]=\frac{\Gamma(a+1)}{\sqrt{2\pi}}\,e^{-h^2/4}D_{-a-1}(h),\qquad a>-1",
    source=WHITTAKER,
    proof="E[(Z - h)_+^a] = int_0^oo s^a exp(-(s + h)^2/2) ds/sqrt(2 pi), and Whittaker's integral D_(-a-1)(h) = exp(-h^2/4)/Gamma(a+1) int_0^oo s^a "
    "exp(-s^2/2 - h s) ds holds for all real h and a > -1, the condition that is returned where it does not follow.",
    rank=25,
    examples=lambda: (
        Expectation(Abs(Z - h) ** a * Heaviside(Z - h), Gaussian()),
        Expectation(Abs(Z + 2) ** Rational(3, 2) * Heaviside(Z + 2), Gaussian()),
        Expectation(Abs(Z - 1) ** (a - 1) * Heaviside(Z - 1), Gaussian()),
    ),
)
def threshold_power_eq_parabolic_cylinder(goal: Goal) -> Reduction | None:
    """E[(Z - h)_+^a] = Gamma(a + 1) exp(-h^2/4) D(-a - 1, h)/sqrt(2 pi) for a > -1."""
    found = read_threshold(goal)
    if found is None or not found.plain or not found.open or found.log or not found.place:
        return None
    field, place, s = found.field, found.place, normal_form(found.exponent, found.field)
    try:
        condition = hypothesis(found.exponent + 1, s + field.one)
    except ValueError:
        return None
    weight = gamma_form(s + field.one) * field.exp(-(place * place) / 4) / positivity.sqrt(field.pi * 2)[0]
    return Reduction(weight * parabolic_form(-s - field.one, place), () if condition is None else (condition,))


@rule(
    title="symmetry",
    statement=r"\mathbb E\big[|Z|^a\log^k|Z|\,\mathbf 1\{Z>0\}\big]=\tfrac12\,\mathbb E\big[|Z|^a\log^k|Z|\big]",
    source=FELLER,
    proof="Z and -Z have the same law and P(Z = 0) = 0, so each half line has half of the expectation of a function of |Z|. Whether it is finite is "
    "decided for the right side.",
    rank=12,
    examples=lambda: (
        Expectation(Abs(Z) ** a * Heaviside(Z), Gaussian()),
        Expectation(Abs(Z) ** a * log(Abs(Z)) ** 2 * Heaviside(Z), Gaussian()),
    ),
)
def half_line_power_eq_half(goal: Goal) -> Reduction | None:
    """E[1{Z > 0} f(|Z|)] = E[f(|Z|)]/2."""
    found = read_threshold(goal)
    if found is None or not found.plain or not found.open or found.place:
        return None
    return Reduction(moved_goal(found))


@rule(
    title="incomplete gamma function",
    statement=r"\mathbb E\big[|Z|^a\mathbf 1\{Z>l\}\big]=\frac{2^{a/2-1}}{\sqrt\pi}\,\Gamma\Big(\frac{a+1}2,\frac{l^2}2\Big),\qquad l>0",
    source=MELLIN,
    proof="z^2 = 2w turns the integral of z^a exp(-z^2/2)/sqrt(2 pi) over z > l into 2^(a/2-1)/sqrt(pi) times the one of w^((a-1)/2) exp(-w) over w > "
    "l^2/2. l > 0 keeps away from 0, so every real a is allowed.",
    rank=25,
    examples=lambda: (
        Expectation(Abs(Z) ** a * Heaviside(Z - g), Gaussian()),
        Expectation(Abs(Z) ** (a - 3) * Heaviside(Z - 1), Gaussian()),
    ),
)
def truncated_power_eq_incomplete_gamma(goal: Goal) -> Reduction | None:
    """E[|Z|^a 1{Z > l}] = 2^(a/2 - 1)/sqrt(pi) Gamma((a + 1)/2, l^2/2) for l > 0, by Z^2 = 2w."""
    found = read_threshold(goal)
    if found is None or not found.plain or found.place or found.log or not found.cut:
        return None
    field, s = found.field, normal_form(found.exponent, found.field)
    try:
        if known_sign(found.cut) <= 0:
            return None
    except (Undecided, DeriveError):
        return None
    half = field.one / 2
    weight = power_form(field.number(2), s * half - field.one) / positivity.sqrt(field.pi)[0]
    return Reduction(weight * upper_gamma_form((s + field.one) * half, found.cut * found.cut * half))


@rule(
    title="derivative of the incomplete gamma function",
    statement=r"\mathbb E\big[|Z|^a\log|Z|\,\mathbf 1\{Z>l\}\big]=\frac{2^{a/2-2}}{\sqrt\pi}\Big(\log(l^2)\,\Gamma(\beta,w)+\Gamma(\beta)(\psi(\beta)-\log w)"
    r"+\frac{w^\beta}{\beta^2}\,{}_2F_2(\beta,\beta;\beta+1,\beta+1;-w)\Big),\quad\beta=\frac{a+1}2>0,\ w=\frac{l^2}2,\ l>0",
    source=MELLIN,
    proof="E[|Z|^a 1{Z > l}] = 2^(a/2-1)/sqrt(pi) Gamma(b, w), b = (a + 1)/2, w = l^2/2, is analytic in a, and its derivative is the mean with log|Z|. "
    "Gamma(b, w) = Gamma(b) - g(b, w), and g(b, w) = int_0^w t^(b-1) exp(-t) dt, b > 0, has by parts the derivative log(w) g(b, w) - w^b/b^2 2F2(b, b; "
    "b+1, b+1; -w) in b, term by term of the series; log 2 + log w = log(l^2).",
    rank=26,
    examples=lambda: (
        Expectation(Abs(Z) ** a * log(Abs(Z)) * Heaviside(Z - g), Gaussian()),
        Expectation(sqrt(Abs(Z)) * log(Abs(Z)) * Heaviside(Z - 1), Gaussian()),
    ),
)
def truncated_logarithm_eq_incomplete_gamma_slope(goal: Goal) -> Reduction | None:
    """E[|Z|^a log|Z| 1{Z > l}] for l > 0 and a > -1 as the derivative in a of the mean without logarithm."""
    found = _truncated(goal)
    if found is None or found.exponent.is_Integer:
        return None
    field, w = found.field, found.cut * found.cut / 2
    b = (normal_form(found.exponent, field) + field.one) / 2
    try:
        if hypothesis(found.exponent + 1, b * 2) is not None:
            return None
        weight = power_form(field.number(2), b - field.one * 5 / 2) / positivity.sqrt(field.pi)[0]
        series = field.atom(hyper((b.expression(),) * 2, ((b + field.one).expression(),) * 2, (-w).expression()))
        rest = gamma_form(b) * (polygamma_form(0, b) - log_form(w)) + power_form(w, b) / (b * b) * series
        return Reduction(weight * (log_form(found.cut) * 2 * upper_gamma_form(b, w) + rest))
    except (Undecided, ValueError):
        return None


def _truncated(goal: Goal) -> Threshold | None:
    """A power of |Z| and its logarithm beyond a place l > 0."""
    found = read_threshold(goal)
    if found is None or not found.plain or found.place or found.log != 1 or not found.cut:
        return None
    try:
        return found if known_sign(found.cut) > 0 else None
    except (Undecided, DeriveError):
        return None


@rule(
    title="integration by parts at a gate",
    statement=r"\mathbb E\big[Z^n\log Z\,\mathbf 1\{Z>l\}\big]=l^{n-1}\log(l)\,p(l)+(n-1)\,\mathbb E\big[Z^{n-2}\log Z\,\mathbf 1\{Z>l\}\big]"
    r"+\mathbb E\big[Z^{n-2}\,\mathbf 1\{Z>l\}\big],\quad l>0,\ n\ge1,\qquad p(l)=\frac{e^{-l^2/2}}{\sqrt{2\pi}}",
    source=STEIN,
    proof="E[Z h 1{Z > l}] = h(l) p(l) + E[h' 1{Z > l}] with h(z) = z^(n-1) log z, smooth for z >= l > 0, h' = (n - 1) z^(n-2) log z + z^(n-2).",
    rank=26,
    examples=lambda: (
        Expectation(Abs(Z) * log(Abs(Z)) * Heaviside(Z - g), Gaussian()),
        Expectation(Abs(Z) ** 3 * log(Abs(Z)) * Heaviside(Z - 1), Gaussian()),
    ),
)
def truncated_logarithm_eq_lower(goal: Goal) -> Reduction | None:
    """E[Z h 1{Z > l}] = h(l) p(l) + E[h' 1{Z > l}] with h(z) = z^(n-1) log z."""
    found = _truncated(goal)
    if found is None or not found.exponent.is_Integer or found.exponent < 1:
        return None
    n, below = int(found.exponent), replace(found, exponent=found.exponent - 2)
    try:
        total = found.cut ** (n - 1) * log_form(found.cut) * density(found.cut)
    except Undecided:
        return None
    return Reduction(total + below.with_log(0).goal() + (below.goal() * (n - 1) if n > 1 else found.field.zero))
