"""The primitive goal: a truncated Gaussian moment.

    E[ p(X) exp(b.X + g.X^2) cos(w.X + f) prod_j G_j(a_j.X + t_j) ],        X standard normal in one or two variables,

where p is a polynomial and each gate G_j is an indicator 1{. > 0} (hard) or the normal distribution function Phi (soft). A soft gate is a hard one in
disguise: Phi(w) = P(W <= w) with one more independent normal W. Almost every activation in use is a sum of such terms.

A `Moment` keeps all this as forms, so rules compute with it fast; `expression()` shows the same goal in sympy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

from sympy import Add, Expr, Heaviside, Mul, Pow, cos, exp, pi, sin

from derive.language.forms import positivity
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.special import Phi

Vector = tuple[Form, ...]
Polynomial = tuple[tuple[tuple[int, ...], Form], ...]


@dataclass(frozen=True)
class Gate:
    """1{vector.X + offset > 0}, or Phi(vector.X + offset) if soft."""

    vector: Vector
    offset: Form
    soft: bool


@dataclass(frozen=True)
class Wave:
    """cos(frequency.X + phase)."""

    frequency: Vector
    phase: Form


@dataclass(frozen=True)
class Shape:
    """The factors of an integrand beside its polynomial."""

    tilt: Vector
    quad: Vector
    wave: Wave | None = None
    gates: tuple[Gate, ...] = ()


@dataclass(frozen=True)
class Moment:
    """E[p(X) shape(X)] for the standard normal law with the given correlation (`law` is empty in one variable, (c,) in two)."""

    field: Field
    law: Vector
    polynomial: Polynomial
    shape: Shape

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.law, self.polynomial, self.shape))

    @property
    def dimension(self) -> int:
        return 1 + len(self.law)

    def covariance(self, i: int, j: int) -> Form:
        return self.field.one if i == j else self.law[0]

    def covariances(self, vector: Vector) -> Vector:
        """Cov(X_i, vector.X) for each i."""
        n = range(self.dimension)
        return tuple(sum_forms(self.field, (self.covariance(i, j) * vector[j] for j in n)) for i in n)

    @property
    def degree(self) -> int:
        return max(sum(powers) for powers, _ in self.polynomial)

    def expression(self) -> Expectation:
        return self._expression

    @cached_property
    def _expression(self) -> Expectation:
        law = Gaussian(*(rho.expression() for rho in self.law))
        letters = law.letters
        poly = Add(*(Mul(value.expression(), *(Pow(letter, k) for letter, k in zip(letters, powers, strict=True))) for powers, value in self.polynomial))
        return Expectation(Mul(poly, shape_expression(self.shape, letters)), law)


def shape_expression(shape: Shape, letters: tuple[Expr, ...]) -> Expr:
    """The factors in sympy."""
    exponent = Add(*(b.expression() * w for b, w in zip(shape.tilt, letters, strict=True))) + Add(
        *(g.expression() * w**2 for g, w in zip(shape.quad, letters, strict=True))
    )
    factors = [exp(exponent)]
    if shape.wave is not None:
        factors.append(_wave_expression(shape.wave, letters))
    for gate in shape.gates:
        argument = _linear(gate.vector, letters) + gate.offset.expression()
        factors.append(Phi(argument) if gate.soft else Heaviside(argument))
    return Mul(*factors)


def _wave_expression(wave: Wave, letters: tuple[Expr, ...]) -> Expr:
    argument, phase = _linear(wave.frequency, letters), wave.phase.expression()
    if phase == -pi / 2:
        return sin(argument)
    return cos(argument + phase)


def _linear(vector: Vector, letters: tuple[Expr, ...]) -> Expr:
    return Add(*(a.expression() * w for a, w in zip(vector, letters, strict=True)))


def sum_forms(field: Field, forms: Iterable[Form]) -> Form:
    """The sum of forms of one field."""
    total = field.zero
    for form in forms:
        total = total + form
    return total


def dot(field: Field, a: Vector, b: Vector) -> Form:
    """sum_i a_i b_i."""
    return sum_forms(field, (x * y for x, y in zip(a, b, strict=True)))


def moment_form(field: Field, law: Vector, polynomial: Mapping[tuple[int, ...], Form], shape: Shape) -> Form:
    """E[p shape] as a form; the coefficient of a single monomial is pulled out, of several the number that they have in common, a constant without other
    factors is itself, odd monomials of a symmetric law vanish, if they are integrable.
    """
    terms = _sorted(polynomial)
    if not shape.gates and shape.wave is None and not any(shape.tilt) and all(_decays(g) for g in shape.quad):
        terms = tuple((powers, value) for powers, value in terms if sum(powers) % 2 == 0)
    if not terms:
        return field.zero
    outside = field.one
    if len(terms) == 1:
        ((powers, outside),) = terms
        terms = ((powers, field.one),)
    elif (number := _common([value for _, value in terms])) != 1:
        outside = field.number(number)
        terms = tuple((powers, value / outside) for powers, value in terms)
    moment = Moment(field, law, terms, shape)
    if moment.degree == 0 and not shape.gates and shape.wave is None and not any(shape.tilt) and not any(shape.quad):
        return outside
    return outside * field.atom(moment)


def _common(values: Sequence[Form]) -> Fraction:
    """The rational content of some forms, oriented by the first."""
    above, below = zip(*(ratio.content for value in values for ratio in value.terms.values()), strict=True)
    return Fraction(gcd(*above), lcm(*below)) * values[0].leading_sign


def _decays(quad: Form) -> bool:
    """Whether exp(g x^2) is known to be bounded."""
    try:
        return not quad or positivity.sign(quad) < 0
    except Undecided:
        return False


def _sorted(polynomial: Mapping[tuple[int, ...], Form]) -> Polynomial:
    return tuple((powers, polynomial[powers]) for powers in sorted(polynomial, reverse=True) if polynomial[powers])
