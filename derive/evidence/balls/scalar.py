"""Expressions without goals as functions of complex balls.

An expression becomes a straight-line program, each common subexpression once. Subexpressions without letters are
constants: they are computed once for each precision, exactly (as fractions) as long as the operations allow it, so
that sqrt(1 - c**2) at c = 3/5 is the number 4/5 and acos(c) at c = 1 is the number 0. The rest is run at each point.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq
from sympy import Basic, Expr, Rational, Symbol, SympifyError, sympify

from derive.evidence.balls.functions import NOTHING
from derive.evidence.balls.program import Program, program
from derive.language.errors import CannotEnclose, NotDefined

Number = Any  # fmpq where exact, acb otherwise
Point = Mapping[Symbol, Any]  # int, sympy Rational, Fraction, text, fmpq; arb for a value that is itself a ball


def exact(number: Any) -> Number:
    """A fraction as `fmpq`, a ball as `acb`.

    >>> exact("3/5")
    3/5

    Raises NotDefined for what is neither, infinities and NaN included.
    """
    if isinstance(number, (fmpq, acb)):
        return number
    if isinstance(number, arb):
        return acb(number)
    try:
        fraction = Fraction(int(number.p), int(number.q)) if isinstance(number, Rational) else Fraction(number)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        raise NotDefined(f"a value at {number}", "it is not an exact real number", "an integer, a fraction or text such as 3/5") from None
    return fmpq(fraction.numerator, fraction.denominator)


def required(expr: Any) -> Expr:
    """What is asked about as an expression; raises NotDefined for what is none, text included: text is never evaluated here."""
    try:
        return sympify(expr, strict=True)
    except SympifyError:
        raise NotDefined(f"the value of {expr!r}", "it is no expression", "an expression of sympy; text is read by kernel, expectation and check") from None


class Compiled:
    """A program whose parameters are bound; calling it with one ball a letter, and the flag, runs it at the current
    precision."""

    __slots__ = ("_at", "_constants", "_program")

    def __init__(self, source: Program, at: Mapping[Symbol, Number]) -> None:
        self._program, self._at = source, at
        self._constants: dict[int, list[Number]] = {}

    def constants(self) -> list[Number]:
        """The values of the letter-free nodes at the current precision, exact where possible."""
        precision = int(ctx.prec)
        if precision not in self._constants:
            self._constants[precision] = self._program.run_constants(self._at)
        return self._constants[precision]

    def __call__(self, *arguments: Any) -> acb:
        letters, analytic = (arguments[:-1], arguments[-1]) if len(arguments) > self._program.arity else (arguments, False)
        return self._program.run(self.constants(), letters, analytic)


def bind(at: Point) -> dict[Symbol, Number]:
    """The point with exact values."""
    return {symbol: exact(value) for symbol, value in at.items()}


def compile_ball(expr: Expr, letters: tuple[Symbol, ...], at: Point) -> Callable[..., acb]:
    """f(z1, ..., zn, analytic) -> ball: encloses `expr`; not finite where `analytic` is asked and not proven on the
    ball.

    Raises CannotEnclose for a function without a ball version or a symbol without a value.
    """
    source = program(expr, letters)
    missing = sorted(str(symbol) for symbol in source.parameters if symbol not in at)
    if missing:
        raise CannotEnclose(f"the value of {expr}", f"no value is given for {', '.join(missing)}", "give a number for each parameter")
    return Compiled(source, bind(at))


def constant(expr: Basic, at: Point) -> Number:
    """The value of a letter-free expression or condition: fmpq (exact), acb, or True / False / None (undecided) for
    a condition."""
    compiled = compile_ball(expr, (), at)
    assert isinstance(compiled, Compiled)
    return compiled.constants()[-1]


def real_constant(expr: Expr, at: Point) -> arb:
    """The value of a letter-free real expression as a real ball; NaN when it is not finite or its imaginary part is
    not 0."""
    value = constant(expr, at)
    if isinstance(value, fmpq):
        return arb(value)
    return real_part(value)


def real_part(value: acb) -> arb:
    """Re w where Im w contains 0, and NaN otherwise."""
    if not value.is_finite() or not value.imag.contains(0):
        return NOTHING.real
    return value.real
