"""A function that is singular at a simple zero r of one of its arguments b, which no formula tells: b(z) = |z - r| h(z), h a quotient with a removable point.

With z - r as a factor of its own the point can be moved to 0, where the singularity is exact (`moved_end`).
"""

from __future__ import annotations

from typing import Any

from flint import acb, arb, fmpq
from sympy import Expr, Integer, Pow, Rational, Symbol, log

from derive.evidence.balls.program import program
from derive.evidence.balls.removable import W, removable_ball
from derive.evidence.balls.scalar import Point, compile_ball, exact
from derive.evidence.balls.simple_zero import SimpleZero, simple_zero


def factored(body: Expr, letter: Symbol, at: Point, end: arb, side: int) -> tuple[Expr, Expr] | None:
    """(the same function right of the end, or left of it with side -1, r), None where r is not seen to be a simple zero of an argument of which all others that
    vanish there are multiples."""
    body = body.xreplace({symbol: fraction for symbol, value in at.items() if (fraction := _fraction(value)) is not None})
    bases = sorted(_vanishing(body, letter, at, end), key=lambda base: (base.count_ops(), str(base)))
    place = simple_zero(bases[0].xreplace({letter: W}), end, program) if bases else None
    if place is None:
        return None
    for base in bases:
        ratio = (base / bases[0]).cancel()
        value = compile_ball(ratio, (letter,), at)(acb(end), False)
        if not value.is_finite() or value.contains(0):
            return None
        vanishing = side * base.xreplace({letter: W})
        quotient = removable_ball(letter, (vanishing / (W - place), vanishing, W - place), Integer(1), [(place, Integer(1))])
        body = body.xreplace({base: side * (letter - place) * quotient})
    return body, place


def _vanishing(body: Expr, letter: Symbol, at: Point, end: arb) -> list[Expr]:
    """Arguments of powers and logarithms whose zero is in the ball `end`, those with a factor letter - r of their own left out."""
    found = {node.args[0] for node in body.atoms(Pow, log) if letter in node.args[0].free_symbols and not node.args[0].has(SimpleZero)}
    found = {base for base in found if not (base.is_Pow and base.exp.is_Integer and base.exp > 0)}
    values = {base: compile_ball(base, (letter,), at)(acb(end), False) for base in found}
    return [base for base, value in values.items() if value.is_finite() and value.contains(0)]


def _fraction(value: Any) -> Rational | None:
    """An exact value of a parameter."""
    number = None if isinstance(value, arb) else exact(value)
    return Rational(int(number.p), int(number.q)) if isinstance(number, fmpq) else None
