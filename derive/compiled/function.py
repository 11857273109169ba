"""What a user calls: broadcasting, blocks, regions of sign, and balls where floats do not reach the promised accuracy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from flint import acb, arb
from sympy import Expr, Symbol

from derive.compiled.schedule import BLOCK, Schedule
from derive.compiled.tails import Mixed, arguments, from_tails, in_tails, known_sign
from derive.compiled.terms import NoFigure, Terms
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball
from derive.language.forms.atoms import FunctionAtom
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Goal

ACCURACY = 1e-13
BITS = (80, 160, 320)
FEW = 64
"""Points up to which what is set up once costs more than it gains."""
BIG = 1.7976931348623157e308
Array = Any
Slow = Callable[[tuple[float, ...], float], float]
"""The value at a point, within a distance or to all figures."""
Scale = Callable[..., Array]
Way = Callable[..., tuple[Array, Array]]
"""Values and their error bounds."""


@dataclass(frozen=True)
class Region:
    """The program for one choice of signs of the arguments of distribution functions."""

    schedule: Schedule

    def run(self, arrays: Sequence[Array]) -> tuple[Array, Array]:
        """Values and error bounds."""
        value, bound = self.schedule.run(arrays)
        return value, bound


@dataclass
class Fast:
    """Values with error bounds of a closed form in the given symbols, in floats for arrays and in balls for points; `small` where exponents are small."""

    form: Form
    small: bool = False
    regions: dict[int, Region] = field(default_factory=dict)
    programs: dict[tuple[int, Mixed | None], Callable[..., acb]] = field(default_factory=dict)
    ways: dict[int, list[Mixed | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        signs = {argument: known_sign(argument) for argument in arguments(self.form)}
        self.fixed = {argument: sign for argument, sign in signs.items() if sign is not None}
        self.has_pairs = any(isinstance(atom, FunctionAtom) and atom.name == "Phi2" for atom in self.form.atoms())
        self.open = [argument for argument, sign in signs.items() if sign is None]
        probe = Terms(self.form.field)
        self.probe = probe.number.tape.schedule([probe.figure(argument).slot for argument in self.open])
        self.region(0)  # raises NoFigure where a function has no version in floats

    def region(self, code: int) -> Region:
        """The program where the argument number i is negative if bit i of `code` is set."""
        if code not in self.regions:
            terms = Terms(self.form.field, self.small)
            figure = terms.figure(self.in_tails(code))
            self.regions[code] = Region(terms.number.tape.schedule((figure.slot, terms.number.difference_bound(figure))))
        return self.regions[code]

    def in_tails(self, code: int, mixed: Mixed = Mixed.OPPOSITE) -> Form:
        """The form with the tails that are right there."""
        return in_tails(self.form, self.fixed | {argument: bool(code >> i & 1) for i, argument in enumerate(self.open)}, mixed)

    def codes(self, arrays: Sequence[Array]) -> Array:
        """The region of each point."""
        codes = np.zeros(arrays[0].shape, dtype=np.int64)
        for i, values in enumerate(self.probe.run(arrays)):
            codes |= (np.broadcast_to(values, codes.shape) < 0).astype(np.int64) << i
        return codes

    def enclosed(self, point: Sequence[float], small: float) -> arb | None:
        """A ball around the value at a point, exact to all figures or within `small`; None where no program gives one at any precision.

        The form as it is printed comes first, then tails by the signs of their arguments; where one was good lately in the region, that one.
        """
        with np.errstate(all="ignore"):
            code = int(self.codes([np.array([number]) for number in point])[0]) if self.open else 0
        ways = self.ways.setdefault(code, [None, *(Mixed if self.has_pairs else [Mixed.OPPOSITE])])
        for way in ways:
            for bits in BITS:
                with working(bits):
                    ball = self._program(code, way)(*(acb(arb(number)) for number in point), False).real
                if ball.is_finite() and (ball.rel_accuracy_bits() > 52 or ball.rad() <= small):
                    self.ways[code] = [way, *(other for other in ways if other is not way)]
                    return ball
        return None

    def _program(self, code: int, way: Mixed | None) -> Callable[..., acb]:
        """Every program holds everywhere; the right one has small terms."""
        key = (code, way) if way else (0, None)
        if key not in self.programs:
            value = from_tails(self.in_tails(code, way)) if way else self.form.expression()
            self.programs[key] = compile_ball(value, self.form.field.symbols, {})
        return self.programs[key]

    def __call__(self, arrays: Sequence[Array]) -> tuple[Array, Array]:
        if not self.open:
            return self.region(0).run(arrays)
        codes = self.codes(arrays)
        value, bound = np.empty(codes.shape), np.empty(codes.shape)
        for code in np.unique(codes):
            where = np.flatnonzero(codes == code)
            value[where], bound[where] = self.region(int(code)).run([array[where] for array in arrays])
        return value, bound


def fast(value: Expr, symbols: tuple[Symbol, ...], small: bool = False) -> Fast | None:
    """The value in floats with bounds, None where one of its functions has no such version. `symbols` are sorted by name and contain all of the value."""
    try:
        return Fast(normal_form(value, field_of(symbols)), small) if not value.has(Goal) else None
    except NoFigure:
        return None


@dataclass(frozen=True)
class Branch:
    """A program and where it holds (None: everywhere); both take arrays in the order of the symbols' names."""

    mask: Callable[..., Array] | None
    program: Fast | None


