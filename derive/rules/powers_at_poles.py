r"""Real powers beside poles under the normal law: incomplete gamma functions, and Tricomi's function beside roots.

With I_n = E[|Z|^a (Z^2 + s)^-n], s > 0, a > -1, and L_m = E[1{Z > 0} Z^a (Z + p)^-m], p > 0,

    I_1 = s^((a-1)/2) exp(s/2) Gamma((a + 1)/2) Gamma((1 - a)/2, s/2)/sqrt(2 pi),
    2 n s I_(n+1) = I_(n-1) + (2n - a - 1 - s) I_n,                                              by parts with h = Z |Z|^a (Z^2 + s)^-n,
    m p L_(m+1)   = L_(m-2) - 2 p L_(m-1) + (p^2 + m - a - 1) L_m,                               by parts with h = Z^(a+1) (Z + p)^-m.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Abs, Heaviside, Rational, S, Symbol, hyper, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import tricomi_form
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form
from derive.language.forms.power_functions import gamma_form, upper_gamma_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.power_goal import absolute_moment, hypothesis
from derive.language.moments.power_pole import PowerPole, read_power_pole
from derive.language.moments.rational_moment import known_sign
from derive.language.sources import DLMF, STEIN
from derive.language.symbols import Z, q

a, s, p = Symbol("a", positive=True), Symbol("s", positive=True), Symbol("p", positive=True)


@rule(
    title="incomplete gamma function",
    statement=r"\mathbb E\Big[\frac{|Z|^a}{Z^2+s}\Big]=\frac{s^{(a-1)/2}e^{s/2}}{\sqrt{2\pi}}\,\Gamma\Big(\frac{a+1}2\Big)\Gamma\Big(\frac{1-a}2,\frac s2\Big),"
    r"\quad s>0,\ a>-1",
    source=DLMF,
    proof="1/(z^2 + s) = int_0^oo exp(-(z^2 + s) y) dy for s > 0, and E[|Z|^a exp(-y Z^2)] = (1 + 2y)^(-(a+1)/2) E|Z|^a, so by Fubini's theorem and 1 + 2y = u "
    "the mean is E|Z|^a exp(s/2)/2 int_1^oo u^(-(a+1)/2) exp(-s u/2) du, where s u/2 = w leaves (s/2)^((a-1)/2) Gamma((1 - a)/2, s/2). E|Z|^a = 2^(a/2) "
    "Gamma((a + 1)/2)/sqrt(pi), a > -1, which is returned where it does not follow.",
    rank=41,
    examples=lambda: (
        Expectation(Abs(Z) ** a / (Z**2 + s), Gaussian()),
        Expectation(Abs(Z) ** (-S.Half) / (Z**2 + 1 / q), Gaussian()),
        Expectation(Abs(Z) ** (a - 1) / (Z**2 + 3), Gaussian()),
    ),
)
def power_at_pole_eq_incomplete_gamma(goal: Goal) -> Reduction | None:
    """E[|Z|^a/(Z^2 + s)] = E|Z|^a exp(s/2)/2 int_1^oo u^(-(a+1)/2) exp(-s u/2) du by 1/(Z^2 + s) = int_0^oo exp(-(Z^2 + s) y) dy."""
    read = quadratic_pole(goal)
    if read is None or read[0].power != 1:
        return None
    found, needed = read
    field, w = found.place.field, found.place / 2
    e, half = normal_form(found.exponent, field), field.one / 2
    try:
        weight = power_form(found.place, (e - field.one) * half, needed) * field.exp(w) / positivity.sqrt(field.pi * 2)[0]
    except Undecided:
        return None
    return Reduction(weight * gamma_form((e + field.one) * half) * upper_gamma_form((field.one - e) * half, w), needed)


def quadratic_pole(goal: Goal, logs: int = 0) -> tuple[PowerPole, tuple[Form, ...]] | None:
    """A pair of poles at +-i sqrt(s) beside a power, with what must be positive for s > 0 and a > -1."""
    found = read_power_pole(goal)
    if found is None or found.degree != 2 or found.log != logs:
        return None
    try:
        condition = hypothesis(found.exponent + 1, normal_form(found.exponent + 1, found.place.field))
        needed = positivity.positive_sqrt(found.place)[1]
    except (Undecided, ValueError):
        return None
    return found, needed if condition is None else (*needed, condition)


@rule(
    title="integration by parts at a pair of poles beside a real power",
    statement=r"I_n=\mathbb E\big[|Z|^a(Z^2+s)^{-n}\big]:\qquad2nsI_{n+1}=I_{n-1}+(2n-a-1-s)I_n",
    source=STEIN,
    proof="E[Z h] = E[h'] with h = Z |Z|^a (Z^2 + s)^-n, s > 0, a > -1, which is continuous and has an integrable derivative: h' = (a + 1 - 2n) |Z|^a (Z^2 + "
    "s)^-n + 2ns |Z|^a (Z^2 + s)^(-n-1), and Z h = |Z|^a (Z^2 + s)^(1-n) - s |Z|^a (Z^2 + s)^-n. a > -1 is returned where it does not follow.",
    rank=42,
    examples=lambda: (
        Expectation(Abs(Z) ** a / (Z**2 + s) ** 2, Gaussian()),
        Expectation(sqrt(Abs(Z)) / (Z**2 + q) ** 3, Gaussian()),
    ),
)
def power_at_pole_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[Z h] = E[h'] with h = Z |Z|^a (Z^2 + s)^-n."""
    read = quadratic_pole(goal)
    if read is None or read[0].power.denominator != 1 or read[0].power < 2:
        return None
    found, needed = read
    field, n = found.place.field, int(found.power) - 1
    e = normal_form(found.exponent, field)
    total = found.to(found.power - 2).half_mean() + (field.number(2 * n - 1) - e - found.place) * found.to(found.power - 1).half_mean()
    return Reduction(total / (found.place * n), needed)


