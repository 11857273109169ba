"""One side of a kernel with waves: rational functions with complex poles times waves, the same on all pieces, and a function of the truncated class.

    Re[A exp(i a x)] W^k Q^-n + ... + rest,        W = X + m,  Q = W^2 + s,  x = root X.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sympy import Add, Expr, Mul, S, cos, expand, sin
from sympy.simplify.fu import TR8

from derive.language.forms.complex_form import ComplexForm
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.forms.real_quadratics import partial_fractions
from derive.language.forms.summands import summands
from derive.language.functions.activation import Activation
from derive.language.moments.integrand import Integrand, OutOfClass, glue, read_integrand
from derive.language.moments.moment import Shape
from derive.language.moments.pole_pair import PolePair, fractions_of
from derive.language.moments.smooth_part import masses
from derive.language.symbols import X, x


@dataclass(frozen=True)
class WavePair:
    """Re[factor exp(i rate X)] times a pair of poles; a real factor where there is no wave."""

    factor: ComplexForm
    rate: Form
    pair: PolePair


@dataclass(frozen=True)
class WaveSide:
    """The sum of the pairs and the rest, as a function of a letter; `place` is the letter's."""

    pairs: tuple[WavePair, ...]
    rest: Integrand
    place: int

    @property
    def gated(self) -> bool:
        """The rest has gates."""
        return any(shape.gates for shape in self.rest.terms)

    @property
    def waves(self) -> bool:
        """There is a wave somewhere."""
        return any(pair.rate for pair in self.pairs) or any(shape.wave is not None for shape in self.rest.terms)


def read_wave_side(activation: Activation, order: int, root: Form, place: int) -> WaveSide:
    """Raises OutOfClass, Undecided where the derivative of this order is not of this kind, or has point masses."""
    field = root.field
    if masses(activation, order):
        raise OutOfClass("point masses")
    split = [_split(piece.expr) for piece in activation.derivative_pieces(order)]
    polar = split[0][0]
    if any(expand(polar - other) != 0 for other, _ in split[1:]):
        raise OutOfClass("poles that change at a knot")
    scale = tuple(root if i == place else field.zero for i in range(2))
    knots = [normal_form(knot, field) for knot in activation.knots]
    rest = glue(field, knots, [read_integrand(expand(other), {x: scale}, field) for _, other in split], scale)
    found = list[WavePair]()
    for wave, function in _by_wave(polar).items():
        polynomial, fractions = partial_fractions(function.xreplace({x: root.expression() * X}), X, field)
        rest = rest + _polynomial(polynomial, place, field.zero) * read_integrand(expand(wave), {x: scale}, field)
        factor, rate = _wave(wave, root)
        found += [WavePair(factor * value, rate, pair) for term in fractions for value, pair in fractions_of(term)]
    return WaveSide(tuple(found), rest, place)


def _polynomial(coefficients: Sequence[Form], place: int, zero: Form) -> Integrand:
    powers = {(0,) * place + (k,) + (0,) * (1 - place): value for k, value in enumerate(coefficients) if value}
    return Integrand(zero.field, 2, {Shape((zero, zero), (zero, zero)): powers} if powers else {})


def _split(piece: Expr) -> tuple[Expr, Expr]:
    """The terms with poles, products of waves being sums, and the others."""
    terms = [part for term in summands(piece) for part in _single_waves(term)]
    polar = [term for term in terms if _has_poles(term)]
    return Add(*polar), Add(*(term for term in terms if term not in polar))


def _single_waves(term: Expr) -> Iterator[Expr]:
    waves, rest = _waves(term)
    yield from (part * rest for part in Add.make_args(expand(TR8(waves)))) if waves.atoms(cos, sin) and _is_polar(rest) else (term,)


def _waves(term: Expr) -> tuple[Expr, Expr]:
    """The sines and cosines, powers included, and the other factors."""
    found = [factor for factor in Mul.make_args(term) if factor.has(x) and isinstance(factor.as_base_exp()[0], cos | sin)]
    return Mul(*found), Mul(*(factor for factor in Mul.make_args(term) if factor not in found))


def _is_polar(function: Expr) -> bool:
    return bool(function.is_rational_function(x)) and not function.is_polynomial(x)


def _has_poles(term: Expr) -> bool:
    return _is_polar(_waves(term)[1])


def _by_wave(polar: Expr) -> dict[Expr, Expr]:
    """The rational functions by what they are multiplied with. Raises OutOfClass for other waves than one of a linear function."""
    found: dict[Expr, Expr] = {}
    for term in Add.make_args(polar):
        wave, function = _waves(term)
        if wave != 1 and (not isinstance(wave, cos | sin) or expand(wave.args[0]).diff(x).has(x)):
            raise OutOfClass("a wave of another function")
        if term != 0:
            found[wave] = found.get(wave, S.Zero) + function
    return found


def _wave(wave: Expr, root: Form) -> tuple[ComplexForm, Form]:
    """(A, a) with wave = Re[A exp(i a X)], x = root X."""
    field = root.field
    if wave == 1:
        return ComplexForm.of(field.one), field.zero
    angle = expand(wave.args[0])
    rate = angle.coeff(x, 1)
    phase = expand(angle - rate * x)
    turned = ComplexForm(normal_form(cos(phase), field), normal_form(sin(phase), field))
    return (turned if isinstance(wave, cos) else -turned.times_i()), normal_form(rate, field) * root