@dataclass(frozen=True)
class Compiled:
    """A function of arrays in the order of `symbols`.

    A value is taken from the first branch that holds where its bound is below ACCURACY times the scale (|value| where there is none), else from
    the first of `ways` whose bound is; `slow` answers elsewhere. Programs with quadratures of their own (Phi2) come after the ways where there are many points.
    """

    symbols: tuple[Symbol, ...]
    branches: tuple[Branch, ...]
    slow: Slow
    scale: Scale | None
    text: str
    ways: tuple[Way, ...] = ()

    def _outside(self, arrays: list[Array]) -> bool:
        """Whether some input is not in the domain of its symbol, or not finite."""
        bounds = [(-1.0 if s.name == "c" else 0.0 if s.is_nonnegative else -BIG, 1.0 if s.name == "c" else BIG) for s in self.symbols]
        return any(not (low <= array.min() and array.max() <= high) for array, (low, high) in zip(arrays, bounds, strict=False))

    def __call__(self, *values: Any) -> Any:
        """The values at broadcast arrays, as float64."""
        if len(values) != len(self.symbols):
            raise TypeError(f"{self.text}: {len(self.symbols)} arguments, not {len(values)}")
        arrays = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in values)) if values else [np.asarray(0.0)]
        shape = arrays[0].shape
        flat = [np.ascontiguousarray(array).reshape(-1) for array in arrays]
        result, doubtful = np.empty(flat[0].size), list[tuple[Array, Array]]()
        with np.errstate(all="ignore"):
            for start in range(0, flat[0].size, BLOCK):
                part = slice(start, start + BLOCK)
                places, bounds = self._block([array[part] for array in flat], result[part])
                if places.size:
                    doubtful.append((places + start, bounds))
            if doubtful:
                self._decide(flat, np.concatenate([places for places, _ in doubtful]), np.concatenate([bounds for _, bounds in doubtful]), result)
        return result.reshape(shape)[()]

    def _block(self, arrays: list[Array], result: Array) -> tuple[Array, Array]:
        """Enters the values, and says where their bounds are not small against them, and these bounds."""
        if self._outside(arrays):
            result[:] = [self.slow(tuple(point), 0.0) for point in zip(*(array.tolist() for array in arrays[: len(self.symbols)]), strict=True)]
            return np.empty(0, dtype=np.int64), np.empty(0)
        if self._dear and arrays[0].size > FEW:
            return np.arange(arrays[0].size), np.full(arrays[0].size, np.inf)
        value, bound = self._floats(arrays)
        result[:] = value
        good = bound <= ACCURACY * np.abs(value)
        places = np.flatnonzero(~good) if not good.all() else np.empty(0, dtype=np.int64)
        return places, bound[places]

    def _decide(self, arrays: list[Array], places: Array, bounds: Array, result: Array) -> None:
        """Enters other ways, or balls, at those of these places whose bounds are not small against the scale either."""
        small = np.zeros(len(places)) if self.scale is None else ACCURACY * self.scale(*[array[places] for array in arrays])
        doubtful = np.flatnonzero(~(bounds <= small))
        dear = [lambda *given: self._floats(list(given))] if self._dear and len(places) > FEW else []
        for way in (*self.ways, *dear):
            if doubtful.size:
                value, bound = way(*[array[places[doubtful]] for array in arrays])
                good = bound <= np.fmax(small[doubtful], ACCURACY * np.abs(value))
                result[places[doubtful[good]]] = value[good]
                doubtful = doubtful[~good]
        for i, far in zip(places[doubtful].tolist(), np.nan_to_num(small[doubtful]).tolist(), strict=True):
            result[i] = self.slow(tuple(float(array[i]) for array in arrays[: len(self.symbols)]), far / 100)

    @cached_property
    def _dear(self) -> bool:
        return bool(self.ways) and any(branch.program is not None and branch.program.has_pairs for branch in self.branches)

    def _floats(self, arrays: list[Array]) -> tuple[Array, Array]:
        size = arrays[0].size
        ordered = [array for _, array in sorted(zip((s.name for s in self.symbols), arrays, strict=False), key=lambda pair: pair[0])]
        if len(self.branches) == 1 and self.branches[0].mask is None and self.branches[0].program is not None:
            value, bound = self.branches[0].program(ordered)
            return np.broadcast_to(value, (size,)), np.broadcast_to(bound, (size,))
        value, bound = np.zeros(size), np.full(size, np.inf)
        free = np.ones(size, dtype=bool)
        for branch in self.branches:
            holds = free if branch.mask is None else free & np.broadcast_to(branch.mask(*ordered), (size,))
            where = np.flatnonzero(holds)
            free = free & ~holds
            if branch.program is not None and where.size:
                value[where], bound[where] = branch.program([array[where] for array in ordered])
        return value, bound


__all__ = ["ACCURACY", "Branch", "Compiled", "fast"]
