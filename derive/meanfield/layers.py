"""Recurrences over layers with their goals closed, and run in float64.

Goals of the activation are replaced by their closed forms (each derived by rules and certified as every answer is); one step of all letters becomes one
function of floats, each common subexpression once, so that a million layers take seconds. Errors of rounding: a relative 1e-16 a step, carried on by the
recurrence itself; 1 - e near 0 has the absolute accuracy of e.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from sympy import Expr, Max, Min, Rational, Symbol, cosh, erf, exp, expand, lambdify, powsimp, sinh, sqrt

from derive.arrays.hypergeometric import FUNCTIONS
from derive.evidence.balls.clock import check_clock
from derive.language.errors import DeriveError, Diverges, NotDefined
from derive.language.goals.expectation import Goal
from derive.language.special import Phi
from derive.language.symbols import c
from derive.pipeline import derivation_of
from derive.theory.networks import letters
from derive.theory.networks.recurrences import Recurrences

SECONDS = 60.0
DEEPEST = 10**7
ROUND = 1 << 14
Step = Callable[..., tuple[float, ...]]


@dataclass(frozen=True)
class Layers:
    """Values at the layers 0, ..., depth: the state letters by name, and `growth`, log(chi^0/chi^l), None with a reason where E[phi'^2] is infinite."""

    state: Mapping[str, Any]
    growth: Any | None
    reason: str = ""

    @property
    def e(self) -> Any:
        """gamma/p; NaN where p is beyond the range of floats."""
        with np.errstate(invalid="ignore"):
            return self.state["gamma"] / self.state["p"]


def closed_form(goal: Goal) -> Expr | None:
    """The value of a goal; None where it has no closed form. Raises Diverges, NotDefined."""
    found = derivation_of(goal, None, SECONDS)
    return found.value if found.closed else None


def evolve(found: Recurrences, values: Mapping[Symbol, Any], start: Mapping[Symbol, Any], depth: int) -> Layers:
    """Run the recurrences from the start (p; gamma where the covariance is wanted; m where the network has it) over `depth` layers.

    `values` are numbers for the deviations, or expressions in the layer l. Raises DeriveError for a depth that is not a whole number from 1 to ten million,
    a letter without a value, an activation without closed forms (balls do those: `exact_layers`).
    """
    if not isinstance(depth, int) or not 1 <= depth <= DEEPEST:
        raise DeriveError(f"a network of depth {depth}", f"a depth is a whole number between 1 and {DEEPEST}", "depth=1000")
    names = state_names(found, start)
    step, reason = _step(found.at(values), names)
    rows, growth = _run(step, [float(Rational(str(start[name]))) for name in names], depth)
    state = {name.name: row for name, row in zip(names, rows, strict=True)}
    return Layers(state, None if reason else growth, reason)


def state_names(found: Recurrences, start: Mapping[Symbol, Any]) -> tuple[Symbol, ...]:
    """The letters that are followed: those of the network that have a start. Raises DeriveError where p or m is missing."""
    needed = [name for name in found.state if name != letters.gamma and name not in start]
    unknown = [name for name in start if name not in found.state]
    if needed or unknown:
        wrong = f"no value for {needed[0]} at the first layer" if needed else f"{unknown[0]} is no state of this network"
        raise DeriveError(f"the layers of the network {found.network!r}", wrong, f"a start for {', '.join(map(str, found.state))}")
    return tuple(name for name in found.state if name in start)


def _step(found: Recurrences, names: tuple[Symbol, ...]) -> tuple[Step, str]:
    """(state..., l) -> (new state..., chi ratio); why the ratio is missing, if it is."""
    try:
        back, reason = _in_state(found, found.back), ""
    except (Diverges, NotDefined) as error:
        back, reason = Rational(1), f"{error.asked}: {error.stopped}"
    outputs = [*(_in_state(found, found.state[name]) for name in names), back]
    missing = set().union(*(value.free_symbols for value in outputs)) - {*names, letters.l}
    if missing:
        raise DeriveError(
            f"the layers of the network {found.network!r}", f"no value is given for {', '.join(sorted(map(str, missing)))}", "a number for each deviation"
        )
    plain = {symbol: Symbol(f"u{k}") for k, symbol in enumerate((*names, letters.l))}
    scalar = {name: _scalar(function) for name, function in FUNCTIONS.items()}
    step: Step = lambdify(tuple(plain.values()), tuple(_folded(value.xreplace(plain)) for value in outputs), modules=[scalar, "math"], cse=True)
    return step, reason


def _in_state(found: Recurrences, value: Expr) -> Expr:
    """Goals closed, fields written in the state, correlations kept in [-1, 1] against rounding."""
    goals = {goal: closed_form(goal) for goal in value.atoms(Goal)}
    absent = [goal for goal, form in goals.items() if form is None]
    if absent:
        raise DeriveError(f"the layers of the network {found.network!r} as floats", f"{absent[0]} has no closed form", "exact_layers, which encloses them")
    value = _tame(value.xreplace(goals)).replace(Phi, lambda y: (1 + erf(y / sqrt(2))) / 2)
    for name, field in reversed(tuple(found.fields.items())):
        closed = field.xreplace({goal: closed_form(goal) for goal in field.atoms(Goal)})
        is_correlation = name.name.partition("_")[0] == c.name
        value = value.xreplace({name: Max(-1, Min(1, closed)) if is_correlation else closed})
    return value


def _tame(value: Expr) -> Expr:
    """exp(-q) sinh(q c) as exponentials that do not overflow."""
    return powsimp(expand(value.rewrite((sinh, cosh), exp))) if value.has(sinh, cosh) else value


def _folded(value: Expr) -> Expr:
    """Constants as floats, so that none is computed twice."""
    return value.replace(lambda part: isinstance(part, Expr) and part.is_number and not part.is_Rational and not part.is_Float, lambda part: part.evalf(17))


def _scalar(function: Callable[..., Any]) -> Callable[..., float]:
    return lambda *numbers: float(function(*numbers))


def _run(step: Step, state: list[float], depth: int) -> tuple[Any, Any]:
    rows: list[tuple[float, ...]] = [(*state, 1.0)]
    keep, values = rows.append, tuple(state)
    try:
        for first in range(1, depth + 1, ROUND):
            check_clock("layers of a network")
            for layer in range(first, min(first + ROUND, depth + 1)):
                found = step(*values, layer)
                values = found[:-1]
                keep(found)
    except (OverflowError, ValueError, ZeroDivisionError):
        rows += [(*(inf for _ in state), inf)] * (depth + 1 - len(rows))
    table = np.array(rows).T
    with np.errstate(divide="ignore", invalid="ignore"):
        return table[:-1], np.cumsum(np.log(table[-1]))
