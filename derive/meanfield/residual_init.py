"""The initialisation of a full residual network of given depth: sigma_w such that squared gradients grow by the factor e over all layers.

Gradients of x' = x + V phi(W x + b) + a grow by 1 + sigma_v^2 sigma_w^2 E[phi'(q_l)^2] a layer, so for a sigma_w that does not depend on the depth they grow
without bound (`theory.residual`): like exp(A sqrt(L)) for tanh, B^L for the ReLU. With sigma_v = 1, sigma_a = sigma_b = 0 and p = 1 at the first layer the
sum of the logarithms is kept at 1, which makes sigma_w^2 L nearly constant where phi(0) = 0 and phi'(0) is finite; Yang and Schoenholz 2017 find the best
performance along sigma_w^2 L = const. The value 1 is a convention, the dependence on L is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import copysign, exp, log

from flint import arb
from sympy import Expr, Integer, Rational, Symbol, sqrt

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import check_clock, time_limited
from derive.evidence.balls.precision import working
from derive.language.deciding.zero import is_zero
from derive.language.errors import CannotEnclose, DeriveError, Diverges
from derive.language.functions.activation import Activation
from derive.language.functions.facts import facts
from derive.language.symbols import x
from derive.meanfield.exact_layers import exact_layers
from derive.meanfield.residual import ResidualNetwork
from derive.theory.architectures import architecture
from derive.theory.near_zero import near_zero
from derive.theory.networks.letters import deviation, p
from derive.theory.networks.recurrences import recurrences
from derive.theory.recurrence import l
from derive.theory.residual import Law

DEEPEST = 10_000
ROUGH = 14  # digits while the place is looked for
CUSTOMS = (("He", Integer(2)), ("Glorot", Integer(1)))
FIXED: dict[Symbol, Expr] = {deviation("v"): Integer(1), deviation("a"): Integer(0), deviation("b"): Integer(0)}
STEPS, CLOSE, WIDEST = 60, 1e-11, 60.0
STEP, LARGEST = 2.0, 700.0  # of a logarithm


@dataclass(frozen=True, slots=True)
class Beside:
    """A customary sigma_w, and log(chi^0/chi^L) with it; None where variances or gradients grow too fast to be enclosed, or are infinite."""

    name: str
    sigma_w: Expr
    growth: Ball | None

    @property
    def told(self) -> str:
        """In a sentence."""
        if self.growth is None:
            return f"{self.name} (sigma_w = {self.sigma_w}): variances or squared gradients grow beyond what could be enclosed over this depth"
        factor = Ball(self.growth.arb.exp()).short(4) if bool(self.growth.arb < 500) else f"exp({self.growth.short(5)})"
        return f"{self.name} (sigma_w = {self.sigma_w}): squared gradients grow by the factor {factor} over this depth"


@dataclass(frozen=True, slots=True)
class ResidualInitialization:
    """`sigma_w` encloses a solution; `product` is sigma_w^2 L; `law` that of log(chi^0/chi^L) at a fixed sigma_w, None where it was not derived; `scaling`
    says how sigma_w goes with the depth, as far as that is derived.
    """

    depth: int
    sigma_w: Ball
    product: Ball
    law: Law | None
    scaling: str
    beside: tuple[Beside, ...]

    @property
    def why(self) -> str:
        """In a sentence."""
        return (
            f"over {self.depth} residual layers x' = x + V phi(W x) with sigma_v = 1 squared gradients grow by the factor e, whatever the depth: "
            f"sigma_w^2 L = {self.product.short(6)}"
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """Why no choice that does not depend on the depth is right."""
        constant = "the factor e is a convention; how sigma_w goes with the depth is not" + (f": {self.scaling}" if self.scaling else "")
        if self.law is None or self.law.leading is None:
            return (constant,)
        law = self.law.leading.subs(FIXED).xreplace({l: Symbol("L", positive=True)})
        grows = f"at a fixed sigma_w log(chi^0/chi^L) grows with the depth, like {law} ({self.law.reason})"
        return f"{grows}: a sigma_w that does not depend on the depth, such as He's or Glorot's, is right at one depth at most", constant


def residual_initialization(activation: Activation, depth: int, digits: int = 16, seconds: float | None = 60.0) -> ResidualInitialization:
    """Solve for sigma_w. Raises DeriveError for a depth that is not a whole number from 1 to 10000, Diverges where E[phi'^2] is infinite, TimeLimit."""
    if not isinstance(depth, int) or not 1 <= depth <= DEEPEST:
        raise DeriveError(f"a residual initialisation of depth {depth}", f"a depth is a whole number between 1 and {DEEPEST}", "sigma_w^2 L of that depth")
    with time_limited(seconds), working(int(3.33 * digits) + 64):
        square, distance = _solved(activation, depth, digits)
        ball = arb(int(square.p)) / int(square.q)
        ball += arb(0, 1) * int(distance.p) / int(distance.q)
        beside = tuple(Beside(name, sqrt(value), _custom(activation, value, depth)) for name, value in CUSTOMS)
        return ResidualInitialization(depth, Ball(ball.sqrt()), Ball(ball * depth), _law(activation), _scaling(activation), beside)


def _custom(activation: Activation, square: Rational, depth: int) -> Ball | None:
    try:
        return Ball(_growth(activation, square, depth, ROUGH))
    except (CannotEnclose, Diverges):
        check_clock()
        return None


def _law(activation: Activation) -> Law | None:
    try:
        return ResidualNetwork(activation).gradient_without_biases
    except DeriveError:
        return None


def _scaling(activation: Activation) -> str:
    """phi homogeneous of degree a: p does not change by much, so sigma_w^(2a) L is kept; phi(0) = 0 with phi' finite there: q -> 0, E[phi'^2] -> d."""
    degree, near = facts(activation).homogeneity, near_zero(activation)
    if degree is not None:
        return f"sigma_w^{2 * degree if degree.is_Integer else f'({2 * degree})'} L tends to a constant"
    if near is None or near.width.power != 0 or is_zero(activation.expr.subs(x, 0)) is not True:
        return ""
    return f"sigma_w^2 L tends to {near.width.coefficient}"


def _growth(activation: Activation, square: Rational, depth: int, digits: int) -> arb:
    """log(chi^0/chi^depth) at sigma_w^2 = square."""
    found = recurrences(architecture("full residual"), activation)
    return exact_layers(found, FIXED | {deviation("w"): sqrt(square)}, {p: 1}, [depth], digits)[depth]["growth"]


def _solved(activation: Activation, depth: int, digits: int) -> tuple[Rational, Rational]:
    """sigma_w^2 and a distance with proven signs of growth - 1 on both sides."""
    place = Rational(_rough(activation, depth)).limit_denominator(10**12)
    wide = Rational(1, 10**9)
    for _ in range(digits):
        low, high = place * (1 - wide), place * (1 + wide)
        below, middle, above = (_growth(activation, at, depth, digits + 4) - 1 for at in (low, place, high))
        if not (below < 0 and above > 0):
            wide *= 100
            continue
        if wide < Rational(1, 10**digits):
            return place, place * wide
        place -= _rounded(middle / (above - below), digits + 6) * (high - low)
        wide /= 10**6
    raise _unsolved(depth, "the place could not be enclosed")


def _rounded(value: arb, places: int) -> Rational:
    with working(int(3.33 * places) + 64):
        return Rational(int((value.mid() * arb(10) ** places).floor().unique_fmpz() or 0), 10**places)


def _rough(activation: Activation, depth: int) -> float:
    """sigma_w^2 with growth 1 to about ten figures: in logarithms, where growth is nearly a power, by steps towards it and then between two signs."""

    def off(place: float) -> float:
        if abs(place) > WIDEST:
            raise _unsolved(depth, "gradients do not grow by the factor e for any sigma_w that was tried")
        try:
            growth = float(_growth(activation, Rational(exp(place)).limit_denominator(10**12), depth, ROUGH).mid())
        except (CannotEnclose, Diverges):  # beyond all bounds; at the end the signs are proven
            check_clock()
            return LARGEST
        return min(LARGEST, log(max(1e-300, growth)))

    before, miss = _towards(off, -log(depth))
    place, found = before - _step(miss), off(before - _step(miss))
    while found * miss > 0:
        before, miss, place = place, found, place - _step(found)
        found = off(place)
    return exp(_between(off, (before, miss), (place, found)))


def _towards(off: Callable[[float], float], place: float) -> tuple[float, float]:
    """A place where growth is within reach of 1: from beyond all bounds downwards."""
    miss = off(place)
    while miss == LARGEST:
        place -= 1.0
        miss = off(place)
    return place, miss


def _step(miss: float) -> float:
    """A little further than a power of exponent 1 asks for."""
    return copysign(min(STEP, abs(miss) * 1.1 + CLOSE), miss)


def _between(off: Callable[[float], float], one: tuple[float, float], other: tuple[float, float]) -> float:
    """Illinois: the secant between two signs, the value at an end that stays being halved."""
    (a, fa), (b, fb) = one, other
    for _ in range(STEPS):
        if abs(fb) < CLOSE or abs(a - b) < CLOSE:
            break
        place = b - fb * (b - a) / (fb - fa)
        found = off(place)
        if found * fb < 0:
            a, fa = b, fb
        else:
            fa /= 2
        b, fb = place, found
    return b


def _unsolved(depth: int, why: str) -> DeriveError:
    return DeriveError(f"a residual initialisation of depth {depth}", why, "another depth or activation")
