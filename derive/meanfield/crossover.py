"""Correlations layer by layer on the edge, and the depth from which one network keeps inputs further apart than another.

By the laws alone, A l^-a = B l^-b at l = (B/A)^(1/(b - a)): for a smooth function against a kinked one 4/(s^2 beta_q). The true depth is that of the
iterated maps, from the same start; f is increasing with slope at most 1, so the radius of an iterate grows by that of one evaluation only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flint import acb, arb

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import check_clock, time_limited
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import Compiled, compile_ball, real_part
from derive.evidence.lower import enclose
from derive.language.errors import CannotEnclose, DeriveError
from derive.language.symbols import c, q
from derive.language.text.reader import read_number
from derive.meanfield.edge import EdgeOfChaos
from derive.meanfield.moments import exact
from derive.meanfield.point import EdgePoint
from derive.pipeline import kernel

BITS = 220
DEEPEST = 2000


@dataclass(frozen=True, slots=True)
class Crossover:
    """`leading` is where the leading terms of the laws meet, None where they have the same exponent; `exact` the first layer from which the first network
    keeps inputs further apart and goes on to do so up to the last layer looked at, None where there is none or `message` says why it is not known.
    """

    leading: Ball | None
    exact: int | None
    message: str


def separations(edge: EdgeOfChaos, point: EdgePoint, start: Any = "1/2") -> Iterator[Ball]:
    """1 - c_l for l = 1, 2, ... from 1 - c_0 = `start` on the edge. Raises CannotEnclose where the dual kernel has no closed form."""
    with working(BITS):
        u, step = exact(read_number(str(start))), _step(edge, point)
    while True:
        with working(BITS):
            check_clock("correlations layer by layer")
            u = step(u.mid()) + arb(0, u.rad())
        yield Ball(u)


def _step(edge: EdgeOfChaos, point: EdgePoint) -> Any:
    found = kernel(edge.activation, equal_variances=True)
    if found.value is None:
        raise CannotEnclose(f"correlations of {edge.activation.name} layer by layer", "its dual kernel has no closed form", "the law of decay")
    variance = arb(1) if point.q is None else point.q.arb
    compiled = compile_ball(found.value, (c,), {q: variance})
    assert isinstance(compiled, Compiled)
    scale = point.sigma_w.arb * point.sigma_w.arb / variance
    at_one = enclose(edge.moments.expression("second"), {q: variance}, int(BITS / 3.4)).arb
    return lambda u: scale * (at_one - real_part(compiled(acb(1 - u), False)))


def crossover(first: tuple[EdgeOfChaos, EdgePoint], second: tuple[EdgeOfChaos, EdgePoint], start: Any = "1/2", seconds: float | None = 20.0) -> Crossover:
    """From which depth the first network keeps inputs further apart than the second."""
    leading = _leading(first[1], second[1])
    try:
        with time_limited(seconds):
            pairs = list(islice(zip(separations(*first, start), separations(*second, start), strict=False), DEEPEST))
    except DeriveError as error:
        return Crossover(leading, None, str(error))
    wins = [bool(one.arb > other.arb) for one, other in pairs]
    if any(one.overlaps(other) for one, other in pairs):
        return Crossover(leading, None, "two correlations could not be told apart")
    if not wins[-1]:
        return Crossover(leading, None, f"the second keeps inputs further apart at layer {DEEPEST}")
    last = max((depth for depth, won in enumerate(wins, 1) if not won), default=0)
    return Crossover(leading, last + 1, f"up to layer {DEEPEST}")


def _leading(first: EdgePoint, second: EdgePoint) -> Ball | None:
    one, other = first.decay, second.decay
    if one is None or other is None or one.exponent == other.exponent:
        return None
    power = 1 / (other.exponent - one.exponent)
    return Ball((other.constant.arb / one.constant.arb) ** (arb(int(power.p)) / int(power.q))) if power.is_Rational else None