@rule(
    title="Tricomi function",
    statement=r"\mathbb E\big[|Z|^a(Z^2+s)^p\big]=\frac{s^{p+(a+1)/2}}{\sqrt{2\pi}}\,\Gamma\Big(\frac{a+1}2\Big)U\Big(\frac{a+1}2,p+\frac{a+3}2,\frac s2\Big),"
    r"\quad s>0,\ a>-1",
    source=DLMF,
    proof="With z = sqrt(s t), s > 0, E[|Z|^a (Z^2 + s)^p] = s^(p+(a+1)/2)/sqrt(2 pi) int_0^oo t^((a-1)/2) (1 + t)^p exp(-s t/2) dt, and the integral is "
    "Gamma((a + 1)/2) U((a + 1)/2, p + (a + 3)/2, s/2) for every real p and a > -1, which is returned where it does not follow.",
    rank=42,
    examples=lambda: (
        Expectation(Abs(Z) ** a / sqrt(Z**2 + s), Gaussian()),
        Expectation(sqrt(Abs(Z)) * (Z**2 + q) ** Rational(-3, 2), Gaussian()),
    ),
)
def power_beside_root_eq_tricomi(goal: Goal) -> Reduction | None:
    """E[|Z|^a (Z^2 + s)^p] for half-whole p by Z^2 = s t."""
    read = quadratic_pole(goal)
    if read is None or read[0].power.denominator == 1:
        return None
    found, needed = read
    field = found.place.field
    e, half, power = normal_form(found.exponent, field), field.one / 2, field.number(-found.power)
    above = (e + field.one) * half
    try:
        weight = power_form(found.place, power + above, needed) * gamma_form(above) / positivity.sqrt(field.pi * 2)[0]
    except Undecided:
        return None
    return Reduction(weight * tricomi_form(above, power + above + field.one, found.place * half), needed)


