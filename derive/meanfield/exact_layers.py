"""Recurrences over layers in balls: every value contains the true one.

Goals with a closed form are evaluated by it, E[phi^2] and E[phi'^2] without one by a table of proven interpolations (`moment_table`), kernels of bounded
smooth functions by a lattice (`equal_pair`). A closed form is taken at the middle of a ball, its derivative on all of it, so that radii grow no faster than
the recurrence itself stretches.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flint import acb, arb
from sympy import Dummy, Expr, Max, Symbol, ceiling, diff, oo, sympify

from derive.evidence.balls.clock import check_clock, time_limited
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import bind, compile_ball, exact, real_part
from derive.evidence.pair.equal_pair import EqualPair, equal_pair
from derive.language.deciding.range import bounds
from derive.language.errors import CannotEnclose
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, DualKernel, Goal
from derive.language.symbols import q, x
from derive.meanfield.layers import closed_form, state_names
from derive.meanfield.moment_table import moment_table
from derive.theory.networks import letters
from derive.theory.networks.recurrences import Recurrences

GUARD = 12
ROUND = 64
ENLARGED = arb(2) ** -10
Values = dict[str, arb]
Moving = Callable[[list[arb]], arb]


def exact_layers(
    found: Recurrences,
    values: Mapping[Symbol, Any],
    start: Mapping[Symbol, Any],
    places: Collection[int],
    digits: int = 30,
    seconds: float | None = 600.0,
) -> dict[int, Values]:
    """Balls of the state letters that have a start, and of `growth` = log(chi^0/chi^l), at the layers `places`.

    Raises CannotEnclose where gamma is asked and the kernel has no closed form, unless phi is bounded and smooth; Diverges where E[phi'^2] is infinite;
    TimeLimit.
    """
    names = state_names(found, start)
    network = _Step(found.at(values), names, digits)
    bits = int(3.33 * (digits + GUARD)) + 2 * max(places).bit_length() + 64
    with working(bits), time_limited(seconds):
        state, growth = [_ball(start[name]) for name in names], arb(0)
        kept: dict[int, Values] = {0: _named(names, state, growth)} if 0 in places else {}
        for layer in range(1, max(places) + 1):
            state, back = network(state, layer)
            growth += back.log()
            if layer in places:
                kept[layer] = _named(names, state, growth)
            if layer % ROUND == 0:
                check_clock("layers of a network")
        if not all(value.is_finite() for value in state):
            raise CannotEnclose(f"the layers of the network {found.network!r}", "balls became too wide", "more digits, or fewer layers")
        return kept


class _Step:
    """(state, l) -> (new state, chi ratio), goals as letters that are evaluated before."""

    def __init__(self, found: Recurrences, names: tuple[Symbol, ...], digits: int) -> None:
        wanted = [found.state[name] for name in names] + [found.back]
        goals = sorted(set().union(*(value.atoms(Goal) for value in (*wanted, *found.fields.values()))), key=str)
        joint = letters.gamma in names
        self.goals = {goal: Dummy(f"g{k}") for k, goal in enumerate(goals) if joint or not isinstance(goal, DualKernel)}
        fields = {name: value for name, value in found.fields.items() if joint or not _is_joint(name)}
        self.order = _ordered(fields, self.goals)
        self.arguments = (*names, letters.l, *self.order)
        self.moves = [_plan(name, fields, self.goals, self.arguments, digits) for name in self.order]
        self.state = [compile_ball(sympify(value).xreplace(self.goals), self.arguments, bind({})) for value in wanted]

    def __call__(self, state: list[arb], layer: int) -> tuple[list[arb], arb]:
        known: list[arb] = [*state, arb(layer)]
        for move in self.moves:
            known.append(move(known))
        full = [acb(value) for value in known] + [acb(0)] * (len(self.arguments) - len(known))
        *new, back = (real_part(part(*full, False)) for part in self.state)
        return new, back


def _is_joint(name: Symbol) -> bool:
    return name.name.partition("_")[0] in ("lambda", "c")


def _ordered(fields: Mapping[Symbol, Expr], goals: Mapping[Goal, Symbol]) -> tuple[Symbol, ...]:
    """Fields and goals so that each comes after what it needs."""
    order: list[Symbol] = []
    waiting = dict(goals)
    for name in fields:
        order += [waiting.pop(goal) for goal in fields[name].atoms(Goal) if goal in waiting]
        order.append(name)
    return (*order, *waiting.values())


def _plan(name: Symbol, fields: Mapping[Symbol, Expr], goals: Mapping[Goal, Symbol], arguments: tuple[Symbol, ...], digits: int) -> Moving:
    if name in fields:
        return _field(fields[name].xreplace(dict(goals)), arguments)
    goal = next(goal for goal, letter in goals.items() if letter == name)
    needed = sorted(goal.free_symbols & set(arguments), key=str)
    slots = [arguments.index(symbol) for symbol in needed]
    value = closed_form(goal)
    if value is not None:
        smooth = _smooth(value, tuple(needed))
        return lambda known: smooth([known[slot] for slot in slots])
    if isinstance(goal, DualKernel):
        pair = _pair(goal, digits)
        by_name = dict(zip(needed, slots, strict=True))
        variance, correlation = by_name[goal.variances[0]], by_name[goal.correlation]
        return lambda known: pair(known[variance], known[correlation])
    if not isinstance(goal, ActivationMoment) or len(needed) != 1:
        raise CannotEnclose(f"{goal} in every layer", "it has no closed form", "another activation")
    table = moment_table(ActivationMoment(goal.function, goal.polynomial, q), digits + GUARD // 2)
    return lambda known: table(known[slots[0]])


def _pair(goal: DualKernel, digits: int) -> EqualPair:
    """Kernels without a closed form: for bounded functions without knots."""
    f = Activation.of(goal.functions[0])
    low, high = bounds(f.pieces[0].expr, x, (-oo, oo))
    if len(f.pieces) > 1 or not (low.is_finite and high.is_finite) or goal.functions[0] != goal.functions[1]:
        why = "it has no closed form, and the function is not bounded and smooth"
        raise CannotEnclose(f"{goal} in every layer", why, "the variance and the gradient alone: a start without gamma")
    return equal_pair(f.pieces[0].expr, x, int(ceiling(Max(abs(low), abs(high)))), int(3.33 * (digits + GUARD // 2)))


def _field(value: Expr, arguments: tuple[Symbol, ...]) -> Moving:
    compiled = compile_ball(value, arguments, bind({}))
    return lambda known: real_part(compiled(*(acb(part) for part in known), *(acb(0) for _ in range(len(arguments) - len(known))), False))


def _smooth(value: Expr, symbols: tuple[Symbol, ...]) -> Moving:
    """The mean value theorem in each letter; the plain ball where a derivative is infinite on it (at c = 1)."""
    move, slopes = compile_ball(value, symbols, bind({})), _Slopes(value, symbols)

    def moved(known: list[arb]) -> arb:
        total = real_part(move(*(acb(part.mid()) for part in known), False))
        for part, slope in zip(known, slopes(known), strict=True):
            if part.rad() != 0:
                total += slope * (part - part.mid())
        return total if total.is_finite() else real_part(move(*(acb(part) for part in known), False))

    return moved


class _Slopes:
    """The derivatives on a ball a little larger than what is asked, kept as long as it holds what comes next: layers change slowly."""

    def __init__(self, value: Expr, symbols: tuple[Symbol, ...]) -> None:
        self.slopes = [compile_ball(diff(value, symbol), symbols, bind({})) for symbol in symbols]
        self.box: list[arb] = []
        self.values: list[arb] = []

    def __call__(self, known: list[arb]) -> list[arb]:
        if not self.box or not all(wide.contains(part) for wide, part in zip(self.box, known, strict=True)):
            self.box = [part + arb(0, abs(part).upper() * ENLARGED) for part in known]
            self.values = self._on(self.box)
        if not all(value.is_finite() for value in self.values):
            self.box = []
            return self._on(known)
        return self.values

    def _on(self, balls: list[arb]) -> list[arb]:
        return [real_part(slope(*(acb(ball) for ball in balls), False)) for slope in self.slopes]


def _ball(number: Any) -> arb:
    value = exact(number)
    return value.real if isinstance(value, acb) else arb(value)


def _named(names: tuple[Symbol, ...], state: list[arb], growth: arb) -> Values:
    return {name.name: value for name, value in zip(names, state, strict=True)} | {"growth": growth}
