"""A function of the real line, made of analytic pieces.

`Activation.of` takes text, a sympy expression in one variable, or a callable from a symbol to an expression. What it
returns knows its pieces from left to right, the knots between them, and the jumps of its derivatives there: the
distributional derivatives of an activation are its piecewise derivatives plus point masses of those sizes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sympy import Expr, Lambda, Symbol, expand, oo

from derive.language.deciding.supposition import SupposedSymbol
from derive.language.deciding.zero import is_zero
from derive.language.errors import DeriveError, NotDefined, NotIntegrable, UndecidedSign
from derive.language.functions import piece
from derive.language.functions.cases import leaves, split
from derive.language.functions.domain import is_finite, one_sided
from derive.language.functions.piece import Piece
from derive.language.functions.squares import without_squares
from derive.language.symbols import x
from derive.language.text.conversion import assumption, exact, in_x, refuse_unknown
from derive.language.text.reader import Texts, parameter, read

Assumptions = Mapping[str, str]
Values = Mapping[str, Any]
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Activation:
    """A real function of one real variable, `expr` in the letter x.

    >>> relu = Activation.of("Max(x, 0)")
    >>> relu.knots, relu.jumps(1)
    ((0,), ((0, 1),))
    """

    expr: Expr
    name: str
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, source: Any, assume: Assumptions = NOTHING, fixed: Values = NOTHING, *, name: str = "", texts: Texts = lambda name: None) -> Activation:
        """The activation that `source` describes: an Activation, text, an expression in one symbol, a callable of a symbol, or a Lambda,
        whose variable is the argument even if the value does not depend on it. Text may call the functions whose texts `texts` gives.

        Raises ReadError for text that cannot be read, NotDefined if the function is not real and finite on the whole
        line, DeriveError otherwise. Where only the order of the branches is open, because it depends on parameters, the
        pieces are known case by case (`language.functions.cases`), and asking for them raises UndecidedSign.
        """
        if isinstance(source, Activation):
            refuse_unknown(source.name, {p.name for p in source.parameters}, assume, fixed)
            assumed = source.assuming(assume) if assume else source
            return assumed.with_values(fixed) if fixed else assumed
        if isinstance(source, str):
            reading = read(source, assume, {key: exact(key, value) for key, value in fixed.items()}, texts)
            refuse_unknown(name.partition(" with ")[0] or source.strip(), reading.names, assume, fixed)
            found = cls(reading.expr, name or source.strip(), reading.notes)
        else:
            expr = in_x(source, assume) if assume or not isinstance(source, Expr) else _in_x(source)
            refuse_unknown(name or str(expr), {p.name for p in expr.free_symbols - {x}}, assume, fixed)
            found = cls(expr, name or str(expr)).with_values(fixed)
        return _readable(replace(found, expr=without_squares(found.expr)))

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        return tuple(sorted(self.expr.free_symbols - {x}, key=str))

    @property
    def as_lambda(self) -> Lambda:
        return Lambda(x, self.expr)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The analytic pieces, left to right, covering the line."""
        return piece.pieces(self.expr)

    @property
    def knots(self) -> tuple[Expr, ...]:
        """The places between the pieces."""
        return tuple(piece.lower for piece in self.pieces[1:])

    def derivative_pieces(self, n: int) -> tuple[Piece, ...]:
        """The pieces of the n-th derivative, point masses left out."""
        return tuple(Piece(p.lower, p.upper, p.expr.diff(x, n)) for p in self.pieces) if n else self.pieces

    def jumps(self, order: int) -> tuple[tuple[Expr, Expr], ...]:
        """(knot, phi^(order)(knot+) - phi^(order)(knot-)) where that is not zero; oo where a one-sided limit is not finite.

        >>> Activation.of("Min(Max(x, -1), 1)").jumps(1)
        ((-1, 1), (1, -1))
        """
        return _jumps(self, order)

    def assuming(self, assume: Assumptions) -> Activation:
        """The same function with other assumptions on some parameters.

        >>> Activation.of("alpha*x").assuming({"alpha": "real"}).parameters[0].is_positive is None
        True
        """
        refuse_unknown(self.name, {p.name for p in self.parameters}, assume, {})
        return _readable(replace(self, expr=self.expr.subs({p: parameter(p.name, assume) for p in self.parameters if p.name in assume})))

    def with_values(self, values: Values) -> Activation:
        """The same function with some parameters given: `values` maps names (or symbols) to exact numbers.

        >>> Activation.of("Max(x, 0) + alpha*Min(x, 0)").with_values({"alpha": "1/100"}).pieces[0].expr
        x/100
        """
        refuse_unknown(self.name, {p.name for p in self.parameters}, {}, {str(key): value for key, value in values.items()})
        known = {p: exact(p.name, values[key]) for p in self.parameters for key in values if str(key) == p.name}
        if not known:
            return self
        for p, value in known.items():
            if any(getattr(value, f"is_{word}") is False for word in assumption(p).split()):
                remedy = f"--assume {p}=real, or the text of the activation"
                raise DeriveError(f"{p} = {value} in {self.name}", f"{p} was taken to be {assumption(p)}", remedy)
        given = ", ".join(f"{p} = {value}" for p, value in known.items())
        return _readable(replace(self, expr=self.expr.subs(known), name=f"{self.name} with {given}"))

    def __repr__(self) -> str:
        special = {p.name: words for p in self.parameters if (words := assumption(p)) != "positive"}
        text = str(self.expr)
        extra = (f", {special!r}" if special else "") + (f", name={self.name!r}" if self.name != text else "")
        return f"Activation.of({text!r}{extra})"


def _readable(found: Activation) -> Activation:
    """The activation, once its pieces were looked at; raises NotDefined where it is a function for no values of its parameters."""
    try:
        _ = found.pieces
    except NotIntegrable as problem:
        problem.function = found.expr
        raise
    except UndecidedSign:
        if found.expr.atoms(SupposedSymbol):
            raise
        cases = [leaf.found for leaf in leaves(split(found.expr, _refusal))]
        if None not in cases:
            raise next(case for case in cases if case is not None) from None
    return found


def _refusal(expr: Expr) -> NotDefined | None:
    """Why there is no such function; None where there is one."""
    try:
        piece.pieces(expr)
    except NotDefined as problem:
        return problem
    return None


@lru_cache(maxsize=1024)
def _in_x(source: Expr) -> Expr:
    return in_x(source, NOTHING)


@lru_cache(maxsize=1024)
def _jumps(activation: Activation, order: int) -> tuple[tuple[Expr, Expr], ...]:
    parts, found = activation.derivative_pieces(order), []
    for left, right in pairwise(parts):
        limits = one_sided(left.expr, right.lower, -1), one_sided(right.expr, right.lower, 1)
        jump = expand(limits[1] - limits[0]) if all(map(is_finite, limits)) else oo
        if not is_zero(jump):
            found.append((right.lower, jump))
    return tuple(found)
