"""The only zero of a function between two fractions as an exact number, in balls of any precision by Newton's method on intervals.

The function f of `W` changes its sign between the fractions and f' has no zero there, both seen in balls, so that there is one zero, and a simple one. With X a
ball around it, m its middle, the zero lies in m - f(m)/f'(X) too (Moore, Methods and Applications of Interval Analysis, 1979).
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from flint import acb, arb, ctx, fmpq
from sympy import Dummy, Expr, Function, Lambda, Rational, Symbol, diff

from derive.evidence.balls.functions import NOTHING
from derive.evidence.balls.precision import working
from derive.evidence.balls.reality import Found
from derive.evidence.balls.removable import Programs, W
from derive.evidence.balls.stable_form import stable_form

GUARD = 20
STEPS = 60
WIDTHS = (6, 10, 16, 24, 40, 64)  # bits of the distance to both fractions
WHOLE = 4  # bits more, of the fractions themselves
BOUND = Dummy("p", dummy_index=7_000_041)  # no other function has this letter, so that nothing is put in its place


class SimpleZero(Function):  # type: ignore[misc]
    """The zero of f in (a, b): f as a function of a letter, a, b."""

    nargs = 3
    is_commutative = True
    is_extended_real = True
    is_finite = True

    @property
    def is_number(self) -> bool:
        return True

    def _eval_derivative(self, s: Symbol) -> Expr:
        return Rational(0)


def simple_zero(function: Expr, place: arb, programs: Programs) -> SimpleZero | None:
    """The zero of a function of W alone in a narrow ball; None where it is not seen to be the only one nearby, and simple."""
    if function.free_symbols != {W}:
        return None
    value, slope = _parts(function, programs)
    for bits in WIDTHS:
        middle = int((place.mid() * 2 ** (bits + WHOLE)).floor().unique_fmpz() or 0)
        low, high = (Rational(middle + side * 2**WHOLE, 2 ** (bits + WHOLE)) for side in (-1, 1))
        ends = [value(acb(_number(end))).real for end in (low, high)]
        whole = slope(acb(_number(low).union(_number(high)))).real
        if ends[0] * ends[1] < 0 and whole != 0 and whole.is_finite() and _number(low) < place < _number(high):
            return SimpleZero(Lambda(BOUND, function.xreplace({W: BOUND})), low, high)
    return None


def zero_of(expr: SimpleZero, programs: Programs) -> Found:
    """The operation of a node: a literal."""
    return Found(None, value=partial(_found, expr, programs))


def _found(expr: SimpleZero, programs: Programs) -> acb:
    return acb(_refined(expr, programs, int(ctx.prec)))


@lru_cache(maxsize=512)
def _refined(expr: SimpleZero, programs: Programs, bits: int) -> arb:
    """The zero to about `bits` bits."""
    value, slope = _parts(expr.args[0].expr.xreplace({BOUND: W}), programs)
    with working(bits + GUARD):
        ball = _number(expr.args[1]).union(_number(expr.args[2]))
        for _ in range(STEPS):
            middle = ball.mid()
            step = middle - value(acb(middle)).real / slope(acb(ball)).real
            if not step.is_finite():
                return NOTHING.real
            better = ball.intersection(step)
            if not better.rad() < ball.rad() / 2 or better.rel_accuracy_bits() > bits + GUARD // 2:
                return better
            ball = better
        return ball


def _parts(function: Expr, programs: Programs) -> tuple[Any, Any]:
    """f and f' on balls."""

    def run(expr: Expr) -> Any:
        source = programs(stable_form(expr, W), (W,))
        return lambda ball: acb(source.run(source.run_constants({}), (ball,), False))

    return run(function), run(diff(function, W))


def _number(fraction: Rational) -> arb:
    return arb(fmpq(int(fraction.p), int(fraction.q)))
