"""A function of one letter cut into pieces on which it is analytic.

Break points are the zeros of the arguments of Abs, sign, Heaviside, of the differences of the arguments of Max and
Min, and of both sides of Piecewise conditions; on the open interval between two neighbours each switch takes one
branch, found at one interior point. Arguments of logarithms and fractional powers give break points too: there the
branch must be real. A switch whose zeros are not all known stays in the body, where `scalar` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from flint import acb, arb, fmpq
from sympy import Abs, Basic, DiracDelta, Expr, I, Integer, Max, Min, Piecewise, Pow, Symbol, log, sign
from sympy.core.relational import Relational

from derive.evidence.balls.conditions import sign_of
from derive.evidence.balls.operations import SWITCHES
from derive.evidence.balls.removable import RemovableBall, W
from derive.evidence.balls.scalar import Number, Point, constant, exact
from derive.evidence.line.positivity import is_positive
from derive.evidence.line.regular import regular
from derive.evidence.line.zeros import zeros
from derive.language.errors import CannotEnclose


@dataclass(frozen=True, slots=True)
class Piece:
    """`body` between two points (infinite, or balls around the true break points) of an open interval, analytic
    unless a switch could not be removed."""

    lower: arb
    upper: arb
    body: Expr


def pieces(body: Expr, letter: Symbol, at: Point) -> tuple[Piece, ...]:
    """The pieces of `body` from left to right at the current precision; neighbours share their end point.

    Raises CannotEnclose for a delta and for a body that is not real on a piece.
    """
    if body.has(DiracDelta):
        raise CannotEnclose(f"the pieces of {body}", "a delta is not a function", "turn it into a density first")
    found = tuple(_joined(list(_split(body, letter, at, arb("-inf"), arb("inf"), frozenset()))))
    if body.has(I):
        for piece in found:
            _require_real(piece, letter, at)
    return found


def _require_real(piece: Piece, letter: Symbol, at: Point) -> None:
    value = constant(piece.body, {**at, letter: inner_point(piece.lower, piece.upper)})
    if isinstance(value, acb) and value.is_finite() and not value.imag.contains(0):
        raise CannotEnclose(f"the pieces of {piece.body}", "its values are complex numbers", "a real function")


def _split(body: Expr, letter: Symbol, at: Point, lower: arb, upper: arb, kept: frozenset[Basic]) -> Iterator[Piece]:
    """Innermost switches first: their branches may make the outer arguments simpler."""
    switches = [node for node in _innermost(body, letter) if node not in kept]
    if not switches:
        yield from _split_domain(body, letter, at, lower, upper)
        return
    knots: list[arb] = []
    for switch in switches:
        found = _zeros_of_all(_differences(switch), letter, at)
        if found is None:
            kept |= {switch}
        else:
            knots.extend(found)
    for left, right in _intervals(knots, lower, upper):
        here = {**at, letter: inner_point(left, right)}
        branches = {switch: _branch(switch, here) for switch in switches if switch not in kept}
        decided = {switch: branch for switch, branch in branches.items() if branch is not None}
        yield from _split(body.xreplace(decided), letter, at, left, right, kept | (branches.keys() - decided.keys()))


def _innermost(body: Expr, letter: Symbol) -> list[Basic]:
    """Switches that depend on the letter and contain no other such switch, in a fixed order."""
    found: dict[Basic, None] = {}

    def visit(node: Basic) -> bool:
        if letter not in node.free_symbols:
            return False
        inside = [visit(argument) for argument in node.args]
        if any(inside):
            return True
        if isinstance(node, SWITCHES):
            found[node] = None
            return True
        return False

    visit(body)
    return list(found)


def _differences(switch: Basic) -> list[Expr]:
    """Functions whose zeros are the break points of a switch."""
    if isinstance(switch, (Max, Min)):
        return [a - b for a, b in combinations(switch.args, 2)]
    if isinstance(switch, Piecewise):
        relations = {relation for _, holds in switch.args for relation in holds.atoms(Relational)}
        return [relation.lhs - relation.rhs for relation in sorted(relations, key=str)]
    return [switch.args[0]]


def _zeros_of_all(functions: list[Expr], letter: Symbol, at: Point) -> list[arb] | None:
    found: list[arb] = []
    for function in functions:
        points = zeros(function, letter, at)
        if points is None:
            return None
        found.extend(points)
    return found


def _intervals(knots: list[arb], lower: arb, upper: arb) -> Iterator[tuple[arb, arb]]:
    """The intervals between the knots inside (lower, upper); knots that overlap become one ball, those that overlap
    an end enlarge it."""
    ends = [lower]
    for knot in sorted(knots, key=lambda ball: ball.mid()):
        if knot < lower or knot > upper:
            continue
        if ends[-1].is_finite() and ends[-1].overlaps(knot):
            ends[-1] = _merged(ends[-1], knot)
        else:
            ends.append(knot)
    if upper.is_finite() and len(ends) > 1 and ends[-1].overlaps(upper):
        upper = _merged(ends.pop(), upper)
    yield from pairwise([*ends, upper])


def _merged(a: arb, b: arb) -> arb:
    return a if a.contains(b) else b if b.contains(a) else a.union(b)


def _joined(found: list[Piece]) -> Iterator[Piece]:
    """Each end point the same ball on both of its sides; no end point between equal bodies, unless it is a branch
    point of theirs."""
    lower = arb("-inf")
    for k, piece in enumerate(found):
        following = found[k + 1] if k + 1 < len(found) else None
        if following is not None and following.body == piece.body and not piece.body.atoms(log, Pow):
            continue
        upper = piece.upper if following is None else _merged(piece.upper, following.lower)
        yield Piece(lower, upper, piece.body)
        lower = upper


def inner_point(lower: arb, upper: arb) -> fmpq:
    """An exact point strictly between two balls."""
    if not lower.is_finite() and not upper.is_finite():
        return fmpq(3, 7)
    if not lower.is_finite():
        return _fraction(upper.lower()) - 1
    if not upper.is_finite():
        return _fraction(lower.upper()) + 1
    return (_fraction(lower.upper()) + _fraction(upper.lower())) / 2


def _fraction(number: arb) -> fmpq:
    mantissa, exponent = number.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _branch(switch: Basic, here: Point) -> Expr | None:
    """The branch of a switch at a point, None where balls do not decide."""
    if isinstance(switch, Piecewise):
        return _branch_of_piecewise(switch, here)
    if isinstance(switch, (Max, Min)):
        return _extreme(switch, here)
    side = sign_of(constant(switch.args[0], here), exact(0))
    if side is None:
        return None
    if isinstance(switch, Abs):
        return switch.args[0] * side
    if isinstance(switch, sign):
        return Integer(side)
    return switch.args[1] if side == 0 else Integer((side + 1) // 2)


def _branch_of_piecewise(switch: Piecewise, here: Point) -> Expr | None:
    for branch, holds in switch.args:
        decision = constant(holds, here)
        if decision is None:
            return None
        if decision:
            return branch
    raise CannotEnclose(f"{switch}", "no branch is valid on an interval", "add a branch for the remaining case")


def _extreme(switch: Basic, here: Point) -> Expr | None:
    wanted = 1 if isinstance(switch, Max) else -1
    best, best_value = switch.args[0], constant(switch.args[0], here)
    for argument in switch.args[1:]:
        value = constant(argument, here)
        side = sign_of(value, best_value)
        if side is None:
            return None
        if side == wanted:
            best, best_value = argument, value
    return best


def _split_domain(body: Expr, letter: Symbol, at: Point, lower: arb, upper: arb) -> Iterator[Piece]:
    """Cut at the zeros of arguments of logarithms and fractional powers, which must be positive between, and at
    poles that are not removable."""
    body = regular(body, letter)
    arguments = _branching(body, letter)
    known = [(argument, zeros(argument, letter, at)) for argument in arguments]
    for left, right in _intervals([knot for _, found in known for knot in found or ()], lower, upper):
        for argument, found in known:
            if arguments[argument] and found is not None:
                _require_positive(argument, constant(argument, {**at, letter: inner_point(left, right)}), body)
            elif arguments[argument] and not is_positive(argument, letter, at):
                raise CannotEnclose(f"the integral of {body}", f"{argument} is not known to be positive", "rewrite it")
        yield Piece(left, right, body)


def _branching(body: Expr, letter: Symbol) -> dict[Expr, bool]:
    """Arguments whose zeros are singular points, True where they must be positive (False: a pole)."""
    found: dict[Expr, bool] = {}
    analytic = [part.xreplace({W: node.args[0]}) for node in body.atoms(RemovableBall) for part in node.parts[1:]]
    for node in sorted(set().union(*(part.atoms(log, Pow) for part in (body, *analytic))), key=str):
        whole = isinstance(node, Pow) and isinstance(node.args[1], Integer)
        if letter in node.args[0].free_symbols and not (whole and int(node.args[1]) > 0):
            found[node.args[0]] = found.get(node.args[0], False) or not whole
    return found


def _require_positive(argument: Expr, value: Number, body: Expr) -> None:
    if sign_of(value, exact(0)) == -1:
        raise CannotEnclose(
            f"the integral of {body}",
            f"{argument} is negative on an interval, where the function is not real",
            "restrict the function",
        )
