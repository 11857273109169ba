"""Answers as functions of float64 arrays.

By the closed form, where it loses figures by its exponentials as products, by an integral over one variable or over Fourier transforms, and by balls at the
points that are left; without a closed form by a table, or point by point. All but the table keep the promise: within 1e-13 relative to
sqrt(K(q1, q1, 1) K(q2, q2, 1)) for kernels, to the value for moments. The error of a table, in three variables or over one, is its `error`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sympy import And, Eq, Symbol, cosh, exp, floor, lambdify, sinh, tanh
from sympy.logic.boolalg import Boolean

from derive.compiled.conditional import conditional
from derive.compiled.function import Branch, Compiled, Way, fast
from derive.compiled.spectral import spectral
from derive.language.errors import DeriveError
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import Z, c, dphi, phi
from derive.pipeline.by_balls import ByBalls, OnArrays, argument_order
from derive.pipeline.finding import Finding
from derive.pipeline.search import derivation_of
from derive.pipeline.tabulated import by_table

Function = Callable[..., Any]
EXPONENTIALS = (exp, sinh, cosh, tanh)


def numpy_function(answer: Finding) -> Function:
    """The function of arrays, in the order q1, q2, c, others (or q, c, others)."""
    if answer.status in ("diverges", "undefined"):
        raise DeriveError(f"{answer.quantity} of {answer.activation.name} as a NumPy function", answer.message or answer.status)
    return by_table(answer) or _by_closed_form(answer) or OnArrays(ByBalls(answer, argument_order(answer)))


def _by_closed_form(answer: Finding) -> Function | None:
    """The closed form, or one for each case, with balls where floats lose too many figures."""
    equations = tuple(answer.equations())
    if not equations:
        return None
    symbols = argument_order(answer)
    ordered = tuple(sorted(symbols, key=lambda s: s.name))
    branches = tuple(Branch(_mask(conditions, ordered), fast(value, ordered)) for value, conditions in equations)
    described = f"{answer.quantity} of {answer.activation.name} as a function of ({', '.join(s.name for s in symbols)})"
    everywhere = len(branches) == 1 and branches[0].mask is None and not answer.hypotheses
    slow = ByBalls(answer, symbols, branches[0].program if everywhere else None)
    ways = (*_of_small_exponents(equations, symbols), *_over_one_variable(answer, symbols))
    return Compiled(symbols, branches, slow, _scale(answer, symbols), described, ways)


def _of_small_exponents(equations: Sequence[tuple[Any, Sequence[Boolean]]], symbols: tuple[Symbol, ...]) -> tuple[Way, ...]:
    """The closed form with sums of exponentials as products, where it has some and holds everywhere."""
    (value, conditions), *others = equations
    if others or _mask(conditions, symbols) is not None or not value.has(*EXPONENTIALS):
        return ()
    order = sorted(range(len(symbols)), key=lambda i: symbols[i].name)
    program = fast(value, tuple(symbols[i] for i in order), small=True)
    return () if program is None or program.has_pairs else (lambda *arrays: program([arrays[i] for i in order]),)


def _over_one_variable(answer: Finding, symbols: tuple[Symbol, ...]) -> tuple[Way, ...]:
    """Further ways for kernels in both variances and the correlation: integrals over u, then over v."""
    goal = answer.goal
    if not isinstance(goal, DualKernel) or goal.correlation != c or not all(isinstance(q, Symbol) for q in goal.variances):
        return ()
    one, other = goal.functions
    rule = conditional(one(Z), other(Z), goal.orders) or spectral(one(Z), other(Z), goal.orders)
    if rule is None:
        return ()
    places, turned = {symbol: i for i, symbol in enumerate(symbols)}, rule.turned
    first, second, correlation = (places[symbol] for symbol in (*goal.variances, c))
    others = [places[symbol] for symbol in rule.symbols]

    def over_u(*arrays: Any) -> tuple[Any, Any]:
        return rule(arrays[first], arrays[second], arrays[correlation], *(arrays[i] for i in others))

    def over_v(*arrays: Any) -> tuple[Any, Any]:
        return turned(arrays[second], arrays[first], arrays[correlation], *(arrays[i] for i in others))

    return over_u, over_v


def _mask(conditions: Sequence[Boolean], symbols: tuple[Symbol, ...]) -> Function | None:
    """The conditions beyond |c| <= 1 as a function of arrays; an order is a whole number."""
    plain = {symbol: Symbol(symbol.name) for symbol in symbols}
    whole = [Eq(floor(letter), letter) for symbol, letter in plain.items() if symbol.is_integer]
    found = [condition.xreplace(plain) for condition in conditions if condition.free_symbols != {c}] + whole
    if not found:
        return None
    compiled: Function = lambdify(tuple(plain.values()), And(*found), "numpy")
    return compiled


def _scale(answer: Finding, symbols: tuple[Symbol, ...]) -> Function | None:
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


def _second_moment(answer: Finding, side: int) -> tuple[Any, tuple[Symbol, ...]] | None:
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
