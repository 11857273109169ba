"""One side of a kernel: a rational function with complex poles, the same on all pieces, a function of the truncated class with gates, and point masses."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, prod

from sympy import Add, Expr, expand

from derive.language.forms import positivity
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.forms.real_quadratics import partial_fractions
from derive.language.forms.summands import summands
from derive.language.functions.activation import Activation
from derive.language.moments.gated_pole import GatedPole, Pairs, mean, times_powers
from derive.language.moments.integrand import Integrand, OutOfClass, glue, read_integrand
from derive.language.moments.moment import Shape, sum_forms
from derive.language.moments.pole_pair import PolePair, fractions_of
from derive.language.moments.smooth_part import Mass, masses
from derive.language.symbols import X, x


@dataclass(frozen=True)
class Side:
    """sum of the pairs + rest + masses, as a function of x = root times a letter; `place` is the letter's."""

    pairs: Pairs
    rest: Integrand
    masses: tuple[Mass, ...]
    pieces: tuple[Expr, ...]
    root: Form
    place: int


def read_side(activation: Activation, order: int, root: Form, place: int) -> Side:
    """Raises OutOfClass, Undecided where the derivative of this order is not of this kind."""
    field = root.field
    pieces = tuple(piece.expr for piece in activation.derivative_pieces(order))
    split = [_split(piece) for piece in pieces]
    polar = split[0][0]
    if any(normal_form(polar - other, field) for other, _ in split[1:]):
        raise OutOfClass("poles that change at a knot")
    polynomial, fractions = partial_fractions(polar.xreplace({x: root.expression() * X}), X, field) if polar != 0 else ([], [])
    pairs = [part for term in fractions for part in fractions_of(term)]
    scale = tuple(root if i == place else field.zero for i in range(2))
    knots = [normal_form(knot, field) for knot in activation.knots]
    rest = glue(field, knots, [read_integrand(expand(other), {x: scale}, field) for _, other in split], scale)
    powers = {(0,) * place + (k,) + (0,) * (1 - place): value for k, value in enumerate(polynomial) if value}
    plain = (field.zero, field.zero)
    return Side(pairs, rest + Integrand(field, 2, {Shape(plain, plain): powers}), masses(activation, order), pieces, root, place)


def _split(piece: Expr) -> tuple[Expr, Expr]:
    """The terms with poles, and the others."""
    terms = summands(piece)
    polar = [term for term in terms if term.is_rational_function(x) and not term.is_polynomial(x)]
    return Add(*polar), Add(*(term for term in terms if term not in polar))


def pair_beside(pair: PolePair, shape: Shape, powers: dict[int, Form], place: int, rho: Form) -> Form:
    """E[P(Y) exp(b Y) 1{N > h} W^k Q^-n], W = X + m, for a polynomial by its coefficients and a shape in the letter Y at this place.

    exp(b Y) moves X by b c and Y by b. Raises OutOfClass for waves, squares and more than one gate.
    """
    tilt, field = shape.tilt[place], rho.field
    if shape.wave is not None or any(shape.quad) or len(shape.gates) > 1:
        raise OutOfClass("waves, squares and several gates beside poles")
    moved = PolePair(pair.m + rho * tilt, pair.s, pair.k, pair.n)
    shifted: dict[int, Form] = {}
    for j, value in powers.items():
        for i in range(j + 1):
            shifted[i] = shifted.get(i, field.zero) + value * tilt ** (j - i) * comb(j, i)
    weight = field.exp(tilt * tilt / 2) if tilt else field.one
    if not shape.gates:
        terms = given(shifted, rho, field.zero, field.one - rho * rho)
        return weight * sum_forms(field, (value * part * mean(pole) for (i, _), value in terms.items() for part, pole in times_powers(moved, i)))
    gate = shape.gates[0]
    slope = gate.vector[place]
    size = positivity.sqrt(slope * slope + field.number(int(gate.soft)))[0]
    own = slope / size
    gated = GatedPole(-(gate.offset + slope * tilt) / size, 0, moved, rho * own)
    left = field.one - gated.rho * gated.rho
    one, other = rho * (field.one - own * own) / left, own * (field.one - rho * rho) / left
    terms = given(shifted, one, other, field.one - one * rho - other * own)
    return weight * sum_forms(field, (value * part * gated.mean(l, pole) for (i, l), value in terms.items() for part, pole in times_powers(moved, i)))


def given(powers: dict[int, Form], one: Form, other: Form, variance: Form) -> dict[tuple[int, int], Form]:
    """E[P(Y) | X, N] by powers of X and N, Y normal with mean one X + other N and this variance."""
    found: dict[tuple[int, int], Form] = {}
    for j, value in powers.items():
        for i in range(0, j + 1, 2):
            for k in range(j - i + 1):
                weight = variance ** (i // 2) * one**k * other ** (j - i - k) * (comb(j, i) * prod(range(1, i, 2)) * comb(j - i, k))
                found[k, j - i - k] = found.get((k, j - i - k), value.field.zero) + value * weight
    return {key: value for key, value in found.items() if value}
