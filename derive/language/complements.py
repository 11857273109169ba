"""Probabilities of opposite events, joined when a form is printed.

    F Phi2(h, k; r) - F Phi(h) = -F Phi2(h, -k; -r),           F - F Phi(h) - F Phi(k) + F Phi2(h, k; r) = F Phi2(-h, -k; r).

The right-hand sides are shorter, and keep their digits where the probabilities on the left nearly cancel.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr

from derive.language.atoms import FunctionAtom, cdf_form
from derive.language.normal_form import Form, Key
from derive.language.ratio import Ratio
from derive.language.special import Phi2

Found = tuple[Key, Ratio, Expr]  # key and coefficient of the factors in front, and the probability


def joined_probabilities(left: dict[Key, Ratio]) -> Iterator[Found]:
    """Takes terms that join out of `left`."""
    for key in list(left):
        if key in left and len(key[2]) == 1 and key[2][0][1] == 1 and getattr(key[2][0][0], "name", "") == "Phi2":
            found = _joined(key, key[2][0][0], left)
            if found is not None:
                yield found


def _joined(key: Key, atom: FunctionAtom, left: dict[Key, Ratio]) -> Found | None:
    h, k, r = atom.arguments
    if not h or not k:
        return None
    plain: Key = (key[0], key[1], ())
    value, minus = left[key], -left[key]
    marginal, other = (_marginal(plain, w) for w in (h, k))
    both = {marginal: minus, other: minus} if h != k else {marginal: minus + minus}
    if left.get(plain) == value and all(left.get(name) == wanted for name, wanted in both.items()):
        for name in (key, plain, *both):
            del left[name]
        return plain, value, Phi2((-h).expression(), (-k).expression(), r.expression())
    for name, near, far in ((marginal, h, k), (other, k, h)):
        if left.get(name) == minus:
            del left[key], left[name]
            return plain, minus, Phi2(near.expression(), (-far).expression(), (-r).expression())
    return None


def _marginal(plain: Key, h: Form) -> Key:
    """The key of the factors in front of Phi(h), h oriented and not zero."""
    (atom,) = cdf_form(h).atoms()
    return plain[0], plain[1], ((atom, 1),)
