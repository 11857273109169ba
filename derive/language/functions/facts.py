"""What the theory needs to know about an activation, each fact decided from its pieces with a reason.

Class A (Hayou, Doucet and Rousseau): phi' is continuous, and phi'' is piecewise, each piece extending to a twice
continuously differentiable function; all of them square-integrable under every centred normal law. So a kink (phi'
jumps, phi'' has a point mass) excludes a function, a jump of phi'' does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Min, oo

from derive.language.deciding.growth import Growth, growth, largest_variance, square_integrable
from derive.language.deciding.limits import found_limit
from derive.language.deciding.range import bounds
from derive.language.errors import DeriveError
from derive.language.fact import Fact
from derive.language.functions.activation import Activation
from derive.language.functions.domain import is_finite, one_sided
from derive.language.functions.symmetry import degree_of_homogeneity, even, odd, slopes
from derive.language.symbols import x

LARGEST_DERIVATIVE = 1000
"""Operations; the derivatives of deeply nested functions grow without bound."""

Jumps = tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True, slots=True)
class Tails:
    """The growth of phi to the left and to the right; None on a side where none was derived."""

    left: Growth | None
    right: Growth | None

    def __iter__(self) -> Iterator[Growth | None]:
        return iter((self.left, self.right))

    def __str__(self) -> str:
        words = [side.kind if side else "not derived" for side in self]
        return words[0] if words[0] == words[1] else f"{words[0]} to the left, {words[1]} to the right"


@dataclass(frozen=True)
class Facts:
    """Facts about one activation. `growth` is that of phi to the left and to the right, `jumps*` are None where they could not be found."""

    parity: str | None
    parity_reason: str
    homogeneity: Expr | None
    slopes: tuple[Expr, Expr] | None
    growth: Tails
    jumps0: Jumps | None
    jumps1: Jumps | None
    continuous: Fact
    differentiable: Fact
    bounded: Fact
    relu_like: Fact
    class_a: Fact
    exists_below: Expr | None
    """E[phi(sqrt(q) Z)**2] exists for q below this; None if no growth was derived."""


@lru_cache(maxsize=512)
def facts(activation: Activation) -> Facts:
    """All facts about an activation.

    >>> elu = Activation.of("Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))")
    >>> facts(elu).class_a.reason
    "phi' jumps by 1 - alpha at 0, which is zero at most for some values of the parameters"
    >>> facts(elu.with_values({"alpha": 1})).class_a
    Fact(holds=True, reason="phi' is continuous, and phi'' is smooth on each of its 2 pieces")
    """
    parity, parity_reason = _parity(activation)
    jumps = [_jumps(activation, order) for order in range(2)]
    found = _growth(activation, 0)
    return Facts(
        parity=parity,
        parity_reason=parity_reason,
        homogeneity=degree_of_homogeneity(activation),
        slopes=slopes(activation),
        growth=found,
        jumps0=jumps[0],
        jumps1=jumps[1],
        continuous=_without_jumps(jumps[0], "phi"),
        differentiable=_differentiable(jumps[0], jumps[1]),
        bounded=_bounded(activation),
        relu_like=_relu_like(activation),
        class_a=_class_a(activation),
        exists_below=_exists_below(found),
    )


def _parity(activation: Activation) -> tuple[str | None, str]:
    as_even, as_odd = even(activation), odd(activation)
    if as_even:
        return "even", as_even.reason
    if as_odd:
        return "odd", as_odd.reason
    undecided = next((fact for fact in (as_even, as_odd) if fact.holds is None), None)
    return None, undecided.reason if undecided else f"{as_even.reason}; {as_odd.reason}"


def _jumps(activation: Activation, order: int) -> Jumps | None:
    try:
        return activation.jumps(order)
    except DeriveError:
        return None


def _without_jumps(jumps: Jumps | None, name: str) -> Fact:
    """A derivative is continuous if it has no jumps."""
    if jumps is None:
        return Fact(None, f"the one-sided limits of {name} at a knot could not be found")
    if not jumps:
        return Fact(True, f"{name} is continuous")
    for knot, jump in jumps:
        if jump is oo:
            return Fact(False, f"{name} is not bounded near {knot}")
        if not jump.free_symbols:
            return Fact(False, f"{name} jumps by {jump} at {knot}")
    knot, jump = jumps[0]
    if jump.is_zero is False:
        return Fact(False, f"{name} jumps by {jump} at {knot}")
    return Fact(None, f"{name} jumps by {jump} at {knot}, which is zero at most for some values of the parameters")


def _differentiable(jumps0: Jumps | None, jumps1: Jumps | None) -> Fact:
    first = _without_jumps(jumps0, "phi")
    return _without_jumps(jumps1, "phi'") if first else first


def _growth(activation: Activation, order: int) -> Tails:
    parts = activation.pieces
    left, right = (_derivative(part.expr, order) for part in (parts[0], parts[-1]))
    return Tails(left if left is None else growth(left, x, -1), right if right is None else growth(right, x, 1))


@lru_cache(maxsize=512)
def _derivative(expr: Expr, order: int) -> Expr | None:
    """The derivative, if it can be written down in reasonable size."""
    if order == 0:
        return expr
    before = _derivative(expr, order - 1)
    return None if before is None or before.count_ops() > LARGEST_DERIVATIVE else before.diff(x)


def _exists_below(found: Tails) -> Expr | None:
    known = [side for side in found if side is not None]
    if len(known) < 2 or any(square_integrable(side) is None for side in known):
        return None
    return Min(*map(largest_variance, known))


def _bounded(activation: Activation) -> Fact:
    limits = [value for p in activation.pieces for value in bounds(p.expr, x, (p.lower, p.upper))]
    if all(is_finite(value) for value in limits):
        return Fact(True, "every piece is bounded")
    ends = [_at_infinity(part.expr, side) for part, side in ((activation.pieces[0], -1), (activation.pieces[-1], 1))]
    if any(value in (oo, -oo) for value in ends):
        return Fact(False, "phi is unbounded at infinity")
    return Fact(None, "no bound was found")


def _at_infinity(expr: Expr, side: int) -> Expr | None:
    """The limit at infinity of a polynomial; None for other functions, whose limits are not needed here."""
    return found_limit(expr, x, oo * side) if expr.is_polynomial(x) else None


def _relu_like(activation: Activation) -> Fact:
    found = slopes(activation)
    if found is None:
        return Fact(False, "phi is not linear on both sides of 0")
    return Fact(True, f"phi(x) = {found[0] * x} for x > 0 and {found[1] * x} for x <= 0")


def _class_a(activation: Activation) -> Fact:
    smooth = [_without_jumps(_jumps(activation, order), name) for order, name in enumerate(("phi", "phi'"))]
    for order, fact in enumerate(smooth):
        if fact.holds is False:
            mass = ", so phi'' has a point mass" if order and "jumps" in fact.reason else ""
            return Fact(False, fact.reason + mass)
    if not all(smooth):
        return next(fact for fact in smooth if not fact)
    extends = _extends(activation)
    if not extends:
        return extends
    for order in range(5):
        for side in _growth(activation, order):
            if not square_integrable(side):
                return _not_integrable(side, order)
    n = len(activation.pieces)
    return Fact(True, "phi' is continuous, and phi'' is smooth" + (f" on each of its {n} pieces" if n > 1 else ""))


def _extends(activation: Activation) -> Fact:
    """Whether each piece of phi'' extends to a C**2 function: its derivatives up to the second have finite limits at the knots."""
    ends = [(p.expr, knot, side) for p in activation.pieces for knot, side in ((p.lower, 1), (p.upper, -1)) if knot not in (oo, -oo)]
    for order in (2, 3, 4):
        for expr, knot, side in ends:
            found = _extends_at(expr, order, knot, side)
            if not found:
                return found
    return Fact(True, "each piece of phi'' extends to C**2")


def _extends_at(expr: Expr, order: int, knot: Expr, side: int) -> Fact:
    derivative, name = _derivative(expr, order), "phi" + "'" * order
    if derivative is None:
        return Fact(None, f"{name} is too long to be examined at {knot}")
    try:
        if is_finite(one_sided(derivative, knot, side)):
            return Fact(True, f"{name} is bounded near {knot}")
    except DeriveError as problem:
        return Fact(None, f"{problem.asked}: {problem.stopped}")
    return Fact(False, f"{name} is not bounded near {knot}, so phi'' has a piece that does not extend to C**2")


def _not_integrable(side: Growth | None, order: int) -> Fact:
    name = "phi" + "'" * order
    if side is None:
        return Fact(None, f"the growth of {name} could not be derived")
    if square_integrable(side) is None:
        return Fact(None, f"{name} grows like exp({side.square * x**2}), and the sign of the exponent is not known")
    where = f"E[{name}(sqrt(q) Z)**2] is known to be finite only for q < {largest_variance(side)}"
    return Fact(False, f"{name} grows like exp({side.square * x**2}), so {where}")


__all__ = ["Fact", "Facts", "facts"]
