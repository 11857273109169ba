r"""Partial fractions over real linear and quadratic factors.

A polynomial of degree four that is even about some point, a (W^4 + P W^2 + R) with R > 0, is a product of two real quadratic ones:

    (W^2 + A W + r)(W^2 - A W + r),    r = sqrt(R), A = sqrt(2r - P),                for P < 2r: four poles off the axes,
    (W^2 + (P + D)/2)(W^2 + (P - D)/2),    D = sqrt(P^2 - 4R),                       for P > 2r: four poles on the imaginary axis.

One of higher degree that is even about some point is a polynomial in W^2, whose real factors W^2 + t and W^4 + P W^2 + R have half the degree.

The numerator over Q^n is N/(the other factors) modulo Q^n: the inverse modulo Q is (u z + v)^-1 = (v - u p - u z)/(u^2 r - u v p + v^2) for Q = z^2 + p z + r,
1/v for Q of degree one, and Newton's step i (2 - i B) doubles the power (source: Bourbaki, Algebra VII.2; von zur Gathen and Gerhard, Modern Computer
Algebra, 9.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Dummy, Expr, Poly, PolynomialError, Pow, Symbol, factor_list, fraction, sqrt, together

from derive.language.forms import nested_root, positivity
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.polynomial_poles import Irreducible, OverIrreducible, irreducible_factor
from derive.language.forms.real_fractions import Coefficients, Fraction, Linear, Quadratic, RealFraction
from derive.language.special.polynomial_root import RootPart

LARGEST = 400


Factor = Quadratic | Linear | Irreducible
Part = Fraction | RealFraction | OverIrreducible


def partial_fractions(body: Expr, z: Symbol, field: Field) -> tuple[Coefficients, list[Fraction]]:
    """The polynomial part and the fractions of a rational function of z without poles on the line; raises Undecided."""
    polynomial, fractions, real = real_partial_fractions(body, z, field)
    if real:
        raise Undecided("poles on the line")
    return polynomial, fractions


def real_partial_fractions(body: Expr, z: Symbol, field: Field) -> tuple[Coefficients, list[Fraction], list[RealFraction]]:
    """The polynomial part, the fractions with complex and those with real poles of a rational function of z; raises Undecided."""
    quotient = over_real_factors(body, z, field)
    return quotient.apart(quotient.numerator(z, field))


@dataclass(frozen=True)
class Quotient:
    """above/(lead * product of bases), letters in `above` standing for `values`."""

    above: Expr
    values: dict[Expr, Expr]
    lead: Form
    bases: list[Factor]

    def numerator(self, z: Symbol, field: Field) -> Coefficients:
        """The coefficients of a numerator that depends on z alone."""
        return [normal_form(value.xreplace(self.values), field) for value in reversed(Poly(self.above, z).all_coeffs())]

    def parts(self, above: Coefficients) -> tuple[Coefficients, list[Part]]:
        """The polynomial part and the fractions over each base, for a numerator."""
        scale = self.lead.inverse()
        return _apart([value * scale for value in above], self.bases)

    def apart(self, above: Coefficients) -> tuple[Coefficients, list[Fraction], list[RealFraction]]:
        """The polynomial part and the fractions with complex and with real poles, for a numerator."""
        polynomial, parts = self.parts(above)
        found = [piece for part in parts for piece in (part.over_roots() if isinstance(part, OverIrreducible) else [part])]
        return polynomial, [part for part in found if isinstance(part, Fraction)], [part for part in found if isinstance(part, RealFraction)]


def over_real_factors(body: Expr, z: Symbol, field: Field) -> Quotient:
    """A rational function over the real factors of its denominator, which may depend on other letters in its numerator; raises Undecided."""
    if body.count_ops() > LARGEST:
        raise Undecided("a rational function of many terms")
    ratio, values = _without_roots(body, z)
    if not ratio.is_rational_function():
        raise Undecided("a function that is not rational")
    above, below = fraction(together(ratio))
    constant, factors = factor_list(below, z)
    lead, bases = normal_form(constant.xreplace(values), field), dict[Factor, int]()
    for factor, n in factors:
        forms = [normal_form(value.xreplace(values), field) for value in reversed(Poly(factor, z).all_coeffs())]
        lead = lead * forms[-1] ** int(n)
        for base in _all_factors([value / forms[-1] for value in forms]):  # numbers under roots may hide that two are equal
            plain = replace(base, n=1)
            bases[plain] = bases.get(plain, 0) + int(n) * base.n
    return Quotient(above, values, lead, [replace(base, n=n) for base, n in bases.items()])


def _without_roots(body: Expr, z: Symbol) -> tuple[Expr, dict[Expr, Expr]]:
    """The body over the square roots of its positive parameters, its other powers and named roots, letters standing for them; and what they stand for."""
    squares = {sqrt(symbol): Dummy(positive=True) for symbol in sorted(body.free_symbols - {z}, key=str) if symbol.is_positive}
    plain = body.xreplace({root.base: letter**2 for root, letter in squares.items()})
    values: dict[Expr, Expr] = {letter: root for root, letter in squares.items()}
    powers = {power for power in plain.atoms(Pow) if not power.has(z) and not power.exp.is_Integer}
    others = {part: Dummy(positive=True) for part in sorted(powers | plain.atoms(RootPart), key=str)}
    return plain.xreplace(others), values | {letter: part.xreplace(values) for part, letter in others.items()}


def _apart(above: Coefficients, bases: Sequence[Factor]) -> tuple[Coefficients, list[Part]]:
    found = list[Part]()
    for base in bases:
        others = _product([other for other in bases if other is not base], above[0].field)
        rest = _remainder(_times(above, _inverse(others, base)), _power(base.coefficients, base.n))
        for n in range(base.n, 0, -1):
            rest, part = _division(rest, base.coefficients)
            found.append(base.fraction(part, n))
    return _division(above, _product(bases, above[0].field))[0], [part for part in found if part]


def _inverse(poly: Coefficients, base: Factor) -> Coefficients:
    """1/poly modulo base^n."""
    one, found, n = base.coefficients[-1], base.inverse(_remainder(poly, base.coefficients)), 1
    while n < base.n:
        n = min(2 * n, base.n)
        step = [-value for value in _times(poly, found)]
        found = _remainder(_times(found, [step[0] + one * 2, *step[1:]]), _power(base.coefficients, n))
    return found


def _product(bases: Sequence[Factor], field: Field) -> Coefficients:
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


class UnknownSign(Undecided):
    """It depends on the sign of `form` which real factors there are."""

    def __init__(self, form: Form) -> None:
        super().__init__(f"the sign of {form.expression()}")
        self.form = form


def undecided_sign(body: Expr, z: Symbol, field: Field) -> Expr | None:
    """The number whose sign decides which real factors the denominator of a rational function of z has; None where there is none, or another obstacle."""
    try:
        over_real_factors(body, z, field)
    except UnknownSign as problem:
        return problem.form.expression()
    except (Undecided, PolynomialError):
        pass
    return None


def _all_factors(monic: Coefficients) -> list[Factor]:
    """The real factors of an irreducible monic polynomial, or itself where they have no radicals and its roots have names; raises Undecided."""
    try:
        return list(_factors(monic))
    except Undecided as problem:
        try:
            return [irreducible_factor(monic)]
        except Undecided:
            raise problem from None


def _factors(monic: Coefficients) -> list[Quadratic | Linear]:
    """The real factors of an irreducible monic polynomial; raises Undecided."""
    degree = len(monic) - 1
    m = monic[-2] / degree
    if degree == 1:
        return [Linear(m, 1)]
    if degree == 2:
        return _of_square(m, monic[0] - m * m)
    return [factor for inner in _in_squares(_moved(monic, -m)) for factor in _factors_of_even(m, inner)]


def _of_square(m: Form, s: Form) -> list[Quadratic | Linear]:
    """The factors of (z + m)^2 + s."""
    sign = positivity.sign(s)
    if sign == 0:
        return [Linear(m, 2)]
    if sign > 0:
        return [Quadratic(m, s, 1)]
    root = nested_root.sqrt(-s)
    return [Linear(m + root, 1), Linear(m - root, 1)]


def _in_squares(centred: Coefficients) -> list[Coefficients]:
    """The polynomial in y = W^2 that an even one in W is, if it is of degree two, else its real factors; raises Undecided where there is an odd term."""
    if any(centred[1::2]):
        raise Undecided("a polynomial that is even about no point")
    halved = centred[::2]
    return [halved] if len(halved) == 3 else [_power(factor.coefficients, factor.n) for factor in _factors(halved)]


def _factors_of_even(m: Form, halved: Coefficients) -> list[Quadratic | Linear]:
    """The factors of W^2 + t or W^4 + P W^2 + R, W = z + m."""
    if len(halved) == 2:
        return _of_square(m, halved[0])
    return [factor for moved, s in _split((halved[1], halved[0])) for factor in _of_square(m + moved, s)]


def _moved(poly: Coefficients, by: Form) -> Coefficients:
    """The coefficients of poly(W + by), by Horner's scheme."""
    found = list(poly)
    for start in range(len(poly) - 1):
        for k in range(len(poly) - 2, start - 1, -1):
            found[k] = found[k] + by * found[k + 1]
    return found


def _split(even: tuple[Form, Form]) -> list[tuple[Form, Form]]:
    """(m, s) of the two factors of W^4 + P W^2 + R."""
    p, r = even
    if positivity.sign(r) <= 0:
        raise Undecided("poles on the line")
    root = nested_root.sqrt(r)
    try:
        turned = positivity.sign(root * 2 - p) > 0
    except Undecided:
        raise UnknownSign(r * 4 - p * p if positivity.is_known_positive(p) else root * 2 - p) from None
    if turned:
        half, s = nested_root.sqrt(root * 2 - p) / 2, (root * 2 + p) / 4
        return [(half, s), (-half, s)]
    difference = nested_root.sqrt(p * p - r * 4)
    return [(p.field.zero, (p + difference) / 2), (p.field.zero, (p - difference) / 2)]
