r"""Expectations of functions that oscillate ever faster, along a path in the complex plane where they fall instead.

A polynomial in sines and cosines is a sum of terms g(z) exp(i w(z)), each with its conjugate, so that E[f(Z)] is a sum of 2 Re int g exp(i w) p, p the normal
density. Where F = g exp(i w) p is analytic between the real segment [-T, T] and a polygon with the same ends moved up or down by h, Cauchy's theorem gives

    int_-T^T F dx = int over the polygon F dz + two vertical sides.

w is real on the real line and d(Im w)/dy = Re w', so where Re w' has the sign of h on a side, |exp(i w)| <= 1 there, and the side is at most
|h| sup |g| exp((h^2 - T^2)/2)/sqrt(2 pi). The polygon is chosen from values: any choice gives an enclosure. Beyond T the tail of f counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from flint import acb, arb
from sympy import Dummy, Expr, I, Integer, Poly, PolynomialError, Symbol, cos, cosh, diff, erf, exp, sin, sinh

from derive.evidence.balls.callback import Callback
from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.operations import SWITCHES
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball
from derive.evidence.line.asked import mean
from derive.evidence.line.split import Piece, pieces
from derive.evidence.line.strip import is_analytic
from derive.evidence.line.tail import tail
from derive.evidence.line.uncertain_end import displaced
from derive.evidence.line.zeros import zeros
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

ENTIRE = (sin, cos, exp, sinh, cosh, erf)
TERMS = 40
EVEN = 48  # places a deviation apart or less
NEAR = 64  # places on each side of 0 and of each zero of w', each sqrt(2) times nearer than the one before
SLICES = 32  # of a vertical side
FEW = 20_000  # values of a piece of the path, and 10 more a bit
ROUND = 2.0**-40  # more than doubles differ from the ends
ALLOWED = 1e-3  # by which log |F| may grow upwards before the path stays where it is


@dataclass(frozen=True, slots=True)
class Oscillation:
    """g(z) exp(i w(z)), its share in f being twice the real part; w = 0 for what does not oscillate."""

    factor: Expr
    phase: Expr


def oscillations(body: Expr) -> tuple[Oscillation, ...] | None:
    """f as such a sum; None where a sine or cosine is not in a polynomial.

    >>> [str(wave.phase) for wave in oscillations(sin(exp(Z)) ** 2)]
    ['2*exp(_Z)', '0']
    """
    nodes = _outermost(body)
    if not nodes or body.has(I, *SWITCHES):
        return None
    arguments = list(dict.fromkeys(node.args[0] for node in nodes))
    turns = [(Dummy("u"), Dummy("v")) for _ in arguments]
    given = dict(zip(arguments, turns, strict=True))
    names = {node: _euler(node, *given[node.args[0]]) for node in nodes}
    try:
        terms = Poly(body.xreplace(names), *(letter for turn in turns for letter in turn)).terms()
    except PolynomialError:
        return None
    found: dict[tuple[int, ...], Expr] = {}
    for powers, factor in terms:
        key = tuple(powers[2 * k] - powers[2 * k + 1] for k in range(len(arguments)))
        found[key] = found.get(key, 0) + factor
    waves = [
        Oscillation(factor if any(key) else factor / 2, sum((k * w for k, w in zip(key, arguments, strict=True)), 0))
        for key, factor in found.items()
        if next((k for k in key if k), 0) >= 0
    ]
    return tuple(waves) if len(waves) <= TERMS else None


def turns(body: Expr) -> float:
    """How far sines and cosines turn within eight deviations, in radians, by values; infinite where these are not finite.

    >>> round(turns(sin(2 * Z))), turns(cos(exp(Z))) > 2000
    (32, True)
    """
    total = 0.0
    with working(64):
        for angle in {node.args[0] for node in body.atoms(sin, cos) if node.free_symbols == {Z}}:
            function = compile_ball(angle, (Z,), {})
            values = [function(acb(arb(k) / 4), False).real for k in range(-32, 33)]
            total += sum(float(abs(b - a).mid()) if (a - b).is_finite() else inf for a, b in pairwise(values))
    return total


def _outermost(expr: Expr) -> list[Expr]:
    """Sines and cosines of the letter, those inside others left out."""
    if isinstance(expr, (sin, cos)) and Z in expr.free_symbols:
        return [expr]
    return list(dict.fromkeys(node for part in expr.args for node in _outermost(part)))


def _euler(node: Expr, turn: Symbol, back: Symbol) -> Expr:
    return (turn - back) / (2 * I) if isinstance(node, sin) else (turn + back) / 2


def is_entire(expr: Expr) -> bool:
    """Made of polynomials and entire functions."""
    if Z not in expr.free_symbols or expr == Z:
        return True
    if expr.is_Pow:
        return bool(expr.exp.is_Integer and expr.exp > 0 and is_entire(expr.base))
    return (expr.is_Add or expr.is_Mul or isinstance(expr, ENTIRE)) and all(is_entire(part) for part in expr.args)


def by_contour(body: Expr, bits: int, plain: Callable[[Expr], arb] | None = None) -> arb:
    """E[body(Z)] for a function without parameters to about 2^-bits, piece by piece; `plain` answers for what does not oscillate on the whole line.

    Raises CannotEnclose where a piece is no polynomial in sines and cosines, or the path does not serve.
    """
    total, parts = arb(0), pieces(body, Z, {})
    if plain is not None and len(parts) == 1 and (waves := oscillations(parts[0].body)) is not None:
        steady = sum((2 * wave.factor for wave in waves if wave.phase == 0), Integer(0))
        if steady != 0 and not steady.has(I):
            rest = Piece(parts[0].lower, parts[0].upper, parts[0].body - steady)
            return plain(steady) + over_piece(rest, bits, tuple(wave for wave in waves if wave.phase != 0))
    for part in parts:
        check_clock(body)
        total += arb(0) if part.body == 0 else over_piece(part, bits)
    return total


def over_piece(part: Piece, bits: int, waves: tuple[Oscillation, ...] | None = None) -> arb:
    """E[f(Z); Z between the ends of the piece], f the sum of the waves; raises CannotEnclose as `by_contour` does."""
    waves, target = waves or oscillations(part.body), arb(2) ** -bits
    if waves is None:
        raise CannotEnclose(f"{mean(part.body)} along a path", "it is no polynomial in sines and cosines", "the quadrature of its pieces")
    ends, error = [part.lower.mid(), part.upper.mid()], displaced(part, part.lower) + displaced(part, part.upper)
    for k, side in ((0, -1), (1, 1)):
        if not ends[k].is_finite():
            least = (arb(3 * bits) / 2).sqrt() + 2  # terms are larger than their sum
            nearest = (side * ends[1 - k]).max(least) if ends[1 - k].is_finite() else least
            start, beyond = tail(part.body, Z, side, {}, target, nearest)
            ends[k], error = side * start, error + beyond
    if ends[0] == ends[1]:  # the tail begins at the other end
        return arb(0, error.upper())
    if not float(ends[0]) < float(ends[1]):
        raise CannotEnclose(f"{mean(part.body)} along a path", "its ends are too close to each other", "the quadrature of its pieces")
    fixed = part.lower.is_finite(), part.upper.is_finite()
    return sum((_along(wave, (ends[0], ends[1]), fixed, bits) for wave in waves), arb(0)) + arb(0, error.upper())


def _along(wave: Oscillation, ends: tuple[arb, arb], fixed: tuple[bool, bool], bits: int) -> arb:
    """The integral of the wave and its conjugate between two ends; at those that are fixed the path is on the line."""
    form = wave.factor * exp(I * wave.phase - Z**2 / 2)
    integrand = compile_ball(form, (Z,), {})
    path, sides = [acb(end) for end in ends], arb(0)
    if wave.phase != 0:
        first, *middle, last = _Path(wave, integrand, ends, bits).points(fixed)
        path = [acb(ends[0], first.imag), *middle, acb(ends[1], last.imag)]  # the ends are no short decimals
        sides = _side(wave, path[0]) + _side(wave, path[-1])
        _require_analytic(form, integrand, path)
    tolerance, total = arb(2) ** -bits, acb(0)
    for start, stop in pairwise(path):
        loop = Callback(lambda z, analytic: integrand(z, analytic))
        value = loop.checked(acb.integral(loop, start, stop, rel_tol=tolerance, abs_tol=tolerance, eval_limit=FEW + 10 * bits))
        if not (value.is_finite() and value.real.rad() < arb(2) ** -(bits // 2)):
            raise CannotEnclose("an integral along a path", "it does not converge", "another way")
        total += value
    return 2 * total.real / (2 * arb.pi()).sqrt() + arb(0, sides.upper())


def _require_analytic(form: Expr, integrand: Callable[..., acb], path: list[acb]) -> None:
    """Between the real line and the polygon."""
    if is_entire(form):
        return
    for start, stop in pairwise(path):
        low, high = min(0.0, float(start.imag), float(stop.imag)), max(0.0, float(start.imag), float(stop.imag))
        if low < high and not is_analytic(integrand, (float(start.real) - ROUND, float(stop.real) + ROUND, low, high)):
            raise CannotEnclose("an integral along a path", "the function is not proven to be analytic beside the line", "another way")


def _side(wave: Oscillation, corner: acb) -> arb:
    """A bound of the vertical side below or above a corner of the polygon, for the wave and its conjugate."""
    place, height = corner.real, corner.imag
    if height == 0:
        return arb(0)
    factor, phase, slope = (compile_ball(part, (Z,), {}) for part in (wave.factor, wave.phase, diff(wave.phase, Z)))
    size, upwards, falls = arb(0), height > 0, True
    for k in range(SLICES):
        ball = acb(place, (height * k / SLICES).union(height * (k + 1) / SLICES))
        rise = slope(ball, False).real
        falls = falls and bool(rise >= 0 if upwards else rise <= 0)
        turned = arb(1) if falls else (-phase(ball, False).imag).exp().upper()
        size = size.max(factor(ball, False).abs_upper() * turned)
    return 2 * abs(height) * size * ((height * height - place * place) / 2).exp() / (2 * arb.pi()).sqrt()


class _Path:
    """Corners of a polygon, chosen from values."""

    def __init__(self, wave: Oscillation, integrand: Callable[..., acb], ends: tuple[arb, arb], bits: int) -> None:
        self.integrand, self.ends, self.entire = integrand, (float(ends[0]), float(ends[1])), is_entire(wave.factor) and is_entire(wave.phase)
        self.level, self.rise = 0.7 * bits + 10, diff(wave.phase, Z)
        self.factor, self.phase, self.slope = (compile_ball(part, (Z,), {}) for part in (wave.factor, wave.phase, self.rise))
        self.still: list[float] = []

    def points(self, fixed: tuple[bool, bool]) -> list[acb]:
        with working(64):
            still = zeros(self.rise, Z, {}) or []
            self.still = [float(ball.mid()) for ball in still]
            places = sorted(set(self._places()))
            heights = [self._height(x) for x in places]
        for k, on_line in zip((0, -1), fixed, strict=True):
            heights[k] = 0.0 if on_line else heights[k] / 2
            if on_line and not self.entire:  # the end may be singular
                heights[1 if k == 0 else -2] = 0.0
        return [acb(x, y) for x, y in zip(places, heights, strict=True)]

    def _places(self) -> Iterator[float]:
        low, high = self.ends
        yield from (low, *(low + (high - low) * k / EVEN for k in range(1, EVEN)), high)
        for centre in {0.0, low, high, *self.still}:
            yield from (x for k in range(NEAR) for x in (centre, centre + 2.0 ** (-k / 2), centre - 2.0 ** (-k / 2)) if low < x < high)

    def _height(self, x: float) -> float:
        rise = self.slope(acb(x), False).real
        if not (rise > 0 or rise < 0):
            return 0.0
        side, best, height = (1 if rise > 0 else -1), self._logarithm(x, 0.0), 0.0
        highest = min((abs(x - place) for place in self.still), default=4.0)
        for j in range(160, -8, -1):
            following = side * 2.0 ** (-j / 4)
            value = self._logarithm(x, following)
            if not value <= best + ALLOWED or abs(following) > highest or not self._reaches(x, following):
                break
            best, height = min(best, value), following
            if best < -self.level:
                break
        return height

    def _reaches(self, x: float, y: float) -> bool:
        """Whether nothing singular is seen on the way up."""
        return self.entire or self.integrand(acb(x, arb(y / 2, abs(y) * 0.6)), True).is_finite()

    def _logarithm(self, x: float, y: float) -> float:
        """log |F|, not a number where it is unknown."""
        z = acb(x, y)
        size = abs(self.factor(z, False))
        exponent = -self.phase(z, False).imag - (z * z).real / 2
        return float((exponent + size.log()).mid()) if size > 0 else float("nan")
