"""A function on an interval as a regular part and powers of the distance to points outside it.

    f(x) = r(x) + sum_j A_j s_j^e_j log(s_j)^k_j exp(b_j x + g_j x^2),        s_j = |x - t_j|,

r being free of real powers and logarithms. Such functions are closed under sums; products close as long as each has one point t and exponentials and
polynomials beside it, polynomials being expanded around t.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import comb

from sympy import Add, Expr, Integer, Mul, Pow, S, cosh, expand, log, sinh
from sympy import exp as exponential

from derive.language.deciding.order import compare
from derive.language.errors import DeriveError
from derive.language.functions.power_sum import is_whole
from derive.language.moments.integrand import OutOfClass
from derive.language.symbols import x

LARGEST_POWER = 64


@dataclass(frozen=True)
class Spot:
    """s^exponent log(s)^log exp(tilt x + square x^2) with s = side (x - place) > 0."""

    place: Expr
    side: int
    exponent: Expr
    log: int
    tilt: Expr
    square: Expr

    def at(self, point: Expr) -> Expr:
        """The value at a point."""
        s = self.side * (point - self.place)
        return s**self.exponent * log(s) ** self.log * exponential(self.tilt * point + self.square * point**2)

    @property
    def key(self) -> tuple[Expr, int]:
        return self.exponent, self.log


@dataclass(frozen=True)
class Split:
    """`regular` + sum of coefficient * spot."""

    regular: Expr
    spots: Mapping[Spot, Expr]

    @classmethod
    def of(cls, regular: Expr, pairs: Iterable[tuple[Spot, Expr]]) -> Split:
        """Whole powers without logarithm go to the regular part."""
        total: dict[Spot, Expr] = {}
        for spot, value in pairs:
            if is_whole(spot.key):
                regular = regular + value * spot.at(x)
            else:
                total[spot] = total.get(spot, S.Zero) + value
        kept = {spot: expanded for spot, value in total.items() if (expanded := expand(value)) != 0}
        return cls(regular, kept)

    def __add__(self, other: Split) -> Split:
        return Split.of(self.regular + other.regular, (*self.spots.items(), *other.spots.items()))

    def __mul__(self, other: Split) -> Split:
        pairs = [(_product(s1, s2), a * b) for s1, a in self.spots.items() for s2, b in other.spots.items()]
        pairs += [pair for spot, a in self.spots.items() for pair in _times_regular(spot, a, other.regular)]
        pairs += [pair for spot, b in other.spots.items() for pair in _times_regular(spot, b, self.regular)]
        return Split.of(self.regular * other.regular, pairs)

    def xreplace(self, names: Mapping[Expr, Expr]) -> Split:
        """The same with expressions for letters."""
        spots = [(replace(s, tilt=s.tilt.xreplace(names), square=s.square.xreplace(names)), value.xreplace(names)) for s, value in self.spots.items()]
        return Split.of(self.regular.xreplace(names), spots)

    def __pow__(self, n: int) -> Split:
        result = Split(S.One, {})
        for _ in range(n):
            result = result * self
        return result


def _product(a: Spot, b: Spot) -> Spot:
    if (a.place, a.side) != (b.place, b.side):
        raise OutOfClass("powers of the distances to two points")
    return Spot(a.place, a.side, expand(a.exponent + b.exponent), a.log + b.log, expand(a.tilt + b.tilt), expand(a.square + b.square))


def _times_regular(spot: Spot, value: Expr, regular: Expr) -> Iterable[tuple[Spot, Expr]]:
    """x^n = (t + side s)^n beside the spot."""
    for coefficient, n, tilt, square in exponential_terms(regular):
        for j in range(n + 1):
            moved = Spot(spot.place, spot.side, expand(spot.exponent + j), spot.log, expand(spot.tilt + tilt), expand(spot.square + square))
            yield moved, value * coefficient * comb(n, j) * spot.place ** (n - j) * spot.side**j


def exponential_terms(expr: Expr) -> list[tuple[Expr, int, Expr, Expr]]:
    """(A, n, b, g) with expr = sum A x^n exp(b x + g x^2). Raises OutOfClass.

    >>> from sympy import exp
    >>> exponential_terms((x + 1)*exp(2*x)) == [(1, 1, 2, 0), (1, 0, 2, 0)]
    True
    >>> set(exponential_terms(2*sinh(x))) == {(1, 0, 1, 0), (-1, 0, -1, 0)}
    True
    """
    return [_exponential_term(term) for term in Add.make_args(expand(expr.rewrite([cosh, sinh], exponential))) if term != 0]


def _exponential_term(term: Expr) -> tuple[Expr, int, Expr, Expr]:
    constant, n, argument = S.One, 0, S.Zero
    for factor in Mul.make_args(term):
        base, exponent = factor.as_base_exp()
        if not factor.has(x):
            constant = constant * factor
        elif base == x and exponent.is_Integer and exponent > 0:
            n += int(exponent)
        elif isinstance(factor, exponential):
            argument = argument + factor.args[0]
        elif not base.has(x) and base.is_positive:
            argument = argument + exponent * log(base)
        else:
            raise OutOfClass(str(factor))
    coefficients = [expand(argument).coeff(x, k) for k in range(3)]
    if expand(argument - sum(a * x**k for k, a in enumerate(coefficients))) != 0:
        raise OutOfClass(str(term))
    return constant * exponential(coefficients[0]), n, coefficients[1], coefficients[2]


def read_split(expr: Expr, lower: Expr, upper: Expr) -> Split:
    """The expression on (lower, upper). Raises OutOfClass.

    >>> from sympy import Symbol, oo
    >>> a = Symbol("a", positive=True)
    >>> found = read_split((2*x - 2)**a + x, S.One, oo)
    >>> found.regular, [(spot.place, spot.exponent, value) for spot, value in found.spots.items()]
    (x, [(1, a, 2**a)])
    """
    if isinstance(expr, Add | Mul):
        parts = [read_split(arg, lower, upper) for arg in expr.args]
        result = parts[0]
        for part in parts[1:]:
            result = result + part if isinstance(expr, Add) else result * part
        return result
    if isinstance(expr, Pow) and expr.base.has(x) and not expr.exp.has(x):
        if expr.exp.is_Integer and 0 <= expr.exp <= LARGEST_POWER:
            return read_split(expr.base, lower, upper) ** int(expr.exp)
        place, side, n, scale = _monomial(expr.base, lower, upper, signed=expr.exp.is_Integer)
        return Split.of(S.Zero, [(Spot(place, side, expand(n * expr.exp), 0, S.Zero, S.Zero), scale**expr.exp)])
    if isinstance(expr, log) and expr.has(x):
        place, side, n, scale = _monomial(expr.args[0], lower, upper)
        return Split.of(log(scale), [(Spot(place, side, S.Zero, 1, S.Zero, S.Zero), Integer(n))])
    return Split(expr, {})


def _monomial(base: Expr, lower: Expr, upper: Expr, signed: bool = False) -> tuple[Expr, int, int, Expr]:
    """(t, side, n, A) with base = A (side (x - t))^n, A > 0 unless `signed`, and side (x - t) > 0 on the interval."""
    if not base.is_polynomial(x):
        raise OutOfClass(f"a power of {base}")
    poly = expand(base).as_poly(x)
    n = poly.degree()
    lead, following = poly.coeff_monomial(x**n), poly.coeff_monomial(x ** (n - 1))
    place = expand(-following / (n * lead))
    if expand(base - lead * (x - place) ** n) != 0:
        raise OutOfClass(f"a power of {base}, which has several roots")
    side = _side(place, lower, upper)
    if not (signed or (lead * side**n).is_positive):
        raise OutOfClass(f"a power of {base}, which is not known to be positive")
    return place, side, n, lead * side**n


def _side(place: Expr, lower: Expr, upper: Expr) -> int:
    try:
        if lower.is_finite and compare(place, lower) <= 0:
            return 1
        if upper.is_finite and compare(place, upper) >= 0:
            return -1
    except DeriveError as problem:
        raise OutOfClass(str(problem)) from problem
    raise OutOfClass(f"a power of the distance to {place}, inside its interval")
