r"""Waves and complex poles beside gates, powers and other poles, in two letters: Faddeeva's functions of one and of two places.

With z = -m + ib, b > 0, w = aX + bY, A = Cov(w, X), S = Cov(w, Y) and C = 1/sqrt(1 - c^2),

    E[e^(iw) 1{Y > h}/(X - z)]  = (1/2) sqrt(pi/2) exp(-(a^2/C^2 + h^2)/2 + ihS) (i w((S + ih)/sqrt(2)) w((z - iA)/sqrt(2))
                                  + c C w2((z - iA)/sqrt(2), (C(z - ch) - ia/C)/sqrt(2); C)),
    E[e^(iw)/((X - z)(Y - y))]  = -(pi/2) exp(-V/2) w2((z - iA)/sqrt(2), (y - iS)/sqrt(2); c),        V = Var(w),  Im y > 0,

which are the formulas without waves after an imaginary shift, both sides being entire in the frequencies. Powers of poles and of Y go down by parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import comb

from sympy import Heaviside, Symbol, cos, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form, voigt_forms, voigt_pair_forms
from derive.language.forms.complex_form import ComplexForm
from derive.language.forms.form_derivative import density
from derive.language.forms.normal_form import Form, Undecided
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.pole_pair import PolePair
from derive.language.moments.wave import cosine, sine
from derive.language.moments.wave_pole import Beside, WavePole, read_wave_pole
from derive.language.sources import CAMERON_MARTIN
from derive.language.symbols import X, Y, c, q

a, b, w = Symbol("a", positive=True), Symbol("b", positive=True), Symbol("w", positive=True)


@rule(
    title="Faddeeva function of two places",
    statement=r"\mathbb E\Big[\frac{e^{i\omega}\,\mathbf 1\{Y>h\}}{X-z}\Big]=\tfrac12\sqrt{\tfrac\pi2}\,e^{-\frac12(\alpha^2/C^2+h^2)+ihS}\Big(i\,"
    r"w\big(\tfrac{S+ih}{\sqrt2}\big)\,w\big(\tfrac{z-iA}{\sqrt2}\big)+c\,C\,w_2\big(\tfrac{z-iA}{\sqrt2},\tfrac{C(z-ch)-i\alpha/C}{\sqrt2};C\big)\Big),\quad "
    r"\omega=\alpha X+\beta Y,\ A=\operatorname{Cov}(\omega,X),\ S=\operatorname{Cov}(\omega,Y),\ C=\tfrac1{\sqrt{1-c^2}},\ \operatorname{Im}z>0",
    source=CAMERON_MARTIN,
    proof="Without a wave the mean is Phi(-h) E[1/(X - z)] + (pi/2) c C p(h) w2(z/sqrt(2), C(z - ch)/sqrt(2); C). A wave moves X by iA and Y by iS with the "
    "weight exp(-Var/2), so z becomes z - iA and h becomes h - iS; for small frequencies this is a move of the lines of integration that meets no pole, and "
    "both sides are entire in the frequencies. With Phi(-k) = exp(-k^2/2) w(ik/sqrt(2))/2 it is the formula. For F = Y^l 1{Y > h} e^(iw) (X - z)^-n the "
    "density gives E[(X - cY) F] = (1 - c^2) E[dF/dx] and E[(Y - cX) F] = (1 - c^2) E[dF/dy], with a point mass at h: higher n and l. W^k Q^-n is a sum of "
    "powers of 1/(X - z) and their conjugates, whose means are conjugates at the opposite frequency. Y and -Y exchange h < 0 with h > 0. Im z > 0, |c| < 1.",
    rank=43,
    examples=lambda: (
        Expectation(Heaviside(Y - 1) * cos(w * X) / ((X + a) ** 2 + b**2), Gaussian(c)),
        Expectation(Heaviside(Y) * sin(w * X + Y) * (X - 1) / ((X - 1) ** 2 + q), Gaussian(c)),
        Expectation(Heaviside(Y) * Y * cos(w * X) / ((X + 1) ** 2 + b**2), Gaussian(c)),
        Expectation(Heaviside(Y + 1) * sin(X) / (X**2 + 1) ** 2, Gaussian(c)),
        Expectation(Y**2 * sin(w * Y) * X / (X**2 + b**2), Gaussian(c)),
    ),
)
def wave_at_pole_pair_beside_gate_eq_faddeeva(goal: Goal) -> Reduction | None:
    """E[e^(iw) 1{Y > h}/(X - z)] by an imaginary shift of the formula without a wave, and by parts for powers."""
    read = read_wave_pole(goal)
    if read is None or not isinstance(read[0].other, Beside):
        return None
    found, turned = read
    beside = found.other
    assert isinstance(beside, Beside)
    if beside.start is not None and beside.start.leading_sign < 0:
        return Reduction(_opposite(found, beside, turned))
    try:
        return Reduction(_both(found, _GatedMeans, turned))
    except Undecided:
        return None


def _opposite(found: WavePole, beside: Beside, turned: bool) -> Form:
    """1{Y > h} = 1 - 1{-Y > -h}."""
    assert beside.start is not None
    whole = replace(found, other=Beside(beside.power, None))
    mirrored = WavePole((found.frequency[0], -found.frequency[1]), found.pair, Beside(beside.power, -beside.start), -found.rho)
    sign: int = (-1) ** beside.power
    return whole.goal(turned) - mirrored.goal(turned) * sign


def _both(found: WavePole, means: type[_Means], turned: bool) -> Form:
    """The real or imaginary part of E[e^(iw) W^k Q^-n ...] = P(w) + conj P(-w)."""
    there, back = (_fractions(one.pair, means(one)) for one in (found, found.back))
    return there.imaginary - back.imaginary if turned else there.real + back.real


def _fractions(pair: PolePair, means: _Means) -> ComplexForm:
    """The part of W^k Q^-n with powers of 1/(X - z), Q^-n = sum_j A_j (X - z)^-j + conjugate, W = (X - z) + ib."""
    n, b, nothing = pair.n, pair.width, ComplexForm.of(pair.field.zero)
    total = nothing
    for j in range(1, n + 1):
        power = 2 * n - j
        size = ComplexForm.of((b * 2) ** -power * ((-1) ** (n - j) * comb(power - 1, n - 1)))
        for _ in range(3 * power % 4):  # 1/i = i^3
            size = size.times_i()
        if pair.k:
            lower = means.at(j - 1) if j > 1 else nothing
            total = total + size * (lower + (means.at(j) * b).times_i())
        else:
            total = total + size * means.at(j)
    return total


@dataclass(frozen=True)
class _Means:
    """E[e^(iw) (X - z)^-n ...] by n."""

    found: WavePole
    known: dict[tuple[int, int], ComplexForm] = field(default_factory=dict, compare=False)

    def at(self, n: int) -> ComplexForm:
        raise NotImplementedError

    def _found(self, n: int, other: int) -> ComplexForm:
        raise NotImplementedError

    def _mean(self, n: int, other: int) -> ComplexForm:
        """The mean with two powers, each found once."""
        if (n, other) not in self.known:
            self.known[n, other] = self._found(n, other)
        return self.known[n, other]

    @property
    def pole(self) -> ComplexForm:
        """z."""
        return ComplexForm(-self.found.pair.m, self.found.pair.width)

    @property
    def spread(self) -> Form:
        """sqrt(1 - c^2)."""
        return _spread(self.found.rho)


class _GatedMeans(_Means):
    """M(n, l) = E[e^(iw) (X - z)^-n Y^l 1{Y > h}]."""

    def at(self, n: int) -> ComplexForm:
        assert isinstance(self.found.other, Beside)
        return self._mean(n, self.found.other.power)

    def _found(self, n: int, l: int) -> ComplexForm:
        found, z, square = self.found, self.pole, self.spread * self.spread
        start = found.other.start if isinstance(found.other, Beside) else None
        if n == 0:
            bare = replace(found, pair=found.pair.powers(0, 0), other=Beside(l, start))
            return ComplexForm(bare.goal(turned=False), bare.goal(turned=True))
        if l:
            total = (self._mean(n - 1, l - 1) + z * self._mean(n, l - 1)) * found.rho + (self._mean(n, l - 1) * (square * found.frequency[1])).times_i()
            total = total + self._mean(n, l - 2) * (square * (l - 1)) if l > 1 else total
            return total if start is None else total + self._edge(n) * (square * (start ** (l - 1) if l > 1 else square.field.one))
        if start is None:
            return line_mean(n, z, found.along) * square.field.exp(-(found.frequency[1] * found.frequency[1] * square) / 2)
        if n == 1:
            return self._first(start)
        moved = self._mean(n - 2, 0) + z * self._mean(n - 1, 0) - self._mean(n - 1, 1) * found.rho
        return ((self._mean(n - 1, 0) * found.frequency[0]).times_i() - moved / square) / (n - 1)

    def _edge(self, n: int) -> ComplexForm:
        """p(h) E[e^(iw) (X - z)^-n | Y = h]: X is normal with mean c h and variance 1 - c^2."""
        found, spread = self.found, self.spread
        assert isinstance(found.other, Beside) and found.other.start is not None
        h = found.other.start
        inner = line_mean(n, (self.pole - ComplexForm.of(found.rho * h)) / spread, found.frequency[0] * spread)
        return turned_by(inner, found.across * h) * (density(h) * spread**-n)

    def _first(self, h: Form) -> ComplexForm:
        """E[e^(iw) 1{Y > h}/(X - z)]."""
        found, spread = self.found, self.spread
        rho, rate = found.rho, found.frequency[0]
        root = positivity.sqrt(h.field.number(2))[0]
        x, y = self.pole.real, self.pole.imaginary
        place = x / root, (y - found.along) / root
        total = (faddeeva_form(found.across / root, h / root) * faddeeva_form(*place)).times_i()
        if rho:
            edge = (x - rho * h) / (spread * root), (y / spread - rate * spread) / root
            total = total + ComplexForm(*voigt_pair_forms(*place, *edge, spread.inverse())) * (rho / spread)
        weight = h.field.exp(-(rate * rate * spread * spread + h * h) / 2) * positivity.sqrt(h.field.pi / 2)[0] / 2
        return turned_by(total * weight, h * found.across)


def _spread(rho: Form) -> Form:
    root, needed = positivity.sqrt(rho.field.one - rho * rho)
    if needed or not root:
        raise Undecided("a conditional variance")
    return root


def line_mean(n: int, z: ComplexForm, rate: Form) -> ComplexForm:
    """T_n = E[e^(iaV) (V - z)^-n], Im z > 0: T_1 by Faddeeva's function, n T_(n+1) = (ia - z) T_n - T_(n-1) by parts."""
    root, weight = positivity.sqrt(rate.field.number(2))[0], rate.field.exp(-(rate * rate) / 2)
    before = ComplexForm.of(weight)
    if n == 0:
        return before
    place = z.real / root, (z.imaginary - rate) / root
    now = (faddeeva_form(*place) * (weight * positivity.sqrt(rate.field.pi / 2)[0])).times_i()
    for k in range(1, n):
        before, now = now, ((ComplexForm(rate.field.zero, rate) - z) * now - before) / k
    return now


