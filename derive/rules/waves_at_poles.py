r"""Waves over a quadratic function: sines and cosines times rational functions with a pair of imaginary poles.

With Q = Z^2 + s, s = b^2 > 0, partial fractions leave C_n = E[cos(wZ) Q^-n] and S_n = E[Z sin(wZ) Q^-n]:

    C_1 = sqrt(pi/2) exp(b^2/2) (exp(-bw) Phi(w - b) + exp(bw) Phi(-w - b))/b,       S_1 = -dC_1/dw,
    2n S_(n+1)   = w C_n - S_n,                                                       by parts with h = sin(wZ) Q^-n,
    2n s C_(n+1) = C_(n-1) + (2n - 1 - s) C_n + w S_n,                                by parts with h = Z cos(wZ) Q^-n.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Symbol, cos, expand, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import OutOfClass, read_integrand
from derive.language.moments.rational import Simple, read_fractions
from derive.language.sources import DLMF, STEIN
from derive.language.symbols import Z, q

b, w = Symbol("b", positive=True), Symbol("w", positive=True)
HIGHEST = 12


@dataclass(frozen=True)
class Wave:
    """E[cos(wZ) Q^-n], or E[Z sin(wZ) Q^-n] if `turned`; Q = Z^2 + pole."""

    frequency: Form
    pole: Form
    n: int
    turned: bool = False

    def at(self, n: int, turned: bool) -> Form:
        """The same with another power and the other wave."""
        field, angle = self.frequency.field, self.frequency.expression() * Z
        if n == 0:
            value = Z * sin(angle) if turned else cos(angle)
            return read_integrand(value, {Z: (field.one,)}, field).expectation(())
        wave = Z * sin(angle) if turned else cos(angle)
        return field.atom(Expectation(wave * (Z**2 + self.pole.expression()) ** -n, Gaussian()))

    @property
    def form(self) -> Form:
        """The goal."""
        return self.at(self.n, self.turned)


@lru_cache(maxsize=1024)
def _read(goal: Goal) -> Wave | None:
    """What a goal that `Wave.at` makes stands for, else None."""
    found = _split(goal)
    if found is None or len(found) != 1:
        return None
    ((wave, value),) = found
    return wave if wave.n and value == wave.frequency.field.one and list(wave.form.atoms()) == [goal] else None


def _split(goal: Goal) -> list[tuple[Wave, Form]] | None:
    """sin or cos of wZ times a rational function as a sum of values times waves; None for any other goal."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or len(goal.body.atoms(sin, cos)) != 1:
        return None
    (function,) = goal.body.atoms(sin, cos)
    field, (angle,) = field_of(goal.free_symbols), function.args
    rest = goal.body / function
    try:
        if expand(angle / Z).has(Z) or rest.has(sin, cos):
            return None
        frequency, turned = normal_form(expand(angle / Z), field), isinstance(function, sin)
        terms = read_fractions(rest, Z, field).terms
        if any(simple.degree == 1 or simple.power.denominator > 1 or simple.power > HIGHEST for simple in terms):
            return None
        return [(Wave(frequency, _pole(simple, field.zero), int(simple.power), turned), v) for simple, v in terms.items() if (simple.k % 2 == 1) == turned]
    except (OutOfClass, Undecided):
        return None


def _pole(simple: Simple, none: Form) -> Form:
    if simple.pole is None:
        if simple.k > 1:
            raise OutOfClass("a polynomial")
        return none
    if positivity.sign(simple.pole) <= 0:
        raise OutOfClass("a pole on the line")
    return simple.pole


@rule(
    title="partial fractions",
    statement=r"\mathbb E[R(Z)\cos(wZ)]\ \text{and}\ \mathbb E[R(Z)\sin(wZ)]\ \text{in}\ "
    r"C_n=\mathbb E\Big[\frac{\cos(wZ)}{(Z^2+s)^n}\Big],\ S_n=\mathbb E\Big[\frac{Z\sin(wZ)}{(Z^2+s)^n}\Big]",
    source=DLMF,
    proof="The rational factor has no pole on the line and is the sum of its partial fractions, each bounded by a polynomial. cos(wZ) keeps the even, "
    "sin(wZ) the odd ones, as the other products are odd and have mean zero.",
    rank=46,
    examples=lambda: (
        Expectation(cos(w * Z) / (q * Z**2 + 1), Gaussian()),
        Expectation(Z**2 * cos(w * Z) / ((Z**2 + 1) * (Z**2 + 2)), Gaussian()),
    ),
)
def wave_fraction_eq_sum(goal: Goal) -> Reduction | None:
    """A rational function without real poles, of a denominator in Z^2, by its partial fractions; its part of the other parity has mean zero."""
    found = _split(goal)
    if found is None or _read(goal) is not None or (found and not any(wave.n for wave, _ in found)):
        return None
    total = field_of(goal.free_symbols).zero
    for wave, value in found:
        total = total + value * wave.form
    return Reduction(total)


