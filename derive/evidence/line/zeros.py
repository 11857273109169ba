"""All real zeros of a function of one letter, as balls.

A complete list of the points where the function may change its sign: of a polynomial (exactly isolated), of a
product, of a monotone function of such, and of a shifted monotone function, c + k f(u) = 0 where u = f^(-1)(-c/k).
`None` means that no complete list could be proven, never that there are no zeros.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import acb, acb_poly, arb, arb_poly, fmpq, fmpq_poly, fmpz_poly
from sympy import Add, Dummy, Expr, Mul, Pow, Symbol, exp, log

from derive.evidence.balls.removable import RemovableBall, W
from derive.evidence.balls.scalar import Point, compile_ball, constant, real_part
from derive.evidence.line.polynomials import coefficients
from derive.evidence.line.positive_form import positive_by_form
from derive.evidence.line.slope import by_slope

POSITIVE = {"exp", "cosh", "sech", "erfc", "Phi"}
ODD_MONOTONE = {"tanh", "sinh", "atan", "asinh", "erf", "erfi", "sign", "asin", "atanh", "Abs"}
INVERSES: dict[str, Callable[[arb], arb | None]] = {
    "exp": lambda y: y.log() if y > 0 else None if y <= 0 else arb("nan"),
    "tanh": lambda y: y.atanh() if -1 < y < 1 else None if abs(y) >= 1 else arb("nan"),
    "sinh": lambda y: y.asinh(),
    "asinh": lambda y: y.sinh(),
    "log": lambda y: y.exp(),
    "erf": lambda y: y.erfinv() if -1 < y < 1 else None if abs(y) >= 1 else arb("nan"),
    "erfc": lambda y: y.erfcinv() if 0 < y < 2 else None if abs(y - 1) >= 1 else arb("nan"),
    "Phi": lambda y: (2 * y - 1).erfinv() * arb(2).sqrt() if 0 < y < 1 else None if abs(2 * y - 1) >= 1 else arb("nan"),
}


def zeros(expr: Expr, letter: Symbol, at: Point) -> list[arb] | None:
    """Balls that together contain every real zero of `expr` (none for a function that vanishes everywhere), or None
    where that is not known."""
    if letter not in expr.free_symbols:
        return []
    polynomial = coefficients(expr, letter, at)
    if polynomial is not None:
        return polynomial_zeros(polynomial)
    if isinstance(expr, Mul):
        return _union([zeros(factor, letter, at) for factor in expr.args])
    if isinstance(expr, Pow) and letter not in expr.args[1].free_symbols:
        return zeros(expr.args[0], letter, at)
    if isinstance(expr, RemovableBall):
        return _zeros_of_quotient(expr, letter, at)
    name = type(expr).__name__
    if name in POSITIVE:
        return []
    if name in ODD_MONOTONE:
        return zeros(expr.args[0], letter, at)
    if name == "log":
        return _union([zeros(expr.args[0], letter, at), zeros(expr.args[0] - 1, letter, at)])
    if not isinstance(expr, Add):
        return None
    if positive_by_form(expr, letter) or positive_by_form(-expr, letter):
        return []
    for way in (_level, _logarithm):
        found = way(expr, letter, at)
        if found is not None:
            return found
    return by_slope(expr, letter, at, zeros)


def _zeros_of_quotient(expr: RemovableBall, letter: Symbol, at: Point) -> list[arb] | None:
    """Zeros of the numerator at which the quotient is not seen to be another number."""
    above = zeros(expr.parts[1].xreplace({W: expr.args[0]}), letter, at)
    value = compile_ball(expr, (letter,), at)
    return None if above is None else [ball for ball in above if value(acb(ball), False).contains(0) or not value(acb(ball), False).is_finite()]


def _union(lists: list[list[arb] | None]) -> list[arb] | None:
    found: list[arb] = []
    for one in lists:
        if one is None:
            return None
        found.extend(one)
    return found


def _level(expr: Add, letter: Symbol, at: Point) -> list[arb] | None:
    """Zeros of c + k f(u) for a monotone f of known inverse."""
    shift, rest = expr.as_independent(letter, as_Add=True)
    scale, core = rest.as_independent(letter, as_Add=False)
    inverse = INVERSES.get(type(core).__name__)
    if inverse is None:
        return None
    c, k = _real(constant(shift, at)), _real(constant(scale, at))
    level = inverse(-c / k)
    if level is None:
        return []
    if not level.is_finite():
        return None
    value = Dummy("level")
    return zeros(core.args[0] - value, letter, {**at, value: level})


def _logarithm(expr: Add, letter: Symbol, at: Point) -> list[arb] | None:
    """Zeros of a log(w) + v are those of w - exp(-v/a)."""
    logarithms = [part for part in expr.args if part.has(log)]
    scale, core = logarithms[0].as_independent(letter, as_Add=False) if len(logarithms) == 1 else (expr, expr)
    return zeros(core.args[0] - exp((logarithms[0] - expr) / scale), letter, at) if isinstance(core, log) else None


def _real(value: Any) -> arb:
    return arb(value) if isinstance(value, fmpq) else real_part(value)


def polynomial_zeros(values: list[Any]) -> list[arb] | None:
    """Real zeros of sum values[k] x^k; the coefficients are fractions (exact) or balls."""
    values = list(values)
    while values and values[-1] == 0:
        values.pop()
    if len(values) <= 1:
        return []
    if all(isinstance(value, fmpq) for value in values):
        return _rational_zeros(fmpq_poly(values).numer())
    balls = [_real(value) for value in values]
    if balls[-1].contains(0) or not all(ball.is_finite() for ball in balls):
        return None
    if len(balls) == 2:
        return [-balls[0] / balls[1]]
    return _quadratic_zeros(balls) if len(balls) == 3 else _isolated_zeros(balls)


def _rational_zeros(polynomial: fmpz_poly) -> list[arb]:
    """Zeros of an integer polynomial: the rational ones as correctly rounded fractions, the others isolated by Arb."""
    found: list[arb] = []
    for factor, _ in polynomial.factor()[1]:
        if factor.degree() == 1:
            found.append(arb(fmpq(-factor[0], factor[1])))
        else:
            isolated: list[Any] = list(factor.complex_roots())
            found.extend(root.real for root, _ in isolated if root.imag == 0)
    return found


def _quadratic_zeros(balls: list[arb]) -> list[arb] | None:
    c, b, a = balls
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return []
    if not discriminant > 0:
        return None
    root = discriminant.sqrt()
    return [(-b - root) / (2 * a), (-b + root) / (2 * a)]


def _isolated_zeros(balls: list[arb]) -> list[arb] | None:
    """Of a polynomial with real coefficients all of whose roots are found apart; a real one is where the sign changes, and is refined by Newton's method."""
    polynomial = arb_poly(balls)
    try:
        found: list[acb] = acb_poly(balls).roots()
    except ValueError:
        return None
    near = [root.real for root in found if root.imag.contains(0)]
    if not all(polynomial(place.lower()) * polynomial(place.upper()) < 0 for place in near):
        return None
    return [_refined(polynomial, place) for place in near]


def _refined(polynomial: arb_poly, place: arb) -> arb:
    while (step := place.mid() - polynomial(arb(place.mid())) / polynomial.derivative()(place)).is_finite():
        better = place.intersection(step)
        if not better.rad() < place.rad() / 2:
            return better
        place = better
    return place
