"""Answers as functions of float64 arrays.

Strategies are tried in order; the first that applies makes the function. Each keeps the promise: within 1e-13 relative to
sqrt(K(q1, q1, 1) K(q2, q2, 1)) for kernels, to the value for moments.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from sympy import And, Expr, Rational, Symbol, lambdify
from sympy.logic.boolalg import Boolean

from derive.compiled.function import Branch, Compiled, Fast, fast
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError, Diverges, NotDefined
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import c, dphi, phi
from derive.pipeline.answer import Answer

Function = Callable[..., Any]
Strategy = Callable[[Answer], Function | None]
FIRST = ("q", "q1", "q2", "c")
DIGITS = (20, 36, 60)
STRATEGIES: list[Strategy] = []
"""What is tried, in order. A strategy returns None where it does not apply."""


def strategy(function: Strategy) -> Strategy:
    """Enter a way of making functions of arrays."""
    STRATEGIES.append(function)
    return function


def numpy_function(answer: Answer) -> Function:
    """The function of arrays, in the order q1, q2, c, others (or q, c, others)."""
    if answer.status in ("diverges", "undefined"):
        raise DeriveError(f"{answer.quantity} of {answer.activation.name} as a NumPy function", answer.message or answer.status)
    import_module("derive.pipeline.tabulated")  # enters its way
    for attempt in STRATEGIES:
        found = attempt(answer)
        if found is not None:
            return found
    raise DeriveError(
        f"{answer.quantity} of {answer.activation.name} as a NumPy function", "no closed form was found", ".enclose(digits, ...) for proven values"
    )


def argument_order(answer: Answer) -> tuple[Symbol, ...]:
    """The symbols of the question as arguments: q1, q2, c first."""
    return tuple(sorted(answer.goal.free_symbols, key=lambda s: (FIRST.index(s.name) if s.name in FIRST else len(FIRST), s.name)))


@strategy
def by_closed_form(answer: Answer) -> Function | None:
    """The closed form, or one for each case, with balls where floats lose too many figures."""
    equations = tuple(answer.equations())
    if not equations:
        return None
    symbols = argument_order(answer)
    ordered = tuple(sorted(symbols, key=lambda s: s.name))
    branches = tuple(Branch(_mask(conditions, ordered), fast(value, ordered)) for value, conditions in equations)
    described = f"{answer.quantity} of {answer.activation.name} as a function of ({', '.join(s.name for s in symbols)})"
    everywhere = len(branches) == 1 and branches[0].mask is None and not answer.hypotheses
    slow = _Slow(answer, symbols, branches[0].program if everywhere else None)
    return Compiled(symbols, branches, slow, _scale(answer, symbols), described)


def _mask(conditions: Sequence[Boolean], symbols: tuple[Symbol, ...]) -> Function | None:
    """The conditions beyond |c| <= 1 as a function of arrays."""
    found = [condition for condition in conditions if condition.free_symbols != {c}]
    if not found:
        return None
    plain = {symbol: Symbol(symbol.name) for symbol in symbols}
    compiled: Function = lambdify(tuple(plain.values()), And(*(condition.xreplace(plain) for condition in found)), "numpy")
    return compiled


@dataclass(frozen=True)
class _Slow:
    """The value at a point in balls, of the closed form if there is one of the whole domain; infinite where it diverges."""

    answer: Answer
    symbols: tuple[Symbol, ...]
    form: Fast | None = None

    def __call__(self, point: tuple[float, ...], small: float = 0.0) -> float:
        """Correctly rounded but for a unit, or within `small`."""
        _checked(self.answer, self.symbols, point)
        found = self._by_form(point, small)
        return self._exactly(point) if found is None else found

    def _by_form(self, point: tuple[float, ...], small: float) -> float | None:
        """From the closed form; None at the ends of the domain, where it is a limit, and where its balls do not get small."""
        inside = all(number != 0 and not (symbol == c and abs(number) == 1) for symbol, number in zip(self.symbols, point, strict=True))
        if self.form is None or not inside:
            return None
        ball = self.form.enclosed([number for _, number in sorted(zip((s.name for s in self.symbols), point, strict=True))], small)
        return None if ball is None else float(ball.mid())

    def _exactly(self, point: tuple[float, ...]) -> float:
        at = {symbol: Rational(number) for symbol, number in zip(self.symbols, point, strict=True)}
        try:
            return self._vanishing(at) if any(v == 0 and s.is_positive for s, v in at.items()) else self._enclosed(at)
        except Diverges:
            return math.inf
        except NotDefined:
            return math.nan

    def _enclosed(self, at: dict[Symbol, Expr]) -> float:
        for digits in DIGITS:
            ball = self.answer.enclose_at(at, digits, None)
            if ball.arb.rel_accuracy_bits() > 52:
                break
        return float(ball.arb.mid())

    def _vanishing(self, at: dict[Symbol, Expr]) -> float:
        from derive.pipeline.vanishing import limit_goal

        return float(enclose(limit_goal(self.answer.goal, at), {}, DIGITS[0]).arb.mid())


def _checked(answer: Answer, symbols: tuple[Symbol, ...], point: tuple[float, ...]) -> None:
    """Raises DeriveError for a point outside the domain of the question."""
    for symbol, number in zip(symbols, point, strict=True):
        what = "a correlation lies between -1 and 1" if symbol == c and not abs(number) <= 1 else ""
        what = what or ("it is not a finite number" if not math.isfinite(number) else "")
        what = what or ("it is not negative" if symbol.is_positive and number < 0 else "")
        if what:
            raise DeriveError(f"{answer.quantity} at {symbol} = {number}", what, "values in the domain of the question")


def _scale(answer: Answer, symbols: tuple[Symbol, ...]) -> Function | None:
    """sqrt(E[phi^2] E[psi^2]) for a kernel E[phi psi], a lower bound of it in floats; None for moments, and where it is not closed."""
    if not isinstance(answer.goal, DualKernel) or answer.goal.orders not in ((0, 0), (1, 1)):
        return None
    parts = [_second_moment(answer, i) for i in (0, 1)]
    if any(part is None for part in parts):
        return None
    places = {symbol: i for i, symbol in enumerate(symbols)}

    def scale(*arrays: Any) -> Any:
        product = np.ones_like(arrays[0])
        for program, names in parts:  # type: ignore[misc]
            value, bound = program([arrays[places[name]] for name in names])
            product = product * np.fmax(value - bound, 0.0)
        return np.sqrt(product)

    return scale


def _second_moment(answer: Answer, side: int) -> tuple[Any, tuple[Symbol, ...]] | None:
    from derive.pipeline.ask import derivation_of

    goal = answer.goal
    assert isinstance(goal, DualKernel)
    square: ActivationMoment = ActivationMoment(goal.functions[side], (dphi if goal.orders[side] else phi) ** 2, goal.variances[side])
    try:
        derivation = derivation_of(square, None, 10.0)
    except DeriveError:
        return None
    names = tuple(sorted(square.free_symbols, key=lambda s: s.name))
    program = fast(derivation.value, names) if derivation.closed else None
    return None if program is None else (program, names)
