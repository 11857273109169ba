"""Normal distribution functions as tails, by the signs of their arguments.

For h, k >= 0 with Q(h) = P(X > h), L(h, k; r) = P(X > h, Y > k):

    Phi(h) = 1 - Q(h),   Phi(-h) = Q(h),   Phi2(-h, -k; r) = L(h, k; r),   Phi2(h, -k; r) = Q(k) - L(h, k; -r),   Phi2(h, k; r) = 1 - Q(h) - Q(k) + L(h, k; r).

Constants that would cancel numerically cancel exactly in the normal form, and what is left can be scaled: exp(q/2) Phi(-sqrt(q)) is a scaled tail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

from sympy import Expr, Float

from derive.language.forms.atoms import FunctionAtom
from derive.language.forms.normal_form import Form
from derive.language.forms.printed import Style, expression_of

TAIL, TAIL2 = "Q", "L"
AS_IT_IS = Style(gather=False, hyperbolic=False, factored=False, reflect=False)


def arguments(form: Form) -> dict[Form, None]:
    """The arguments of normal distribution functions whose signs matter."""
    found: dict[Form, None] = {}
    for atom in _distributions(form):
        found.update(dict.fromkeys(atom.arguments[: 1 if atom.name == "Phi" else 2]))
    return found


def _distributions(form: Form) -> Iterator[FunctionAtom]:
    return (atom for atom in form.atoms() if isinstance(atom, FunctionAtom) and atom.name in ("Phi", "Phi2"))


class Mixed(Enum):
    """What to say of Phi2(h, -k; r) for h, k >= 0: by the quadrant opposite to the origin, as it stands, or by the quadrant that is left."""

    KEPT = "Phi2(h, -k; r)"
    LEFT = "Q(k) - Q(h) + Phi2(-h, k; r)"
    OPPOSITE = "Q(k) - L(h, k; -r)"


def in_tails(form: Form, negative: Mapping[Form, bool], mixed: Mixed = Mixed.OPPOSITE) -> Form:
    """The form with tails for its distribution functions."""
    return form.substitute({atom: _tail(atom, negative) if atom.name == "Phi" else _tail2(atom, negative, mixed) for atom in _distributions(form)})


def _q(h: Form) -> Form:
    return h.field.atom(FunctionAtom(TAIL, (h,))) if h else h.field.one / 2


def _l(h: Form, k: Form, r: Form) -> Form:
    h, k = sorted((h, k), key=lambda form: str(form.expression()))
    return h.field.atom(FunctionAtom(TAIL2, (h, k, r)))


def _tail(atom: FunctionAtom, negative: Mapping[Form, bool]) -> Form:
    (h,) = atom.arguments
    return _q(-h) if negative[h] else h.field.one - _q(h)


def _tail2(atom: FunctionAtom, negative: Mapping[Form, bool], mixed: Mixed) -> Form:
    h, k, r = atom.arguments
    if negative[h] and negative[k]:
        return _l(-h, -k, r)
    if not negative[h] and not negative[k]:
        return h.field.one - _q(h) - _q(k) + _l(h, k, r)
    if mixed is Mixed.KEPT:
        return h.field.atom(atom)
    low, high = (h, k) if negative[h] else (k, h)
    if mixed is Mixed.OPPOSITE:
        return _q(-low) - _l(-low, high, -r)
    return _q(-low) - _q(high) + h.field.atom(FunctionAtom("Phi2", (-h, -k, r)))


def from_tails(form: Form) -> Expr:
    """The value in sympy, tails as distribution functions at the negative argument: nothing is turned round, so what cancelled stays away."""
    tails = {atom: _at_negative(atom) for atom in form.atoms() if isinstance(atom, FunctionAtom) and atom.name in (TAIL, TAIL2)}
    return expression_of(form.substitute(tails), AS_IT_IS)


def _at_negative(atom: FunctionAtom) -> Form:
    h, *rest = atom.arguments
    if not rest:
        return h.field.atom(FunctionAtom("Phi", (-h,)))
    k, r = rest
    return h.field.atom(FunctionAtom("Phi2", (-h, -k, r)))


def known_sign(form: Form) -> bool | None:
    """True for a form that is never positive, False for one that is never negative, None where it depends on the point."""
    expression = form.expression()
    if expression.is_nonnegative:
        return False
    if expression.is_nonpositive:
        return True
    return None


def number_of(form: Form) -> float | None:
    """The value of a form without symbols."""
    expression = form.expression()
    if expression.free_symbols:
        return None
    value = expression.evalf(25)
    return float(value) if isinstance(value, Float) or value.is_Rational else None
