"""The phase of a network (sigma_b, sigma_w): fixed points of its variance and correlation maps, and how fast they are approached."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flint import arb
from sympy import Expr, Rational

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.heat_series import ends
from derive.language.deciding.growth import Growth, growth
from derive.language.deciding.order import constant_sign
from derive.language.errors import CannotEnclose
from derive.language.symbols import x
from derive.language.text.decimals import between
from derive.meanfield.conditions import Condition, is_fixed
from derive.meanfield.correlation import correlation_below_one, correlation_map
from derive.meanfield.moments import Moments, exact
from derive.meanfield.reach import HIGHEST, LOWEST, cell_of
from derive.meanfield.zeros import CELLS, Refined, Zero, first_zero, refine, sign_at
from derive.theory.near_infinity import tails
from derive.theory.near_linear import near_linear
from derive.theory.near_zero import slope_at_origin
from derive.theory.universality import critical_at_zero

GUARD = 25


@dataclass(frozen=True, slots=True)
class Phase:
    """`kind`: "ordered", "chaotic", "edge" (chi_1 = 1 exactly), "unbounded" (the variance grows beyond the enclosed range) or "not decided".

    `q` is the smallest fixed point of the variance map, which is the limiting variance of small inputs where the map increases up to it. `chi_1` and
    `chi_par` are f'(1) and F'(q); `c` is the limiting correlation and `slope` the slope f'(c) there; xi_q = -1/log|chi_par| and xi_c = -1/log|f'(c)|
    are the depth scales. None where `message` says why.
    """

    kind: str
    q: Ball | None = None
    chi_1: Ball | None = None
    chi_par: Ball | None = None
    c: Ball | None = None
    slope: Ball | None = None
    message: str = ""

    @property
    def xi_q(self) -> Ball | None:
        """The depth over which the variance forgets its start."""
        return _scale(self.chi_par)

    @property
    def xi_c(self) -> Ball | None:
        """The depth over which the correlation forgets its start; None on the edge, where it does so like a power."""
        return None if self.kind == "edge" else _scale(self.slope)

    @property
    def rates(self) -> dict[str, Ball]:
        """The factors by which |q_l - q| and |c_l - c| shrink in one layer: chi_par, and f'(c) at the limiting correlation (chi_1 in the ordered phase)."""
        found = {"variance": self.chi_par, "correlation": None if self.kind == "edge" else self.slope}
        return {name: Ball(abs(slope.arb)) for name, slope in found.items() if slope is not None and abs(slope.arb) < 1}


def _scale(slope: Ball | None) -> Ball | None:
    if slope is None or not abs(slope.arb) > 0 or not abs(slope.arb) < 1:
        return None
    return Ball(-1 / abs(slope.arb).log())


def phase(moments: Moments, sigma_b2: Rational, sigma_w2: Rational, digits: int = 20, seconds: float | None = 60.0) -> Phase:
    """The phase at exact variances sigma_b^2 and sigma_w^2."""
    with time_limited(seconds), working(int(3.33 * (digits + GUARD))):
        origin = _at_origin(moments, sigma_b2, sigma_w2)
        if origin is not None:
            return origin
        bias, width = exact(sigma_b2), exact(sigma_w2)
        condition = is_fixed(bias, width)
        try:
            zero, cells = _smallest(moments, condition, sigma_b2, sigma_w2)
            side = 0 if zero is not None and cells[0] > LOWEST else sign_at(moments, condition, ends(cells[0])[0])
            if zero is None or side < 0:
                return _nowhere(moments, sigma_w2, side, cells, zero)
            return _at(refine(moments, condition, zero, digits), bias, width, digits)
        except CannotEnclose as error:
            return Phase("not decided", message=error.stopped)


def _smallest(moments: Moments, condition: Condition, sigma_b2: Rational, sigma_w2: Rational) -> tuple[Zero | None, range]:
    """The zero with the smallest variance, and where it was looked for: from sigma_b^2 upwards, as F >= sigma_b^2, and further up if F(q) < q far out."""
    first = cell_of(float(sigma_b2)) if sigma_b2 > 0 else LOWEST
    cells = range(max(LOWEST, first), max(CELLS[-1], min(first + 2, HIGHEST)) + 1)
    zero = first_zero(moments, condition, cells)
    if zero is None and _returns(moments, sigma_w2) and sign_at(moments, condition, ends(cells[-1])[1]) > 0:
        beyond, cells = range(cells[-1] + 1, HIGHEST + 1), range(cells[0], HIGHEST + 1)
        zero = first_zero(moments, condition, beyond)
    return zero, cells