@rule(
    title="waves over a quadratic function",
    statement=r"\mathbb E\Big[\frac{\cos(wZ)}{Z^2+b^2}\Big]=\sqrt{\tfrac\pi2}\,\frac{e^{b^2/2}}b\big(e^{-bw}\Phi(w-b)+e^{bw}\Phi(-w-b)\big),\qquad"
    r"\mathbb E\Big[\frac{Z\sin(wZ)}{Z^2+b^2}\Big]=-\frac d{dw}\,\mathbb E\Big[\frac{\cos(wZ)}{Z^2+b^2}\Big]",
    source=DLMF,
    proof="1/(z^2 + b^2) = (1/b) int_0^oo exp(-b r) cos(r z) dr for b > 0, absolutely convergent (Fubini), and E[cos(rZ) cos(wZ)] = (exp(-(r-w)^2/2) + "
    "exp(-(r+w)^2/2))/2. Completing the square, int_0^oo exp(-b r - (r-w)^2/2) dr = sqrt(2 pi) exp(b^2/2 - b w) Phi(w - b), and the same with -w. "
    "Differentiation in w under the expectation gives E[Z sin(wZ)/(Z^2 + b^2)] as minus the derivative, in which the densities cancel. It holds for "
    "every real w.",
    rank=45,
    examples=lambda: (Expectation(cos(w * Z) / (Z**2 + b**2), Gaussian()), Expectation(Z * sin(w * Z) / (Z**2 + 1 / q), Gaussian())),
)
def wave_over_quadratic_eq_normal_cdf(goal: Goal) -> Reduction | None:
    """1/(Z^2 + b^2) = int_0^oo exp(-b r) cos(r Z) dr/b, and E[cos(r Z) cos(w Z)] = (exp(-(r - w)^2/2) + exp(-(r + w)^2/2))/2."""
    wave = _read(goal)
    if wave is None or wave.n != 1:
        return None
    field, frequency = wave.frequency.field, wave.frequency
    try:
        width, needed = positivity.sqrt(wave.pole)
    except Undecided:
        return None
    weight = positivity.sqrt(field.pi / 2)[0] * field.exp(wave.pole / 2)
    near = field.exp(-(width * frequency)) * cdf_form(frequency - width)
    far = field.exp(width * frequency) * cdf_form(-frequency - width)
    return Reduction(weight * (near - far) if wave.turned else weight * (near + far) / width, needed)


@rule(
    title="integration by parts over a quadratic function",
    statement=r"2nS_{n+1}=w\,C_n-S_n,\qquad2ns\,C_{n+1}=C_{n-1}+(2n-1-s)\,C_n+w\,S_n",
    source=STEIN,
    proof="E[Z h] = E[h'] for smooth h of polynomial growth, Q = Z^2 + s, s > 0. h = sin(wZ) Q^-n: S_n = w C_n - 2n S_(n+1). h = Z cos(wZ) Q^-n: E[Z h] = "
    "C_(n-1) - s C_n and h' = cos(wZ) ((1 - 2n) Q^-n + 2n s Q^(-n-1)) - w Z sin(wZ) Q^-n, so 2n s C_(n+1) = C_(n-1) + (2n - 1 - s) C_n + w S_n.",
    rank=45,
    examples=lambda: (Expectation(cos(w * Z) / (Z**2 + b) ** 2, Gaussian()), Expectation(Z * sin(w * Z) / (Z**2 + 2) ** 3, Gaussian())),
)
def wave_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[Z h] = E[h'] with h = sin(wZ) Q^-n and with h = Z cos(wZ) Q^-n, Z^2 = Q - s."""
    wave = _read(goal)
    if wave is None or wave.n < 2:
        return None
    n, field, frequency = wave.n - 1, wave.frequency.field, wave.frequency
    if wave.turned:
        return Reduction((frequency * wave.at(n, False) - wave.at(n, True)) / (2 * n))
    total = wave.at(n - 1, False) + (field.number(2 * n - 1) - wave.pole) * wave.at(n, False) + frequency * wave.at(n, True)
    return Reduction(total / (wave.pole * (2 * n)))
