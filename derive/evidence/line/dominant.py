r"""A function on intervals where its largest exponential is taken out:  f(z) = exp(a z + b) r(z).

On intervals between the places where two exponentials of a sum are equal, exp(u) + exp(v) = exp(u) (1 + exp(v - u)) with v <= u; powers multiply a and b,
logarithms add them: log(exp(u) r) = u + log r. Only laws that hold for all real z are used, (exp(u) r)^p = exp(p u) r^p for exp(u) > 0 among them; r may be
analytic where balls did not see f to be, as sqrt(1 + exp(-z)) is far to the right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flint import arb
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol, cosh, diff, exp, log, sinh

from derive.evidence.balls.operations import SWITCHES
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.split import pieces
from derive.evidence.line.tail import FARTHEST
from derive.language.symbols import Z

MOST = 24  # intervals
ZERO = Integer(0)


@dataclass(frozen=True, slots=True)
class Exponential:
    """f(z) = exp(slope z + level) rest(z)."""

    slope: Expr
    level: Expr
    rest: Expr

    def power(self, p: Expr) -> Exponential:
        return Exponential(p * self.slope, p * self.level, self.rest**p)


@dataclass(frozen=True, slots=True)
class DominantPiece:
    """What f is between two points (infinite, or balls around the true ones)."""

    lower: arb
    upper: arb
    form: Exponential


def dominant_pieces(body: Expr) -> tuple[DominantPiece, ...]:
    """The function of Z in this form from left to right.

    >>> [str(piece.form.slope) for piece in dominant_pieces((1 + exp(6 * Z)) ** Rational(1, 3))]
    ['0', '2']

    Raises CannotEnclose as `pieces` does.
    """
    found: list[DominantPiece] = []
    for part in pieces(body, Z, {}):
        if part.body.has(*SWITCHES):
            found.append(DominantPiece(part.lower, part.upper, plain(part.body)))
        else:
            found += _cut(part.body, part.lower, part.upper)
    return tuple(found)


def plain(body: Expr) -> Exponential:
    """The function as it is."""
    return Exponential(ZERO, ZERO, body)


def _cut(body: Expr, lower: arb, upper: arb) -> Iterator[DominantPiece]:
    work = [(lower, upper)]
    for _ in range(2 * MOST):
        if not work:
            return
        low, high = work.pop()
        reader = _Reader(low, high)
        form = reader.form(body)
        if reader.crossing is None:
            yield DominantPiece(low, high, form)
        else:
            work += [(reader.crossing, high), (low, reader.crossing)]
    yield from (DominantPiece(low, high, plain(body)) for low, high in reversed(work))


@dataclass(slots=True)
class _Reader:
    """Reads an expression on one interval; `crossing` is a place inside it where two exponentials of a sum are equal."""

    low: arb
    high: arb
    crossing: arb | None = field(default=None)

    def form(self, expr: Expr) -> Exponential:
        if Z not in expr.free_symbols:
            return plain(expr)
        if isinstance(expr, exp) and (found := affine(expr.args[0])) is not None:
            return Exponential(*found, Integer(1))
        if isinstance(expr, (cosh, sinh)) and (found := affine(expr.args[0])) is not None:
            return self._hyperbolic(expr, *found)
        if isinstance(expr, Mul):
            parts = [self.form(factor) for factor in expr.args]
            return Exponential(Add(*(part.slope for part in parts)), Add(*(part.level for part in parts)), Mul(*(part.rest for part in parts)))
        if isinstance(expr, Add):
            return self._sum([self.form(term) for term in expr.args])
        if isinstance(expr, Pow) and isinstance(expr.exp, Rational):
            return self.form(expr.base).power(expr.exp)
        if isinstance(expr, log):
            inside = self.form(expr.args[0])
            return plain(inside.slope * Z + inside.level + log(inside.rest))
        return plain(expr)

    def _hyperbolic(self, expr: Expr, slope: Expr, level: Expr) -> Exponential:
        half = Rational(1, 2)
        other = half if isinstance(expr, cosh) else -half
        return self._sum([Exponential(slope, level, half), Exponential(-slope, -level, other)])

    def _sum(self, terms: list[Exponential]) -> Exponential:
        largest = terms[0]
        for term in terms[1:]:
            slope, level = term.slope - largest.slope, term.level - largest.level
            if slope == 0 and level == 0:
                continue
            sign = self._sign(slope, level)
            if sign > 0:
                largest = term
        rests = (term.rest * _shrinking(term.slope - largest.slope, term.level - largest.level) for term in terms)
        return Exponential(largest.slope, largest.level, Add(*rests))

    def _sign(self, slope: Expr, level: Expr) -> int:
        """Of slope z + level on the interval, or on that side of it where it is taken first."""
        a, b = real_constant(slope, {}), real_constant(level, {})
        if not (a > 0 or a < 0):
            return 1 if b.mid() > 0 else -1
        place = -b / a
        if self.low < place < self.high and abs(place) < FARTHEST and self.crossing is None:
            self.crossing = place
        side = arb(1) if place <= self.low else arb(-1) if place >= self.high else arb(1)
        return 1 if a * side > 0 else -1


def _shrinking(slope: Expr, level: Expr) -> Expr:
    return Integer(1) if slope == 0 and level == 0 else exp(slope * Z + level)


def affine(expr: Expr, letter: Symbol = Z) -> tuple[Expr, Expr] | None:
    """(a, b) with expr = a letter + b, None for what is not seen to be of this kind."""
    slope = diff(expr, letter)
    if letter in slope.free_symbols:
        return None
    return slope, expr.xreplace({letter: ZERO})
