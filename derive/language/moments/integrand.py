"""Integrands of the truncated class as an algebra: read from sympy, added, multiplied, and cut into pieces.

An `Integrand` maps shapes to polynomials. Products add tilts, join gates and turn products of cosines into sums; a piecewise function becomes a sum
over indicators by `glue`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy
from sympy import Add, Expr, Mul, Pow, Symbol, exp

from derive.language.forms import positivity
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.moments.moment import Gate, Shape, Vector, moment_form, sum_forms
from derive.language.moments.wave import oriented
from derive.language.special import Phi

Poly = dict[tuple[int, ...], Form]
LARGEST_POWER = 400


class OutOfClass(Exception):
    """The function is not a sum of polynomial, exponential, trigonometric and normal-distribution factors."""


class Integrand:
    """sum over shapes of polynomial * shape, in the `dimension` letters of a law."""

    def __init__(self, field: Field, dimension: int, terms: dict[Shape, Poly]) -> None:
        self.field, self.dimension = field, dimension
        self.terms = {shape: kept for shape, poly in terms.items() if (kept := {k: v for k, v in poly.items() if v})}

    @classmethod
    def constant(cls, value: Form, dimension: int) -> Integrand:
        return cls(value.field, dimension, {_plain(value.field, dimension): {(0,) * dimension: value}})

    @classmethod
    def linear(cls, field: Field, vector: Vector) -> Integrand:
        n = len(vector)
        return cls(field, n, {_plain(field, n): {tuple(int(i == j) for j in range(n)): a for i, a in enumerate(vector)}})

    def __add__(self, other: Integrand) -> Integrand:
        terms = {shape: dict(poly) for shape, poly in self.terms.items()}
        for shape, poly in other.terms.items():
            _add_into(terms.setdefault(shape, {}), poly)
        return Integrand(self.field, self.dimension, terms)

    def __mul__(self, other: Integrand) -> Integrand:
        terms: dict[Shape, Poly] = {}
        for shape1, poly1 in self.terms.items():
            for shape2, poly2 in other.terms.items():
                product = _times(poly1, poly2)
                for shape, factor in _joined(self.field, shape1, shape2):
                    _add_into(terms.setdefault(shape, {}), {k: v * factor for k, v in product.items()})
        return Integrand(self.field, self.dimension, terms)

    def scaled(self, factor: Form) -> Integrand:
        return Integrand(self.field, self.dimension, {s: {k: v * factor for k, v in p.items()} for s, p in self.terms.items()})

    def expectation(self, law: Vector) -> Form:
        """E[integrand] as a sum of moments, one for each shape."""
        return sum_forms(self.field, (moment_form(self.field, law, poly, shape) for shape, poly in self.terms.items()))


def read_integrand(expr: Expr, letters: Mapping[Symbol, Vector], field: Field) -> Integrand:
    """An integrand from sympy; each letter stands for a linear function of the law's variables. Raises OutOfClass."""
    dimension = len(next(iter(letters.values())))
    if not expr.has(*letters):
        return Integrand.constant(normal_form(expr, field), dimension)
    if isinstance(expr, Symbol):
        return Integrand.linear(field, letters[expr])
    if isinstance(expr, Add | Mul):
        parts = [read_integrand(arg, letters, field) for arg in expr.args]
        result = parts[0]
        for part in parts[1:]:
            result = result + part if isinstance(expr, Add) else result * part
        return result
    read = READERS.get(expr.func)
    if read is None:
        raise OutOfClass(str(expr))
    return read(expr, letters, field)


def glue(field: Field, knots: Sequence[Form], parts: Sequence[Integrand], scale: Vector) -> Integrand:
    """The function that is parts[i] between knots[i-1] and knots[i], the argument being scale.X with one non-zero entry, as a sum over indicators.

    Each term type goes with indicators of half lines to the right or to the left, whichever needs fewer.
    """
    keys = dict.fromkeys((shape, powers) for part in parts for shape, poly in part.terms.items() for powers in poly)
    result = Integrand(field, len(scale), {})
    for shape, powers in keys:
        values = [part.terms.get(shape, {}).get(powers, field.zero) for part in parts]
        steps = [(knot, b - a) for knot, a, b in zip(knots, values, values[1:], strict=False) if b - a]
        leftward = bool(values[0]) and not values[-1]
        base = values[-1] if leftward else values[0]
        term = Integrand(field, len(scale), {shape: {powers: field.one}})
        total = Integrand.constant(base, len(scale))
        for knot, jump in steps:
            gate = half_line(field, scale, -knot, -1 if leftward else 1)
            total = total + gate.scaled(-jump if leftward else jump)
        result = result + term * total
    return result


