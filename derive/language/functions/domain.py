"""Where an expression is real and analytic.

log(v) asks for v > 0, 1/v for v != 0, v**a for v > 0 unless a is a whole number. A place where only the formula
fails, such as sin(x)/x at 0, and one where the function is finite but not analytic, such as the zero of a square
under a root, cuts the piece in two; so does one where it is unbounded but integrable, such as 0 for log(|x|).
"""

from __future__ import annotations

from sympy import AccumBounds, Add, Expr, Mul, Pow, S, cancel, cos, expand, fraction, log, oo, pi, resultant, sin, tan, together

from derive.language.deciding.limits import found_limit
from derive.language.deciding.order import compare, constant_sign, decided_sign
from derive.language.deciding.sign_line import sign_line
from derive.language.deciding.zero import is_zero
from derive.language.errors import DeriveError, NotDefined, NotIntegrable
from derive.language.functions.analytic_zero import like_a_power
from derive.language.functions.power_sum import NotPowers, PowerSum, read_powers
from derive.language.symbols import x

NEAREST = (0, 1, -1, 2)  # of a row of poles
IS_NOT, UNSEEN = "is not", "is not seen to be"
UNDECIDED = "it does not follow from the assumptions on the parameters"


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
    _refuse_poles(expr, lower, upper)
    _refuse_rows_of_poles(expr, lower, upper)
    places: dict[Expr, None] = {}
    for part in expr.atoms(Pow, log):
        if part.has(x):
            places.update(dict.fromkeys(_delicate(part, lower, upper)))
    ends = [(lower, 1), (upper, -1), *((place, side) for place in places for side in (-1, 1))]
    for place, side in ends:
        if place.is_finite is not False and not _is_bounded(expr, place, side) and (integrable := _is_integrable(expr, place, side)) is not True:
            raise _refusal(expr, IS_NOT if integrable is False else UNSEEN, place)
    return tuple(places)


def _refusal(expr: Expr, what: str, place: Expr) -> NotDefined:
    kind = NotIntegrable if what == IS_NOT else NotDefined
    return kind(str(expr), f"it {what} integrable near x = {place}", "an expression that is integrable on every interval")


def _refuse_poles(expr: Expr, lower: Expr, upper: Expr) -> None:
    """Raises NotDefined if a rational factor in lowest terms has a pole in [lower, upper] where the other factors are not known to vanish."""
    factors = Mul.make_args(expr)
    below = [factor for factor in factors if isinstance(factor, Pow) and factor.exp.is_negative]
    rational = Mul(*(factor for factor in factors if factor.is_rational_function(x)))
    if not rational.has(x) or rational.is_polynomial(x) or (below and all(factor.base.is_positive for factor in below)):
        return
    above, denominator = fraction(cancel(together(rational)))
    others = expr / rational
    for zero in sign_line(denominator).zeros:
        if _is_inside(zero.at, lower, upper) and decided_sign(resultant(above, denominator, x)):
            _refuse_unless_zero(expr, others.subs(x, zero.at), zero.at)


def _is_inside(place: Expr, lower: Expr, upper: Expr) -> bool:
    return (lower == -oo or compare(place, lower) >= 0) and (upper == oo or compare(place, upper) <= 0)


def _refuse_rows_of_poles(expr: Expr, lower: Expr, upper: Expr) -> None:
    """The same for one of the zeros of a sine or cosine of an affine argument below."""
    written = expr.replace(tan, lambda v: sin(v) / cos(v))
    for factor in Mul.make_args(written):
        base, exponent = factor.as_base_exp()
        if not (isinstance(base, sin | cos) and exponent.is_integer and exponent.is_negative):
            continue
        slope, first = base.args[0].diff(x), -base.args[0].subs(x, 0) + (pi / 2 if isinstance(base, cos) else 0)
        places = [] if slope.has(x) else [expand((first + k * pi) / slope) for k in NEAREST]
        for place in places:
            if _is_inside(place, lower, upper):
                _refuse_unless_zero(expr, (written / factor).subs(x, place), place)


def _refuse_unless_zero(expr: Expr, beside: Expr, place: Expr) -> None:
    """Raises NotDefined where the value beside a pole is not 0, or is not known to be for all parameters."""
    if is_zero(beside):
        return
    if constant_sign(beside) is not None:
        raise _refusal(expr, IS_NOT, place)
    if beside.free_symbols:
        raise _refusal(expr, UNSEEN, place)


