"""Where an expression is real and analytic.

log(v) asks for v > 0, 1/v for v != 0, v**a for v > 0 unless a is a whole number. A place where only the formula
fails, such as sin(x)/x at 0, and one where the function is finite but not analytic, such as the zero of a square
under a root, cuts the piece in two.
"""

from __future__ import annotations

from sympy import AccumBounds, Expr, Pow, S, limit, log

from derive.language.errors import DeriveError, NotDefined
from derive.language.sign_line import sign_line
from derive.language.symbols import x


def analytic(expr: Expr, lower: Expr, upper: Expr) -> tuple[Expr, ...]:
    """The places inside (lower, upper) where the expression must be cut; raises NotDefined where it has no real value.

    >>> from sympy import oo, sin, sqrt
    >>> analytic(sin(x)/x, -oo, oo)
    (0,)
    >>> analytic(sqrt(x), -oo, oo)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    derive.language.errors.NotDefined: sqrt(x): it has no real value for -oo < x < 0. Try: ...
    """
    places: dict[Expr, None] = {}
    for part in expr.atoms(Pow, log):
        if part.has(x):
            places.update(dict.fromkeys(_delicate(part, lower, upper)))
    ends = [(lower, 1), (upper, -1), *((place, side) for place in places for side in (-1, 1))]
    for place, side in ends:
        if place.is_finite is not False and not _is_bounded(expr, place, side):
            raise NotDefined(str(expr), f"it is not bounded near x = {place}", "an expression that is finite on the whole line")
    return tuple(places)


def _is_bounded(expr: Expr, place: Expr, side: int) -> bool:
    """Whether the one-sided limit is finite; yes if it depends on parameters in a way that cannot be decided."""
    try:
        return is_finite(one_sided(expr, place, side))
    except DeriveError:
        return True


def _delicate(part: Expr, lower: Expr, upper: Expr) -> tuple[Expr, ...]:
    """The zeros of the base of a power or of the argument of a logarithm, in the interval."""
    base = part.args[0]
    whole = isinstance(part, Pow) and part.exp.is_integer
    if not base.has(x) or (whole and part.exp.is_positive) or base.is_positive:
        return ()
    sign, flips, touched = sign_line(base).between(lower, upper)
    if (flips or sign < 0) and not whole:
        bad = (lower, flips[0] if flips else upper) if sign < 0 else (flips[0], flips[1] if len(flips) > 1 else upper)
        stopped = f"it has no real value for {bad[0]} < x < {bad[1]}"
        raise NotDefined(str(part), stopped, "Abs(x), or Piecewise with other branches where it is not real")
    return (*flips, *touched)


def one_sided(expr: Expr, place: Expr, side: int) -> Expr:
    """The limit of the expression as x goes to `place` from the right (side 1) or from the left (side -1).

    >>> one_sided(x*log(x), 0, 1), one_sided((1 - 1/x)*x, 0, -1)
    (0, -1)
    """
    value = expr.subs(x, place)
    if is_finite(value):
        return value
    try:
        return limit(expr, x, place, "+" if side > 0 else "-")
    except (NotImplementedError, ValueError) as problem:
        stopped = "it does not follow from the assumptions on the parameters" if expr.free_symbols - {x} else "it could not be found"
        raise DeriveError(f"the limit of {expr} at x = {place}", stopped, "--set a value for each parameter") from problem


def is_finite(value: Expr) -> bool:
    """Whether a limit exists and is finite."""
    return not value.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, AccumBounds)
