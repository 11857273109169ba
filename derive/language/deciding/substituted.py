"""The signs of an expression in one function of x, such as a polynomial in exp(x): those of the same expression in a variable, at its values."""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd, lcm

from sympy import Expr, Integer, Pow, Rational, exp, expand

from derive.language.deciding.levels import EVEN, INCREASING, Line
from derive.language.deciding.signs import SignLine, Zero, joined
from derive.language.symbols import x

ONE = Integer(1)


def substituted_line(u: Expr, sign_line: Line) -> SignLine | None:
    """With u = F(g(x)), F(t) = s prod (t - r)^m in sign, the signs of s prod (g - r)^m; None for other expressions.

    >>> from derive.language.deciding.sign_line import sign_line
    >>> substituted_line(exp(2*x) - 5*exp(x) + 6, sign_line).zeros
    (Zero(at=log(2), odd=True), Zero(at=log(3), odd=True))
    """
    return next((composed(body, function, sign_line) for function, body in _functions(u)), None)


def composed(body: Expr, function: Expr, sign_line: Line) -> SignLine:
    """The signs of F(g(x)), F and g functions of x."""
    line = sign_line(body)
    last = line.start * (-1) ** sum(zero.odd for zero in line.zeros)
    return joined((SignLine(last), *(_through(sign_line(function - zero.at), zero.odd) for zero in line.zeros)))


def _through(line: SignLine, odd: bool) -> SignLine:
    """Of a power of a factor whose signs these are."""
    return line if odd else SignLine(1, tuple(Zero(zero.at, False) for zero in line.zeros))


def _functions(u: Expr) -> Iterator[tuple[Expr, Expr]]:
    """(g, F) with u = F(g) and F, a function of x, simpler."""
    for function, parts in (_exponential(u), _root(u), *((node, {node: x}) for node in u.atoms(*INCREASING, *EVEN) if not isinstance(node, exp))):
        if function is None or not function.has(x) or u.xreplace(dict.fromkeys(parts, ONE)).has(x):
            continue
        body = _without_inverses(u.xreplace(parts)) if isinstance(function, exp) else u.xreplace(parts)
        if body.diff(x).has(x):  # an affine F leads nowhere
            yield function, body


def _exponential(u: Expr) -> tuple[Expr | None, dict[Expr, Expr]]:
    """exp(a) and powers of x for all exponentials, where all have whole multiples of a."""
    found = [part for part in u.atoms(exp) if part.has(x)]
    ratios = [(part.args[0] / found[0].args[0]).cancel() for part in found]
    step = _step(ratios)
    return (None, {}) if step is None else (exp(found[0].args[0] * step), {part: x ** (ratio / step) for part, ratio in zip(found, ratios, strict=True)})


def _root(u: Expr) -> tuple[Expr | None, dict[Expr, Expr]]:
    """w^(1/n) and powers of x for all powers of w."""
    found = [part for part in u.atoms(Pow) if part.has(x) and isinstance(part.exp, Rational) and not part.exp.is_integer]
    step = _step([part.exp for part in found])
    if step is None or len({part.base for part in found}) > 1:
        return None, {}
    return found[0].base ** step, {found[0].base: x ** (1 / step), **{part: x ** (part.exp / step) for part in found}}


def _step(ratios: list[Expr]) -> Rational | None:
    """The largest number of which all are whole multiples."""
    if not ratios or not all(isinstance(ratio, Rational) for ratio in ratios):
        return None
    return Rational(gcd(*(int(ratio.p) for ratio in ratios)), lcm(*(int(ratio.q) for ratio in ratios)))


def _without_inverses(body: Expr) -> Expr:
    """Times the power of x, which is positive, that leaves a polynomial in it a polynomial."""
    powers = [-part.exp for part in body.atoms(Pow) if part.base == x and part.exp.is_negative]
    return expand(body * x ** max(powers)) if powers else body