def half_line(field: Field, scale: Vector, offset: Form, direction: int) -> Integrand:
    """1{direction * (scale.X + offset) > 0}, normalised to unit slope where scale has one non-zero entry."""
    nonzero = [a for a in scale if a]
    size = nonzero[0] * positivity.sign(nonzero[0]) if len(nonzero) == 1 else field.one
    vector = tuple(a * direction / size for a in scale)
    gate = Gate(vector, offset * direction / size, soft=False)
    n = len(scale)
    return Integrand(field, n, {Shape((field.zero,) * n, (field.zero,) * n, None, (gate,)): {(0,) * n: field.one}})


def _plain(field: Field, n: int) -> Shape:
    return Shape((field.zero,) * n, (field.zero,) * n)


def _add_into(target: Poly, poly: Mapping[tuple[int, ...], Form]) -> None:
    for powers, value in poly.items():
        target[powers] = target[powers] + value if powers in target else value


def _times(a: Poly, b: Poly) -> Poly:
    product: Poly = {}
    for k1, v1 in a.items():
        for k2, v2 in b.items():
            _add_into(product, {tuple(i + j for i, j in zip(k1, k2, strict=True)): v1 * v2})
    return product


def _joined(field: Field, a: Shape, b: Shape) -> list[tuple[Shape, Form]]:
    """The product of two shapes as a sum of shapes with factors."""
    tilt, quad = _plus(a.tilt, b.tilt), _plus(a.quad, b.quad)
    gates = list(a.gates)
    gates += [gate for gate in b.gates if gate.soft or gate not in gates]
    ordered = tuple(sorted(gates, key=_gate_order)) if len(gates) > 1 else tuple(gates)
    if a.wave is None or b.wave is None:
        return [(Shape(tilt, quad, a.wave or b.wave, ordered), field.one)]
    half = field.one / 2
    result: list[tuple[Shape, Form]] = []
    for sign in (1, -1):
        frequency = tuple(x + y * sign for x, y in zip(a.wave.frequency, b.wave.frequency, strict=True))
        result += _wave_shape(field, tilt, quad, ordered, frequency, a.wave.phase + b.wave.phase * sign, half)
    return result


def _wave_shape(field: Field, tilt: Vector, quad: Vector, gates: tuple[Gate, ...], frequency: Vector, phase: Form, factor: Form) -> list[tuple[Shape, Form]]:
    """cos(frequency.X + phase), oriented; a constant cosine is evaluated."""
    wave, weight = oriented(frequency, phase)
    return [(Shape(tilt, quad, wave, gates), factor * weight)]


def _gate_order(gate: Gate) -> tuple[Any, ...]:
    return (gate.soft, *(str(a.expression()) for a in gate.vector), str(gate.offset.expression()))


def _plus(a: Vector, b: Vector) -> Vector:
    return tuple(x + y for x, y in zip(a, b, strict=True))


Letters = Mapping[Symbol, Vector]


def _affine(expr: Expr, letters: Letters, field: Field) -> tuple[Vector, Form]:
    """vector, offset with expr = vector.X + offset."""
    n = len(next(iter(letters.values())))
    vector, offset = (field.zero,) * n, field.zero
    for (powers, value), quad in _quadratic(expr, letters, field):
        if quad:
            raise OutOfClass(f"{expr} is not affine")
        if sum(powers) == 0:
            offset = offset + value
        else:
            vector = tuple(a + value if k else a for a, k in zip(vector, powers, strict=True))
    return vector, offset


