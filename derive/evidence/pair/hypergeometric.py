r"""Expectations of powers and logarithms of a pair by Gauss's hypergeometric function: a second way that shares nothing with the integral over directions
(`polar`).

For a, b > -1 and standard normal X, Y with correlation c,

    E[|X|^a |Y|^b] = 2^((a+b)/2) Gamma((a+1)/2) Gamma((b+1)/2)/pi 2F1(-a/2, -b/2; 1/2; c^2),
    E[sign(X) |X|^a sign(Y) |Y|^b] = 2^((a+b)/2+1) Gamma(a/2+1) Gamma(b/2+1)/pi c 2F1((1-a)/2, (1-b)/2; 3/2; c^2),

Mehler's expansion summed (each coefficient of |x|^a is a quotient of Gamma functions); x_+^a is half the sum of both kinds. Both sides are analytic in a
and b, so log^j|X| log^k|Y| are derivatives in the exponents: everything is a polynomial in small changes s + d of a and s - d of b.

With 2F1(A, B; C; .) as above C - A - B = m + s, m = (1 + a + b)/2, in both cases. Beyond c^2 = 1/2 the connection formula (DLMF 15.8.4), w = 1 - c^2,
reads, since Gamma(C - A) and Gamma(C - B) are the factors in front,

    2^((a+b)/2+s) pi^(-1/2) [1 or c] (Gamma(m+s) 2F1(A, B; 1-m-s; w)
                              + w^(m+s) Gamma(-m-s) Gamma(C-A) Gamma(C-B)/(Gamma(A) Gamma(B)) 2F1(C-A, C-B; 1+m+s; w)).

For a whole m both terms have a simple pole in s = 0 and their sum has none: s times each of them is a polynomial, and the sum is divided by s.

A series is cut at n where (n+|A|)(n+|B|)|w|/((n+1)|D+n|) bounds all later ratios of terms; with norms for moduli this holds for polynomials in s and d.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from flint import arb, ctx
from sympy import Expr

from derive.evidence.balls.two_letters import TwoLetters
from derive.evidence.pair.polar import Power, half_lines
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

HALF = arb(1) / 2
MOST = 20_000  # terms


def by_hypergeometric(f: Expr, g: Expr, c: arb) -> arb:
    """E[f(X) g(Y)] at the current precision; raises CannotEnclose for functions that are no sums of integrable powers and logarithms on both sides of 0."""
    first, second = _powers(f), _powers(g)
    total = arb(0)
    for (side, one), (other_side, other) in product(first, second):
        total += one.weight * other.weight * (_moment(one, other, c, 0) + side * other_side * _moment(one, other, c, 1)) / 4
    return total


def _powers(f: Expr) -> list[tuple[int, Power]]:
    lines = half_lines(f, Z)
    terms = [(side, power) for side, powers in lines.items() for power in powers] if lines else []
    if lines is None or any(power.square != 0 or not power.exponent > -1 for _, power in terms):
        raise CannotEnclose(f"E over a pair with {f} by hypergeometric functions", "it is no sum of integrable powers on both sides of 0", "another method")
    return terms


def _moment(one: Power, other: Power, c: arb, odd: int) -> arb:
    """E[|X|^a log^j|X| |Y|^b log^k|Y|], with both signs where `odd` is 1."""
    gap = (1 + one.exponent + other.exponent) / 2
    whole = bool(gap.is_exact() and gap.is_integer())
    if gap.contains_integer() and not whole:
        raise CannotEnclose("a hypergeometric function", "a sum of exponents may be an odd number", "exponents that are dyadic fractions")
    near = bool(c * c > HALF)
    pair = _Pair(one.exponent, other.exponent, odd, one.log + other.log + (near and whole))
    found = pair.near_one(1 - c * c, int(gap.mid().fmpz()) if whole else None) if near else pair.near_zero(c * c)
    return found.derivative(one.log, other.log) * (c if odd else 1)


@dataclass(frozen=True)
class _Pair:
    """The moment without its factor c, as a polynomial of a degree in s and d."""

    a: arb
    b: arb
    odd: int
    degree: int

    def _of(self, constant: arb, s: arb | int = 0, d: arb | int = 0) -> TwoLetters:
        return TwoLetters.affine(self.degree, constant, s, d)

    @property
    def upper(self) -> tuple[TwoLetters, TwoLetters]:
        """A, B."""
        return self._of((self.odd - self.a) / 2, -HALF, -HALF), self._of((self.odd - self.b) / 2, -HALF, HALF)

    @property
    def beyond(self) -> tuple[TwoLetters, TwoLetters]:
        """C - A, C - B."""
        return self._of((1 + self.odd + self.a) / 2, HALF, HALF), self._of((1 + self.odd + self.b) / 2, HALF, -HALF)

    @property
    def front(self) -> TwoLetters:
        """2^((a+b)/2+s)."""
        return (self._of((self.a + self.b) / 2, 1) * arb.const_log2()).of(lambda t: t.exp())

    @property
    def gammas(self) -> TwoLetters:
        """Gamma(C - A) Gamma(C - B)."""
        one, other = (u.of(lambda t: t.gamma()) for u in self.beyond)
        return one * other

    def near_zero(self, square: arb) -> TwoLetters:
        """By the series in c^2."""
        return self.front * self.gammas * _series(*self.upper, self._of(HALF + self.odd), square) * ((1 + self.odd) / arb.pi())

    def near_one(self, w: arb, whole: int | None) -> TwoLetters:
        """By the series in w = 1 - c^2; `whole` is m where that is an integer."""
        m = (1 + self.a + self.b) / 2
        one, other = (u.of(lambda t: t.rgamma()) for u in self.upper)
        power = (self._of(m, 1) * w.log()).of(lambda t: t.exp())
        second = power * self.gammas * one * other * _series(*self.beyond, self._of(1 + m, 1), w)
        first = _series(*self.upper, self._of(1 - m, -1), w, whole)
        if whole is None:
            total = first * self._of(m, 1).of(lambda t: t.gamma()) + second * self._of(-m, -1).of(lambda t: t.gamma())
        else:
            total = (first * self._gamma(whole) + second * self._gamma_at_pole(whole)).divided_by_s()
        return total * self._cut(self.front, total.degree) * (1 / arb.pi().sqrt())

    def _gamma(self, m: int) -> TwoLetters:
        """Gamma(m + s), for m = 0 times s."""
        return self._of(arb(max(m, 1)), 1).of(lambda t: t.gamma())

    def _gamma_at_pole(self, m: int) -> TwoLetters:
        """s Gamma(-m - s) = -Gamma(1 - s)/((-1 - s)(-2 - s)...(-m - s))."""
        total = self._of(arb(1), -1).of(lambda t: t.gamma()) * -1
        for k in range(1, m + 1):
            total = total * self._of(arb(-k), -1).inverse()
        return total

    @staticmethod
    def _cut(value: TwoLetters, degree: int) -> TwoLetters:
        return TwoLetters(degree, {powers: part for powers, part in value.parts.items() if sum(powers) <= degree})


def _series(a: TwoLetters, b: TwoLetters, lower: TwoLetters, w: arb, pole: int | None = None) -> TwoLetters:
    """2F1(a, b; lower; w) at the current precision; s times it where lower = 1 - m - s, m = pole > 0 (itself for m = 0)."""
    s = TwoLetters.affine(a.degree, arb(0), 1)
    term = TwoLetters.affine(a.degree, arb(1))
    total, n = term * s if pole else term, 0
    small = arb(2) ** -int(ctx.prec)
    while n < MOST:
        below = arb(-1) if n + 1 == pole else (lower + n).inverse()  # s/(-s)
        term = term * (a + n) * (b + n) * below * (w / (n + 1))
        n += 1
        total = total + (term * s if pole and n < pole else term)
        if n % 4 == 0 and n > (pole or 0) and (rest := _rest(a, b, lower, w, n, term)) <= small:
            return total.within(rest)
    raise CannotEnclose("a hypergeometric function", f"its series needs more than {MOST} terms", "smaller exponents")


def _rest(a: TwoLetters, b: TwoLetters, lower: TwoLetters, w: arb, n: int, term: TwoLetters) -> arb:
    """A bound of the norm of the terms after number n; infinite where the ratios are not seen to be small."""
    farthest = lower.norm
    if not n > farthest:
        return arb.pos_inf()
    ratio = (n + a.norm) / (n - farthest) * ((n + b.norm) / (n + 1)).max(arb(1)) * w
    return (term.norm * ratio / (1 - ratio)).upper() if ratio < 1 else arb.pos_inf()