def faddeeva_form(x: Form, y: Form) -> ComplexForm:
    """w(x + iy), by the normal distribution function on the imaginary axis."""
    if x:
        return ComplexForm(*voigt_forms(x, y))
    root = positivity.sqrt(y.field.number(2))[0]
    return ComplexForm.of(cdf_form(-(y * root)) * y.field.exp(y * y) * 2)


def turned_by(value: ComplexForm, angle: Form) -> ComplexForm:
    """The value times exp(i angle)."""
    return value * ComplexForm(cosine(angle), sine(angle)) if angle else value


@rule(
    title="Faddeeva function of two poles",
    statement=r"\mathbb E\Big[\frac{e^{i\omega}}{(X-z)(Y-y)}\Big]=-\frac\pi2\,e^{-V/2}\,w_2\Big(\frac{z-iA}{\sqrt2},\frac{y-iS}{\sqrt2};c\Big),\quad"
    r"\omega=\alpha X+\beta Y,\ A=\operatorname{Cov}(\omega,X),\ S=\operatorname{Cov}(\omega,Y),\ V=\operatorname{Var}(\omega),\ "
    r"\operatorname{Im}z,\operatorname{Im}y>0",
    source=CAMERON_MARTIN,
    proof="Without a wave the mean is -(pi/2) w2(z/sqrt(2), y/sqrt(2); c). The wave moves X by iA and Y by iS with the weight exp(-V/2), which for small "
    "frequencies is a move of the lines of integration that meets no pole, and both sides are entire in the frequencies. For F = e^(iw) (X - z)^-n (Y - y)^-p "
    "the density gives E[(X - cY) F] = (1 - c^2) E[dF/dx], so n goes down, and p in the same way; where n or p is 0, the other letter is integrated "
    "out, E[e^(iw) | X] = exp(i(a + cb)X - b^2 (1 - c^2)/2). W^k Q^-n is a sum of powers of 1/(X - z) and their conjugates, the same in Y; means at conjugates "
    "of both are conjugates at the opposite frequency, and the conjugate of y alone is the reflection (Y, b, c) -> (-Y, -b, -c). |c| < 1.",
    rank=43,
    examples=lambda: (
        Expectation(cos(w * X) / ((X**2 + b**2) * (Y**2 + 1)), Gaussian(c)),
        Expectation(sin(w * X - Y) * (X + a) / (((X + a) ** 2 + 1) * (Y**2 + q)), Gaussian(c)),
        Expectation(cos(X + 2 * Y) * Y / ((X**2 + b**2) * (Y**2 + 1) ** 2), Gaussian(c)),
    ),
)
def wave_at_two_pole_pairs_eq_faddeeva(goal: Goal) -> Reduction | None:
    """E[e^(iw)/((X - z)(Y - y))] by an imaginary shift of the formula without a wave, and by parts for powers."""
    read = read_wave_pole(goal)
    if read is None or not isinstance(read[0].other, PolePair):
        return None
    try:
        return Reduction(_both(read[0], _PairMeans, read[1]))
    except Undecided:
        return None


