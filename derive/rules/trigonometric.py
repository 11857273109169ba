"""Sines and cosines: the characteristic function.

cos(w.X + f) is the real part of exp(i(w.X + f)), a tilt by i w: E[p(X) e^{i w.X}] = e^{-w'Rw/2} E[p(X + iRw)].
"""

from __future__ import annotations

import sympy
from sympy import Symbol

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms.normal_form import Form
from derive.language.moments.moment import Moment, Polynomial, Shape, dot, moment_form
from derive.language.moments.wave import cosine, sine
from derive.language.sources import FELLER
from derive.language.symbols import X, Y, Z
from derive.rules.examples import moment

a, b = Symbol("a", positive=True), Symbol("b", positive=True)


@rule(
    title="characteristic function",
    statement=r"\mathbb E[p(X)\cos(\omega\cdot X+\varphi)]=\mathrm{Re}\;e^{i\varphi-\frac12\omega^\top R\omega}\,\mathbb E[p(X+iR\omega)]",
    source=FELLER,
    proof="E[p(X) exp(i b.X)] with b real is analytic in b: for exp(b.X) it is exp(b'Rb/2) E[p(X + Rb)] (Cameron and Martin), a polynomial times an "
    "entire function, so b may be replaced by i w. Multiply by exp(i f) and take the real part.",
    rank=15,
    examples=lambda: (
        moment(sympy.cos(a * Z), a),
        moment(Z * sympy.sin(a * Z), a),
        moment(X * sympy.sin(a * Y), a, dimension=2),
        moment(sympy.cos(a * X + b * Y), a, b, dimension=2),
    ),
)
def moment_cos_eq_shifted(goal: Goal) -> Reduction | None:
    """E[p(X) cos(w.X + f)] = Re e^{if - w'Rw/2} E[p(X + iRw)] for X ~ N(0, R)."""
    if not isinstance(goal, Moment) or goal.shape.wave is None or goal.shape.gates or any(goal.shape.tilt) or any(goal.shape.quad):
        return None
    field, wave = goal.field, goal.shape.wave
    shift = goal.covariances(wave.frequency)
    weight = field.exp(-dot(field, wave.frequency, shift) / 2)
    zero = (field.zero,) * goal.dimension
    real, imaginary = (moment_form(field, goal.law, poly, Shape(zero, zero)) for poly in _shifted(goal.polynomial, shift, goal))
    return Reduction(weight * (real * cosine(wave.phase) - imaginary * sine(wave.phase)))


def _shifted(polynomial: Polynomial, shift: tuple[Form, ...], goal: Moment) -> tuple[dict[tuple[int, ...], Form], dict[tuple[int, ...], Form]]:
    """Real and imaginary part of p(X + i shift)."""
    parts: tuple[dict[tuple[int, ...], Form], dict[tuple[int, ...], Form]] = ({}, {})
    for powers, value in polynomial:
        for taken in _below(powers):
            imaginary = sum(powers) - sum(taken)
            term = value * (-1 if imaginary % 4 in (2, 3) else 1)
            for k, j, s in zip(powers, taken, shift, strict=True):
                term = term * int(sympy.binomial(k, j)) * s ** (k - j)
            target = parts[imaginary % 2]
            target[taken] = target[taken] + term if taken in target else term
    return parts


def _below(powers: tuple[int, ...]) -> list[tuple[int, ...]]:
    result: list[tuple[int, ...]] = [()]
    for k in powers:
        result = [(*prefix, j) for prefix in result for j in range(k + 1)]
    return result
