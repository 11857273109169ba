"""A logarithm or an arctangent beside a gate: X^k Y^l 1{Y > h} f(X) in two variables, X^k 1{X > h} f(X) in one; and what reduces to such means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import comb

from sympy import Abs, Dummy, Expr, Heaviside, Poly, atan, expand, log

from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import log_form
from derive.language.goals.expectation import Expectation, Goal
from derive.language.goals.gaussian import Gaussian
from derive.language.moments import gated_zero
from derive.language.moments.gated_pole import GatedPole, times_powers
from derive.language.moments.integrand import Integrand, OutOfClass
from derive.language.moments.moment import Shape, Vector, dot, sum_forms
from derive.language.moments.polar_side import given
from derive.language.moments.pole_pair import PolePair
from derive.language.moments.rational_logarithm import ByRoots, by_roots
from derive.language.moments.truncated_pole import TruncatedPair
from derive.language.symbols import X, Y, Z, x

HIGHEST = 12
Powers = Mapping[tuple[int, ...], Form]


@dataclass(frozen=True)
class GatedLogarithm:
    """X^k Y^l 1{Y > start} function(X); without `rho` Y is X, and l = 0. The function is written in x."""

    start: Form
    k: int
    l: int
    function: Expr
    rho: Form | None

    @property
    def field(self) -> Field:
        return self.start.field

    @property
    def correlation(self) -> Form:
        return self.field.one if self.rho is None else self.rho

    def at(self, k: int, l: int = 0) -> Form:
        """E of it with other powers, as a goal."""
        start = self.start.expression()
        sign, function = _oriented(self.function.xreplace({x: Z if self.rho is None else X}))
        if self.rho is None:
            return sign * self.field.atom(Expectation(Heaviside(Z - start) * Z ** (k + l) * function, Gaussian()))
        return sign * self.field.atom(Expectation(Heaviside(Y - start) * Y**l * X**k * function, Gaussian(self.rho.expression())))

    def by_roots(self) -> ByRoots:
        """The function by its roots: none of them on the line, or one at a real place and nothing else. Raises OutOfClass, Undecided."""
        return roots_of(self.function, self.field)

    def slope(self, k: int) -> Form:
        """E[X^k 1{Y > start} f'(X)], with pairs of poles as goals."""
        total = sum_forms(self.field, (value * self._pole(part) for value, part in self._slope(k)))
        return total + sum_forms(self.field, (weight * gated_zero.slope(k, self.start, place, self.rho) for weight, place in self.by_roots().zeros))

    def _slope(self, k: int) -> list[tuple[Form, PolePair]]:
        found = []
        for pair in self.by_roots().pairs:
            for weight, power in ((pair.real, 1), (pair.turn * pair.b, 0)):
                if weight:
                    found += [(weight * value, part) for value, part in times_powers(PolePair(pair.m, pair.b * pair.b, power, 1), k)]
        return found

    def _pole(self, pair: PolePair) -> Form:
        if self.rho is not None:
            return GatedPole(self.start, 0, pair, self.rho).mean(0, pair)
        if pair.n:
            return TruncatedPair(self.start, pair).mean(pair.k, pair.n)
        body = Heaviside(Z - self.start.expression()) * expand((Z + pair.m.expression()) ** pair.k)
        return self.field.atom(Expectation(body, Gaussian()))

    def on_the_edge(self, k: int) -> Form:
        """E[X^k f(X)], given Y = start."""
        for _, place in self.by_roots().zeros:
            if self.rho is None:
                apart = self.start - place
                return (self.start**k if k else self.field.one) * log_form(apart * positivity.sign(apart))
            spread = positivity.sqrt(self.field.one - self.rho * self.rho)[0]
            powers = _power(spread, self.rho * self.start, k) if k else {0: self.field.one}
            return gated_zero.on_the_edge(powers, place, self.rho * self.start, spread)
        if self.rho is None:
            return self.start**k * normal_form(self.function.xreplace({x: self.start.expression()}), self.field)
        spread = positivity.sqrt(self.field.one - self.rho * self.rho)[0]
        place = spread.expression() * Z + (self.rho * self.start).expression()
        return plain_mean({0: self.field.one} if not k else _power(spread, self.rho * self.start, k), self.function.xreplace({x: place}), self.field)


def _oriented(function: Expr) -> tuple[int, Expr]:
    """A sign and a function: sympy writes -arctan(w) for arctan(-w)."""
    sign, rest = function.as_coeff_Mul()
    return (-1, rest) if sign == -1 else (1, function)


def _power(scale: Form, shift: Form, k: int) -> dict[int, Form]:
    """(scale Z + shift)^k by powers of Z."""
    return {i: value for i in range(k + 1) if (value := scale**i * shift ** (k - i) * comb(k, i))}


def plain_mean(powers: Mapping[int, Form], function: Expr, field: Field) -> Form:
    """E[p(Z) f(Z)] as a goal for each power, the function in x or in Z."""
    if function.has(Abs):
        ((_, place),) = roots_of(function.xreplace({Z: x}), field).zeros
        return sum_forms(field, (value * gated_zero.mean_power(k, place) for k, value in powers.items()))
    function = function.xreplace({x: Z})
    return sum_forms(field, (value * field.atom(Expectation(Z**k * function, Gaussian())) for k, value in powers.items()))


def roots_of(function: Expr, field: Field) -> ByRoots:
    """A logarithm or an arctangent in x by its roots; raises OutOfClass where one is on the line and the function is not log|x - t|, Undecided."""
    found = by_roots(function.func, function.args[0], x, field)
    alone = len(found.zeros) == 1 and not found.pairs and not found.constant and found.zeros[0][0] == field.one
    if not alone and (found.zeros or not found.pairs):
        raise OutOfClass("a logarithm that is singular on the line")
    return found


@lru_cache(maxsize=1024)
def read_gated_logarithm(goal: Goal) -> GatedLogarithm | None:
    """What a goal that `GatedLogarithm.at` makes stands for, else None."""
    if not isinstance(goal, Expectation) or goal.law.dimension > 2 or len(goal.body.atoms(Heaviside)) != 1:
        return None
    plane = goal.law.dimension == 2
    if plane and goal.law.correlation in (1, -1):
        return None
    (gate,) = goal.body.atoms(Heaviside)
    letter, other = (X, Y) if plane else (Z, Z)
    start, field = expand(other - gate.args[0]), field_of(goal.free_symbols)
    powers, function = {X: 0, Y: 0, Z: 0}, None
    for factor in (goal.body / gate).as_ordered_factors():
        base, power = factor.as_base_exp()
        if base in powers and power.is_Integer and 0 < power <= HIGHEST:
            powers[base] = int(power)
        elif isinstance(factor, atan | log) and function is None and factor.free_symbols & {X, Y, Z} == {letter}:
            function = factor.xreplace({letter: x})
        elif factor != 1:
            return None
    if function is None or start.has(X, Y, Z):
        return None
    rho = normal_form(goal.law.correlation, field) if plane else None
    return GatedLogarithm(normal_form(start, field), powers[letter], powers[Y] if plane else 0, function, rho)


def split_by_functions(body: Expr) -> tuple[Expr, dict[Expr, Expr]]:
    """The part without logarithms and arctangents, and what stands in front of each; raises OutOfClass, PolynomialError where they are not linear."""
    functions = {f: Dummy() for f in sorted(body.atoms(atan, log), key=str) if f.has(x)}
    rest, found = body, dict[Expr, Expr]()
    if functions:
        rest = body * 0
        for powers, value in Poly(body.xreplace(functions), *functions.values()).terms():
            if sum(powers) > 1:
                raise OutOfClass("a product of logarithms or arctangents")
            used = [f for f, power in zip(functions, powers, strict=True) if power]
            if used:
                found[used[0]] = value
            else:
                rest = value
    return rest, found


def mean_beside(integrand: Integrand, place: int, function: Expr, root: Form, law: Vector) -> Form:
    """E of an integrand of the truncated class times function(root X), X the letter at this place. Raises OutOfClass, Undecided."""
    if function.has(Abs):
        return _by_zeros(integrand, place, function.args[0].args[0].xreplace({x: root.expression() * x}), law)
    return sum_forms(root.field, (_Beside(shape, place, root, law).mean(powers, function) for shape, powers in integrand.terms.items()))


def _by_zeros(integrand: Integrand, place: int, inside: Expr, law: Vector) -> Form:
    """The same for log|p(X)|, p this polynomial: a sum over its roots."""
    one = integrand.field.one
    found = by_roots(log, Abs(inside, evaluate=False), x, one.field)
    total = found.constant * integrand.expectation(law) if found.constant else one.field.zero
    for weight, t in found.zeros:
        total = total + weight * mean_beside_distance(integrand, place, t, law)
    for pair in found.pairs:
        square = expand((x + pair.m.expression()) ** 2 + (pair.b * pair.b).expression())
        total = total + pair.real / 2 * mean_beside(integrand, place, log(square), one, law)
    return total


def mean_beside_distance(integrand: Integrand, place: int, t: Form, law: Vector) -> Form:
    """E of an integrand times log|X - t|."""
    one = integrand.field.one
    return sum_forms(one.field, (_Beside(shape, place, one, law).mean(powers, gated_zero.distance(t)) for shape, powers in integrand.terms.items()))


@dataclass(frozen=True)
class _Beside:
    """A shape beside a function of root X."""

    shape: Shape
    place: int
    root: Form
    law: Vector

    def mean(self, powers: Powers, function: Expr) -> Form:
        """The exponential moves the letters; Y given X and the gate's normal is normal."""
        shape, field = self.shape, self.root.field
        if shape.wave is not None or any(shape.quad) or len(shape.gates) > 1:
            raise OutOfClass("waves, squares and several gates beside a logarithm")
        shift = self._covariances(shape.tilt)
        sign, moved = _oriented(function.xreplace({x: self.root.expression() * x + (self.root * shift[self.place]).expression()}))
        roots_of(moved, field)
        shifted: dict[tuple[int, int], Form] = {}
        for exponents, value in powers.items():
            k, l = exponents[self.place], exponents[1 - self.place] if self.law else 0
            for i, one in _power(field.one, shift[self.place], k).items():
                for j, other in _power(field.one, shift[1 - self.place] if self.law else field.zero, l).items():
                    shifted[i, j] = shifted.get((i, j), field.zero) + value * one * other
        return sign * field.exp(dot(field, shape.tilt, shift) / 2) * self._gated(shifted, moved, shift)

    def _covariances(self, vector: Vector) -> Vector:
        if not self.law:
            return vector
        return vector[0] + self.law[0] * vector[1], self.law[0] * vector[0] + vector[1]

    def _gated(self, powers: dict[tuple[int, int], Form], function: Expr, shift: Vector) -> Form:
        field = self.root.field
        rho = self.law[0] if self.law else field.zero
        if not self.shape.gates:
            return plain_mean(_first(_both(powers, rho, field.zero, field.one - rho * rho)), function, field)
        (gate,) = self.shape.gates
        own = self._covariances(gate.vector)
        size = positivity.sqrt(dot(field, gate.vector, own) + field.number(int(gate.soft)))[0]
        start = -(gate.offset + dot(field, gate.vector, shift)) / size
        r = own[self.place] / size
        if r.constant in (1, -1):
            given_x = _first(_both(powers, rho, field.zero, field.one - rho * rho))
            gated = sum_forms(field, (value * GatedLogarithm(start * r, k, 0, function, None).at(k) for k, value in given_x.items()))
            return gated if r == field.one else plain_mean(given_x, function, field) - gated
        left, other = field.one - r * r, own[1 - self.place] / size if self.law else field.zero
        one, two = (rho - other * r) / left, (other - rho * r) / left
        terms = _both(powers, one, two, field.one - one * rho - two * other)
        beside = GatedLogarithm(start, 0, 0, function, r)
        return sum_forms(field, (value * beside.at(k, l) for (k, l), value in terms.items()))


def _both(powers: dict[tuple[int, int], Form], one: Form, other: Form, variance: Form) -> dict[tuple[int, int], Form]:
    """X^i Y^j as powers of X and N, Y given both normal with mean one X + other N and this variance."""
    found: dict[tuple[int, int], Form] = {}
    for (i, j), value in powers.items():
        for (k, l), weight in given({j: value}, one, other, variance).items():
            found[i + k, l] = found.get((i + k, l), value.field.zero) + weight
    if any(k > HIGHEST or l > HIGHEST for k, l in found):
        raise OutOfClass("a power that is too high")
    return {key: value for key, value in found.items() if value}


def _first(terms: dict[tuple[int, int], Form]) -> dict[int, Form]:
    return {k: value for (k, _), value in terms.items()}
