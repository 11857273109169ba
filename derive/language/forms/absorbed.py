"""Gamma functions that take in rational factors, for printing: Gamma(a)/(a - 1) is Gamma(a - 1), and 1/(a Gamma(a)) is 1/Gamma(a + 1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from derive.language.forms.atoms import FunctionAtom
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.ratio import Ratio

LARGEST_SHIFT = 200
Atoms = tuple[tuple[Any, int], ...]


def absorbed(field: Field, ratio: Ratio, atoms: Iterable[tuple[Any, int]]) -> tuple[Ratio, Atoms]:
    """Gamma(a)/(a - 1) as Gamma(a - 1), and 1/(a Gamma(a)) as 1/Gamma(a + 1), for printing: factors of the denominator that a gamma function takes in."""
    found: list[tuple[Any, int]] = []
    for atom, power in atoms:
        if isinstance(atom, FunctionAtom) and atom.name == "gamma" and atom.arguments[0].constant is None:
            ratio, argument = _absorbed(field, ratio, atom.arguments[0], power)
            atom = FunctionAtom("gamma", (argument,))
        found.append((atom, power))
    return ratio, tuple(found)


def _absorbed(field: Field, ratio: Ratio, argument: Form, power: int) -> tuple[Ratio, Form]:
    step = -1 if power > 0 else 1
    for _ in range(LARGEST_SHIFT):
        factor = (argument - field.one if power > 0 else argument).rational
        if factor is None or not factor or not factor.den.is_constant() or factor.num.is_constant():
            break
        content, _ = factor.num.factor()
        unit = (factor.num / content) ** abs(power)
        if ratio.den.gcd(unit) not in (unit, -unit):
            break
        for _ in range(abs(power)):
            ratio = ratio * factor
        argument = argument + field.number(step)
    return ratio, argument
