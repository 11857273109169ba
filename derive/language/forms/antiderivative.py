"""Antiderivatives of forms with respect to one symbol, decided in the exact normal form.

The method is that of undetermined coefficients (Risch and Norman). An atom a(c) with coefficient f is integrated by parts, (int f) a - int (int f) a',
the highest kind of atom first. What is left is, for each class W = sqrt(p1 p2 ...) exp(E), a quotient of polynomials r times W, and

    int r W = g W + sum_i k_i S_i,

g a quotient of polynomials with poles of lower order than those of r, k_i constants, and S_i the functions whose derivatives lie in the class:

    asin(c s)                                             W = sqrt(1 - s^2 c^2)
    Phi2(h, k; c s), p(k) Phi((h - k c s)/sqrt(1 - s^2 c^2))    E = -(h^2 + k^2 - 2 h k c s)/(2 (1 - s^2 c^2))
    Phi(a c + b), erfi(a c + b)                           E = -(a c + b)^2/2, (a c + b)^2

The proposal counts only if its derivative is the given form.
"""

from __future__ import annotations

from sympy import Symbol

from derive.language.forms import positivity
from derive.language.forms.atoms import asin_form, cdf2_form, cdf_form, erfi_form
from derive.language.forms.form_derivative import density, derivative
from derive.language.forms.matching import Part, by_class, coefficients, degree, matched
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.ratio import Poly, Ratio, poly_key

KINDS = ("Phi2", "Phi", "asin", "erfi")
LARGEST = 24  # unknown constants of one class


def antiderivative(form: Form, symbol: Symbol) -> Form | None:
    """F with dF/dsymbol = form and F = 0 where the symbol is 0; None if none was found. The equality is exact."""
    try:
        found = _by_kinds(form, symbol)
        if found is None or derivative(found, symbol) != form:
            return None
        return found - at_zero(found, symbol)
    except (Undecided, ZeroDivisionError):
        return None


def at_zero(form: Form, symbol: Symbol) -> Form:
    """The value where the symbol is 0."""
    return normal_form(form.expression().subs(symbol, 0), form.field)


def _by_kinds(form: Form, symbol: Symbol) -> Form | None:
    total, rest = form.field.zero, form
    for kind in KINDS:
        for part, coefficient in by_class(rest, symbol).items():
            if not part.atoms or getattr(part.atoms[0][0], "name", "") != kind:
                continue
            if len(part.atoms) > 1 or part.atoms[0][1] != 1:
                return None
            plain = Part(part.root, part.exponent, ())
            weight = _elementary(plain, coefficient, symbol)
            if weight is None:
                return None
            term = weight * form.field.atom(part.atoms[0][0])
            total, rest = total + term, rest - derivative(term, symbol)
    for part, coefficient in by_class(rest, symbol).items():
        found = None if part.atoms else _elementary(part, coefficient, symbol)
        if found is None:
            return None
        total = total + found
    return total


def _elementary(part: Part, coefficient: Form, symbol: Symbol) -> Form | None:
    """The antiderivative of coefficient * part for a class without atoms."""
    field, weight = coefficient.field, part.form(coefficient.field)
    basis = [*_algebraic(part, coefficient, symbol), *_specials(part, symbol, field)]
    if len(basis) > LARGEST:
        return None
    constants = matched([derivative(b, symbol) for b in basis], coefficient * weight, symbol)
    if constants is None:
        return None
    total = field.zero
    for constant, b in zip(constants, basis, strict=True):
        total = total + constant * b
    return total


def _algebraic(part: Part, coefficient: Form, symbol: Symbol) -> list[Form]:
    """c^j/D * part for the poles and degrees that an antiderivative may have."""
    field, place = coefficient.field, coefficient.field.symbols.index(symbol)
    orders: dict[tuple[object, ...], tuple[Poly, int]] = {}
    for ratio in coefficient.terms.values():
        for factor, power in ratio.den.factor()[1]:
            key = poly_key(factor)
            if degree(factor, place) and orders.get(key, (factor, 0))[1] < power:
                orders[key] = factor, int(power)
    below = field.one_poly
    for factor, power in orders.values():
        below = below * factor ** (power - 1)
    weight = sum(degree(prime.poly, place) for prime in part.root)
    at_infinity = max(degree(r.num, place) - degree(r.den, place) for r in coefficient.terms.values())
    growth = _growth(part.exponent, place)
    highest = at_infinity - growth + 1 if growth > 0 else (max(0, 2 * at_infinity + weight + 2) - weight) // 2
    shape = part.form(field) * field.of_ratio(Ratio.reduced(field.one_poly, below))
    return [shape * field.symbol(symbol) ** j for j in range(highest + degree(below, place) + 1)]


