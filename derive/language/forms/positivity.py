"""When is a polynomial positive? Decided from the assumptions on the symbols, never by sampling.

Because |c| <= 1, a term that is negative, or odd in c, is at least minus the absolute value of its coefficient times its other letters. A polynomial is
positive if no term of that lower bound is negative, and one is positive or was bounded strictly (|c| < 1). So 1 - c counts as positive: its zero is
the limit c = 1.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sympy import Add, Expr, Integer, Mul, Rational

from derive.language.deciding.order import constant_sign
from derive.language.deciding.supposition import SupposedSymbol, supposed_sign
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.ratio import Poly, Prime, Ratio
from derive.language.special.polynomial_root import RootPart
from derive.language.symbols import c as correlation

Powers = tuple[int, ...]
Settle = Callable[[Field, list[tuple[Poly, int]], Fraction, Form, list[Prime]], tuple[Form, list[Prime], tuple[Form, ...]]]


def is_positive(field: Field, poly: Poly) -> bool:
    """Whether poly > 0 follows from the assumptions on the symbols of the field (False: not proved)."""
    place = field.symbols.index(correlation) if correlation in field.symbols else None
    bound: dict[Powers, int] = {}
    strict = False
    for powers, coefficient in zip(poly.monoms(), map(int, poly.coeffs()), strict=True):
        if place is not None and powers[place] and (coefficient < 0 or powers[place] % 2):
            powers, coefficient = (*powers[:place], 0, *powers[place + 1 :]), -abs(coefficient)
            strict = strict or _is_strict(field, powers)
        bound[powers] = bound.get(powers, 0) + coefficient
    terms = [(powers, coefficient) for powers, coefficient in bound.items() if coefficient]
    if not all(coefficient > 0 and _is_nonnegative(field, powers) for powers, coefficient in terms):
        return _is_supposed(field, poly)
    return strict or any(_is_strict(field, powers) for powers, _ in terms)


def _is_supposed(field: Field, poly: Poly) -> bool:
    """Whether poly > 0 follows from what is supposed of the symbols in the case at hand."""
    if not any(isinstance(symbol, SupposedSymbol) for symbol in field.symbols):
        return False
    n = len(field.symbols)
    if any(any(powers[n:]) for powers in poly.monoms()):
        return False
    terms = (Mul(int(k), *(s**e for s, e in zip(field.symbols, powers, strict=False))) for powers, k in zip(poly.monoms(), poly.coeffs(), strict=True))
    return supposed_sign(Add(*terms)) == 1


def _is_nonnegative(field: Field, powers: Powers) -> bool:
    return all(s.is_nonnegative or k % 2 == 0 for s, k in zip(field.symbols, powers, strict=False))


def _is_strict(field: Field, powers: Powers) -> bool:
    return all(k == 0 or s.is_positive for s, k in zip(field.symbols, powers, strict=False))


def sign(form: Form) -> int:
    """The sign of a form (1, 0 or -1) if it follows from the assumptions, and from its own roots being real; raises Undecided otherwise."""
    if not form:
        return 0
    if any(key[2] for key in form.terms):
        return _sign_beside_roots(form)
    signs = [_ratio_sign(form.field, ratio, root) for (root, _, _), ratio in form.terms.items()]
    if len(set(signs)) == 1:
        return signs[0]
    return _sign_of_difference(form, signs)


def _sign_beside_roots(form: Form) -> int:
    """The sign of a number made of roots of polynomials times one factor without atoms; raises Undecided for others."""
    (first, *_), ratio = next(iter(form.terms.items()))
    number: Expr = Integer(0)
    for (root, exponent, atoms), other in form.terms.items():
        weight = form.field.of_ratio(other * ratio.inverse()).constant
        if root != first or exponent is not None or weight is None or not all(isinstance(atom, RootPart) for atom, _ in atoms):
            raise Undecided(f"the sign of {form.expression()}")
        number += Rational(weight.numerator, weight.denominator) * Mul(*(atom**power for atom, power in atoms))
    found = constant_sign(number)
    if not found:
        raise Undecided(f"the sign of {form.expression()}")
    return found * _ratio_sign(form.field, ratio, first)


def _sign_of_difference(form: Form, signs: list[int]) -> int:
    """The sign of a + b for a > 0 > b that are rational or square roots of what is rational: the sign of a^2 - b^2."""
    terms = [Form(form.field, {key: ratio}) for key, ratio in form.terms.items()]
    squares = [term * term for term in terms]
    if len(terms) != 2 or any(square.rational is None for square in squares):
        raise Undecided(f"the sign of {form.expression()}")
    return sign(squares[0] - squares[1]) * signs[0]


def is_known_positive(form: Form) -> bool:
    """Whether the sign is known to be positive."""
    try:
        return sign(form) == 1
    except Undecided:
        return False


def undecided_part(form: Form) -> Form:
    """The factors of a quotient that are neither positive nor negative by assumption: positive where the form is."""
    ratio, field = form.rational, form.field
    if ratio is None:
        return form
    rest = field.one
    for poly in (ratio.num, ratio.den):
        content, factors = poly.factor()
        rest = rest * (1 if content > 0 else -1)
        for factor, power in factors:
            part = field.polynomial(factor)
            known = part.expression()
            settled = 1 if known.is_positive else (-1) ** int(power) if known.is_negative else part ** (2 - int(power) % 2)
            rest = rest * settled
    return rest


def _ratio_sign(field: Field, ratio: Ratio, roots: frozenset[Prime]) -> int:
    result = 1
    for poly in (ratio.num, ratio.den):
        content, factors = poly.factor()
        result *= 1 if content > 0 else -1
        for factor, power in factors:
            if power % 2:
                result *= 1 if Prime(factor) in roots else -1 if Prime(-factor) in roots else _factor_sign(field, factor)
    return result


def _factor_sign(field: Field, factor: Poly) -> int:
    for candidate, value in ((factor, 1), (-factor, -1)):
        if is_positive(field, candidate):
            return value
    raise Undecided(f"the sign of {field.polynomial(factor).expression()}")


def sqrt(form: Form) -> tuple[Form, tuple[Form, ...]]:
    """The root of a form that is known to be non-negative, and the hypotheses (forms > 0) that were needed beyond the assumptions.

    The form must be one term, without atoms but even powers of roots of polynomials; raises Undecided otherwise, or
    if the signs of two of its factors are unknown.
    """
    return _sqrt(form, _settle)


def positive_sqrt(form: Form) -> tuple[Form, tuple[Form, ...]]:
    """The root of a form that must be positive, as a variance or a precision is: zero is Undecided as well."""
    if not form:
        raise Undecided("a form that is zero and must be positive")
    return sqrt(form)


def sqrt_where(form: Form) -> tuple[Form, tuple[Form, ...]]:
    """The same, supposing that each factor of unknown sign has the sign that it has for small letters where there are several factors: for variances."""
    return _sqrt(form, _suppose)


def _sqrt(form: Form, settle: Settle) -> tuple[Form, tuple[Form, ...]]:
    field = form.field
    if not form:
        return form, ()
    if len(form.terms) != 1:
        raise Undecided(f"the root of {form.expression()}")
    (root, exponent, atoms), ratio = next(iter(form.terms.items()))
    if root or any(not isinstance(atom, RootPart) or power % 2 or not atom.is_positive for atom, power in atoms):
        raise Undecided(f"the root of {form.expression()}")
    value, needed = _sqrt_ratio(field, ratio, settle)
    for atom, power in atoms:
        value = value * field.atom(atom, power // 2)
    return (value if exponent is None else value * field.exp(exponent / 2)), needed


def _sqrt_ratio(field: Field, ratio: Ratio, settle: Settle) -> tuple[Form, tuple[Form, ...]]:
    """sqrt(num/den) = sqrt(num den)/den, split over the irreducible factors of num and den."""
    value, orientation = field.one, 1
    primes: list[Prime] = []
    unknown: list[tuple[Poly, int]] = []
    content = Fraction(1)
    for poly, side in ((ratio.num, 1), (ratio.den, -1)):
        number, factors = poly.factor()
        content *= Fraction(int(number)) ** side
        for factor, power in factors:
            try:
                factor, flip = (factor, 1) if _factor_sign(field, factor) > 0 else (-factor, -1)
                orientation *= flip if power % 2 else 1
            except Undecided:
                unknown.append((factor, side * power))
                continue
            value = value * field.polynomial(factor) ** (side * (power // 2) - (power % 2 if side < 0 else 0))
            primes += [Prime(factor)] * (power % 2)
    needed: tuple[Form, ...] = ()
    if unknown:
        value, primes, needed = settle(field, unknown, content * orientation, value, primes)
    elif content * orientation < 0:
        raise Undecided(f"the root of the negative {field.of_ratio(ratio).expression()}")
    rest, square_free = _split_number(abs(content))
    primes += [Prime(field.context.constant(p)) for p in square_free]
    return value * field.number(rest) * field.sqrt_of_primes(primes, field.ratio(1)), needed


def _settle(field: Field, unknown: list[tuple[Poly, int]], rest: Fraction, value: Form, primes: list[Prime]) -> tuple[Form, list[Prime], tuple[Form, ...]]:
    """One factor of unknown sign, to an odd power: it has the sign of the rest, because the radicand is not negative."""
    if len(unknown) > 1 or unknown[0][1] % 2 == 0:
        raise Undecided(f"the sign of {field.polynomial(unknown[0][0]).expression()}")
    factor, power = unknown[0]
    factor = factor if rest > 0 else -factor
    side, size = (1 if power > 0 else -1), abs(power)
    value = value * field.polynomial(factor) ** (side * (size // 2) - (1 if side < 0 else 0))
    return value, [*primes, Prime(factor)], (field.polynomial(factor),)


def _suppose(field: Field, unknown: list[tuple[Poly, int]], rest: Fraction, value: Form, primes: list[Prime]) -> tuple[Form, list[Prime], tuple[Form, ...]]:
    """Every factor of unknown sign has the sign of its constant term."""
    if len(unknown) == 1 and unknown[0][1] % 2:
        return _settle(field, unknown, rest, value, primes)
    needed: tuple[Form, ...] = ()
    for poly, power in unknown:
        constant = int(poly.to_dict().get((0,) * len(poly.monoms()[0]), 0))
        if not constant:
            raise Undecided(f"the sign of {field.polynomial(poly).expression()}")
        factor, flipped = (poly, 1) if constant > 0 else (-poly, -1)
        rest = rest * (flipped if power % 2 else 1)
        if power % 2:
            value, primes, new = _settle(field, [(factor, power)], Fraction(1), value, primes)
        else:
            value, new = value * field.polynomial(factor) ** (power // 2), (field.polynomial(factor),)
        needed += new
    if rest < 0:
        raise Undecided("the root of a product of unknown signs")
    return value, primes, needed


def _split_number(number: Fraction) -> tuple[Fraction, list[int]]:
    """sqrt(number) = rest * sqrt(product of distinct primes)."""
    from sympy import factorint

    rest, square_free = Fraction(1), []
    for p, k in factorint(number.numerator * number.denominator).items():
        rest *= Fraction(int(p)) ** (k // 2)
        if k % 2:
            square_free.append(int(p))
    return rest / number.denominator, square_free
