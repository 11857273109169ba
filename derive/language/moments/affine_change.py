"""Affine changes of variables in truncated moments."""

from __future__ import annotations

from derive.language.forms import positivity
from derive.language.forms.normal_form import Field, Form
from derive.language.moments.moment import Gate, Polynomial, Shape, Vector, dot, moment_form, sum_forms
from derive.language.moments.wave import oriented


def affine_change(polynomial: Polynomial, shape: Shape, law: Vector, matrix: tuple[Vector, ...], shift: Vector, field: Field) -> Form:
    """E[p(x) shape(x)] at x = matrix X + shift, X standard normal with correlations `law`.

    `matrix` has a row for each old letter and a column for each new one. The shape must have no squares.
    """
    size = len(matrix[0])
    weight = field.exp(dot(field, shape.tilt, shift))
    gates = tuple(unit_gate(Gate(_pulled(gate.vector, matrix, size, field), gate.offset + dot(field, gate.vector, shift), gate.soft)) for gate in shape.gates)
    wave = None
    if shape.wave is not None:
        phase = shape.wave.phase + dot(field, shape.wave.frequency, shift)
        wave, factor = oriented(_pulled(shape.wave.frequency, matrix, size, field), phase)
        weight = weight * factor
    changed = Shape(_pulled(shape.tilt, matrix, size, field), (field.zero,) * size, wave, gates)
    return weight * moment_form(field, law, compose(polynomial, matrix, shift, field), changed)


def compose(polynomial: Polynomial, matrix: tuple[Vector, ...], shift: Vector, field: Field) -> dict[tuple[int, ...], Form]:
    """The polynomial at x = matrix X + shift."""
    size = len(matrix[0])
    unit = (0,) * size
    rows = [
        {**({unit: t} if t else {}), **{tuple(int(k == j) for k in range(size)): a for j, a in enumerate(row) if a}}
        for row, t in zip(matrix, shift, strict=True)
    ]
    total: dict[tuple[int, ...], Form] = {}
    for powers, value in polynomial:
        term = {unit: value}
        for row, power in zip(rows, powers, strict=True):
            for _ in range(power):
                term = _product(term, row)
        for key, part in term.items():
            total[key] = total[key] + part if key in total else part
    return total


def unit_gate(gate: Gate) -> Gate:
    """A hard gate on one letter with unit slope: 1{aX + t > 0} = 1{X + t/a > 0} for a > 0."""
    nonzero = [a for a in gate.vector if a]
    if gate.soft or len(nonzero) != 1 or nonzero[0].constant in (1, -1):
        return gate
    size = nonzero[0] * positivity.sign(nonzero[0])
    return Gate(tuple(a / size for a in gate.vector), gate.offset / size, False)


def _pulled(vector: Vector, matrix: tuple[Vector, ...], size: int, field: Field) -> Vector:
    return tuple(sum_forms(field, (vector[i] * matrix[i][j] for i in range(len(vector)))) for j in range(size))


def _product(a: dict[tuple[int, ...], Form], b: dict[tuple[int, ...], Form]) -> dict[tuple[int, ...], Form]:
    product: dict[tuple[int, ...], Form] = {}
    for k1, v1 in a.items():
        for k2, v2 in b.items():
            key = tuple(i + j for i, j in zip(k1, k2, strict=True))
            value = v1 * v2
            product[key] = product[key] + value if key in product else value
    return product