def _is_integrable(expr: Expr, place: Expr, side: int) -> bool | None:
    """Whether the terms that are not bounded are integrable beside the place; None where that is not seen, as where two that are not may cancel.

    >>> from sympy import Abs, log, sin
    >>> found = [_is_integrable(f, S.Zero, 1) for f in (sin(x) / x + log(x), 1 / x + log(x), 1 / x + 1 / x**2, 1 / x - 1 / sin(x) + log(x))]
    >>> print(found)
    [True, False, False, None]
    """
    verdicts = {term: _is_term_integrable(term, place, side) for term in Add.make_args(expr) if not _is_bounded(term, place, side)}
    if None in verdicts.values():
        return None
    singular = [term for term, verdict in verdicts.items() if verdict is False]
    if len(singular) < 2:
        return not singular
    return _integrable_powers(Add(*singular), place, side)


def _is_term_integrable(term: Expr, place: Expr, side: int) -> bool | None:
    """Whether the factors that are not bounded are powers and logarithms of the distance with an exponent above -1; a zero of the others may mend it."""
    factors = Mul.make_args(term)
    bounded = [_is_bounded(factor, place, side) for factor in factors]
    pairs = list(zip(factors, bounded, strict=True))
    singular = Mul(*(like_a_power(factor, place, side) for factor, is_bounded in pairs if not is_bounded))
    others = Mul(*(factor for factor, is_bounded in pairs if is_bounded))
    found = _integrable_powers(singular, place, side)
    if found is False and not constant_sign(one_sided(others, place, side)):
        return _integrable_powers(singular * others, place, side)
    return found


def _integrable_powers(expr: Expr, place: Expr, side: int) -> bool | None:
    """Whether a sum of powers and logarithms is, for some values of the parameters at least; None where the expression is not seen to be one."""
    powers = _powers(expr, place, side)
    return None if powers is None else powers.integrable() is not False


def _powers(expr: Expr, place: Expr, side: int) -> PowerSum | None:
    """The expression as a sum of powers and logarithms of the distance |x - place|."""
    try:
        return read_powers(expr, side, place)
    except NotPowers:
        return None


def _is_bounded(expr: Expr, place: Expr, side: int) -> bool:
    """Whether the one-sided limit is finite; yes if it depends on parameters in a way that cannot be decided."""
    try:
        return is_finite(one_sided(expr, place, side))
    except DeriveError:
        return True


def _delicate(part: Expr, lower: Expr, upper: Expr) -> tuple[Expr, ...]:
    """The zeros of the base of a power or of the argument of a logarithm, in the interval."""
    base = part.args[0]
    if base.is_zero:
        return _powers_of_zero(part, lower, upper)
    whole = isinstance(part, Pow) and part.exp.is_integer
    if not base.has(x) or (whole and part.exp.is_positive) or base.is_positive:
        return ()
    sign, flips, touched = sign_line(base).between(lower, upper)
    if (flips or sign < 0) and not whole:
        bad = (lower, flips[0] if flips else upper) if sign < 0 else (flips[0], flips[1] if len(flips) > 1 else upper)
        stopped = f"it has no real value for {bad[0]} < x < {bad[1]}"
        raise NotDefined(str(part), stopped, "Abs(x), or Piecewise with other branches where it is not real")
    return (*flips, *touched)


def _powers_of_zero(part: Expr, lower: Expr, upper: Expr) -> tuple[Expr, ...]:
    """0^v is 0 where v > 0 and has no value where v < 0."""
    sign, flips, touched = sign_line(part.args[1]).between(lower, upper)
    if flips or sign < 0:
        raise NotDefined(str(part), "it is 0 to a negative power", "Piecewise with another branch there")
    return touched


def one_sided(expr: Expr, place: Expr, side: int) -> Expr:
    """The limit of the expression as x goes to `place` from the right (side 1) or from the left (side -1).

    >>> one_sided(x*log(x), 0, 1), one_sided((1 - 1/x)*x, 0, -1)
    (0, -1)
    """
    powers = _powers(expr, place, side) if _is_delicate(expr) else None
    if powers is not None:
        value = powers.limit()
        if value is None:
            raise DeriveError(f"the limit of {expr} at x = {place}", UNDECIDED, "--set a value for each parameter")
        return value
    value = expr.subs(x, place)
    if is_finite(value):
        return value
    found = found_limit(expr, x, place, "+" if side > 0 else "-")
    if found is None:
        stopped = UNDECIDED if expr.free_symbols - {x} else "it could not be found"
        raise DeriveError(f"the limit of {expr} at x = {place}", stopped, "--set a value for each parameter")
    return found


def _is_delicate(expr: Expr) -> bool:
    """Whether the expression has a power or logarithm of x that need not be analytic."""
    return any(part.has(x) and not (isinstance(part, Pow) and part.exp.is_Integer and part.exp.is_positive) for part in expr.atoms(Pow, log))


def is_finite(value: Expr) -> bool:
    """Whether a limit exists and is finite."""
    return not value.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, AccumBounds)
