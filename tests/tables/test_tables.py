"""Tables of kernels against balls: never farther off than the bound that is proven."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from flint import arb
from sympy import Abs, Max, Piecewise, Rational, atan, diff, exp, log, pi, sqrt, tanh

from derive.evidence.balls.precision import working
from derive.evidence.line.integral import expectation_1d
from derive.evidence.pair.plane import product_expectation
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z
from derive.tables.angle import UNIT, angle_cells
from derive.tables.build import kernel_table
from derive.tables.chebyshev import lebesgue, nodes, powers_of, restriction
from derive.tables.evaluate import _chunks
from derive.tables.kept import kept_table, place_of
from derive.tables.pieces import Piece
from derive.tables.sector import sector
from derive.tables.shells import cut

POINTS = [(0.7, 0.7, 0.3), (1.4, 0.7, -0.99), (1.0, 1.0, 0.9999), (1.3, 0.8, 0.0), (0.701, 1.399, -0.5), (1.399, 1.399, 0.99)]
NEAR = [(1.0, 1.0, 1.0), (1.4, 0.7, -1.0), (1.399, 0.71, 1 - 1e-12), (1.4, 1.4, -1 + 7e-5), (1.0, 1.2, 1 - 7.3e-5)]


def _far(table: Any, first: Any, second: Any, point: tuple[float, float, float], digits: int = 22) -> float:
    """The error of a table at a point, relative to sqrt(E f^2 E g^2), by balls of so many digits after the point."""
    found = float(table(*(np.array([number]) for number in point))[0])
    with working(4 * digits):
        q1, q2, c = (Rational(number) for number in point)
        f, g = first.xreplace({Z: sqrt(q1) * Z}), second.xreplace({Z: sqrt(q2) * Z})
        true = expectation_1d(f * g.xreplace({Z: c * Z}), {}, digits) if abs(c) == 1 else product_expectation(f, g, c, digits)
        scale = (expectation_1d(f**2, {}, digits) * expectation_1d(g**2, {}, digits)).sqrt()
        return float((abs(true - arb(found)) / scale).upper())


@pytest.fixture(scope="module")
def table() -> Any:
    return kernel_table(tanh(Z), tanh(Z), 0.7, 1.4)


def test_a_table_keeps_its_promise(table):
    assert table.error < 1e-12 and table.seconds < 300
    assert max(_far(table, tanh(Z), tanh(Z), point) for point in POINTS + NEAR) <= table.error and table.nearest == 1


KINKED = (Z / (1 + Abs(Z)), Max(tanh(Z), 0), Piecewise((tanh(Z) + 1, Z > 0), (atan(Z), True)))


@pytest.mark.slow
@pytest.mark.parametrize("body", KINKED, ids=("softsign", "gated_tanh", "jump"))
def test_a_function_with_a_knot_at_zero_has_a_table(body):
    """Up to |c| = 1, where the kernel is no analytic function of c; a table with another half is seen to be false."""
    table, other = kernel_table(body, body, 0.7, 1.4), kernel_table(Z / (2 + Abs(Z)), Z / (2 + Abs(Z)), 0.7, 1.4)
    places = POINTS[:4] + NEAR[:3]
    assert table.error < 1e-12 and table.nearest == 1
    assert max(_far(table, body, body, point) for point in places) <= table.error
    assert all(_far(other, body, body, point) > 1e-3 for point in places if point[2])


@pytest.mark.slow
def test_an_even_function_beside_an_odd_one():
    table = kernel_table(tanh(Z), Z * tanh(Z), 0.9, 1.1)
    assert (table(np.array([1.0, 1.0]), np.array([1.0, 0.95]), np.array([0.5, -1.0])) == 0).all()


def _falsified(table: Any, cells: Any, power: tuple[int, int, int], size: float) -> Any:
    """The table with a coefficient of t^a q1^b q2^k changed in some cells of the angle."""
    shells = list(table.shells)
    for k in cells:
        matrices = shells[k].matrices.copy()
        matrices[:, power[2], shells[k].starts[power[0]] + power[1]] += size
        shells[k] = replace(shells[k], matrices=matrices)
    return replace(table, shells=tuple(shells))


@pytest.mark.parametrize("power", [(0, 0, 0), (1, 0, 1), (0, 1, 1)])
def test_a_falsified_coefficient_is_seen(table, power):
    false = _falsified(table, range(len(table.shells)), power, 1e-8)
    assert max(_far(false, tanh(Z), tanh(Z), point) for point in POINTS) > table.error


@pytest.mark.parametrize("order", [0, 1])
def test_a_falsified_coefficient_at_one_is_seen(table, order):
    """A coefficient of this order in the cell next to |c| = 1."""
    assert max(_far(_falsified(table, [0], (order, 0, 0), 1e-9), tanh(Z), tanh(Z), point) for point in NEAR) > table.error


def test_chunks_hold_every_point_once_in_its_cell():
    counts = np.array([0, 7, 0, 0, 3, 10, 1, 0])
    for size in (1, 3, 5, 10, 21, 50):
        found = [(cell, start + begin, start + end) for start, part in _chunks(counts, size) for cell, begin, end in part]
        assert [begin for _, begin, _ in found] == [0, *(end for *_, end in found)][:-1] and found[-1][2] == 21
        assert all(end - begin <= size for _, begin, end in found)
        assert [sum(end - begin for cell, begin, end in found if cell == k) for k in range(8)] == counts.tolist()


def test_the_order_of_points_and_other_points_do_not_matter(table):
    random = np.random.default_rng(5)
    q1, q2 = (np.exp(random.uniform(np.log(0.71), np.log(1.39), 30000)) for _ in range(2))
    c = np.cos(random.uniform(0, np.pi, 30000))
    found, order = table(q1, q2, c), random.permutation(30000)
    assert np.abs(table(q1[order], q2[order], c[order]) - found[order]).max() < 1e-15
    assert np.abs(table(q1[:77], q2[:77], c[:77]) - found[:77]).max() < 1e-15
    assert np.abs(table(q2, q1, -c) + found).max() == 0


def test_restriction_and_powers_are_the_same_polynomial():
    coefficients, y = np.random.default_rng(0).uniform(-1, 1, 9), np.linspace(-1, 1, 33)
    expected = np.polynomial.chebyshev.chebval(0.1 + 0.3 * y, coefficients)
    part = restriction(9, -0.2, 0.4) @ coefficients
    assert np.abs(np.polynomial.chebyshev.chebval(y, part) - expected).max() < 1e-14
    assert np.abs(np.polynomial.polynomial.polyval(y, powers_of(9) @ part) - expected).max() < 1e-13


@pytest.mark.slow
def test_what_is_left_out_of_a_shell_is_counted():
    """A polynomial of which much is left out differs from it by no more than the error that is told, and by more than a hundredth of it."""
    random, count = np.random.default_rng(3), 9
    tensor = random.uniform(-1, 1, (2, count, count, count)) * 10.0 ** -np.add.outer(np.arange(count), np.add.outer(np.arange(count), np.arange(count)))
    piece = Piece(angle_cells(0.01)[-1], tensor, np.zeros(2), np.array([2.0, 3.0]))
    cell = piece.cell
    for (low, high), shell, error in cut(piece, 1e-5, 0.0):
        s, x, y = random.uniform(-1, 1, (3, 200))
        t = 2 * ((low + high) / 2 * UNIT + s * (high - low) / 2 * UNIT - cell.low) / (cell.high - cell.low) - 1
        places = [(a, b) for a, height in enumerate(shell.heights) for b in range(height)]
        powers = np.array([s**a * x**b for a, b in places])
        worst = 0.0
        for k, scale in enumerate(piece.scale):
            true = np.array([np.polynomial.chebyshev.chebval3d(*point, tensor[k]) for point in zip(t, x, y, strict=True)])
            found = sum(y**j * (row @ powers) for j, row in enumerate(shell.matrices[k]))
            worst = max(worst, np.abs(found - true).max() / scale)
        assert error / 100 < worst <= error


def test_what_a_table_covers(table):
    q1, q2, c = (np.array(column) for column in ((1.0, 0.6, 1.0, 1.0, 1.0), (1.0, 1.0, 1.5, 1.0, 1.0), (0.5, 0.5, 0.5, 1.0, 1.01)))
    assert table.covers(q1, q2, c).tolist() == [True, False, False, True, False]
    assert table.covers(np.array([1.0]), np.array([1.0]), np.array([np.nan])).tolist() == [False]
    assert table.covers_all(q1[::3], q2[::3], c[::3]) and not table.covers_all(q1, q2, c)
    assert not table.covers_all(np.array([1.0, np.nan]), np.array([1.0, 1.0]), np.array([0.5, 0.5]))


def test_a_table_is_kept_on_disk_and_a_damaged_one_is_not_used(table, tmp_path, monkeypatch):
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path))
    made = []

    def make(*asked):
        made.append(asked)
        return table

    key = tanh(Z), tanh(Z), 0.7, 1.4
    assert kept_table(*key, None) is None
    assert kept_table(*key, make) is table and len(made) == 1
    again = kept_table(*key, make)
    points = tuple(np.array(column) for column in zip(*POINTS, strict=True))
    assert len(made) == 1 and again.error == table.error and (again(*points) == table(*points)).all()
    path = place_of(*key)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert kept_table(*key, None) is None and place_of(tanh(2 * Z), *key[1:]) != path
    monkeypatch.setenv("DERIVE_CACHE_DIR", "")
    assert place_of(*key) is None


@pytest.mark.slow
def test_two_functions_in_one_table():
    first, second = log(1 + exp(Z)), Z / (1 + exp(-Z))
    table = kernel_table(first, second, 0.9, 1.1)
    assert table.error < 1e-12 and not table.symmetric
    assert max(_far(table, first, second, point) for point in ((0.91, 1.09, -0.7), (0.95, 1.05, -1.0))) <= table.error


def test_a_function_with_knots_besides_zero_has_no_table():
    with pytest.raises(CannotEnclose, match="knots other than 0"):
        kernel_table(Max(Z - 1, 0), tanh(Z))
    with pytest.raises(CannotEnclose, match="not seen to be analytic near 0"):
        kernel_table(sqrt(Abs(Z)) * tanh(Z), tanh(Z))


def test_ellipses_of_angles_stay_where_the_series_converges():
    for cell in angle_cells(0.01):
        turn = np.exp(1j * np.linspace(0, 2 * np.pi, 721))
        ellipse = (cell.low + cell.high) / 2 + (cell.high - cell.low) / 4 * (cell.rho * turn + 1 / (cell.rho * turn))
        assert np.abs(np.cos(ellipse)).max() <= 1 + 1e-12 and cell.rho > 4


def test_the_lebesgue_constant_by_its_definition():
    x, fine = nodes(9), np.linspace(-1, 1, 4001)
    basis = [np.prod([(fine - y) / (z - y) for y in x if y != z], axis=0) for z in x]
    assert np.sum(np.abs(basis), axis=0).max() == pytest.approx(lebesgue(9), rel=1e-6)


def test_the_bound_in_a_sector_is_a_bound():
    def function(z: Any, analytic: bool) -> Any:
        return z.tanh()

    found = sector([function], 1.0, 50.0, 1.0)
    assert found is not None
    for angle in (0.0, 0.5, 0.95):
        for stretch in (0.1, 1.0, 3.0):
            x = np.linspace(-8, 8, 4001)
            sample = np.abs(np.tanh(stretch * np.exp(1j * angle) * x)) ** 2 * np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
            assert np.sum(sample) * (x[1] - x[0]) <= found.energy(np.log(stretch), np.log(stretch), angle, 10.0)
    for low, high in ((0.0, 0.3), (0.2, 0.21), (1.0, 7.0), (1e-7, 40.0)):
        ring = np.abs(np.tanh(np.multiply.outer(np.geomspace(max(low, 1e-9), high, 300), np.exp(1j * np.linspace(-1, 1, 101))))).max()
        assert ring <= found.ring(np.array([low]), np.array([high]))[0] <= 3 * ring
    disc = np.abs(np.tanh(0.5 * np.exp(1j * np.linspace(0, np.pi, 300)))).max()
    assert disc <= found.disc(np.array([0.5]))[0] <= 2 * disc and not np.isfinite(found.disc(np.array([1.5]))[0])
    assert sector([function], 1.0, 50.0, 1.9) is None and sector([function], 1.6, 50.0, 1.0) is None


GELU_TANH = Z * (1 + tanh(sqrt(2) * (Z + Rational(44715, 10**6) * Z**3) / sqrt(pi))) / 2
SOFTSIGN, ELISH = Z / (1 + Abs(Z)), Piecewise((Z, Z >= 0), (exp(Z) - 1, True)) / (1 + exp(-Z))
SLOPE = diff(Z / (1 + exp(-Z)), Z, 2)  # dsilu has this derivative
WHOLE = (tanh(Z), Z / (1 + exp(-Z)), log(1 + exp(Z)), Z * tanh(log(1 + exp(Z))), Z * tanh(Z), GELU_TANH, SOFTSIGN, ELISH, SLOPE, 1 / (1 + Abs(Z)) ** 2)


@pytest.mark.slow
@pytest.mark.parametrize("body", WHOLE, ids=("tanh", "silu", "softplus", "mish", "lisht", "gelu_tanh", "softsign", "elish", "dsilu_slope", "softsign_slope"))
def test_the_default_range(body):
    table = kernel_table(body, body)
    points = [(1e-4, 1e-4, 0.9999), (100.0, 100.0, -0.999), (99.9, 1.01e-4, 0.5), (3.0, 0.01, 0.99), (100.0, 1e-4, -1.0), (100.0, 100.0, 0.99999)]
    assert table.error <= 1e-12 and table.nearest == 1 and max(_far(table, body, body, point) for point in points) <= table.error


@pytest.mark.slow
def test_a_zero_of_third_order():
    """Small variances, where the kernel is some 1e-12."""
    body = Z - tanh(Z)
    table = kernel_table(body, body, 1e-4, 1e-3)
    points = [(1e-4, 1e-4, 0.9999), (1.01e-4, 9.9e-4, 0.5), (3e-4, 2e-4, -1.0), (1e-4, 1e-4, 0.99999)]
    assert table.error <= 1e-12 and table.nearest == 1 and max(_far(table, body, body, point, 36) for point in points) <= table.error
