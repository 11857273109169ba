r"""Expectations of powers and logarithms of a pair, in balls: the radius exactly, the direction by quadrature.

For f(x) = x^a log^j x exp(g x^2) and g(y) = y^b log^k y exp(h y^2) on the quadrant, y = x w, and the density exp(-(x^2 - 2cxy + y^2)/(2 s^2))/(2 pi s),

    int int f g p = 1/(2 pi s) int_0^1 w^b sum_i C(k, i) log^i(w) M_(j+k-i)(P(w)) dw   + the same with x and y exchanged,
    P(w) = A - 2 B w + C w^2,        A = 1/(2 s^2) - g,   B = c/(2 s^2),   C = 1/(2 s^2) - h,
    M_m(P) = int_0^oo r^(a+b+1) log^m(r) exp(-P r^2) dr = (d/ds)^m [Gamma(s/2 + 1) P^(-s/2-1)/2] at s = a + b.

It exists if and only if a, b > -1 and the quadratic form A x^2 - 2 B x y + C y^2 is positive on the quadrant. With w = exp(-t) the singular end goes to
infinity, where the integrand falls like exp(-(b + 1) t). Square integrability of the factors is not needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, factorial

from flint import acb, arb, arb_series
from sympy import Add, Dummy, Expr, Mul, S, Symbol, exp, expand, expand_log, expand_power_base, log

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.operations import SWITCHES
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.split import pieces
from derive.language.errors import CannotEnclose, DeriveError, TimeLimit

T = Dummy("t", positive=True, dummy_index=7_000_021)
LONGEST_LOG = 12


@dataclass(frozen=True, slots=True)
class Power:
    """weight t^exponent log^log(t) exp(square t^2)."""

    weight: arb
    exponent: arb
    log: int
    square: arb


HalfLines = dict[int, list[Power]]  # by the sign of the letter, in its absolute value


def polar_expectation(f: Expr, g: Expr, letters: tuple[Symbol, Symbol], c: arb, bits: int) -> arb | None:
    """E[f(X) g(Y)] for a pair of correlation |c| < 1; None where a factor is no sum of powers on both sides of 0.

    Raises CannotEnclose where a term is not seen to be integrable.
    """
    first, second = half_lines(f, letters[0]), half_lines(g, letters[1])
    if first is None or second is None or not (_needed(first) or _needed(second)):
        return None
    narrow = 1 - c * c
    terms = [(one, other, c * s1 * s2) for s1, firsts in first.items() for s2, seconds in second.items() for one in firsts for other in seconds]
    total = arb(0)
    for one, other, correlation in terms:
        total += one.weight * other.weight * _quadrant(one, other, correlation, narrow, bits)
    return total / (2 * arb.pi() * narrow.sqrt())


def _needed(lines: HalfLines) -> bool:
    """There is a real power, a logarithm or an exponential; polynomials have a shorter way."""
    powers = [power for side in lines.values() for power in side]
    return any(power.log or power.square != 0 or not (power.exponent.is_exact() and power.exponent.is_integer()) for power in powers)


def half_lines(body: Expr, letter: Symbol) -> HalfLines | None:
    """The powers on each side of 0, or None."""
    try:
        parts = pieces(body, letter, {})
    except CannotEnclose:
        return None
    if len(parts) > 2 or any(part.body.atoms(*SWITCHES) for part in parts) or (len(parts) == 2 and not _is_zero(parts[0].upper)):
        return None
    found: HalfLines = {}
    for side, part in ((-1, parts[0]), (1, parts[-1])):
        powers = _powers(part.body.xreplace({letter: side * T}))
        if powers is None:
            return None
        found[side] = powers
    return found


def _is_zero(ball: arb) -> bool:
    return bool(ball.is_exact() and ball == 0)


def _powers(body: Expr) -> list[Power] | None:
    """The terms of a function of t > 0."""
    terms = [_power(term) for term in Add.make_args(expand(expand_log(expand_power_base(body)))) if term != 0]
    return None if None in terms else [term for term in terms if term is not None]


def _power(term: Expr) -> Power | None:
    weight, exponent, k, square = S.One, S.Zero, 0, S.Zero
    for factor in Mul.make_args(term):
        base, power = factor.as_base_exp()
        if not factor.has(T):
            weight = weight * factor
        elif base == T and not power.has(T):
            exponent = exponent + power
        elif base == log(T) and power.is_Integer and 0 < power <= LONGEST_LOG:
            k += int(power)
        elif isinstance(factor, exp) and not (factor.args[0] / T**2).expand().has(T):
            square = square + (factor.args[0] / T**2).expand()
        else:
            return None
    values = [real_constant(value, {}) for value in (weight, exponent, square)]
    return Power(values[0], values[1], k, values[2]) if all(v.is_finite() for v in values) else None


def _quadrant(one: Power, other: Power, c: arb, narrow: arb, bits: int) -> arb:
    """int int over the quadrant, without the factor 1/(2 pi s)."""
    half = 1 / (2 * narrow)
    form = half - one.square, half * c, half - other.square
    if not (one.exponent > -1 and other.exponent > -1 and _positive(*form)):
        raise CannotEnclose("an expectation over a pair", "a term is not seen to be integrable")
    size = one.exponent + other.exponent
    radial = _radial(size, one.log + other.log)
    near = _Direction(other.exponent, one.log, other.log, form, size, radial)
    far = _Direction(one.exponent, other.log, one.log, form[::-1], size, radial)
    return near.integral(bits) + far.integral(bits)


def _positive(a: arb, b: arb, c: arb) -> bool:
    """A x^2 - 2 B x y + C y^2 > 0 for x, y >= 0 other than 0."""
    return bool(a > 0 and c > 0 and (b <= 0 or b * b < a * c))


def _radial(size: arb, highest: int) -> list[arb]:
    """The derivatives of Gamma(s/2 + 1)/2 in s at s = size."""
    series = (arb_series([size / 2 + 1, arb(1) / 2], prec=highest + 1)).gamma() / 2
    return [series[n] * factorial(n) for n in range(highest + 1)]


@dataclass(frozen=True)
class _Direction:
    """w^exponent sum_i C(inner, i) log^i(w) M_(outer + inner - i)(P(w)) on 0 < w < 1."""

    exponent: arb
    outer: int
    inner: int
    form: Sequence[arb]
    size: arb
    radial: Sequence[arb]

    def moment(self, w: acb, m: int, analytic: bool) -> acb:
        """M_m(P(w)), P(w) = C (w - B/C)^2 + A - B^2/C: no cancellation near its minimum."""
        a, b, c = self.form
        away = w - b / c
        height = (c * away * away + (a - b * b / c)).log(analytic=analytic)
        total = acb(0)
        for n in range(m + 1):
            total += comb(m, n) * self.radial[n] * (-height / 2) ** (m - n)
        return total * (-height * (self.size / 2 + 1)).exp()

    def integral(self, bits: int) -> arb:
        """The integral over t from 0 to oo, w = exp(-t)."""
        rate, last = self.exponent + 1, self._last(bits)

        def integrand(t: acb, analytic: bool) -> acb:
            w = (-t).exp()
            total = acb(0)
            for i in range(self.inner + 1):
                total += comb(self.inner, i) * (-t) ** i * self.moment(w, self.outer + self.inner - i, analytic)
            return total * (-rate * t).exp()

        check_clock()
        tolerance = arb(2) ** -bits
        value = acb.integral(integrand, arb(0), last, rel_tol=tolerance, abs_tol=tolerance, deg_limit=120 + bits, eval_limit=20_000 + 100 * bits).real
        return value + arb(0, self._beyond(last))

    def _last(self, bits: int) -> arb:
        return ((bits * arb.const_log2() + 8) / (self.exponent + 1) + 4).ceil().mid()

    def _beyond(self, last: arb) -> arb:
        """int_T^oo t^i exp(-(b + 1) t) dt = Gamma(i + 1, (b + 1) T)/(b + 1)^(i + 1), times the largest M on [0, exp(-T)]."""
        rate, bound = self.exponent + 1, arb(0)
        near = acb(arb(0).union((-last).exp()))
        for i in range(self.inner + 1):
            size = abs(self.moment(near, self.outer + self.inner - i, False)).upper()
            bound += comb(self.inner, i) * size * (rate * last).gamma_upper(arb(i + 1)) / rate ** (i + 1)
        return bound.upper()


def polar_or_none(f: Expr, g: Expr, letters: tuple[Symbol, Symbol], c: arb, digits: int) -> arb | None:
    """E[f(X) g(Y)] to about `digits` digits; None where the direction is no way to it."""
    lost = max(0, -int(1.45 * float((1 - c * c).log().mid())))  # bits: the integrals are as small as the root of 1 - c^2
    bits = int(3.33 * digits) + 24 + lost // 2
    try:
        with working(bits + 40 + 2 * lost):
            found = polar_expectation(f, g, letters, c, bits)
    except TimeLimit:
        raise
    except DeriveError:
        return None
    return found if found is not None and found.is_finite() else None