class _PairMeans(_Means):
    """E[e^(iw) (X - z)^-n V^j R^-p]."""

    def at(self, n: int) -> ComplexForm:
        """The fractions at y, and at its conjugate by the reflection of Y, where V^j R^-p has the opposite place and the sign (-1)^j."""
        found, pair = self.found, self.found.other
        assert isinstance(pair, PolePair)
        mirrored = replace(found, frequency=(found.frequency[0], -found.frequency[1]), other=replace(pair, m=-pair.m), rho=-found.rho)
        sign: int = (-1) ** pair.k
        return _fractions(pair, _PoleMeans(found, power=n)) + _fractions(pair, _PoleMeans(mirrored, power=n)) * sign


@dataclass(frozen=True)
class _PoleMeans(_Means):
    """N(n, p) = E[e^(iw) (X - z)^-n (Y - y)^-p] by p."""

    power: int = 0

    def at(self, n: int) -> ComplexForm:
        return self._mean(self.power, n)

    @property
    def place(self) -> ComplexForm:
        """y."""
        assert isinstance(self.found.other, PolePair)
        return ComplexForm(-self.found.other.m, self.found.other.width)

    def _found(self, n: int, p: int) -> ComplexForm:
        found, square = self.found, self.spread * self.spread
        if not n or not p:
            return self._alone(n, p)
        if n == p == 1:
            return self._first()
        rates, poles = found.frequency, (self.pole, self.place)
        if n == 1:  # the letters change their parts
            rates, poles = rates[::-1], poles[::-1]
        low, same, aside = ((1, p - 2), (1, p - 1), (0, p - 1)) if n == 1 else ((n - 2, p), (n - 1, p), (n - 1, p - 1))
        here = self._mean(*same)
        moved = self._mean(*low) + poles[0] * here - (self._mean(*aside) + poles[1] * here) * found.rho
        return ((here * rates[0]).times_i() - moved / square) / ((p if n == 1 else n) - 1)

    def _alone(self, n: int, p: int) -> ComplexForm:
        """One letter is integrated out."""
        found, square = self.found, self.spread * self.spread
        rate, mean = (found.frequency[1], line_mean(n, self.pole, found.along)) if not p else (found.frequency[0], line_mean(p, self.place, found.across))
        return mean * square.field.exp(-(rate * rate * square) / 2)

    def _first(self) -> ComplexForm:
        found, rho = self.found, self.found.rho
        root = positivity.sqrt(rho.field.number(2))[0]
        places = [(z.real / root, (z.imaginary - shift) / root) for z, shift in ((self.pole, found.along), (self.place, found.across))]
        variance = found.frequency[0] * found.along + found.frequency[1] * found.across
        return ComplexForm(*voigt_pair_forms(*places[0], *places[1], rho)) * (-(rho.field.pi / 2) * rho.field.exp(-variance / 2))
