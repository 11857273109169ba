r"""Quotients whose singular points are removable, which balls around such a point do not see to be analytic there.

Let N and D be analytic on a convex set that contains z and p, and vanish at p of orders at least and exactly k. By Taylor's formula

    N(z)/(z - p)^k = int_0^1 (1 - t)^(k-1)/(k-1)! N^(k)(p + t (z - p)) dt,

an average of N^(k)/k! over the segment, so that for a box B around z and p

    N(z)/D(z) in N^(k)(B)/D^(k)(B)    where D^(k)(B) does not contain 0.

Away from p the function itself is run, with as many more bits as the zeros cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from math import ceil, log
from typing import Any

from flint import acb, arb, ctx
from sympy import Dummy, Expr, Function, Lambda, Symbol, Tuple, diff
from sympy.printing.precedence import PRECEDENCE

from derive.evidence.balls.functions import NOTHING
from derive.evidence.balls.precision import working
from derive.evidence.balls.reality import Found
from derive.evidence.balls.stable_form import stable_form

W = Dummy("w", dummy_index=7_000_021)
NEAR = 0.5  # of the distance to a point, below which bits are added
WIDE, WIDEST = 2.0, 32.0  # radii, within which a ball is taken as one around the point, and as one around the point too

Programs = Callable[[Expr, tuple[Symbol, ...]], Any]


class RemovableBall(Function):  # type: ignore[misc]
    """f(w) for f = N/B^m: the letter w, (f, N, B) as a function of W, m, and the pairs (p, order of the zero of B at p)."""

    nargs = 4
    precedence = PRECEDENCE["Add"]  # printed as it was written

    @property
    def original(self) -> Expr:
        """f(w) as it was written."""
        return self.parts[0].xreplace({W: self.args[0]})

    @property
    def parts(self) -> tuple[Expr, Expr, Expr]:
        """f, N and B as expressions in W."""
        return tuple(self.args[1].expr.xreplace({self.args[1].variables[0]: W}))

    def fdiff(self, argindex: int = 1) -> Expr:
        """f' = (N' B - m N B')/B^(m+1), whose points are removable with it."""
        w, _, exponent, points = self.args
        f, n, b = self.parts
        return removable_ball(w, (diff(f, W), diff(n, W) * b - exponent * n * diff(b, W), b), exponent + 1, points)

    def _eval_derivative(self, s: Symbol) -> Expr:
        if s in self.args[1].free_symbols | self.args[3].free_symbols:
            return diff(self.original, s)
        return self.fdiff() * diff(self.args[0], s)

    def _sympystr(self, printer: Any) -> str:
        return str(printer._print(self.original))

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].is_extended_real else None


def removable_ball(w: Expr, parts: tuple[Expr, Expr, Expr], exponent: Expr, points: Iterable[Any]) -> RemovableBall:
    """The node of parts in W."""
    return RemovableBall(w, Lambda(W, Tuple(*parts)), exponent, Tuple(*(Tuple(*pair) for pair in points)))


class _Part:
    """A function of W and the parameters; its constants are kept where it has none."""

    def __init__(self, expr: Expr, programs: Programs) -> None:
        self.program = programs(expr, (W,))
        self.kept: dict[int, Any] = {}

    def __call__(self, at: dict[Symbol, Any], w: acb, analytic: bool) -> acb:
        bits = int(ctx.prec)
        constants = self.program.run_constants(at) if at or bits not in self.kept else self.kept[bits]
        if not at:
            self.kept[bits] = constants
        return acb(self.program.run(constants, (w,), analytic))


class _Place:
    """A removable point, at which N and D are divided by (w - p)^k."""

    def __init__(self, point: Expr, order: int, parts: tuple[Expr, Expr], programs: Programs) -> None:
        self.point, self.order = _Part(point, programs), order
        self.parts = [_Part(part, programs) for part in parts]
        self.derivatives = [_Part(derivative(part, order), programs) for part in parts]

    def around(self, at: dict[Symbol, Any], box: acb) -> acb:
        """N^(k)(B)/D^(k)(B), nothing where N or D is not seen to be analytic on B."""
        if not all(part(at, box, True).is_finite() for part in self.parts):
            return NOTHING
        above, below = (part(at, box, True) for part in self.derivatives)
        return above / below


class _Quotient:
    """What a node computes."""

    def __init__(self, expr: RemovableBall, programs: Programs) -> None:
        _, _, exponent, points = expr.args
        f, above, base = expr.parts
        self.parameters = tuple(sorted(set().union(*(part.free_symbols for part in expr.args[1:])), key=str))
        self.function = _Part(stable_form(f, W), programs)
        self.places = [_Place(p, int(exponent * order), (above, base**exponent), programs) for p, order in points]

    def __call__(self, w: Any, *values: Any, analytic: bool) -> acb:
        z, at, lost, beside = acb(w), dict(zip(self.parameters, values, strict=True)), 0, NOTHING
        radius = max(z.real.rad(), z.imag.rad())
        for place in self.places:
            point = place.point(at, z, False)
            distance = (z - point).abs_lower()
            if distance <= max(WIDEST * radius, arb(2) ** -int(ctx.prec)):
                value = place.around(at, z.union(point))
                if distance <= WIDE * radius and (value.is_finite() or distance == 0):
                    return value
                beside = value if value.is_finite() else beside
            if distance < NEAR:
                lost = max(lost, place.order * ceil(-float(distance.log().mid()) / log(2)))
        with working(int(ctx.prec) + lost):
            return _met(self.function(at, z, analytic), beside)


def _met(first: acb, second: acb) -> acb:
    """What two balls around the same values allow, a ball that is not finite allowing all."""
    if not (first.is_finite() and second.is_finite()):
        return first if first.is_finite() else second
    return acb(first.real.intersection(second.real), first.imag.intersection(second.imag))


@lru_cache(maxsize=1024)
def derivative(expr: Expr, order: int) -> Expr:
    """The derivative in W, from the one before."""
    return expr if order == 0 else diff(derivative(expr, order - 1), W)


@lru_cache(maxsize=512)
def _quotient(expr: RemovableBall, programs: Programs) -> _Quotient:
    return _Quotient(expr, programs)


def removable_of(expr: RemovableBall, programs: Programs) -> Found:
    """The operation of a node: a function of its argument and its parameters."""
    quotient = _quotient(expr, programs)
    return Found(quotient, (expr.args[0], *quotient.parameters), exact=False)
