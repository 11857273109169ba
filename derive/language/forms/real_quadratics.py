r"""Partial fractions over real quadratic factors, for rational functions without poles on the line.

A polynomial of degree four that is even about some point, a (W^4 + P W^2 + R) with R > 0, is a product of two real quadratic ones:

    (W^2 + A W + r)(W^2 - A W + r),    r = sqrt(R), A = sqrt(2r - P),                for P < 2r: four poles off the axes,
    (W^2 + (P + D)/2)(W^2 + (P - D)/2),    D = sqrt(P^2 - 4R),                       for P > 2r: four poles on the imaginary axis.

The numerator over Q^n is N/(the other factors) modulo Q^n: the inverse modulo Q is (u z + v)^-1 = (v - u p - u z)/(u^2 r - u v p + v^2) for Q = z^2 + p z + r,
and Newton's step i (2 - i B) doubles the power (source: Bourbaki, Algebra VII.2; von zur Gathen and Gerhard, Modern Computer Algebra, 9.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Dummy, Expr, Poly, Pow, Symbol, factor_list, fraction, sqrt, together

from derive.language.forms import nested_root, positivity
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form

LARGEST = 400
Coefficients = list[Form]  # c_0, c_1, ... of a polynomial


@dataclass(frozen=True)
class Quadratic:
    """((z + m)^2 + s)^n."""

    m: Form
    s: Form
    n: int

    @property
    def coefficients(self) -> Coefficients:
        return [self.s + self.m * self.m, self.m * 2, self.m.field.one]


@dataclass(frozen=True)
class Fraction:
    """(d + e (z + m))/((z + m)^2 + s)^n."""

    d: Form
    e: Form
    base: Quadratic


def partial_fractions(body: Expr, z: Symbol, field: Field) -> tuple[Coefficients, list[Fraction]]:
    """The polynomial part and the fractions of a rational function of z; raises Undecided."""
    if body.count_ops() > LARGEST:
        raise Undecided("a rational function of many terms")
    ratio, values = _without_roots(body, z)
    if not ratio.is_rational_function():
        raise Undecided("a function that is not rational")
    above, below = fraction(together(ratio))
    constant, factors = factor_list(below, z)
    lead, bases = normal_form(constant.xreplace(values), field), list[Quadratic]()
    for factor, n in factors:
        forms = [normal_form(value.xreplace(values), field) for value in reversed(Poly(factor, z).all_coeffs())]
        lead = lead * forms[-1] ** int(n)
        bases += [Quadratic(m, s, int(n)) for m, s in _quadratics([value / forms[-1] for value in forms])]
    scale = lead.inverse()
    return _apart([normal_form(value.xreplace(values), field) * scale for value in reversed(Poly(above, z).all_coeffs())], bases)


def _without_roots(body: Expr, z: Symbol) -> tuple[Expr, dict[Expr, Expr]]:
    """The body over the square roots of its positive parameters and its other powers, letters standing for them; and what they stand for."""
    squares = {sqrt(symbol): Dummy(positive=True) for symbol in sorted(body.free_symbols - {z}, key=str) if symbol.is_positive}
    plain = body.xreplace({root.base: letter**2 for root, letter in squares.items()})
    values: dict[Expr, Expr] = {letter: root for root, letter in squares.items()}
    others = {power: Dummy(positive=True) for power in plain.atoms(Pow) if not power.has(z) and not power.exp.is_Integer}
    return plain.xreplace(others), values | {letter: power.xreplace(values) for power, letter in others.items()}


def _apart(above: Coefficients, bases: Sequence[Quadratic]) -> tuple[Coefficients, list[Fraction]]:
    found = list[Fraction]()
    for base in bases:
        others = _product([other for other in bases if other is not base], base.m.field)
        quadratic = base.coefficients
        rest = _remainder(_times(above, _inverse(others, base)), _power(quadratic, base.n))
        for n in range(base.n, 0, -1):
            rest, (c, e) = _division(rest, quadratic)
            found.append(Fraction(nested_root.squared_out(c - e * base.m), nested_root.squared_out(e), Quadratic(base.m, base.s, n)))
    return _division(above, _product(bases, above[0].field))[0], [part for part in found if part.d or part.e]


def _inverse(poly: Coefficients, base: Quadratic) -> Coefficients:
    """1/poly modulo base^n."""
    r, p, one = base.coefficients
    v, u = _remainder(poly, base.coefficients)
    norm = nested_root.squared_out(u * u * r - u * v * p + v * v).inverse()
    found, n = [(v - u * p) * norm, -u * norm], 1
    while n < base.n:
        n = min(2 * n, base.n)
        step = [-value for value in _times(poly, found)]
        found = _remainder(_times(found, [step[0] + one * 2, *step[1:]]), _power(base.coefficients, n))
    return found


def _product(bases: Sequence[Quadratic], field: Field) -> Coefficients:
    found = [field.one]
    for base in bases:
        found = _times(found, _power(base.coefficients, base.n))
    return found


def _power(poly: Coefficients, n: int) -> Coefficients:
    found = poly
    for _ in range(n - 1):
        found = _times(found, poly)
    return found


def _times(first: Coefficients, second: Coefficients) -> Coefficients:
    found = [first[0].field.zero] * (len(first) + len(second) - 1)
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            found[i + j] = found[i + j] + a * b
    return found


def _division(poly: Coefficients, monic: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Quotient and remainder, the second as long as the degree of the divisor."""
    degree, rest, quotient = len(monic) - 1, list(poly), list[Form]()
    while len(rest) > degree:
        top = rest.pop()
        quotient.append(top)
        for i in range(degree):
            rest[len(rest) - degree + i] = rest[len(rest) - degree + i] - top * monic[i]
    zero = monic[0].field.zero
    return quotient[::-1] or [zero], rest + [zero] * (degree - len(rest))


def _remainder(poly: Coefficients, monic: Coefficients) -> Coefficients:
    return _division(poly, monic)[1]


def _quadratics(monic: Coefficients) -> list[tuple[Form, Form]]:
    """(m, s), s > 0, of the real quadratic factors of an irreducible monic polynomial."""
    if len(monic) == 3:
        m = monic[1] / 2
        found = [(m, monic[0] - m * m)]
    elif len(monic) == 5:
        m = monic[3] / 4
        found = [(m + moved, s) for moved, s in _split(_centred(monic, m))]
    else:
        raise Undecided("a factor of another degree")
    if any(positivity.sign(s) <= 0 for _, s in found):
        raise Undecided("poles on the line")
    return found


def _centred(monic: Coefficients, m: Form) -> tuple[Form, Form]:
    """P, R of W^4 + P W^2 + R for W = z + m; raises Undecided where there is an odd term."""
    r, linear, p, _, _ = monic
    p = p - m * m * 6
    if linear - p * m * 2 - m**3 * 4:
        raise Undecided("a polynomial of degree four that is even about no point")
    return p, r - p * m * m - m**4


def _split(even: tuple[Form, Form]) -> list[tuple[Form, Form]]:
    """(m, s) of the two factors of W^4 + P W^2 + R."""
    p, r = even
    if positivity.sign(r) <= 0:
        raise Undecided("poles on the line")
    root = nested_root.sqrt(r)
    if positivity.sign(root * 2 - p) > 0:
        half, s = nested_root.sqrt(root * 2 - p) / 2, (root * 2 + p) / 4
        return [(half, s), (-half, s)]
    difference = nested_root.sqrt(p * p - r * 4)
    return [(p.field.zero, (p + difference) / 2), (p.field.zero, (p - difference) / 2)]