def _growth(exponent: Form | None, place: int) -> int:
    """The degree of an exponent at infinity."""
    if exponent is None:
        return 0
    return max(degree(r.num, place) - degree(r.den, place) for r in exponent.terms.values())


def _specials(part: Part, symbol: Symbol, field: Field) -> list[Form]:
    """The functions that are no products of quotients and the part, but have derivatives of that kind."""
    try:
        if part.exponent is None:
            return _arcsine(part, symbol, field)
        if not part.root and _growth(part.exponent, field.symbols.index(symbol)) == 2:
            return _cdf(part.exponent, symbol, field)
        return _cdf2(part, symbol, field)
    except (Undecided, ZeroDivisionError):
        return []


def _scale(part: Part, symbol: Symbol, field: Field) -> tuple[Form, Form]:
    """A, B with p1 p2 ... = A - B c^2, both positive."""
    place, product = field.symbols.index(symbol), field.one_poly
    for prime in part.root:
        product = product * prime.poly
    found = {k: field.polynomial(poly) for k, poly in coefficients(product, place).items()}
    if set(found) != {0, 2}:
        raise Undecided("a radicand that is not A - B c^2")
    return found[0], -found[2]


def _root(form: Form) -> Form:
    root, needed = positivity.sqrt(form)
    if needed:
        raise Undecided(f"the root of {form.expression()}")
    return root


def _arcsine(part: Part, symbol: Symbol, field: Field) -> list[Form]:
    if not part.root:
        return []
    above, below = _scale(part, symbol, field)
    return [asin_form(_root(below / above) * field.symbol(symbol))]


def _cdf(exponent: Form, symbol: Symbol, field: Field) -> list[Form]:
    """E = -a c^2 + b c: Phi(sqrt(2 a) c - b/sqrt(2 a)); E = a c^2 + b c: erfi(sqrt(a) c + b/(2 sqrt(a)))."""
    powers, c = _in_powers(exponent, symbol), field.symbol(symbol)
    square, linear = powers[2], powers.get(1, field.zero)
    if positivity.sign(square) > 0:
        root = _root(square)
        return [erfi_form(root * c + linear / (root * 2))]
    root = _root(-square * 2)
    return [cdf_form(root * c - linear / root)]


def _in_powers(form: Form, symbol: Symbol) -> dict[int, Form]:
    """The coefficients of a polynomial in the symbol."""
    field, place = form.field, form.field.symbols.index(symbol)
    found: dict[int, Form] = {}
    for key, ratio in form.terms.items():
        if degree(ratio.den, place):
            raise Undecided("a quotient where a polynomial is needed")
        for k, poly in coefficients(ratio.num, place).items():
            found[k] = found.get(k, field.zero) + Form(field, {key: Ratio.reduced(poly, ratio.den)})
    return found


def _cdf2(part: Part, symbol: Symbol, field: Field) -> list[Form]:
    """h^2 + k^2 = -2 n0/A and h k = n1/sqrt(A B), where E (A - B c^2) = n0 + n1 c."""
    assert part.exponent is not None
    above, below = _scale(part, symbol, field)
    c = field.symbol(symbol)
    powers = _in_powers(part.exponent * (above - below * c * c), symbol)
    if set(powers) - {0, 1}:
        raise Undecided("an exponent that is not that of a pair")
    square, product = powers.get(0, field.zero) * -2 / above, powers.get(1, field.zero) / _root(above * below)
    h, k = _pair(square, product)
    r = c * _root(below / above)
    spread = _root(field.one - r * r)
    one_gate = [density(near) * cdf_form((far - r * near) / spread) for near, far in ((k, h), (h, k))]
    return [cdf2_form(h, k, r), *(one_gate if h not in (k, -k) else one_gate[:1])]


def _pair(square: Form, product: Form) -> tuple[Form, Form]:
    """h, k with h^2 + k^2 and h k given: h^2 - k^2 is the root of a perfect square."""
    difference = _square_root(square * square - product * product * 4)
    larger = (square + difference) / 2 or (square - difference) / 2
    h = _root(larger)
    return h, product / h


def _square_root(form: Form) -> Form:
    """A quotient of polynomials whose square is given, of either sign."""
    ratio = form.rational
    if ratio is None:
        raise Undecided("a discriminant with roots")
    field, value = form.field, form.field.one
    for poly, side in ((ratio.num, 1), (ratio.den, -1)):
        if poly.is_zero():
            return form
        content, factors = poly.factor()
        value = value * _root(field.number(int(content))) ** side
        for factor, power in factors:
            if power % 2:
                raise Undecided("a discriminant that is no square")
            value = value * field.polynomial(factor) ** (side * int(power) // 2)
    return value
