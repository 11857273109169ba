"""A function at all nodes k h, k = first..last, at once.

The expression becomes a tape of operations on lists of real balls. Exponentials of affine arguments are geometric progressions and the normal density follows a
recurrence of second order, so that a node of a rational function of exponentials costs products alone; what has no real version is run on complex balls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import accumulate, repeat
from operator import add, mul
from typing import Any

from flint import acb, arb, ctx, fmpq
from sympy import Add, Basic, Expr, Function, Integer, Mul, Pow, Symbol, diff, exp

from derive.evidence.balls import special as _special  # noqa: F401  enters Phi, Phi2 and OwensT in the table
from derive.evidence.balls.exponential_form import is_affine
from derive.evidence.balls.program import meaning
from derive.evidence.balls.scalar import Point, constant, real_part
from derive.language.errors import CannotEnclose

Values = list[Any]  # one ball a node
REAL = frozenset({"exp", "log", "sin", "cos", "tanh", "sinh", "cosh", "sech", "atan", "asinh", "erf", "erfc", "erfi"})
SHARED = 2000  # nodes up to which weights are kept
LARGEST_POWER = 64


@dataclass(frozen=True, slots=True)
class Lattice:
    """The nodes k h for first <= k <= last; `step` is exact."""

    step: arb
    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    def nodes(self) -> Values:
        return [self.step * k for k in range(self.first, self.last + 1)]

    def progression(self, slope: arb, shift: arb) -> Values:
        """exp(slope k h + shift)."""
        ratio, start = (slope * self.step).exp(), (slope * self.step * self.first + shift).exp()
        return list(accumulate(repeat(ratio, self.count - 1), mul, initial=start))

    def weights(self) -> Values:
        """exp(-(k h)^2/2)."""
        mantissa, exponent = self.step.man_exp()
        find = _shared_weights if self.count <= SHARED else _shared_weights.__wrapped__
        return find(int(mantissa), int(exponent), self.first, self.last, int(ctx.prec))


@lru_cache(maxsize=128)
def _shared_weights(mantissa: int, exponent: int, first: int, last: int, precision: int) -> Values:
    """w_(k+1) = w_k r_k, r_(k+1) = r_k exp(-h^2)."""
    del precision
    square = (arb(mantissa) * arb(2) ** exponent) ** 2
    start, ratio = (-square * first * first / 2).exp(), (-square * (2 * first + 1) / 2).exp()
    ratios = accumulate(repeat((-square).exp(), last - first - 1), mul, initial=ratio) if last > first else iter(())
    return list(accumulate(ratios, mul, initial=start))


Step = Callable[[list[Any], Lattice, list[Any]], Any]


class _Tape:
    """Operations in order of evaluation; `constants` are the letter-free parts, computed first."""

    def __init__(self, letter: Symbol) -> None:
        self.letter = letter
        self.constants: list[Expr] = []
        self.steps: list[Step] = []
        self.index: dict[Basic, int] = {}
        self.varies: list[bool] = []

    def add(self, expr: Expr) -> int:
        if expr not in self.index:
            step = self._step(expr)
            self.index[expr] = len(self.steps)
            self.steps.append(step)
            self.varies.append(self.letter in expr.free_symbols)
        return self.index[expr]

    def _constant(self, expr: Expr) -> int:
        self.constants.append(expr)
        return len(self.constants) - 1

    def _step(self, expr: Expr) -> Step:
        if self.letter not in expr.free_symbols:
            place = self._constant(expr)
            return lambda values, lattice, constants: constants[place]
        if expr == self.letter:
            return lambda values, lattice, constants: lattice.nodes()
        if isinstance(expr, (Add, Mul)):
            return self._fold(expr, add if isinstance(expr, Add) else mul)
        if isinstance(expr, exp) and is_affine(expr.args[0], self.letter):
            return self._progression(expr.args[0])
        if isinstance(expr, Pow):
            return self._power(expr)
        return self._function(expr)

    def _fold(self, expr: Expr, operation: Callable[[Any, Any], Any]) -> Step:
        still, moving = expr.as_independent(self.letter, as_Add=operation is add)
        operands = [self.add(part) for part in (moving.args if type(moving) is type(expr) else (moving,))]
        if still != (0 if operation is add else 1):
            operands.append(self.add(still))
        moves = [self.varies[k] for k in operands]

        def fold(values: list[Any], lattice: Lattice, constants: list[Any]) -> Values:
            total: Values = values[operands[0]]
            for k, moving in zip(operands[1:], moves[1:], strict=True):
                total = list(map(operation, total, values[k])) if moving else [operation(v, values[k]) for v in total]
            return total

        return fold

    def _progression(self, argument: Expr) -> Step:
        slope, shift = self._constant(diff(argument, self.letter)), self._constant(argument.xreplace({self.letter: Integer(0)}))
        return lambda values, lattice, constants: lattice.progression(constants[slope], constants[shift])

    def _power(self, expr: Pow) -> Step:
        base, exponent = expr.args
        if isinstance(exponent, Integer) and abs(int(exponent)) <= LARGEST_POWER:
            n, place = int(exponent), self.add(base)
            if n < 0:
                return lambda values, lattice, constants: [1 / _whole_power(v, -n) for v in values[place]]
            return lambda values, lattice, constants: [_whole_power(v, n) for v in values[place]]
        if self.letter not in base.free_symbols or self.letter in exponent.free_symbols:
            raise CannotEnclose(f"{expr} on a grid", "the exponent varies")
        first, second = self.add(base), self.add(exponent)
        return lambda values, lattice, constants: [v ** values[second] if v > 0 else arb.nan() for v in values[first]]

    def _function(self, expr: Expr) -> Step:
        name = type(expr).__name__
        if isinstance(expr, Function) and name in REAL:
            place, method = self.add(expr.args[0]), getattr(arb, name)
            return lambda values, lattice, constants: [method(v) for v in values[place]]
        found = meaning(expr, (self.letter,)) if isinstance(expr, Function) else None
        if found is None or found.apply is None:
            raise CannotEnclose(f"{expr} on a grid", f"{name} has no ball version")
        places, moves = [self.add(operand) for operand in found.operands], [self.letter in operand.free_symbols for operand in found.operands]
        function = found.apply

        def apply(values: list[Any], lattice: Lattice, constants: list[Any]) -> Values:
            columns = [values[k] if moving else repeat(values[k], lattice.count) for k, moving in zip(places, moves, strict=True)]
            return [real_part(function(*map(acb, row), analytic=False)) for row in zip(*columns, strict=True)]

        return apply


def _whole_power(value: arb, n: int) -> arb:
    """Products, since arb's own power gives NaN on balls around 0."""
    result = None
    while n:
        if n & 1:
            result = value if result is None else result * value
        n >>= 1
        value = value * value if n else value
    return arb(1) if result is None else result