def _returns(moments: Moments, sigma_w2: Rational) -> bool:
    """Whether F(q) < q for all large q: E[phi^2] ~ A q with sigma_w^2 A < 1, or phi = O(|x|^d) with d < 1."""
    found = tails(moments.activation)
    if found is not None:
        return constant_sign(sigma_w2 * found.linear - 1) == -1
    first, last = moments.activation.pieces[0].expr, moments.activation.pieces[-1].expr
    ends_of_line = growth(first, x, -1), growth(last, x, 1)
    return all(end is not None and _slower(end) for end in ends_of_line)


def _slower(end: Growth) -> bool:
    return all(constant_sign(part) in (0, -1) for part in (end.square, end.rate)) and constant_sign(end.degree - 1) == -1


def _nowhere(moments: Moments, sigma_w2: Rational, side: int, cells: range, zero: Zero | None) -> Phase:
    """No fixed point in the cells, where F(q) - q has this sign throughout; or one below them, as F(q) < q at their lower end."""
    low, high = between(ends(cells[0])[0], ends(cells[-1])[1], 2)
    if zero is not None:
        return Phase("not decided", message=f"the smallest fixed point of the variance map lies below {low}")
    if side > 0 and _returns(moments, sigma_w2):
        return Phase("not decided", message=f"no fixed point of the variance map was found for q < {high}, though beyond it variances shrink in the end")
    if side > 0:
        return Phase("unbounded", message=f"no fixed point of the variance map was found for q < {high}: small inputs grow beyond it")
    where = f"the variance falls below {low} from every start up to {high}" if side < 0 else f"no fixed point of the variance map for {low} < q < {high}"
    return Phase("not decided", message=where)


def _at_origin(moments: Moments, sigma_b2: Rational, sigma_w2: Rational) -> Phase | None:
    """sigma_b = 0 and phi(0) = 0: q = 0 is a fixed point with slope sigma_w^2 (a_-^2 + a_+^2)/2; None if it repels, or is none."""
    if sigma_b2 != 0:
        return None
    second = slope_at_origin(moments.activation)
    if second is None or second.is_infinite:
        return None
    slope = sigma_w2 * second
    side = constant_sign(slope - 1)
    if side == 1:
        return None
    if side is None:
        return Phase("not decided", message="whether q = 0 attracts is not decided")
    if side == 0:
        homogeneous = moments.facts.homogeneity == 1
        why = "every variance is a fixed point" if homogeneous else _slope_one(moments)
        return Phase("edge", None if homogeneous else Ball(arb(0)), Ball(arb(1)), Ball(arb(1)), message=why)
    how = "to first order phi is linear on each side of 0, so chi_1 says nothing about c" if slope != 0 else "the variance map is flat there"
    return Phase("ordered", Ball(arb(0)), _ball(slope), _ball(slope), message=f"q = 0: small signals die out; {how}")


def _ball(number: Expr) -> Ball:
    return Ball(exact(Rational(number)) if number.is_Rational else real_constant(number, {}))


def _slope_one(moments: Moments) -> str:
    """How q = 0 is approached where the variance map has slope 1 there."""
    linear, critical = near_linear(moments.activation), critical_at_zero(moments.activation)
    if linear is not None and linear.stability is not None:
        side = constant_sign(linear.stability.coefficient)
        how = {-1: "approached more slowly than any power of depth", 1: "repelling, though only just"}.get(side or 0, "whose attraction was not decided")
        return f"q = 0 is a fixed point with slope 1, {how}"
    if critical is None or critical.attracts is None:
        return "q = 0 is a fixed point with slope 1, whose attraction was not decided"
    if not critical.attracts:
        return "q = 0 is a fixed point with slope 1 that repels: the variance grows away from it"
    return f"q = 0 is a fixed point with slope 1, where the variance dies out like {critical.decay.law}"


def _at(at: Refined, bias: arb, width: arb, digits: int) -> Phase:
    slope = at.value("slope")
    chi_1, chi_par = width * slope, width * (slope + at.value("curvature"))
    known = Phase("not decided", Ball(at.ball), Ball(chi_1), Ball(chi_par), message="chi_1 is 1 within its radius")
    if not abs(chi_par) < 1:
        return replace(known, message="the smallest fixed point of the variance map is not seen to attract")
    if chi_1 < 1:
        return replace(known, kind="ordered", c=Ball(arb(1)), slope=Ball(chi_1), message="")
    if not chi_1 > 1:
        return known
    if bias == 0 and at.near.moments.facts.parity == "odd":
        at_zero = correlation_map(at, bias, width, 16, digits + 8).slope(arb(0)) + 1
        return replace(known, kind="chaotic", c=Ball(arb(0)), slope=Ball(at_zero), message="phi is odd and sigma_b = 0, so c = 0")
    try:
        found = correlation_below_one(at, bias, width, digits)
    except CannotEnclose as error:
        return replace(known, kind="chaotic", message=f"{error.asked}: {error.stopped}")
    return replace(known, kind="chaotic", c=Ball(found.c), slope=Ball(found.slope), message="")
