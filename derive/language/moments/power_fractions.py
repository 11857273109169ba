"""Functions of t > 0 that are sums of real powers, with a logarithm or without, times Gaussians times rational functions.

    f(t) = sum_j t^e_j log(t)^k_j exp(g_j t^2) R_j(t),        k_j = 0 or 1,  R_j a sum of partial fractions.

They are closed under sums and products. Exponents that differ by whole numbers are joined, and t R(t) is a sum of partial fractions again, so that each
exponent is brought into (-1, 0] where it is known to be above that: t^(3/2)/(1 + t^2) = t^(-1/2) (1 - 1/(1 + t^2)).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sympy import Add, Expr, Mul, Pow, S, Symbol, exp, expand, log

from derive.language.deciding.order import constant_sign
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import log_form, power_form
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.rational import HIGHEST, PartialFractions, Simple, read_fractions

Key = tuple[Expr, Expr, int]  # e, g and k


@dataclass(frozen=True)
class PowerFractions:
    """The sum of t^e log(t)^k exp(g t^2) R(t) over the `terms`, R by (e, g, k)."""

    terms: Mapping[Key, PartialFractions]

    @classmethod
    def of(cls, pairs: Iterable[tuple[Key, PartialFractions]]) -> PowerFractions:
        """Exponents that differ by whole numbers are joined at the lowest of them."""
        found: dict[Key, PartialFractions] = {}
        for (e, g, k), part in pairs:
            base = next((other for other, *rest in found if rest == [g, k] and expand(e - other).is_Integer), None)
            if base is None:
                found[e, g, k] = part
                continue
            steps = int(expand(e - base))
            before = found.pop((base, g, k))
            low, joined = (e, part + times_power(before, -steps)) if steps < 0 else (base, before + times_power(part, steps))
            found[low, g, k] = joined
        return cls({key: part for key, part in found.items() if part.terms})

    def __add__(self, other: PowerFractions) -> PowerFractions:
        return PowerFractions.of([*self.terms.items(), *other.terms.items()])

    def __mul__(self, other: PowerFractions) -> PowerFractions:
        pairs = ((a, p, b, r) for a, p in self.terms.items() for b, r in other.terms.items())
        return PowerFractions.of((_joined(a, b), p * r) for a, p, b, r in pairs)

    def __pow__(self, n: int) -> PowerFractions:
        if not 1 <= n <= HIGHEST:
            raise OutOfClass("a power of a sum of powers")
        result = self
        for _ in range(n - 1):
            result = result * self
        return result

    def settled(self) -> PowerFractions:
        """Exponents in (-1, 0] where they are known to be above that, else as near to that as the zeros and poles of R at 0 allow."""
        pairs = ((rest, *settled_exponent(e, part)) for (e, *rest), part in self.terms.items())
        return PowerFractions.of(((e, g, k), part) for (g, k), e, part in pairs)

    @property
    def broken(self) -> bool:
        """Some power is not whole, or there is a logarithm."""
        return any(k or not e.is_Integer for e, _, k in self.terms)

    @property
    def has_poles(self) -> bool:
        """Some R is no polynomial."""
        return any(simple.degree for part in self.terms.values() for simple in part.terms)


def _joined(a: Key, b: Key) -> Key:
    if a[2] + b[2] > 1:
        raise OutOfClass("a power of a logarithm")
    return expand(a[0] + b[0]), expand(a[1] + b[1]), a[2] + b[2]


def times_power(part: PartialFractions, n: int) -> PartialFractions:
    """t^n R(t), n of any sign."""
    if n >= 0:
        return part * PartialFractions.monomial(part.field.one, n)
    return part * PartialFractions(part.field, {Simple(0, 1, part.field.zero, Fraction(-n)): part.field.one})


def settled_exponent(e: Expr, part: PartialFractions) -> tuple[Expr, PartialFractions]:
    """Another (e, R) with the same t^e R(t)."""
    e, part = without_pole(e, part)
    if not _is_positive(e + 1):
        e, part = leading_exponent(e, part)
    for _ in range(HIGHEST):
        if not _is_positive(e):
            return e, part
        e, part = expand(e - 1), times_power(part, 1)
    raise OutOfClass("a power that is too high")


def leading_exponent(e: Expr, part: PartialFractions) -> tuple[Expr, PartialFractions]:
    """(e, R) with R finite and not zero at 0."""
    e, part = without_pole(e, part)
    for _ in range(HIGHEST):
        if value_at_zero(part) or not part.terms:
            return e, part
        e, part = expand(e + 1), times_power(part, -1)
    raise OutOfClass("a function with a zero of high order")


def without_pole(e: Expr, part: PartialFractions) -> tuple[Expr, PartialFractions]:
    """(e, R) with R finite at 0."""
    depth = max((int(simple.power) for simple in part.terms if simple.degree == 1 and not simple.pole), default=0)
    return (expand(e - depth), times_power(part, depth)) if depth else (e, part)


def value_at_zero(part: PartialFractions) -> Form:
    """R(0) for R without a pole there."""
    field = part.field
    values = (value * _at_zero(simple, field) for simple, value in part.terms.items() if simple.k == 0)
    return sum(values, start=field.zero)


def _at_zero(simple: Simple, field: Field) -> Form:
    if simple.pole is None:
        return field.one
    return power_form(simple.pole, field.number(-simple.power))


def _is_positive(e: Expr) -> bool:
    return bool(e.is_positive) or constant_sign(e) == 1


def read_power_fractions(expr: Expr, t: Symbol, field: Field) -> PowerFractions:
    """A function of the positive letter t from sympy. Raises OutOfClass."""
    if isinstance(expr, Pow) and expr.base == t and not expr.exp.has(t):
        return _power(expr, t, field)
    try:
        return PowerFractions.of([((S.Zero, S.Zero, 0), read_fractions(expr, t, field))])
    except OutOfClass:
        if isinstance(expr, exp):
            return _gaussian(expr, t, field)
        if isinstance(expr, log):
            return _logarithm(expr, t, field)
        if not isinstance(expr, Add | Mul | Pow):
            raise
    if isinstance(expr, Pow):
        natural = expr.exp.is_Integer and expr.exp > 0
        return read_power_fractions(expr.base, t, field) ** int(expr.exp) if natural else _power(expr, t, field)
    parts = [read_power_fractions(arg, t, field) for arg in expr.args]
    total = parts[0]
    for part in parts[1:]:
        total = total + part if isinstance(expr, Add) else total * part
    return total


def _gaussian(expr: Expr, t: Symbol, field: Field) -> PowerFractions:
    exponent = expand(expr.args[0])
    square = exponent.coeff(t, 2)
    rest = expand(exponent - square * t**2)
    if rest.has(t) or square.has(t):
        raise OutOfClass("an exponential of another function")
    return PowerFractions.of([((S.Zero, square, 0), PartialFractions.monomial(normal_form(exp(rest), field)))])


def _power(expr: Pow, t: Symbol, field: Field) -> PowerFractions:
    """(A t^n)^e with A > 0."""
    scale, n = _monomial(expr.base, t)
    if expr.exp.has(t) or not expr.exp.is_real:
        raise OutOfClass(f"a power of {expr.base}")
    return PowerFractions.of([((expand(n * expr.exp), S.Zero, 0), PartialFractions.monomial(normal_form(scale**expr.exp, field)))])


def _logarithm(expr: Expr, t: Symbol, field: Field) -> PowerFractions:
    """log(A t^n) with A > 0."""
    scale, n = _monomial(expr.args[0], t)
    constant = ((S.Zero, S.Zero, 0), PartialFractions.monomial(log_form(normal_form(scale, field))))
    return PowerFractions.of([constant, ((S.Zero, S.Zero, 1), PartialFractions.monomial(normal_form(n, field)))])


def _monomial(base: Expr, t: Symbol) -> tuple[Expr, Expr]:
    """(A, n) of A t^n, A > 0."""
    scale, rest = expand(base).as_independent(t, as_Add=False)
    letter, n = rest.as_base_exp()
    if letter != t or n.has(t) or not scale.is_positive:
        raise OutOfClass(f"a power or the logarithm of {base}")
    return scale, n