def _quadratic(expr: Expr, letters: Letters, field: Field) -> list[tuple[tuple[tuple[int, ...], Form], bool]]:
    """The monomials of a polynomial of degree at most two without mixed terms; the flag tells the squares."""
    integrand = read_integrand(sympy.expand(expr), letters, field)
    n = integrand.dimension
    if set(integrand.terms) - {_plain(field, n)}:
        raise OutOfClass(f"{expr} is not a polynomial")
    result = []
    for powers, value in integrand.terms.get(_plain(field, n), {}).items():
        if sum(powers) > 2 or (sum(powers) == 2 and 2 not in powers):
            raise OutOfClass(f"{expr} is of degree above two or mixed")
        result.append(((powers, value), sum(powers) == 2))
    return result


def _read_power(expr: Pow, letters: Letters, field: Field) -> Integrand:
    base, exponent = expr.args
    if not base.has(*letters):
        return _read_exp(exp(exponent * sympy.log(base), evaluate=False), letters, field)
    if not (exponent.is_Integer and 0 < exponent <= LARGEST_POWER):
        raise OutOfClass(str(expr))
    part = read_integrand(base, letters, field)
    result = part
    for _ in range(int(exponent) - 1):
        result = result * part
    return result


def _read_exp(expr: Expr, letters: Letters, field: Field) -> Integrand:
    argument = expr.args[0] if isinstance(expr, exp) else expr.exp
    n = len(next(iter(letters.values())))
    tilt, quad, constant = [field.zero] * n, [field.zero] * n, field.zero
    for (powers, value), square in _quadratic(argument, letters, field):
        if sum(powers) == 0:
            constant = constant + value
            continue
        place = next(i for i, k in enumerate(powers) if k)
        target = quad if square else tilt
        target[place] = target[place] + value
    return Integrand(field, n, {Shape(tuple(tilt), tuple(quad)): {(0,) * n: field.exp(constant)}})


def _read_wave(expr: Expr, letters: Letters, field: Field) -> Integrand:
    vector, phase = _affine(expr.args[0], letters, field)
    if isinstance(expr, sympy.sin):
        phase = phase - field.pi / 2
    zero = (field.zero,) * len(vector)
    shapes = _wave_shape(field, zero, zero, (), vector, phase, field.one)
    return Integrand(field, len(vector), {shape: {(0,) * len(vector): factor} for shape, factor in shapes})


def _read_heaviside(expr: Expr, letters: Letters, field: Field) -> Integrand:
    vector, offset = _affine(expr.args[0], letters, field)
    return half_line(field, vector, offset, 1)


def _read_cdf(expr: Expr, letters: Letters, field: Field) -> Integrand:
    vector, offset = _affine(expr.args[0], letters, field)
    n, zero = len(vector), (field.zero,) * len(vector)
    lead = next(a.leading_sign for a in vector if a)
    gate = Gate(tuple(a * lead for a in vector), offset * lead, soft=True)
    soft = Integrand(field, n, {Shape(zero, zero, None, (gate,)): {(0,) * n: field.one}})
    return soft if lead > 0 else Integrand.constant(field.one, n) + soft.scaled(-field.one)


def _read_erf(expr: Expr, letters: Letters, field: Field) -> Integrand:
    soft = _read_cdf(Phi(sympy.sqrt(2) * expr.args[0]), letters, field)
    sign = 1 if isinstance(expr, sympy.erf) else -1
    one = Integrand.constant(field.one, soft.dimension)
    return soft.scaled(field.number(2 * sign)) + (one.scaled(-field.one) if sign > 0 else one.scaled(field.number(2)))


def _read_hyperbolic(expr: Expr, letters: Letters, field: Field) -> Integrand:
    return read_integrand(expr.rewrite(exp), letters, field)


READERS: dict[Any, Callable[[Any, Letters, Field], Integrand]] = {
    Pow: _read_power,
    exp: _read_exp,
    sympy.sin: _read_wave,
    sympy.cos: _read_wave,
    sympy.Heaviside: _read_heaviside,
    Phi: _read_cdf,
    sympy.erf: _read_erf,
    sympy.erfc: _read_erf,
    sympy.sinh: _read_hyperbolic,
    sympy.cosh: _read_hyperbolic,
}

__all__ = ["Integrand", "OutOfClass", "Undecided", "glue", "half_line", "read_integrand"]
