"""One pole under the normal law: the functions in which rational activations end.

    E[1{Z > 0}/(Z + t)]       = G(t/sqrt(2))/sqrt(2 pi),                     G the Goodwin-Staton integral
    E[1/(Z^2 + b^2)]          = sqrt(2 pi)/b exp(b^2/2) Phi(-b)
    E[1{Z > 0} Z/(Z^2 + s)]   = exp(s/2) E1(s/2)/(2 sqrt(2 pi))
    E[(Z^2 + s)^(-1/2)]       = exp(s/4) K_0(s/4)/sqrt(2 pi),                K Bessel's

Higher powers follow by parts, E[Z h(Z)] = E[h'(Z)] and E[1{Z > 0} Z h(Z)] = E[1{Z > 0} h'(Z)] + h(0)/sqrt(2 pi).
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Heaviside, Rational, Symbol, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.errors import DeriveError
from derive.language.forms import nested_root, positivity
from derive.language.forms.atoms import besselk_form, cdf_form, expint_form, goodwin_staton_form
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.rational import Simple
from derive.language.moments.rational_moment import fraction_goal, known_sign, read_fraction_goal
from derive.language.sources import DLMF, GOODWIN, STEIN
from derive.language.symbols import Z, q

a = Symbol("a", positive=True)


@rule(
    title="Goodwin-Staton integral",
    statement=r"\mathbb E\Big[\frac{\mathbf 1\{Z>0\}}{Z+t}\Big]=\frac1{\sqrt{2\pi}}\,G\Big(\frac t{\sqrt2}\Big),\qquad "
    r"G(z)=\int_0^\infty\frac{e^{-s^2}}{s+z}\,ds,\quad t>0",
    source=GOODWIN,
    proof="The density is exp(-x^2/2)/sqrt(2 pi); x = sqrt(2) s makes the integral of exp(-x^2/2)/(x + t) over x > 0 the one of exp(-s^2)/(s + t/sqrt(2)) "
    "over s > 0, which is G(t/sqrt(2)). It converges for t > 0, a condition of the rule where the sign of t is unknown.",
    rank=41,
    examples=lambda: (Expectation(Heaviside(Z) / (Z + a), Gaussian()), Expectation(Heaviside(Z) / (Z + 1 / sqrt(q)), Gaussian())),
)
def half_line_pole_eq_goodwin_staton(goal: Goal) -> Reduction | None:
    """E[1{Z > 0}/(Z + t)] = G(t/sqrt(2))/sqrt(2 pi), by Z = sqrt(2) s."""
    simple = _fraction(goal, 1, 0)
    if simple is None or simple.power != 1:
        return None
    t = _pole(simple)
    return Reduction(goodwin_staton_form(t / _root(t.field.number(2))) / _root_two_pi(t.field), _positive(t))


@rule(
    title="integration by parts at a real pole",
    statement=r"J_m=\mathbb E\Big[\frac{\mathbf 1\{Z>0\}}{(Z+t)^m}\Big],\qquad "
    r"(m-1)\,J_m=\frac{t^{1-m}}{\sqrt{2\pi}}-J_{m-2}+t\,J_{m-1}\quad(m\ge2),\quad J_0=\tfrac12",
    source=STEIN,
    proof="(h p)' = h' p - z h p, integrated over z > 0, gives E[1{Z > 0} Z h] = E[1{Z > 0} h'] + h(0) p(0). With h = (z + t)^(1-m), t > 0, z h = (z + "
    "t)^(2-m) - t (z + t)^(1-m): J_(m-2) - t J_(m-1) = (1 - m) J_m + t^(1-m)/sqrt(2 pi).",
    rank=41,
    examples=lambda: (Expectation(Heaviside(Z) / (Z + a) ** 2, Gaussian()), Expectation(Heaviside(Z) / (Z + 1 / sqrt(q)) ** 3, Gaussian())),
)
def half_line_pole_power_eq_lower(goal: Goal) -> Reduction | None:
    """(m-1) J_m = t^(1-m)/sqrt(2 pi) - J_(m-2) + t J_(m-1), from E[1{Z > 0} Z h] = E[1{Z > 0} h'] + h(0)/sqrt(2 pi) with h = (Z + t)^(1-m)."""
    simple = _fraction(goal, 1, 0)
    if simple is None or simple.power < 2:
        return None
    t, m = _pole(simple), int(simple.power)
    total = t ** (1 - m) / _root_two_pi(t.field) - _lower(simple, 2) + t * _lower(simple, 1)
    return Reduction(total / (m - 1), _positive(t))


@rule(
    title="Lorentzian under the normal law",
    statement=r"\mathbb E\Big[\frac1{Z^2+b^2}\Big]=\frac{\sqrt{2\pi}}b\,e^{b^2/2}\,\Phi(-b),\qquad b>0",
    source=DLMF,
    proof="1/(z^2 + b^2) = int_0^oo exp(-u (z^2 + b^2)) du and E[exp(-u Z^2)] = (1 + 2u)^(-1/2); all is positive (Tonelli). With 1 + 2u = y^2 the "
    "integral of exp(-b^2 u) (1 + 2u)^(-1/2) is exp(b^2/2) times the one of exp(-b^2 y^2/2) over y > 1, which is sqrt(2 pi) Phi(-b)/b for b > 0.",
    rank=41,
    examples=lambda: (Expectation(1 / (Z**2 + a**2), Gaussian()), Expectation(1 / (Z**2 + 1 / q), Gaussian())),
)
def lorentzian_eq_normal_cdf(goal: Goal) -> Reduction | None:
    """E[1/(Z^2 + b^2)] = int_0^oo E[exp(-(Z^2 + b^2) u)] du = int_0^oo exp(-b^2 u) (1 + 2u)^(-1/2) du = sqrt(2 pi)/b exp(b^2/2) Phi(-b)."""
    simple = _fraction(goal, 2, 0)
    if simple is None or simple.power != 1:
        return None
    s = _pole(simple)
    try:
        b, needed = (nested_root.sqrt(s), ()) if len(s.terms) > 1 else positivity.sqrt(s)
    except Undecided:
        return None
    return Reduction(_root_two_pi(s.field) / b * s.field.exp(s / 2) * cdf_form(-b), needed)


@rule(
    title="integration by parts at a pair of complex poles",
    statement=r"I_n=\mathbb E[(Z^2+s)^{-n}],\qquad2ns\,I_{n+1}=I_{n-1}+(2n-1-s)\,I_n,\quad I_0=1",
    source=STEIN,
    proof="E[Z h] = E[h'] with h = z Q^-n, Q = z^2 + s, s > 0, n real: Q is positive, so h is smooth and of polynomial growth. E[z h] = E[(Q - s) Q^-n] = "
    "I_(n-1) - s I_n and h' = Q^-n - 2n (Q - s) Q^(-n-1) = (1 - 2n) Q^-n + 2n s Q^(-n-1). Solved for I_(n+1), or for I_(n-1).",
    rank=42,
    examples=lambda: (
        Expectation((Z**2 + a) ** -2, Gaussian()),
        Expectation((Z**2 + 1 / q) ** -3, Gaussian()),
        Expectation((Z**2 + a) ** Rational(-3, 2), Gaussian()),
        Expectation((Z**2 + a) ** Rational(3, 2), Gaussian()),
    ),
)
def lorentzian_power_eq_lower(goal: Goal) -> Reduction | None:
    """2 n s I_(n+1) = I_(n-1) + (2n - 1 - s) I_n for every real n, from E[Z h] = E[h'] with h = Z (Z^2 + s)^-n and Z^2 = (Z^2 + s) - s.

    Read from the right it raises the powers below -1/2.
    """
    simple = _fraction(goal, 2, 0)
    if simple is None or abs(simple.power) < Fraction(3, 2):
        return None
    s = _pole(simple)
    field, up = s.field, simple.power < 0
    n = simple.power + 1 if up else simple.power - 1
    middle = (field.number(2 * n - 1) - s) * _lower(simple, -1 if up else 1)
    if up:
        return Reduction(field.number(2 * n) * s * _lower(simple, -2) - middle, _positive(s))
    return Reduction((_lower(simple, 2) + middle) / (field.number(2 * n) * s), _positive(s))


@rule(
    title="Bessel function under the normal law",
    statement=r"\mathbb E\big[(Z^2+s)^{-1/2}\big]=\frac{e^{s/4}}{\sqrt{2\pi}}K_0\big(\tfrac s4\big),\qquad"
    r"\mathbb E\big[(Z^2+s)^{1/2}\big]=\frac{s\,e^{s/4}}{2\sqrt{2\pi}}\big(K_0(\tfrac s4)+K_1(\tfrac s4)\big),\quad s>0",
    source=DLMF,
    proof="With z = sqrt(s) sinh(w), s > 0, (z^2 + s)^(-1/2) dz = dw and exp(-z^2/2) = exp(s/4) exp(-(s/4) cosh 2w), so the first integral is "
    "exp(s/4)/sqrt(2 pi) times int exp(-(s/4) cosh 2w) dw over the line, which is K_0(s/4). For the root the integrand has a factor s cosh(w)^2 = "
    "(s/2)(1 + cosh 2w) more, and int cosh(2w) exp(-(s/4) cosh 2w) dw = K_1(s/4).",
    rank=41,
    examples=lambda: (Expectation(1 / sqrt(Z**2 + a), Gaussian()), Expectation(sqrt(Z**2 + 1 / q), Gaussian())),
)
def root_eq_bessel(goal: Goal) -> Reduction | None:
    """E[(Z^2 + s)^(-1/2)] = exp(s/4) K_0(s/4)/sqrt(2 pi), by Z = sqrt(s) sinh(w); the root itself by d/ds."""
    simple = _fraction(goal, 2, 0)
    if simple is None or abs(simple.power) != Fraction(1, 2):
        return None
    s = _pole(simple)
    w = s / 4
    weight = s.field.exp(w) / _root_two_pi(s.field)
    if simple.power > 0:
        return Reduction(weight * besselk_form(0, w), _positive(s))
    return Reduction(weight * s * (besselk_form(0, w) + besselk_form(1, w)) / 2, _positive(s))


@rule(
    title="exponential integral under the normal law",
    statement=r"\mathbb E\Big[\frac{\mathbf 1\{Z>0\}\,Z}{Z^2+s}\Big]=\frac{e^{s/2}E_1(s/2)}{2\sqrt{2\pi}},\qquad"
    r"\mathbb E\Big[\frac{\mathbf 1\{Z>0\}\,Z}{\sqrt{Z^2+s}}\Big]=e^{s/2}\,\Phi(-\sqrt s),\quad s>0",
    source=DLMF,
    proof="u = z^2 + s, du = 2 z dz: the integral is int_s^oo u^-n exp((s - u)/2) du/(2 sqrt(2 pi)), s > 0. n = 1 gives exp(s/2) E_1(s/2)/(2 sqrt(2 pi)) "
    "with u = s v; n = 1/2 with u = y^2 gives exp(s/2) int exp(-y^2/2) dy/sqrt(2 pi) over y > sqrt(s).",
    rank=41,
    examples=lambda: (Expectation(Heaviside(Z) * Z / (Z**2 + a), Gaussian()), Expectation(Heaviside(Z) * Z / sqrt(Z**2 + 1 / q), Gaussian())),
)
def half_line_odd_eq_exponential_integral(goal: Goal) -> Reduction | None:
    """E[1{Z > 0} Z (Z^2 + s)^-n] = int_s^oo u^-n exp((s - u)/2) du/(2 sqrt(2 pi)), u = Z^2 + s, at n = 1 and n = 1/2."""
    simple = _fraction(goal, 2, 1)
    if simple is None or simple.power not in (1, Fraction(1, 2)):
        return None
    s = _pole(simple)
    weight = s.field.exp(s / 2)
    if simple.power == 1:
        return Reduction(weight * expint_form(s.field.one, s / 2) / (_root_two_pi(s.field) * 2), _positive(s))
    try:
        b, needed = positivity.sqrt(s)
    except Undecided:
        return None
    return Reduction(weight * cdf_form(-b), needed)


@rule(
    title="integration by parts on a half line",
    statement=r"A_n=\mathbb E\big[\mathbf 1\{Z>0\}\,Z\,(Z^2+s)^{-n}\big],\qquad2(n-1)\,A_n=\frac{s^{1-n}}{\sqrt{2\pi}}-A_{n-1}",
    source=STEIN,
    proof="E[1{Z > 0} Z h] = E[1{Z > 0} h'] + h(0) p(0) with h = (z^2 + s)^(1-n), s > 0: the left side is A_(n-1), and h' = 2(1 - n) z (z^2 + s)^-n. For "
    "n < 1 the same relation is read from A_(n+1) to A_n, so every whole or half-whole n ends at 1 or 1/2.",
    rank=42,
    examples=lambda: (Expectation(Heaviside(Z) * Z / (Z**2 + a**2) ** 2, Gaussian()), Expectation(Heaviside(Z) * Z * sqrt(Z**2 + a**2), Gaussian())),
)
def half_line_odd_power_eq_lower(goal: Goal) -> Reduction | None:
    """2(n-1) A_n = s^(1-n)/sqrt(2 pi) - A_(n-1), from E[1{Z > 0} Z h] = E[1{Z > 0} h'] + h(0)/sqrt(2 pi) with h = (Z^2 + s)^(1-n)."""
    simple = _fraction(goal, 2, 1)
    if simple is None or simple.power in (1, Fraction(1, 2)):
        return None
    s, n = _pole(simple), simple.power
    try:
        if n > 1:
            return Reduction((_half_integer_power(s, 1 - n) / _root_two_pi(s.field) - _lower(simple, 1)) / s.field.number(2 * (n - 1)), _positive(s))
        return Reduction(_half_integer_power(s, -n) / _root_two_pi(s.field) - s.field.number(2 * n) * _lower(simple, -1), _positive(s))
    except Undecided:
        return None


def _half_integer_power(s: Form, n: Fraction) -> Form:
    """s^n for n half a whole number."""
    return s ** int(n) if n.denominator == 1 else _root(s) ** int(2 * n)


def _fraction(goal: Goal, degree: int, k: int) -> Simple | None:
    """The simple fraction of the given kind whose expectation is asked; None where t or s is known not to be positive."""
    found = read_fraction_goal(goal) if isinstance(goal, Expectation) else None
    if found is None or (found[0].degree, found[0].k) != (degree, k):
        return None
    try:
        return found[0] if known_sign(_pole(found[0])) > 0 else None
    except (Undecided, DeriveError):
        return found[0]


def _positive(pole: Form) -> tuple[Form, ...]:
    """The condition t > 0, or s > 0, where it is not known."""
    try:
        known_sign(pole)
    except (Undecided, DeriveError):
        return (pole,)
    return ()


def _lower(simple: Simple, by: int) -> Form:
    """The goal with the power lowered; E[1{Z > 0}] = 1/2 and E[1] = 1 where it vanishes."""
    t, power = _pole(simple), simple.power - by
    half = simple.degree == 1 or simple.k == 1
    if power == 0 and simple.k == 0:
        return t.field.one / 2 if half else t.field.one
    return fraction_goal(Simple(simple.k, simple.degree, t, power), half)


def _pole(simple: Simple) -> Form:
    assert simple.pole is not None
    return simple.pole


def _root(form: Form) -> Form:
    root, needed = positivity.sqrt(form)
    if needed:
        raise Undecided("the root of a pole")
    return root


def _root_two_pi(field: Field) -> Form:
    return _root(field.pi * 2)
