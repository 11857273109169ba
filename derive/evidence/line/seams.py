r"""How a piecewise analytic function passes its knots.

At a knot t the one-sided limits of a derivative phi^(k) exist and agree (CONTINUOUS), differ (JUMP), or one is infinite
or missing (SINGULAR). Two limits differ when the balls of their difference exclude 0, and agree when their difference
is exactly 0; anything else is refused. The smoothness of phi is the first order k whose derivative is not continuous
everywhere: phi^(k) is then still a function, and phi^(k+1) is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from flint import acb, arb
from sympy import (
    Abs,
    Add,
    Expr,
    Heaviside,
    Max,
    Min,
    Pow,
    Symbol,
    diff,
    erf,
    erfc,
    log,
    preorder_traversal,
    sign,
    solveset,
    sqrt,
)
from sympy.core.relational import Relational
from sympy.sets import FiniteSet, S

from derive.evidence.balls.operations import SWITCHES
from derive.evidence.balls.precision import working
from derive.evidence.balls.removable import RemovableBall
from derive.evidence.balls.scalar import compile_ball, constant, real_constant
from derive.evidence.line.slope import exact_zeros
from derive.evidence.line.split import pieces
from derive.language.deciding.complements import with_complements
from derive.language.deciding.limits import found_limit
from derive.language.deciding.zero import is_zero
from derive.language.errors import CannotEnclose, NotDefined
from derive.language.special import Phi
from derive.language.text.decimals import rounded

BITS = 256


class Passage(Enum):
    """The behaviour of a derivative at a knot."""

    CONTINUOUS = "continuous"
    JUMP = "jump"
    SINGULAR = "singular"


@dataclass(frozen=True, slots=True)
class Seam:
    """Two analytic branches that meet at the exact point `knot`."""

    knot: Expr
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Branches:
    """A function of one letter: n branches and the n - 1 seams between them."""

    letter: Symbol
    branches: tuple[Expr, ...]
    seams: tuple[Seam, ...]

    def smoothness(self, enough: int) -> int:
        """The first order whose derivative is not continuous, or `enough`."""
        for order in range(enough):
            if any(passage(seam, self.letter, order) is not Passage.CONTINUOUS for seam in self.seams):
                return order
        return enough


def assembled(parts: Sequence[Expr], knots: Sequence[Expr], letter: Symbol) -> Expr:
    """The function with the given branches between the knots, b_0 + sum (b_(k+1) - b_k) 1(x > t_k)."""
    steps = zip(pairwise(parts), knots, strict=True)
    return parts[0] + Add(*((after - before) * Heaviside(letter - knot) for (before, after), knot in steps))


@lru_cache(maxsize=256)
def branches(body: Expr, letter: Symbol) -> Branches:
    """The analytic branches of a function without parameters; raises NotDefined when it is not real on a piece."""
    with working(BITS):
        _require_real(body, letter)
        parts = pieces(body, letter, {})
        if any(part.body.atoms(*SWITCHES) for part in parts):
            raise CannotEnclose(f"the smoothness of {body}", "not all of its knots are known")
        points = list(_knots(body, letter)) if len(parts) > 1 else []
        seams = tuple(Seam(_match(part.upper, points, body), part.body, after.body) for part, after in pairwise(parts))
    return Branches(letter, tuple(part.body for part in parts), seams)


def _require_real(body: Expr, letter: Symbol) -> None:
    """A function with a value that is not real has no place under a real expectation."""
    for point in ("-20", "-3", "-3/10", "3/10", "3", "20"):
        value = constant(body, {letter: point})
        if isinstance(value, acb) and value.is_finite() and not value.imag.contains(0):
            raise NotDefined(
                f"the function {body}",
                f"it is not real at {letter.name} = {point}",
                "restrict it, e.g. with Abs or Heaviside",
            )


def _switches(body: Expr, letter: Symbol) -> Iterator[Expr]:
    """Expressions at whose zeros the formula can change."""
    for part in preorder_traversal(body):
        if isinstance(part, (Abs, Heaviside, sign, log)):
            yield part.args[0]
        elif isinstance(part, Pow):
            yield part.base
        elif isinstance(part, Relational):
            yield part.lhs - part.rhs
        elif isinstance(part, (Max, Min)):
            yield from (a - b for a in part.args for b in part.args if a.sort_key() < b.sort_key())


def _knots(body: Expr, letter: Symbol) -> Iterator[Expr]:
    """Exact candidates for the knots."""
    for switch in {expr for expr in _switches(with_complements(body, letter), letter) if expr.has(letter)}:
        try:
            zeros = solveset(switch.rewrite((erfc, Phi), erf), letter, S.Reals)  # sympy inverts erf alone
        except (ValueError, NotImplementedError):  # raised where sympy has no way
            zeros = S.Reals
        yield from zeros if isinstance(zeros, FiniteSet) else exact_zeros(switch, letter)


def _match(knot: arb, points: list[Expr], body: Expr) -> Expr:
    found = [point for point in points if real_constant(point, {}).overlaps(knot)]
    if not found:
        raise CannotEnclose(f"the smoothness of {body}", f"its knot near {rounded(knot.mid(), 6)} has no exact form")
    return found[0]


def side(branch: Expr, letter: Symbol, knot: Expr, order: int, direction: str) -> Expr | None:
    """The one-sided limit of the derivative of given order; None when it is infinite or does not exist."""
    derivative = diff(branch, letter, order)
    plain = _as_written(derivative)
    if analytic_at(derivative, letter, knot) and (value := plain.subs(letter, knot)).is_finite:
        return value
    value = found_limit(plain, letter, knot, direction)  # at a removable point the value
    return value if value is not None and value.is_number and value.is_finite and value.is_real else None


def _as_written(expr: Expr) -> Expr:
    while nodes := expr.atoms(RemovableBall):
        expr = expr.xreplace({node: node.original for node in nodes})
    return expr


def analytic_at(branch: Expr, letter: Symbol, knot: Expr) -> bool:
    """A ball around the knot is proven to be one of analyticity."""
    with working(BITS):
        point = real_constant(knot, {})
        return bool(compile_ball(branch, (letter,), {})(acb(point + arb(0, 1e-60)), True).is_finite())


def passage(seam: Seam, letter: Symbol, order: int) -> Passage:
    """How phi^(order) passes the seam; raises CannotEnclose when equality of the limits is neither refuted in balls nor
    seen exactly.
    """
    left, right = side(seam.left, letter, seam.knot, order, "-"), side(seam.right, letter, seam.knot, order, "+")
    if left is None or right is None:
        return Passage.SINGULAR
    return Passage.CONTINUOUS if equal(left, right) else Passage.JUMP


def _by_error_functions(number: Expr) -> Expr:
    return number.replace(Phi, lambda w: (1 + erf(w / sqrt(2))) / 2).replace(erfc, lambda w: 1 - erf(w))


def equal(a: Expr, b: Expr) -> bool:
    """Decided equality of two real numbers."""
    difference = a - b
    if difference == 0:
        return True
    with working(BITS):
        if not real_constant(difference, {}).contains(0):
            return False
    if is_zero(difference) or is_zero(_by_error_functions(difference)):
        return True
    raise CannotEnclose(f"whether {a} and {b} are equal", f"they agree to {BITS} bits and no exact proof was found")
