"""Kernels without a closed form, or with an integral in it, on float64 arrays: a table with a proven error, and balls where it does not reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Expr, Lambda, Piecewise, Symbol

from derive.evidence.balls.clock import time_limited
from derive.language.errors import CannotEnclose, TimeLimit
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import Z, c, x
from derive.pipeline.by_balls import ByBalls, argument_order
from derive.pipeline.finding import Finding
from derive.tables.build import HIGHEST, LOWEST, kernel_table
from derive.tables.evaluate import Table
from derive.tables.heat.build import heat_table
from derive.tables.heat.evaluate import HeatTable
from derive.tables.kept import AnyTable, kept_table

Array = Any
FEW = 1000  # points that are enclosed one by one rather than making a table
LIMIT = 1200.0  # seconds for making a table


@dataclass(frozen=True, eq=False)
class TabulatedKernel:
    """A kernel at arrays of (q1, q2, c), or (q, c).

    `error` bounds the error relative to sqrt(K(q1, q1, 1) K(q2, q2, 1)) for variances in `range` and correlations up to `nearest`; every other point, and every
    point where there is no table (`error` is None, `why` says why), is enclosed on its own, which takes some ten milliseconds each. Functions that are analytic
    in a sector around both half lines have a table in three variables (`derive.tables.build`), which takes about a microsecond a point; others that are
    analytic around each of their pieces one over one variable (`derive.tables.heat`), which takes some tens of microseconds a point and bounds the error at
    each: points where that bound is above `error` are enclosed too, none for most functions, more at small variances for those that nearly vanish around 0 and
    at large ones for those that grow exponentially. The table is made at the first call with more than FEW points, or when its error is asked
    for, in ten seconds to two minutes (`seconds`), and kept on disk (`derive.tables.kept`). Raises TimeLimit where it is not ready in LIMIT seconds.
    """

    slow: ByBalls
    bodies: tuple[Expr, Expr]
    equal: bool
    range: tuple[float, float] = (LOWEST, HIGHEST)

    def __repr__(self) -> str:
        low, high = self.range
        return f"<{self.slow.answer.quantity} of {self.slow.answer.activation.name} on float64 arrays: a table for {low:g} <= q <= {high:g}, balls elsewhere>"

    @property
    def error(self) -> float | None:
        """The proven bound, None where there is no table."""
        table = self.table
        return None if isinstance(table, CannotEnclose) else table.error

    @property
    def seconds(self) -> float | None:
        """What making the table took."""
        table = self.table
        return None if isinstance(table, CannotEnclose) else table.seconds

    @property
    def nearest(self) -> float | None:
        """The largest |c| in the table."""
        table = self.table
        return None if isinstance(table, CannotEnclose) else table.nearest

    @property
    def why(self) -> str | None:
        """Why there is no table."""
        table = self.table
        return str(table) if isinstance(table, CannotEnclose) else None

    @property
    def table(self) -> AnyTable | CannotEnclose:
        """The table, or why there is none."""
        return _table(*self.bodies, *self.range)

    def _table_for(self, points: int) -> AnyTable | CannotEnclose | None:
        """The table; for few points only one that exists."""
        key = (self.bodies[0], self.bodies[1], self.range[0], self.range[1])
        if points > FEW or key in _MADE:
            return self.table
        found = kept_table(*key, None)
        if found is not None:
            _MADE[key] = found
        return found

    def __call__(self, *values: Any) -> Any:
        """The values at broadcast arrays, as float64."""
        if len(values) != (2 if self.equal else 3):
            raise TypeError(f"{2 if self.equal else 3} arguments, not {len(values)}")
        arrays = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in values))
        flat = [np.ascontiguousarray(array).reshape(-1) for array in arrays]
        first, second, correlation = (flat[0], flat[0], flat[1]) if self.equal else flat
        result, table = np.empty(len(first)), self._table_for(len(first))
        if isinstance(table, Table) and len(first) and table.covers_all(first, second, correlation):
            return table(first, second, correlation).reshape(arrays[0].shape)[()]
        answered = _by_table(table, (first, second, correlation), result)
        for i in np.flatnonzero(~answered):
            result[i] = self.slow(tuple(float(array[i]) for array in flat))
        return result.reshape(arrays[0].shape)[()]


def _by_table(table: AnyTable | CannotEnclose | None, points: tuple[Array, Array, Array], result: Array) -> Array:
    """Enters what a table answers into `result`; where it does."""
    if not isinstance(table, Table | HeatTable):
        return np.zeros(len(result), dtype=bool)
    with np.errstate(all="ignore"):
        answered = table.covers(*points)
    if answered.any():
        inside = [part[answered] for part in points]
        if isinstance(table, Table):
            result[answered] = table(*inside)
        else:
            result[answered], answered[answered] = table(*inside)
    return answered


def _made(first: Expr, second: Expr, lowest: float, highest: float) -> AnyTable:
    """In three variables where the functions allow it, else over one."""
    try:
        return kernel_table(first, second, lowest, highest)
    except CannotEnclose:
        return heat_table(first, second, lowest, highest)


_MADE: dict[tuple[Expr, Expr, float, float], AnyTable | CannotEnclose] = {}


def _table(first: Expr, second: Expr, lowest: float, highest: float) -> AnyTable | CannotEnclose:
    key = (first, second, lowest, highest)
    if key not in _MADE:
        try:
            with time_limited(LIMIT):
                found = kept_table(*key, _made)
            assert found is not None
            _MADE[key] = found
        except CannotEnclose as error:
            _MADE[key] = error.with_traceback(None)
        except TimeLimit:
            what = f"the table of E[f(u) g(v)], f = {first}, g = {second}, for {lowest:g} <= q <= {highest:g}"
            advice = f"a smaller range of variances, or at most {FEW} points at a time, which are enclosed one by one"
            raise TimeLimit(what, f"it was not ready within the time limit ({LIMIT:g} s if no shorter one was set)", advice) from None
    return _MADE[key]


def by_table(answer: Finding) -> TabulatedKernel | None:
    """A kernel of functions without parameters, its variances and its correlation the arguments; None where it has a closed form without integrals."""
    goal, symbols = answer.goal, argument_order(answer)
    bodies = kernel_bodies(answer, symbols) if answer.status in ("enclosed", "reduced") else None
    return None if bodies is None else TabulatedKernel(ByBalls(answer, symbols), bodies, goal.variances[0] == goal.variances[1])


def kernel_bodies(answer: Finding, symbols: tuple[Symbol, ...]) -> tuple[Expr, Expr] | None:
    """The two functions of Z of a kernel without point masses whose variances and correlation are its arguments, and all of them; None for other quantities."""
    goal = answer.goal
    if not isinstance(goal, DualKernel) or goal.correlation != c or len(symbols) != len({*goal.variances, c}):
        return None
    if not all(isinstance(q, Symbol) for q in goal.variances):
        return None
    first, second = (_derivative(function, order) for function, order in zip(goal.functions, goal.orders, strict=True))
    return None if first is None or second is None else (first, second)


def _derivative(function: Lambda, order: int) -> Expr | None:
    """A derivative as a function of Z; None where it has point masses."""
    activation = Activation.of(function)
    if any(activation.jumps(n) for n in range(order)):
        return None
    pieces = activation.derivative_pieces(order)
    parts = [(piece.expr, x < knot) for piece, knot in zip(pieces, activation.knots, strict=False)]
    return Piecewise(*parts, (pieces[-1].expr, True)).xreplace({x: Z})
