r"""A function near a knot where it is not analytic: an algebraic or logarithmic singularity, bounded or not.

With z = k + s w e^-u, s = 1 or -1 and u >= 0, the function becomes F(u) = f(z) (w e^-u)^(1/2), analytic in u, and

    int f he_n p dz = int F (w e^-u)^(1/2) he_n p du,      int f^2 p dz = int F^2 p du.

If log |f| <= a + b u beyond U, what is cut off is at most sup |he_n p| w e^(a + (b - 1) U)/(1 - b) of a coefficient,
and w e^(2a + (2b - 1) U)/((1 - 2b) sqrt(2 pi)) of the energy if 2b < 1: the first decides U, the second only enters Parseval's
tail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flint import acb, arb
from sympy import Dummy, Expr, Rational, Symbol, exp, sqrt

from derive.evidence.balls.scalar import compile_ball, real_constant
from derive.evidence.line.endpoint import T, expanded, rational
from derive.evidence.line.frozen import log_size_near_end
from derive.evidence.line.moved_end import placed
from derive.evidence.line.panels import Family, Function
from derive.evidence.line.quadratic import Quadratic
from derive.evidence.line.split import Piece
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

WIDTH = Dummy("w", positive=True, dummy_index=7_000_033)
NARROW = arb(2) ** -100  # radius in which a knot must be one of analyticity
WIDEST = Rational(1)
STEPS = 40  # values of U tried
SHORTEST = 40  # halvings, by two, of the width
NEARER = 8  # widths tried, where a function that varies beside the end is not seen to be settled


@dataclass(frozen=True, slots=True)
class SingularEnd:
    """The part of a piece between the knot k and `inner` = k + s w, an exact number: `function` is F, `original` is f(z(u)), `side` is s, `width` is w,
    `given` is w under the name that it has in `original`."""

    knot: arb
    inner: arb
    side: int
    width: arb
    function: Function
    original: Expr
    given: Mapping[Symbol, arb]

    def place(self, u: acb) -> acb:
        return self.knot + self.side * self.width * (-u).exp()

    def moved(self, family: Family, root: bool) -> Family:
        """A family in z as one in u; `root`: the integrand has the further factor (w e^-u)^(1/2)."""

        def bound(m: arb, x: arb, y: arb) -> arb:
            z = self.place(acb(x, y))
            factor = (self.width * (-x).exp()).sqrt() if root else arb(1)
            return family(m * factor.abs_upper(), z.real, arb(z.imag.abs_upper()))

        return bound

    def cut(self, family: Family, goal: arb, power: int = 2) -> tuple[arb, arb, arb]:
        """(U, bound of the coefficients, bound of the energy) beyond U; raises CannotEnclose where |f|^power is not seen to be integrable."""
        last = arb(8)
        for _ in range(STEPS):
            bound = self._bound(last, power)
            if bound is not None:
                coefficient, energy = self._beyond(bound, last, family)
                if coefficient <= goal:
                    return last, coefficient, energy
            last = (last * 5 / 4).ceil().mid()
        what = "the square of the function" if power == 2 else "the function"
        raise CannotEnclose("an expectation", f"{what} is not seen to be integrable at a knot", "a weaker singularity")

    def _bound(self, last: arb, power: int) -> Quadratic | None:
        """log |f| <= a + b u with b power < 1 beyond `last`."""
        bound = log_size_near_end(self.original, T, last, dict(self.given))
        return bound if bound is not None and bound.g <= 0 and power * bound.b < 1 else None

    def _beyond(self, bound: Quadratic, last: arb, family: Family) -> tuple[arb, arb]:
        near = self.knot.union(self.place(acb(last)).real)
        sizes = [self.width * (k * bound.a + (k * bound.b - 1) * last).exp() / (1 - k * bound.b) for k in (1, 2)]
        energy = (sizes[1] / (2 * arb.pi()).sqrt()).upper() if 2 * bound.b < 1 else arb.pos_inf()
        return family(sizes[0], near, arb(0)).upper(), energy


def split_ends(parts: Sequence[Piece], longest: Rational = WIDEST) -> tuple[list[SingularEnd], list[Piece]]:
    """The singular ends of the pieces at exact knots, at most as wide as `longest`, a power of 1/4, and the pieces without them."""
    ends: list[SingularEnd] = []
    rest: list[Piece] = []
    for part in parts:
        lower, upper = part.lower, part.upper
        for knot, side in ((part.lower, 1), (part.upper, -1)):
            found = _singular_end(part, knot, side, longest)
            if found is not None:
                ends.append(found)
                lower, upper = (found.inner, upper) if side > 0 else (lower, found.inner)
        rest.append(Piece(lower, upper, part.body))
    return ends, rest


def _singular_end(part: Piece, knot: arb, side: int, longest: Rational) -> SingularEnd | None:
    """None where the place of the knot is not known exactly, or f is analytic there, or of unknown growth."""
    if not knot.is_finite() or compile_ball(part.body, (Z,), {})(acb(arb(knot.mid(), NARROW + knot.rad())), True).is_finite():
        return None
    body, place = _placed(part.body, knot, side)
    if place is None:
        return None
    reach, length = longest, part.upper - part.lower
    while reach > longest / 4**SHORTEST and not 4 * real_constant(reach, {}) <= length:
        reach /= 4
    return next((end for k in range(NEARER) if (end := _of_width(body, place, knot, side, reach / 4**k)) is not None), None)


def _of_width(body: Expr, place: Expr, knot: arb, side: int, reach: Rational) -> SingularEnd | None:
    """The end about as wide as `reach`; None where no growth is derived there."""
    inner = place + side * reach if knot.is_exact() else _rounded(knot + side * real_constant(reach, {}), reach)
    exact, given = side * (inner - place), dict[Symbol, arb]()
    width, letter = real_constant(exact, {}), exact
    if not knot.is_exact():  # a letter for the width, lest w e^-u be multiplied out
        letter, given = WIDTH, {WIDTH: width}
    original = expanded(body, Z, place + side * letter * exp(-T))
    if log_size_near_end(original, T, arb(4), given) is None:
        return None
    function = compile_ball(original * sqrt(letter) * exp(-T / 2), (T,), given)
    return SingularEnd(knot, real_constant(inner, {}), side, width, function, original, given)


def _rounded(number: arb, step: Rational) -> Rational:
    """The nearest multiple of a fraction of `step`, a power of 1/2."""
    return Rational(round(float(number.mid()) / float(step) * 16)) * step / 16


def _placed(body: Expr, knot: arb, side: int) -> tuple[Expr, Expr | None]:
    """The knot as an exact number, a root of what is singular there if it is no binary number, with the function that shows it."""
    return (body, rational(knot)) if knot.is_exact() else placed(body, Z, {}, knot, side) or (body, None)