class GridFunction:
    """An expression of one letter, ready to run on lattices at any point of its parameters.

    Raises CannotEnclose for an expression without a version on grids.
    """

    def __init__(self, expr: Expr, letter: Symbol) -> None:
        tape = _Tape(letter)
        self.last = tape.add(expr)
        self.steps, self.constants = tuple(tape.steps), tuple(tape.constants)

    def bound(self, at: Point) -> list[Any]:
        """The letter-free parts at a point, at the current precision."""
        return [_number(constant(expr, at)) for expr in self.constants]

    def run(self, lattice: Lattice, constants: list[Any]) -> Values:
        """The values at the nodes."""
        values: list[Any] = []
        for step in self.steps:
            values.append(step(values, lattice, constants))
        found = values[self.last]
        return found if isinstance(found, list) else [found] * lattice.count


def _number(value: Any) -> Any:
    if isinstance(value, fmpq):
        return int(value.p) if value.q == 1 and abs(value.p) < 2**60 else arb(value)
    return real_part(value)


@lru_cache(maxsize=512)
def grid_function(expr: Expr, letter: Symbol) -> GridFunction:
    """The compiled expression, kept."""
    return GridFunction(expr, letter)


def dot(weights: Values, values: Values) -> arb:
    """sum w_k v_k."""
    return reduce(add, map(mul, weights, values), arb(0))
