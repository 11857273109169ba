"""Growth of single functions on a half line, given bounds on their arguments.

Entries by sympy class name; `line` answers `above`, `size`, `log_size`, `log_below` for subexpressions (see `growth`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from flint import acb, arb
from sympy import Expr, Integer, Max, Piecewise

from derive.evidence.balls.functions import TABLE
from derive.evidence.balls.hermite_ball import best_ratio, log_factor
from derive.evidence.line.quadratic import Bound, Quadratic, at_most, log_of, smallest

ZERO = Quadratic(arb(0))


class Line(Protocol):
    """What the growth of a function is measured on: a half line with bounds for expressions there."""

    start: arb

    def polynomial(self, expr: Expr) -> list[arb] | None: ...
    def value(self, expr: Expr) -> arb | None: ...
    def is_real(self, expr: Expr) -> bool: ...
    def above(self, expr: Expr, s: int) -> Bound: ...
    def size(self, expr: Expr) -> Bound: ...
    def bounded_size(self, expr: Expr) -> Bound: ...
    def log_size(self, expr: Expr) -> Bound: ...
    def log_below(self, expr: Expr) -> Bound: ...


ABOVE: dict[str, Callable[[Line, Any, int], Bound]] = {}
LOG_SIZE: dict[str, Callable[[Line, Any], Bound]] = {}
LOG_BELOW: dict[str, Callable[[Line, Any], Bound]] = {}

RANGES: dict[str, tuple[int, int]] = {  # values on the real line lie between
    "tanh": (-1, 1), "erf": (-1, 1), "sin": (-1, 1), "cos": (-1, 1), "sign": (-1, 1),
    "atan": (-2, 2),
    "erfc": (0, 2), "Phi": (0, 1), "Heaviside": (0, 1), "sech": (0, 1), "LogisticBall": (0, 1),
}  # fmt: skip


def enter(table: dict[str, Any], *names: str) -> Callable[[Any], Any]:
    """Enter a bound under sympy class names."""

    def entered(rule: Any) -> Any:
        table.update(dict.fromkeys(names, rule))
        return rule

    return entered


@enter(ABOVE, *RANGES)
def _range(line: Line, expr: Any, s: int) -> Bound:
    if not line.is_real(expr.args[0]):
        return None
    low, high = RANGES[type(expr).__name__]
    return Quadratic(arb(high if s > 0 else -low))


@enter(LOG_SIZE, "sin", "tanh", "atan", "erf")
def _log_odd(line: Line, expr: Any) -> Bound:
    """|f(w)| <= min(2, 2|w|)."""
    if not line.is_real(expr.args[0]):
        return None
    argument = line.log_size(expr.args[0])
    return smallest(Quadratic(arb(RANGES[type(expr).__name__][1]).log()), argument + Quadratic(arb(2).log()) if argument else None)


@enter(LOG_BELOW, "tanh", "erf", "atan")
def _log_odd_below(line: Line, expr: Any) -> Bound:
    """|f| increases with |w|, and where |w| <= m it is at least |w| |f(m)|/m, since |f| is concave in |w|."""
    if not line.is_real(expr.args[0]):
        return None
    least = least_size(line, expr.args[0])
    return concave_below(line, expr.args[0], ODD[type(expr).__name__]) if least is None else Quadratic(ODD[type(expr).__name__](least).log().lower())


ODD: dict[str, Callable[[arb], arb]] = {"tanh": arb.tanh, "erf": arb.erf, "atan": arb.atan}


def concave_below(line: Line, argument: Expr, function: Callable[[arb], arb]) -> Bound:
    """A lower bound of log |f(w)| for |w| <= m, f odd and concave on [0, m]: that of log |w|, and log(f(m)/m)."""
    below, bound = line.log_below(argument), line.size(argument)
    most = bound.supremum(line.start) if bound else None
    share = function(most) / most if most is not None and most > 0 else None
    return below + Quadratic(share.log().lower()) if below and share is not None and share > 0 else None


def least_size(line: Line, expr: Expr) -> arb | None:
    """A positive lower bound of |w| on the half line."""
    bound = negative(line.log_below(expr))
    top = bound.supremum(line.start) if bound else None
    return (-top).exp().lower() if top is not None else None


@enter(ABOVE, "exp")
def _exp(line: Line, expr: Any, s: int) -> Bound:
    """exp(w) > 0, and >= 1 + w + w^2/2 for w >= 0; a + b t >= (b + a/T) t for a < 0."""
    if s > 0:
        return line.bounded_size(expr)
    argument = negative(line.above(expr.args[0], -1))
    if argument is not None and argument.a < 0:
        argument = Quadratic(arb(0), (argument.b + argument.a / line.start).lower(), argument.g)
    if argument is None or not (argument.degree == 1 and argument.a >= 0 and argument.b >= 0):
        return ZERO
    square = argument.product(argument)
    return negative(Quadratic(arb(1)) + argument + square.times(arb(1) / 2)) if square else ZERO


@enter(LOG_SIZE, "exp")
def _log_exp(line: Line, expr: Any) -> Bound:
    return line.above(expr.args[0], 1)


@enter(LOG_BELOW, "exp")
def _exp_below(line: Line, expr: Any) -> Bound:
    return negative(line.above(expr.args[0], -1))


@enter(ABOVE, "log")
def _log(line: Line, expr: Any, s: int) -> Bound:
    return line.log_size(expr.args[0]) if s > 0 else negative(line.log_below(expr.args[0]))


@enter(ABOVE, "SoftplusBall")
def _softplus(line: Line, expr: Any, s: int) -> Bound:
    """0 < log(1 + exp(w)) <= log 2 + max(w, 0)."""
    argument = at_most(ZERO, line.above(expr.args[0], 1)) if s > 0 else ZERO
    return argument + Quadratic(arb(2).log().upper()) if argument is not None and s > 0 else argument


@enter(ABOVE, "asinh")
def _asinh(line: Line, expr: Any, s: int) -> Bound:
    """|asinh w| <= |w|, and <= log(1 + 2|w|) <= log 3 + max(0, log |w|)."""
    logarithm = at_most(ZERO, line.log_size(expr.args[0]))
    return smallest(line.size(expr.args[0]), logarithm + Quadratic(arb(3).log()) if logarithm else None)


@enter(ABOVE, "erfi")
def _odd_bounded(line: Line, expr: Any, s: int) -> Bound:
    return line.bounded_size(expr)


@enter(LOG_SIZE, "erfi")
def _log_erfi(line: Line, expr: Any) -> Bound:
    """|erfi w| <= (2/sqrt(pi)) |w| exp(w^2)."""
    bound = line.size(expr.args[0])
    square = bound.product(bound) if bound else None
    return square + log_of(bound, line.start) + Quadratic(arb(1) / 5) if bound and square else None


def negative(bound: Bound) -> Bound:
    """A bound of -f from above by one of f from below."""
    return bound.times(arb(-1)) if bound else None


@enter(ABOVE, "Abs")
def _abs(line: Line, expr: Any, s: int) -> Bound:
    return ZERO if s < 0 else line.size(expr.args[0])


@enter(LOG_SIZE, "Abs")
def _log_abs(line: Line, expr: Any) -> Bound:
    return line.log_size(expr.args[0])


@enter(LOG_BELOW, "Abs")
def _abs_below(line: Line, expr: Any) -> Bound:
    return line.log_below(expr.args[0])


@enter(ABOVE, "Max", "Min")
def _extreme(line: Line, expr: Any, s: int) -> Bound:
    """Max is above every argument and at most the largest."""
    bounds = [line.above(argument, s) for argument in expr.args]
    return at_most(*bounds) if isinstance(expr, Max) == (s > 0) else smallest(*bounds)


@enter(LOG_SIZE, "Max", "Min")
def _log_extreme(line: Line, expr: Any) -> Bound:
    return at_most(*(line.log_size(argument) for argument in expr.args))


@enter(ABOVE, "Piecewise")
def _piecewise(line: Line, expr: Piecewise, s: int) -> Bound:
    return at_most(*(line.above(branch, s) for branch, _ in expr.args))


@enter(LOG_SIZE, "Piecewise")
def _log_piecewise(line: Line, expr: Piecewise) -> Bound:
    return at_most(*(line.log_size(branch) for branch, _ in expr.args))


@enter(ABOVE, "Pow")
def _power(line: Line, expr: Any, s: int) -> Bound:
    """|w|^p <= 1 + |w| for 0 < p <= 1, |w|^2 by squaring, otherwise only where bounded; even powers and powers of w >= 0 are >= 0."""
    base, exponent = expr.args
    if s < 0 and ((isinstance(exponent, Integer) and int(exponent) % 2 == 0) or _nonnegative(line, base)):
        return ZERO
    p = line.value(exponent)
    if p is None:
        return line.bounded_size(expr)
    size = line.size(base) if 0 < p <= 2 else None
    if size is not None:
        linear = size + Quadratic(arb(1))
        return linear if p <= 1 else linear.product(linear) or line.bounded_size(expr)
    return line.bounded_size(expr)


def _nonnegative(line: Line, expr: Expr) -> bool:
    """w >= 0 on the half line, by an upper bound of -w."""
    bound = line.above(expr, -1)
    top = bound.supremum(line.start) if bound else None
    return top is not None and bool(top <= 0)


@enter(LOG_SIZE, "Pow")
def _log_power(line: Line, expr: Any) -> Bound:
    return _scaled_power(line, expr, line.log_size, line.log_below) or _exponential(line, expr, 1)


@enter(LOG_BELOW, "Pow")
def _power_below(line: Line, expr: Any) -> Bound:
    return _scaled_power(line, expr, line.log_below, line.log_size) or negative(_exponential(line, expr, -1))


def _scaled_power(line: Line, expr: Any, positive: Callable[[Expr], Bound], negative: Callable[[Expr], Bound]) -> Bound:
    """log |w^p| = p log |w|: from one bound of log |w| for p > 0, from the opposite one for p < 0."""
    base, exponent = expr.args
    p = line.value(exponent)
    if p is None or not (p > 0 or p < 0):
        return None
    bound = positive(base) if p > 0 else negative(base)
    return bound.times(p) if bound else None


def _exponential(line: Line, expr: Any, s: int) -> Bound:
    """log(b^w) = w log b for a constant b > 0."""
    base, exponent = expr.args
    value = line.value(base)
    if value is None or not value > 0:
        return None
    scale = value.log()
    bound = line.above(exponent, s if scale >= 0 else -s) if scale >= 0 or scale <= 0 else None
    return bound.times(abs(scale)) if bound else None


@enter(LOG_SIZE, "HermiteBall")
def _log_hermite(line: Line, expr: Any) -> Bound:
    """log |he_n(w)| <= r w^2/(2 (1 + r)) plus a constant, for every r (see `hermite_ball`); r <= 1/2 leaves room for other factors."""
    n, size = int(expr.args[0]), line.size(expr.args[1])
    square = size.product(size) if size else None
    if size is None or square is None:
        return None
    r = arb(min(best_ratio(n, float((size.a + size.b * line.start).upper())), 0.5))
    return square.times(r / (2 * (1 + r))) + Quadratic(log_factor(n, r).upper())


@enter(LOG_BELOW, "HermiteBall")
def _log_hermite_below(line: Line, expr: Any) -> Bound:
    """The zeros of he_n lie in |w| < 2 sqrt(n), and |he_n| increases beyond."""
    order, argument = expr.args
    least = least_size(line, argument)
    if least is None or not least > 2 * arb(int(order)).sqrt():
        return None
    return Quadratic(abs(TABLE["HermiteBall"](acb(int(order)), acb(least), analytic=False).real).log().lower())
