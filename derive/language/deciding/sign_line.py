"""Where is an analytic expression positive? Its sign at -oo and its real zeros, each odd (the sign changes) or even.

Affine and quadratic expressions, polynomials with rational coefficients, products, powers, monotone functions of these (`levels`), sums with square
roots (`radicals`) and polynomials in one function (`substituted`) are solved exactly; for other sums the zeros of the derivative tell where they are monotone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import lru_cache

import sympy
from sympy import Add, ComplexRootOf, Expr, Mul, Poly, Pow, Rational, atan, erf, exp, expand, factor, log, pi, real_roots, sqrt, tanh

from derive.language.deciding.levels import Line, level_line
from derive.language.deciding.order import compare, constant_sign, decided_sign
from derive.language.deciding.radicals import radical_line
from derive.language.deciding.range import bounds, half_turns
from derive.language.deciding.signs import NEGATIVE, POSITIVE, SignLine, Zero, joined
from derive.language.deciding.substituted import composed, substituted_line
from derive.language.errors import DeriveError, UndecidedSign
from derive.language.special.polynomial_root import real_root
from derive.language.symbols import x

HIGHEST_DEGREE = 24


@lru_cache(maxsize=4096)
def sign_line(expr: Expr) -> SignLine:
    """The signs of an expression in x on the real line.

    >>> sign_line(x**2 - 2)
    SignLine(start=1, zeros=(Zero(at=-sqrt(2), odd=True), Zero(at=sqrt(2), odd=True)))
    >>> b = sympy.Symbol("b", positive=True)
    >>> sign_line(1 - exp(x/b)), sign_line(x - tanh(x)).start
    (SignLine(start=1, zeros=(Zero(at=0, odd=True),)), -1)
    """
    simple = _constant, _definite, _affine, _product, _power, _function, _polynomial, _wave, _level, _factored
    for method in (*simple, _bounded, _logarithm, _substituted, _radical, _between_extrema):
        line = method(expr)
        if line is not None:
            return line
    oscillates = expr.has(sympy.sin, sympy.cos)
    stopped = "there may be infinitely many" if oscillates else "they cannot be found exactly"
    raise DeriveError(f"the zeros of {expr}", stopped, f"Piecewise with {'finitely many' if oscillates else 'the'} intervals spelled out")


def _constant(u: Expr) -> SignLine | None:
    return None if u.has(x) else SignLine(decided_sign(u))


def _definite(u: Expr) -> SignLine | None:
    if u.is_positive:
        return POSITIVE
    return NEGATIVE if u.is_negative else None


def _affine(u: Expr) -> SignLine | None:
    slope = u.diff(x)
    if slope.has(x):
        return None
    sign = decided_sign(slope)
    offset = u.subs(x, 0)
    return SignLine(decided_sign(offset)) if sign == 0 else SignLine(-sign, (Zero(expand(-offset / slope), True),))


def _product(u: Expr) -> SignLine | None:
    return joined(map(sign_line, u.args)) if isinstance(u, Mul) else None


def _power(u: Expr) -> SignLine | None:
    """v**n has the sign of v for odd n; otherwise it is not negative where it is defined."""
    if not isinstance(u, Pow):
        return None
    line = sign_line(u.base)
    if u.exp.is_integer and u.exp.is_odd:
        return line
    return SignLine(1, tuple(Zero(zero.at, False) for zero in line.zeros))


def _function(u: Expr) -> SignLine | None:
    if isinstance(u, ODD_INCREASING):
        return sign_line(u.args[0])
    if isinstance(u, sympy.Abs):
        return SignLine(1, tuple(Zero(zero.at, False) for zero in sign_line(u.args[0]).zeros))
    return sign_line(u.args[0] - 1) if isinstance(u, log) else None


ODD_INCREASING = (tanh, erf, atan, sympy.sinh, sympy.asinh)


def _wave(u: Expr) -> SignLine | None:
    """sin(w) with w in a bounded range: it has the sign of the product of w - k pi over all k pi in that range, up to one sign; cos(w) = sin(w + pi/2).

    >>> sign_line(sympy.sin(2 * atan(x))), sign_line(sympy.cos(tanh(x)))
    (SignLine(start=-1, zeros=(Zero(at=0, odd=True),)), SignLine(start=1, zeros=()))
    """
    if not isinstance(u, sympy.sin | sympy.cos):
        return None
    inner, shift = u.args[0], Rational(isinstance(u, sympy.cos), 2)
    zeros = half_turns(bounds(inner, x), shift)
    if zeros is None or len(zeros) > HIGHEST_DEGREE:
        return None
    highest = SignLine(1 if zeros.stop % 2 else -1)  # above the last one
    return joined((highest, *(sign_line(inner - (k - shift) * pi) for k in zeros)))


def _polynomial(u: Expr) -> SignLine | None:
    if not u.is_polynomial(x):
        return None
    poly = Poly(u, x)
    if poly.degree() == 2:
        return _quadratic(*poly.all_coeffs())
    if poly.degree() > HIGHEST_DEGREE or not all(isinstance(value, Rational) for value in poly.all_coeffs()):
        return None
    if poly.degree() == 4 and not (poly.nth(1) or poly.nth(3)):
        return composed(poly.nth(4) * x**2 + poly.nth(2) * x + poly.nth(0), x**2, sign_line)
    roots = [real_root(root.poly, root.index) if isinstance(root, ComplexRootOf) else root for root in real_roots(poly)]
    start = decided_sign(poly.LC()) * (-1) ** poly.degree()
    return SignLine(start, tuple(Zero(root, roots.count(root) % 2 == 1) for root in dict.fromkeys(roots)))


def _quadratic(a: Expr, b: Expr, c: Expr) -> SignLine:
    sign, discriminant = decided_sign(a), factor(b**2 - 4 * a * c)
    inside = decided_sign(discriminant)
    if inside < 0:
        return SignLine(sign)
    if inside == 0:
        return SignLine(sign, (Zero(-b / (2 * a), False),))
    roots = ((-b - sqrt(discriminant)) / (2 * a), (-b + sqrt(discriminant)) / (2 * a))
    return SignLine(sign, tuple(Zero(expand(root), True) for root in roots[::sign]))


def _level(u: Expr) -> SignLine | None:
    """A f(w) + B.

    >>> sign_line(2 * erf(x) - 1).zeros
    (Zero(at=erfinv(1/2), odd=True),)
    """
    return level_line(u, sign_line)


def _radical(u: Expr) -> SignLine | None:
    return _unless_open(radical_line, u)


def _substituted(u: Expr) -> SignLine | None:
    return _unless_open(substituted_line, u)


def _unless_open(method: Callable[[Expr, Line], SignLine | None], u: Expr) -> SignLine | None:
    """What a method says; None where zeros that it needs are not known; raises UndecidedSign where they depend on parameters."""
    try:
        return method(u, sign_line)
    except UndecidedSign:
        raise
    except DeriveError:
        return None


def _logarithm(u: Expr) -> SignLine | None:
    """a log(w) + v has the sign of a (w - exp(-v/a)).

    >>> sign_line(x - log(1 + exp(x)))
    SignLine(start=-1, zeros=())
    """
    logarithms = [part for part in Add.make_args(u) if part.has(log)]
    factor_, inner = logarithms[0].as_independent(x, as_Add=False) if len(logarithms) == 1 else (u, u)
    if not isinstance(inner, log) or inner == u:
        return None
    try:
        return joined((SignLine(decided_sign(factor_)), sign_line(inner.args[0] - exp(expand((logarithms[0] - u) / factor_)))))
    except DeriveError:
        return None


def _factored(u: Expr) -> SignLine | None:
    product = factor(u)
    return sign_line(product) if isinstance(product, Mul | Pow) and product != u else None


def _bounded(u: Expr) -> SignLine | None:
    """The sign of an expression bounded away from the other one."""
    low, high = bounds(u, x)
    if low.is_finite and constant_sign(low) == 1:
        return POSITIVE
    return NEGATIVE if high.is_finite and constant_sign(high) == -1 else None


def _between_extrema(u: Expr) -> SignLine | None:
    """Between two neighbours among -oo, the places where u' changes its sign, and oo, u is strictly monotone: it has one zero there or none.

    >>> sign_line(exp(x) - 1 - x), sign_line(exp(x) - 2 * x).zeros
    (SignLine(start=1, zeros=(Zero(at=0, odd=False),)), ())
    """
    if _derivatives.get() == MOST_DERIVATIVES:
        return None
    token = _derivatives.set(_derivatives.get() + 1)
    try:
        if not _continuous(u):
            return None
        direction, turns, flat = (_of_one_sign(u.diff(x)) or sign_line(u.diff(x))).between(-sympy.oo, sympy.oo)
        heights = [decided_sign(u.subs(x, turn)) for turn in turns]
        return _of_branches(u, direction, turns, heights, (*flat, *_natural_places(u)))
    except DeriveError:
        return None
    finally:
        _derivatives.reset(token)


def _continuous(u: Expr) -> bool:
    """No power has a pole or an end of its domain on the line, nor has a logarithm."""
    powers = [part for part in u.atoms(Pow) if not (part.exp.is_integer and part.exp.is_positive)]
    lines = [sign_line(part.args[0]) for part in (*powers, *u.atoms(log)) if part.args[0].has(x)]
    return all(line.start == 1 and not line.zeros for line in lines)


def _of_one_sign(slope: Expr) -> SignLine | None:
    """1 - cos(x): zeros without a change of sign, be they infinitely many, leave a function monotone."""
    low, high = bounds(slope, x)
    if low.is_finite and constant_sign(low) in (0, 1):
        return POSITIVE
    return NEGATIVE if high.is_finite and constant_sign(high) in (0, -1) else None


def _of_branches(u: Expr, direction: int, turns: tuple[Expr, ...], heights: list[int], places: Iterable[Expr]) -> SignLine:
    """`direction` is the sign of u' at -oo, `heights` are the signs of u at the turns; zeros on a branch are looked for among `places`."""
    found = [Zero(turn, False) for turn, height in zip(turns, heights, strict=True) if height == 0]
    start = heights[0] if heights and heights[0] else -direction
    ends = zip((-sympy.oo, *turns), (None, *heights), (*turns, sympy.oo), (*heights, None), strict=True)
    for lower, left, upper, right in ends:
        rises = left is None or left * direction < 0
        if rises and (right is None or right * direction > 0):
            found.append(Zero(_only_zero(u, lower, upper, places), True))
            start = -direction if left is None else start
        direction = -direction
    return SignLine(start, tuple(found))


def _only_zero(u: Expr, lower: Expr, upper: Expr, places: Iterable[Expr]) -> Expr:
    for place in places:
        if compare(place, lower) > 0 and compare(place, upper) < 0 and constant_sign(u.subs(x, place)) == 0:
            return place
    raise DeriveError(f"the zeros of {u}", "one may lie where the function is monotone, and is not known exactly", "Piecewise with the intervals spelled out")


def _natural_places(u: Expr) -> tuple[Expr, ...]:
    """0 and the zeros of the affine parts of u."""
    affine = (part for part in sympy.preorder_traversal(u) if part.has(x) and not part.diff(x).has(x))
    return tuple(dict.fromkeys((Rational(0), *(expand(-part.subs(x, 0) / part.diff(x)) for part in affine))))


MOST_DERIVATIVES = 3
_derivatives = ContextVar("derivatives taken on the way to the zeros of one function", default=0)
