"""Tables over one variable against balls, at points of the whole range: never farther off than the bound of the point, and false ones are seen."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import Expr, Piecewise, Rational, diff, exp, tanh

from derive import kernel
from derive.language.symbols import Z
from derive.tables.heat.build import heat_table
from derive.tables.heat.evaluate import ERROR, HeatTable
from derive.tables.kept import kept_table

pytestmark = pytest.mark.slow
NEAR = (1.0, -1.0, 1 - 1e-6, 1 - 1e-12, -1 + 1e-9, 0.0, 1 - 1e-3)
TELU = Z * tanh(exp(Z))
JUMP = Piecewise((Z / (1 + exp(-Z)), Z < 1), (tanh(Z), True))
BODIES = {
    "x*tanh(exp(x))": TELU,
    "Piecewise((x/(1+exp(-x)), x<1), (tanh(x), True))": JUMP,
    "Max(Min(tanh(x), 1/2), -1/3)": Piecewise((-Rational(1, 3), tanh(Z) < -Rational(1, 3)), (tanh(Z), tanh(Z) < Rational(1, 2)), (Rational(1, 2), True)),
    "1/(1+25*x**2)+Heaviside(x-2)": 1 / (1 + 25 * Z**2) + Piecewise((0, Z < 2), (1, True)),
}
FIRST, SECOND, *_ = BODIES
_MADE: dict[Expr, HeatTable] = {}


def _table(body: Expr) -> HeatTable:
    if body not in _MADE:
        _MADE[body] = heat_table(body, body, 1e-4, 1e2)
    return _MADE[body]


def _points(count: int, seed: int = 0) -> tuple[Any, Any, Any]:
    """Variances log-uniform with the ends of the range among them, some equal; angles uniform, or next to 0, a right one and two right ones."""
    random = np.random.default_rng(seed)
    q1, q2 = (np.exp(random.uniform(np.log(1e-4), np.log(1e2), count)) for _ in range(2))
    for q in (q1, q2):
        q[random.random(count) < 0.1], q[random.random(count) < 0.1] = 1e-4, 1e2
    same, near = random.random(count) < 0.2, random.random(count) < 0.5
    q2[same] = q1[same]
    c = np.cos(random.uniform(0, np.pi, count))
    c[near] = random.choice(NEAR, near.sum())
    return q1, q2, c


def _balls(text: str, points: tuple[Any, Any, Any]) -> list[Fraction]:
    answer = kernel(text)
    return [Fraction(answer.enclose(20, q1=Fraction(a), q2=Fraction(b), c=Fraction(r)).value) for a, b, r in zip(*(p.tolist() for p in points), strict=True)]


def _worst(table: HeatTable, points: tuple[Any, Any, Any], true: list[Fraction]) -> float:
    """The largest error in units of the bound."""
    value, bound = table.mean(*points)
    return max(abs(float(Fraction(v) - t)) / b for v, t, b in zip(value.tolist(), true, bound.tolist(), strict=True))


@pytest.mark.parametrize(("text", "count"), list(zip(BODIES, (150, 150, 60, 60), strict=True)))
def test_a_table_keeps_its_promise(text, count):
    table, points = _table(BODIES[text]), _points(count)
    assert _worst(table, points, _balls(text, points)) < 0.2 and table.seconds < 120
    q1, q2, c = _points(20_000, 1)
    found, answered = table(q1, q2, c)
    assert np.isfinite(found).all() and answered.mean() > 0.97 and table.covers(q1, q2, c).all()
    assert (np.abs(found) <= 1.06 * table.scale(q1, q2)).all()  # by Cauchy and Schwarz, the scale being from below


@pytest.mark.parametrize("text", [FIRST, SECOND])
def test_the_scale_is_from_below_and_close(text):
    q = np.geomspace(1e-4, 1e2, 25)
    true = [float(value) for value in _balls(text, (q, q, np.ones(25)))]
    assert ((0.93 * np.array(true) <= _table(BODIES[text]).scale(q, q)) & (_table(BODIES[text]).scale(q, q) <= true)).all()


def test_false_tables_are_seen():
    """A displaced coefficient, a bound that is too small, a knot that is elsewhere."""
    table, points = _table(JUMP), _points(60)
    true = _balls(SECOND, points)
    mean = table.mean
    levels = []
    for level in mean.levels:
        powers = level.powers.copy()
        powers[:, 1, 0] += 1e-9 * np.abs(powers[:, 0, 0])
        levels.append(replace(level, powers=powers))
    assert _worst(replace(table, mean=replace(mean, levels=tuple(levels))), points, true) > 1

    def smaller(level: Any) -> Any:
        return replace(level, bounds=level.bounds * 1e-4)

    small = replace(mean, first=smaller(mean.first), levels=tuple(smaller(level) for level in mean.levels))
    assert _worst(replace(table, mean=small), points, true) > 1
    moved = Piecewise((Z / (1 + exp(-Z)), Rational(10**9 + 1, 10**9) > Z), (tanh(Z), True))
    assert _worst(heat_table(moved, moved, 1e-4, 1e2), points, true) > 1


def test_a_cell_whose_bound_is_too_small_is_seen(monkeypatch):
    """Cells that are accepted whatever the size of the function around them."""
    monkeypatch.setattr("derive.tables.heat.line._largest", lambda function, left, right, most: 0.5 * most)
    false = heat_table(TELU, TELU, 1e-4, 1e2)
    points = _points(60)
    assert _worst(false, points, _balls(FIRST, points)) > 1


def test_two_functions_in_one_table():
    """Derivatives too: E[f'(u) g(v)]."""
    slope = diff(TELU, Z)
    table, points = heat_table(slope, JUMP, 0.25, 4.0), tuple(np.array(p) for p in ((0.25, 1.0, 4.0, 0.3), (4.0, 1.0, 0.25, 0.3), (0.3, -0.99, 1 - 1e-9, -1.0)))
    answer = kernel(FIRST, (1, 0), SECOND)
    true = [Fraction(answer.enclose(20, q1=Fraction(a), q2=Fraction(b), c=Fraction(r)).value) for a, b, r in zip(*(p.tolist() for p in points), strict=True)]
    assert _worst(table, points, true) < 0.2 and table(*points)[1].all()


def test_such_a_table_is_kept_on_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path))
    points, made = _points(300), kept_table(TELU, TELU, 1e-4, 1e2, lambda *_: _table(TELU))
    again = kept_table(TELU, TELU, 1e-4, 1e2, None)
    assert isinstance(again, HeatTable) and again is not made and again.error == ERROR and again.seconds == _table(TELU).seconds
    assert all((one == other).all() for one, other in zip(made(*points), again(*points), strict=True))
    assert not again.covers(np.array([1.0, 1e-5, 1.0]), np.ones(3), np.array([1.5, 0.5, np.nan])).any()
