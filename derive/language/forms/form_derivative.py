"""Derivatives of forms with respect to a symbol of their field, exactly.

    (r sqrt(p1 p2 ...) exp(F) a^k ...)' = (r' + r (p1'/(2 p1) + ... + F') ) sqrt(p1 p2 ...) exp(F) a^k ... + k r ... a^(k-1) a',
    asin(r)' = r'/sqrt(1 - r^2),         Phi(h)' = h' p(h),         erfi(w)' = 2 w' exp(w^2)/sqrt(pi),
    Phi2(h, k; r)' = h' p(h) Phi((k - r h)/s) + k' p(k) Phi((h - r k)/s) + r' p2(h, k; r),     s = sqrt(1 - r^2),

p the normal density, p2 that of the pair (Plackett).
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Symbol

from derive.language.forms import positivity
from derive.language.forms.atoms import FunctionAtom, cdf_form
from derive.language.forms.normal_form import Atom, Field, Form, Log, Undecided, atom_expression
from derive.language.forms.ratio import Ratio


def derivative(form: Form, symbol: Symbol) -> Form:
    """d form/d symbol. Raises Undecided for an atom whose derivative is not known here."""
    field, place = form.field, form.field.symbols.index(symbol)
    total = field.zero
    for (root, exponent, atoms), ratio in form.terms.items():
        term = Form(field, {(root, exponent, atoms): ratio})
        rate = field.zero if exponent is None else derivative(exponent, symbol)
        for prime in root:
            rate = rate + field.of_ratio(Ratio.reduced(prime.poly.derivative(place), prime.poly * 2))
        slope = _slope(ratio, place)
        total = total + term * rate + Form(field, {(root, exponent, atoms): slope} if slope else {})
        for atom, power in atoms:
            inner = _atom_slope(atom, field, symbol)
            if inner:
                total = total + term * field.atom(atom, -1) * inner * power
    return total


def _slope(ratio: Ratio, place: int) -> Ratio:
    num, den = ratio.num, ratio.den
    return Ratio.reduced(num.derivative(place) * den - num * den.derivative(place), den * den)


def _atom_slope(atom: Atom, field: Field, symbol: Symbol) -> Form:
    if isinstance(atom, Form):
        return derivative(atom, symbol)
    if isinstance(atom, Log):
        place = field.symbols.index(symbol)
        return field.of_ratio(Ratio.reduced(atom.prime.poly.derivative(place), atom.prime.poly))
    if symbol not in atom_expression(atom).free_symbols:
        return field.zero
    if isinstance(atom, FunctionAtom) and atom.name in SLOPES:
        slopes = [derivative(argument, symbol) for argument in atom.arguments]
        parts = SLOPES[atom.name](*atom.arguments)
        total = field.zero
        for slope, part in zip(slopes, parts, strict=True):
            total = total + (slope * part() if slope else field.zero)
        return total
    raise Undecided(f"the derivative of {atom_expression(atom)}")


Parts = tuple[Callable[[], Form], ...]


def _root(form: Form) -> Form:
    root, needed = positivity.sqrt(form)
    if needed:
        raise Undecided(f"the root of {form.expression()}")
    return root


def density(h: Form) -> Form:
    """exp(-h^2/2)/sqrt(2 pi)."""
    return h.field.exp(-(h * h) / 2) / _root(h.field.pi * 2)


def joint_density(h: Form, k: Form, r: Form) -> Form:
    """The density of a standard pair with correlation r at (h, k)."""
    field = h.field
    d = field.one - r * r
    return field.exp(-(h * h + k * k - h * k * r * 2) / (d * 2)) / (_root(d) * field.pi * 2)


def _asin(r: Form) -> Parts:
    return (lambda: _root(r.field.one - r * r).inverse(),)


def _cdf(h: Form) -> Parts:
    return (lambda: density(h),)


def _erfi(w: Form) -> Parts:
    return (lambda: w.field.exp(w * w) * 2 / _root(w.field.pi),)


def _cdf2(h: Form, k: Form, r: Form) -> Parts:
    def side(near: Form, far: Form) -> Callable[[], Form]:
        return lambda: density(near) * cdf_form((far - r * near) / _root(near.field.one - r * r))

    return side(h, k), side(k, h), lambda: joint_density(h, k, r)


SLOPES: dict[str, Callable[..., Parts]] = {"asin": _asin, "Phi": _cdf, "erfi": _erfi, "Phi2": _cdf2}
