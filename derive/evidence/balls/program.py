"""Straight-line programs over balls.

A program is a list of nodes in the order of evaluation; each node has an operation and the positions of its
operands. Equal subexpressions are one node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flint import acb, fmpq
from sympy import Basic, Expr, Integral, Symbol

from derive.evidence.balls import confluent as _confluent  # noqa: F401  enters GoodwinStaton and ParabolicCylinderD in the table
from derive.evidence.balls import faddeeva as _faddeeva  # noqa: F401  enters VoigtK and VoigtL in the table
from derive.evidence.balls import faddeeva_arc as _faddeeva_arc  # noqa: F401  enters VoigtArcK and VoigtArcL
from derive.evidence.balls import faddeeva_pair as _faddeeva_pair  # noqa: F401  enters VoigtK2 and VoigtL2
from derive.evidence.balls import hermite_function as _hermite_function  # noqa: F401  enters HermiteK and HermiteL
from derive.evidence.balls import incomplete_plasma as _incomplete_plasma  # noqa: F401  enters PlasmaK and PlasmaL
from derive.evidence.balls import mean_logarithm as _mean_logarithm  # noqa: F401  enters MeanLogK and MeanLogL
from derive.evidence.balls import plasma_wave as _plasma_wave  # noqa: F401  enters PlasmaWaveK and PlasmaWaveL
from derive.evidence.balls import scaled_expint as _scaled_expint  # noqa: F401  enters ExpIntK and ExpIntL
from derive.evidence.balls import special as _special  # noqa: F401  enters Phi, Phi2 and OwensT in the table
from derive.evidence.balls.integral_node import integral_of
from derive.evidence.balls.operations import operation
from derive.evidence.balls.reality import Found
from derive.evidence.balls.removable import RemovableBall, removable_of
from derive.evidence.balls.simple_zero import SimpleZero, zero_of
from derive.language.errors import CannotEnclose

Operation = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Node:
    """`value` for a literal, `symbol` for a parameter or letter, `apply(*operands, analytic=...)` otherwise (on
    balls alone unless `exact`)."""

    apply: Operation | None
    operands: tuple[int, ...]
    value: Any = None
    symbol: Symbol | None = None
    exact: bool = True


@dataclass(frozen=True)
class Program:
    """Nodes; `varying` are the positions that depend on a letter, in order of evaluation, `constant` the others."""

    nodes: tuple[Node, ...]
    letters: tuple[Symbol, ...]
    inputs: tuple[tuple[int, int], ...]
    varying: tuple[tuple[int, Operation, tuple[int, ...]], ...]
    constant: tuple[int, ...]

    @property
    def arity(self) -> int:
        return len(self.letters)

    @property
    def parameters(self) -> set[Symbol]:
        return {self.nodes[k].symbol for k in self.constant if self.nodes[k].symbol is not None}

    def run_constants(self, at: Mapping[Any, Any]) -> list[Any]:
        """Values of the nodes without letters, None at the others; a fraction feeding a varying node is turned into
        a ball."""
        values: list[Any] = [None] * len(self.nodes)
        for k in self.constant:
            node = self.nodes[k]
            if node.apply is not None:
                operands = (values[i] if node.exact else acb(values[i]) for i in node.operands)
                values[k] = node.apply(*operands, analytic=False)
            else:
                values[k] = at[node.symbol] if node.symbol is not None else node.value() if callable(node.value) else node.value
        if self.varying or self.inputs:
            return [acb(value) if isinstance(value, fmpq) else value for value in values]
        return values

    def run(self, constants: Sequence[Any], letters: Sequence[Any], analytic: bool) -> acb:
        values = list(constants)
        for position, letter in self.inputs:
            values[position] = acb(letters[letter])
        for position, apply, operands in self.varying:
            values[position] = apply(*[values[i] for i in operands], analytic=analytic)
        return acb(values[-1])


def meaning(expr: Basic, letters: tuple[Symbol, ...]) -> Found | None:
    """The operation at the root of an expression, None where it has no ball version."""
    if isinstance(expr, Integral):
        return integral_of(expr, program)
    if isinstance(expr, RemovableBall):
        return removable_of(expr, program)
    if isinstance(expr, SimpleZero):
        return zero_of(expr, program)
    return operation(expr, frozenset(letters))


class _Builder:
    def __init__(self, letters: tuple[Symbol, ...]) -> None:
        self.letters = letters
        self.nodes: list[Node] = []
        self.index: dict[Basic, int] = {}
        self.varies: list[bool] = []

    def add(self, expr: Basic) -> int:
        if expr not in self.index:
            node = self._node(expr)
            self.index[expr] = len(self.nodes)
            self.nodes.append(node)
            self.varies.append(node.symbol in self.letters or any(self.varies[i] for i in node.operands))
        return self.index[expr]

    def _node(self, expr: Basic) -> Node:
        if isinstance(expr, Symbol):
            return Node(None, (), symbol=expr)
        found = meaning(expr, self.letters)
        if found is None:
            raise CannotEnclose(
                f"the value of {expr}",
                f"{type(expr).__name__} has no ball version",
                "rewrite it with the supported functions",
            )
        return Node(found.apply, tuple(self.add(operand) for operand in found.operands), value=found.value, exact=found.exact)

    def build(self, expr: Basic) -> Program:
        last = self.add(expr)
        assert last == len(self.nodes) - 1
        inputs = tuple((k, self.letters.index(node.symbol)) for k, node in enumerate(self.nodes) if node.symbol in self.letters)
        varying = tuple((k, node.apply, node.operands) for k, node in enumerate(self.nodes) if self.varies[k] and node.apply is not None)
        constants = tuple(k for k in range(len(self.nodes)) if not self.varies[k])
        return Program(tuple(self.nodes), self.letters, inputs, varying, constants)


@lru_cache(maxsize=4096)
def program(expr: Expr, letters: tuple[Symbol, ...]) -> Program:
    """The program of an expression in the given letters; every other symbol is a parameter.

    Raises CannotEnclose for a function without a ball version.
    """
    return _Builder(letters).build(expr)
