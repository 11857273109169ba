r"""Rational functions between knots whose poles lie off the pieces.

With W = Z + m, Q = W^2 + b^2, b > 0, partial fractions beyond each knot leave I_n = E[1{Z > h} Q^-n] and J_n = E[1{Z > h} W Q^-n]. For n = 1,

    h = 0:    J_1 + i b I_1 = E[1{Z > 0}/(Z + m - ib)] = (F((b + im)^2/2) + i pi w((-m + ib)/sqrt(2)))/(2 sqrt(2 pi)),      F(z) = exp(z) E1(z),
    m = 0:    I_1 = sqrt(2 pi)/b exp(b^2/2) Phi2(-b, 0; -h/sqrt(h^2 + b^2)),      J_1 = F((h^2 + b^2)/2) exp(-h^2/2)/(2 sqrt(2 pi)),

the second an integral of Owen's; higher powers go down by parts, with a term at the knot. For m and h both not 0, and for real poles, see `poles_beyond_knots`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sympy import Abs, Expr, Heaviside, Symbol, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf2_form, scaled_expint_forms, voigt_forms
from derive.language.forms.form_derivative import density
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.real_fractions import Coefficients, Linear
from derive.language.forms.real_quadratics import real_partial_fractions
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.moment import Gate, Shape, moment_form
from derive.language.moments.pole_pair import PolePair, fractions_of
from derive.language.moments.truncated_pole import TruncatedPair, TruncatedPole, read_truncated_pair
from derive.language.sources import AHLFORS, DLMF, OWEN, STEIN
from derive.language.symbols import Z, phi, q, x, z
from derive.rules.between_knots import Ends, moment_between_knots

a, b = Symbol("a", positive=True), Symbol("b", positive=True)


@rule(
    title="partial fractions",
    statement=r"\mathbb E[g(Z)]=\sum_j\mathbb E\big[\mathbf 1\{h_j<Z<h_{j+1}\}\,g_j(Z)\big],\qquad "
    r"g_j(z)=\sum_kp_kz^k+\sum_r\frac{d_r+e_r(z+m_r)}{\big((z+m_r)^2+s_r\big)^{n_r}}+\sum_r\frac{c_r}{(z+t_r)^{n_r}},\quad s_r>0",
    source=AHLFORS,
    proof="Between its knots the integrand is a rational function of x = sqrt(q) Z, the sum of its partial fractions over the real factors of the denominator. "
    "A polynomial and a pair of complex poles are bounded by polynomials on the line, so their mean between two knots is the one beyond the first less the one "
    "beyond the second; so it is for a real pole left of both, and for one right of both after Z -> -Z. A real pole between them is refused. Deltas at the "
    "knots are densities, as in activation_moment_eq_sum.",
    rank=8,
    examples=lambda: (
        ActivationMoment(Heaviside(x) / (x**2 + x + 1), phi, q),
        ActivationMoment(Heaviside(x - 1) / (1 + x**2), phi * z, q),
        ActivationMoment(x * Heaviside(x) / (1 + x**4), phi**2, q),
        ActivationMoment(1 / (1 + Abs(x) ** 3), phi, q),
        ActivationMoment(Heaviside(x - 1) / (x**3 + x), phi * z, q),
    ),
)
def activation_moment_eq_truncated_poles(goal: Goal) -> Reduction | None:
    """E[p(phi, phi', phi'', z)] where phi is rational between its knots."""
    if not isinstance(goal, ActivationMoment):
        return None
    return moment_between_knots(goal, lambda body, between, root, needed: means_between(body, between, root.field))


def means_between(body: Expr, between: Ends, field: Field) -> Iterator[Form]:
    """E[1{lower < Z < upper} body] in parts; raises Undecided where a part has no closed form."""
    polynomial, fractions, real = real_partial_fractions(body, Z, field)
    yield _between(between, partial(_power_mean, polynomial, field))
    for value, pair in (part for term in fractions for part in fractions_of(term)):
        yield value * _between(between, partial(_pair_mean, pair))
    for term in real:
        yield term.d * _real_mean(between, term.base)


def _between(ends: Ends, mean: Callable[[Form | None], Form]) -> Form:
    """The mean beyond the lower end less the one beyond the upper."""
    lower, upper = ends
    return mean(lower) if upper is None else mean(lower) - mean(upper)


def _pair_mean(pair: PolePair, start: Form | None) -> Form:
    return pair.mean() if start is None else TruncatedPair(start, pair).mean(pair.k, pair.n)


def _power_mean(polynomial: Coefficients, field: Field, start: Form | None) -> Form:
    gates = () if start is None else (Gate((field.one,), -start, False),)
    return moment_form(field, (), {(k,): value for k, value in enumerate(polynomial)}, Shape((field.zero,), (field.zero,), gates=gates))


def _real_mean(ends: Ends, base: Linear) -> Form:
    """E[1{lower < Z < upper} (Z + t)^-n] for a pole outside; raises Undecided for one inside, or at an end."""
    lower, upper = ends
    if lower is not None and positivity.sign(lower + base.t) > 0:
        return _between(ends, partial(_beyond_pole, base))
    if upper is not None and positivity.sign(upper + base.t) < 0:
        return _real_mean((-upper, None if lower is None else -lower), Linear(-base.t, base.n)) * (-1 if base.n % 2 else 1)
    raise Undecided("a pole on a piece")


def _beyond_pole(base: Linear, start: Form | None) -> Form:
    if start is None:
        raise Undecided("a pole on a piece")
    return TruncatedPole(start, base.t, base.n).mean(base.n)


@rule(
    title="exponential integral of a complex pole",
    statement=r"\mathbb E\Big[\frac{\mathbf 1\{Z>0\}}{Z+m-ib}\Big]=\frac1{2\sqrt{2\pi}}"
    r"\Big(F\big(\tfrac{(b+im)^2}2\big)+i\pi\,w\big(\tfrac{-m+ib}{\sqrt2}\big)\Big),\quad "
    r"b>0,\ F(z)=e^zE_1(z)",
    source=DLMF,
    proof="Let p = -m + ib. 1/(z - p) = z/(z^2 - p^2) + p/(z^2 - p^2). The first part over z > 0, with z^2 = 2t, is int_0^oo exp(-t)/(t - p^2/2) dt/(2 sqrt(2 "
    "pi)) = F(-p^2/2)/(2 sqrt(2 pi)), DLMF 6.2.2; -p^2/2 = (b + im)^2/2 is not on the negative half line, as b > 0. The second is half the integral "
    "over the line, where E[p/(Z^2 - p^2)] = E[1/(Z - p)] = i sqrt(pi/2) w(p/sqrt(2)). Real and imaginary part are E[1{Z > 0} W/Q] and b E[1{Z > 0}/Q].",
    rank=43,
    examples=lambda: (
        Expectation(Heaviside(Z) / ((Z - a) ** 2 + b**2), Gaussian()),
        Expectation(Heaviside(Z) * (Z + 1 / sqrt(q)) / ((Z + 1 / sqrt(q)) ** 2 + 1 / q), Gaussian()),
    ),
)
def half_line_pole_pair_eq_expint(goal: Goal) -> Reduction | None:
    """E[1{Z > 0}/(Z - p)] by its even and its odd part: half of Faddeeva's integral, and an exponential integral."""
    found = read_truncated_pair(goal)
    if found is None or found.start or found.pair.n != 1 or not found.pair.m:
        return None
    pair, field = found.pair, found.start.field
    try:
        width = pair.width
    except Undecided:
        return None
    root, pi_root = positivity.sqrt(field.number(2))[0], positivity.sqrt(field.pi * 2)[0]
    parts = scaled_expint_forms((pair.s - pair.m * pair.m) / 2, pair.m * width)
    real, imaginary = voigt_forms(pair.m / root, width / root)
    if pair.k:
        return Reduction((parts[0] + field.pi * imaginary) / (pi_root * 2))
    return Reduction((parts[1] + field.pi * real) / (pi_root * width * 2))


@rule(
    title="Owen's integral",
    statement=r"\mathbb E\Big[\frac{\mathbf 1\{Z>h\}}{Z^2+b^2}\Big]=\frac{\sqrt{2\pi}}b\,e^{b^2/2}\,\Phi_2\Big({-b},0;\tfrac{-h}{\sqrt{h^2+b^2}}\Big),\qquad"
    r"\mathbb E\Big[\frac{\mathbf 1\{Z>h\}\,Z}{Z^2+b^2}\Big]=\frac{e^{b^2/2}}{2\sqrt{2\pi}}E_1\big(\tfrac{h^2+b^2}2\big),\quad b>0",
    source=OWEN,
    proof="Owen's T(b, a) = (1/(2 pi)) int_0^a exp(-b^2 (1 + t^2)/2)/(1 + t^2) dt with z = b t, a = h/b, gives E[1{0 < Z < h}/(Z^2 + b^2)] = sqrt(2 pi)/b "
    "exp(b^2/2) T(b, h/b), also for h < 0. Half of the Lorentzian's mean is sqrt(2 pi)/(2b) exp(b^2/2) Phi(-b), and Phi(-b)/2 - T(b, h/b) = Phi2(-b, 0; "
    "-h/sqrt(h^2 + b^2)). With t = (z^2 + b^2)/2 the second is exp(b^2/2) int exp(-t)/(2t) dt/sqrt(2 pi) over t > (h^2 + b^2)/2.",
    rank=43,
    examples=lambda: (
        Expectation(Heaviside(Z - a) / (Z**2 + b**2), Gaussian()),
        Expectation(Heaviside(Z + 1 / sqrt(q)) / (Z**2 + 1), Gaussian()),
        Expectation(Heaviside(Z - a) * Z / (Z**2 + b**2), Gaussian()),
    ),
)
def truncated_lorentzian_eq_bivariate_cdf(goal: Goal) -> Reduction | None:
    """E[1{Z > h}/(Z^2 + b^2)] is an integral of Owen's, E[1{Z > h} Z/(Z^2 + b^2)] an exponential integral."""
    found = read_truncated_pair(goal)
    if found is None or found.pair.m or found.pair.n != 1:
        return None
    h, s, field = found.start, found.pair.s, found.start.field
    try:
        width, spread = found.pair.width, _root(h * h + s)
    except Undecided:
        return None
    pi_root = _root(field.pi * 2)
    if found.pair.k:
        return Reduction(scaled_expint_forms((h * h + s) / 2, field.zero)[0] * density(h) / 2)
    return Reduction(pi_root / width * field.exp(s / 2) * cdf2_form(-width, field.zero, -h / spread))


def _root(form: Form) -> Form:
    root, needed = positivity.sqrt(form)
    if needed:
        raise Undecided("the sign of a square")
    return root


@rule(
    title="integration by parts at a pair of complex poles",
    statement=r"2nJ_{n+1}=mI_n-J_n+\frac{p(h)}{Q(h)^n},\qquad2nsI_{n+1}=I_{n-1}+(2n-1-s)I_n-mJ_n-\frac{W(h)\,p(h)}{Q(h)^n},\quad "
    r"p(h)=\frac{e^{-h^2/2}}{\sqrt{2\pi}}",
    source=STEIN,
    proof="E[1{Z > h} Z f] = E[1{Z > h} f'] + f(h) p(h) for smooth f of polynomial growth, Z = W - m. f = Q^-n has f' = -2n W Q^(-n-1): J_n - m I_n = -2n "
    "J_(n+1) + Q(h)^-n p(h). f = W Q^-n has f' = (1 - 2n) Q^-n + 2n s Q^(-n-1), and W^2 = Q - s: I_(n-1) - s I_n - m J_n = (1 - 2n) I_n + 2n s I_(n+1) "
    "+ W(h) Q(h)^-n p(h).",
    rank=44,
    examples=lambda: (
        Expectation(Heaviside(Z) / ((Z - a) ** 2 + b**2) ** 2, Gaussian()),
        Expectation(Heaviside(Z - a) * Z / (Z**2 + 1) ** 2, Gaussian()),
        Expectation(Heaviside(Z - 1) / (Z**2 + q) ** 2, Gaussian()),
        Expectation(Heaviside(Z - 1) / ((Z + a) ** 2 + 1) ** 2, Gaussian()),
    ),
)
def truncated_pole_pair_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[1{Z > h} Z f] = E[1{Z > h} f'] + f(h) p(h) with f = Q^-n and f = W Q^-n."""
    found = read_truncated_pair(goal)
    if found is None or found.pair.n < 2:
        return None
    pair, n = found.pair, found.pair.n - 1
    field, above = pair.field, found.start + pair.m
    boundary = density(found.start) * (above * above + pair.s) ** -n
    if pair.k:
        return Reduction((pair.m * found.mean(0, n) - found.mean(1, n) + boundary) / (2 * n))
    total = found.mean(0, n - 1) + (field.number(2 * n - 1) - pair.s) * found.mean(0, n) - pair.m * found.mean(1, n) - above * boundary
    return Reduction(total / (pair.s * (2 * n)))
