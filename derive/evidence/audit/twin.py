"""Falsified twins: equations changed so that an auditor who is awake refutes them.

`value_twin` changes the value by one part in a million, `structural_twins` one constant, sign, exponent or argument
at a time, goals' bodies included.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Add, Basic, Expr, Function, Heaviside, Integral, Lambda, Mul, Pow, Rational, Symbol, log, sign, sympify
from sympy.core.relational import Relational

from derive.language.goals.expectation import DualKernel, Goal
from derive.language.goals.gaussian import Gaussian
from derive.language.special import RootIm, RootRe
from derive.language.symbols import X, Y, Z, ddphi, dphi, phi, x, z

EPSILON = Rational(1, 10**6)
LARGEST = 200
LETTERS = (X, Y, Z, x, z, phi, dphi, ddphi)


def value_twin(expr: Expr, vanishes: bool = False) -> Expr:
    """expr (1 + 10^-6), plus 10^-6 for an expression that is zero, or is known to vanish.

    >>> value_twin(sympify(3))
    3000003/1000000
    """
    expr = sympify(expr)
    return expr * (1 + EPSILON) + (EPSILON if vanishes or expr == 0 else 0)


def structural_twins(expr: Expr) -> Iterator[tuple[str, Expr]]:
    """At most 200 pairs (what was changed, changed expression), each differing from `expr` at one place, in a fixed
    order, without repetition."""
    seen: set[Basic] = {expr}
    for description, twin in _twins(sympify(expr)):
        if twin in seen or not _sound(twin):
            continue
        seen.add(twin)
        yield description, twin
        if len(seen) > LARGEST:
            return


def _sound(twin: Expr) -> bool:
    return isinstance(twin, Expr) and not twin.has(*_NOWHERE)


def _twins(expr: Basic, tame: bool = False) -> Iterator[tuple[str, Any]]:
    """Changes at the root, then in each argument; `tame` ones below a denominator, a root or a logarithm of an integrand, where a sign or an exponent
    would leave the domain of the function instead of falsifying the statement."""
    yield from _changes(expr, tame)
    below = tame or _guards(expr)
    for k, argument in _mutable(expr):
        for description, changed in _twins(argument, below):
            twin = _rebuilt(expr, k, changed)
            if twin is not None:
                yield description, twin


def _guards(expr: Basic) -> bool:
    """Whether the arguments decide where an integrand is finite and real; that of an integral in an answer is smooth up to its ends as it stands."""
    if isinstance(expr, Integral):
        return True
    if not expr.has(*LETTERS):
        return False
    return isinstance(expr, log) or (isinstance(expr, Pow) and not (expr.exp.is_Integer and expr.exp > 0))


def _changes(expr: Basic, tame: bool) -> Iterator[tuple[str, Any]]:
    if isinstance(expr, Rational):
        yield f"{expr} becomes {expr + 1}", expr + 1
        if expr != 0 and not tame:
            yield f"{expr} becomes {-expr}", -expr
    elif isinstance(expr, Add) and not tame:
        for term in expr.args:
            yield f"the sign of {term} in a sum", expr - 2 * term
    elif isinstance(expr, Pow) and not (tame and expr.has(*LETTERS)):
        yield f"the exponent of {expr} becomes {expr.exp + 1}", Pow(expr.base, expr.exp + 1)
        if expr.exp != 0 and not tame and not expr.base.has(*LETTERS):
            yield f"the exponent of {expr} becomes {-expr.exp}", Pow(expr.base, -expr.exp)
    elif isinstance(expr, (Heaviside, sign)):
        yield f"the argument of {expr} is shifted", expr.func(expr.args[0] + 1)
    elif isinstance(expr, Function) and expr.args and isinstance(expr.args[0], Expr):
        yield f"the argument of {expr} is doubled", expr.func(2 * expr.args[0], *expr.args[1:])
    if isinstance(expr, (Mul, Goal, Function)) and not isinstance(expr, Rational) and not tame:
        yield f"the sign of {expr}", -expr


def _mutable(expr: Basic) -> Iterator[tuple[int, Basic]]:
    """Arguments that may be changed: not exponents (changed at the power itself), laws, orders of derivatives,
    bound letters, or the name of an algebraic number."""
    if isinstance(expr, (RootRe, RootIm)):
        return
    for k, argument in enumerate(expr.args):
        if isinstance(expr, Pow) and k == 1 and isinstance(argument, Rational):
            continue
        if isinstance(expr, (DualKernel, Heaviside)) and k == (2 if isinstance(expr, DualKernel) else 1):
            continue
        if isinstance(argument, (Symbol, Gaussian, Relational)) or (isinstance(expr, Lambda) and k == 0) or (isinstance(expr, Integral) and k > 0):
            continue
        yield k, argument


def _rebuilt(expr: Basic, k: int, changed: Any) -> Basic | None:
    arguments = list(expr.args)
    arguments[k] = changed
    try:
        return expr.func(*arguments)
    except (TypeError, ValueError):
        return None


_NOWHERE = tuple(map(sympify, ("zoo", "nan")))