@rule(
    title="confluent hypergeometric function",
    statement=r"\sqrt{2\pi}\,\mathbb E\Big[\frac{Z_+^a}{Z+p}\Big]=\Gamma(1+a)\Gamma(-a)\,p^ae^{-p^2/2}+2^{a/2-1}\Gamma\big(\tfrac a2\big)\,"
    r"{}_1F_1\big(1;1-\tfrac a2;-\tfrac{p^2}2\big)-2^{(a-3)/2}\Gamma\big(\tfrac{a-1}2\big)\,p\,{}_1F_1\big(1;\tfrac{3-a}2;-\tfrac{p^2}2\big)",
    source=DLMF,
    proof="For p > 0 and 0 < c < -a < 1, 1/(z + p) is the inverse Mellin transform in p of pi/sin(pi u) z^(u-1), so the integral of z^a exp(-z^2/2)/(z + p) "
    "over z > 0 is that of pi/sin(pi u) 2^((a+u-2)/2) Gamma((a + u)/2) p^-u. Closing the line to the left gathers the residues at u = 0, -1, -2, ..., the even "
    "ones and the odd ones being the two series 1F1 by Gamma(g - k) = Gamma(g) (-1)^k/(1 - g)_k, and those at u = -a - 2k, which are Gamma(1 + a) "
    "Gamma(-a) p^a (-p^2/2)^k/k!. Both sides are analytic in a for Re a > -1, a not whole; a > -1 is returned where it does not follow.",
    rank=42,
    examples=lambda: (
        Expectation(Abs(Z) ** (-S.Half) / (Z + p) * Heaviside(Z), Gaussian()),
        Expectation(Abs(Z) ** Rational(-1, 3) / (Z + 1 / sqrt(q)) * Heaviside(Z), Gaussian()),
    ),
)
def power_at_real_pole_eq_confluent(goal: Goal) -> Reduction | None:
    """E[Z_+^a/(Z + p)] for a number a that is not whole, by the residues of its Mellin transform in p."""
    found = _real(goal)
    if found is None or found.power != 1:
        return None
    field, p, e, one = found.place.field, found.place, normal_form(found.exponent, found.place.field), found.place.field.one
    two = field.number(2)
    try:
        exponential = power_form(p, e) * gamma_form(one + e) * gamma_form(-e) * field.exp(-(p * p) / 2)
        even = power_form(two, e / 2 - one) * gamma_form(e / 2) * _confluent(one - e / 2, p)
        odd = power_form(two, (e - field.number(3)) / 2) * gamma_form((e - one) / 2) * p * _confluent((field.number(3) - e) / 2, p)
    except Undecided:
        return None
    return Reduction((exponential + even - odd) / positivity.sqrt(field.pi * 2)[0])


def _confluent(b: Form, p: Form) -> Form:
    """1F1(1; b; -p^2/2)."""
    return p.field.atom(hyper((1,), (b.expression(),), (-(p * p) / 2).expression()))


def _real(goal: Goal) -> PowerPole | None:
    """A real pole at -p < 0 beside a power of Z_+ with a number above -1 that is not whole."""
    found = read_power_pole(goal)
    try:
        if found is None or found.degree != 1 or found.log or found.power.denominator != 1 or not found.exponent.is_Rational:
            return None
        return found if found.exponent > -1 and not found.exponent.is_Integer and known_sign(found.place) > 0 else None
    except Undecided:
        return None


@rule(
    title="integration by parts at a real pole beside a real power",
    statement=r"L_m=\mathbb E\big[Z_+^a(Z+p)^{-m}\big]:\qquad mpL_{m+1}=L_{m-2}-2pL_{m-1}+(p^2+m-a-1)L_m",
    source=STEIN,
    proof="E[Z h] = E[h'] with h = Z_+^(a+1) (Z + p)^-m, p > 0, a > -1, which is continuous and has an integrable derivative; with z = (z + p) - p, "
    "h' = (a + 1 - m) z^a (z + p)^-m + m p z^a (z + p)^(-m-1), and Z h = z^a ((z + p)^(2-m) - 2p (z + p)^(1-m) + p^2 (z + p)^-m).",
    rank=43,
    examples=lambda: (
        Expectation(Abs(Z) ** (-S.Half) / (Z + p) ** 2 * Heaviside(Z), Gaussian()),
        Expectation(Abs(Z) ** Rational(-2, 3) / (Z + 1 / q) ** 3 * Heaviside(Z), Gaussian()),
    ),
)
def power_at_real_pole_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[Z h] = E[h'] with h = Z_+^(a+1) (Z + p)^-m."""
    found = _real(goal)
    if found is None or found.power < 2:
        return None
    field, p, m = found.place.field, found.place, int(found.power) - 1
    below = found.to(found.power - 3).half_mean() if m > 1 else _numerator(found)
    lower, same = (found.to(found.power - k).half_mean() for k in (2, 1))
    weight = p * p + field.number(m - 1) - normal_form(found.exponent, field)
    return Reduction((below - p * 2 * lower + weight * same) / (p * m))


def _numerator(found: PowerPole) -> Form:
    """E[Z_+^a (Z + p)]."""
    return absolute_moment((found.exponent + 1, 0), found.place.field) / 2 + found.place * found.to(Fraction(0)).half_mean()
