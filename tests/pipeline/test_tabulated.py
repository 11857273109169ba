"""Kernels without a closed form on float64 arrays: a table where there is one, balls elsewhere, no NaN."""

from dataclasses import replace

import numpy as np
import pytest

from derive import kernel
from derive.language.errors import DeriveError, TimeLimit
from derive.pipeline import tabulated


@pytest.fixture
def narrow(tmp_path, monkeypatch):
    """The kernel of tanh with a table for 0.9 <= q <= 1.1, kept in a folder of its own."""
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(tabulated, "_MADE", {})
    return replace(kernel("tanh").numpy(), range=(0.9, 1.1))


def test_few_points_are_enclosed_without_a_table(narrow):
    values = narrow(np.array([1.0, 0.0, 1e-6, 1e4]), 1.0, np.array([1.0, 0.5, -1.0, 1 - 1e-12]))
    assert np.isfinite(values).all() and not tabulated._MADE
    assert values[0] == pytest.approx(0.39429449039746, rel=1e-13) and values[1] == 0  # E[tanh(Z)^2] by mpmath.quad


def test_many_points_make_a_table_that_agrees_with_balls(narrow):
    random = np.random.default_rng(0)
    q1, q2, c = random.uniform(0.9, 1.1, 1500), random.uniform(0.9, 1.1, 1500), random.uniform(-1, 1, 1500)
    c[:4] = 1, -1, 0, 1 - 1e-9
    q1[4] = 2.0  # beyond the table
    found = narrow(q1, q2, c)
    assert narrow.error < 1e-12 and narrow.nearest == 1 and np.isfinite(found).all()
    few = slice(0, 8)
    assert np.abs(found[few] - [narrow.slow((a, b, r)) for a, b, r in zip(q1[few], q2[few], c[few], strict=True)]).max() <= narrow.error
    again = replace(narrow)
    assert again.table is narrow.table


def test_a_table_that_takes_too_long_is_an_error_that_says_so(narrow, monkeypatch):
    monkeypatch.setattr(tabulated, "LIMIT", 0.05)
    with pytest.raises(TimeLimit, match="not ready within the time limit"):
        narrow(np.full(1500, 0.95), 1.0, 0.5)
    assert not tabulated._MADE


def test_points_outside_the_domain_are_refused(narrow):
    for bad in ((1.0, 1.0, np.nan), (1.0, 1.0, 1.5), (-1.0, 1.0, 0.5), (np.inf, 1.0, 0.5)):
        with pytest.raises(DeriveError):
            narrow(*bad)
    with pytest.raises(TypeError):
        narrow(1.0, 0.5)


def test_where_there_is_no_table_the_reason_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path))
    function = kernel("Abs(tanh(x))**(3/2)").numpy()
    assert function.error is None and "analytic" in function.why and function(1.0, 1.0, 1.0) > 0


@pytest.mark.slow
def test_a_kernel_that_is_reduced_to_an_integral_has_a_table(tmp_path, monkeypatch):
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(tabulated, "_MADE", {})
    answer = kernel("atan(x)")
    function = replace(answer.numpy(), range=(0.9, 1.1))
    q1, q2, c = (np.random.default_rng(0).uniform(*ends, 1200) for ends in ((0.9, 1.1), (0.9, 1.1), (-1, 1)))
    found = function(q1, q2, c)
    assert answer.status == "reduced" and function.error < 1e-12
    x, w = np.polynomial.hermite_e.hermegauss(150)
    for k in range(3):
        v = np.sqrt(q2[k]) * (c[k] * x[:, None] + np.sqrt(1 - c[k] ** 2) * x)
        assert found[k] == pytest.approx(w / w.sum() @ (np.arctan(np.sqrt(q1[k]) * x)[:, None] * np.arctan(v)) @ w / w.sum(), abs=1e-6)
        assert found[k] == pytest.approx(function.slow((q1[k], q2[k], c[k])), abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["x*tanh(exp(x))", "Max(tanh(x), 1/2)"])
def test_functions_with_poles_beside_the_line_or_knots_have_tables_over_one_variable(text, tmp_path, monkeypatch):
    """Points beyond the range, and those whose own bound is too large, come from balls."""
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(tabulated, "_MADE", {})
    function, random = replace(kernel(text).numpy(), range=(0.5, 2.0)), np.random.default_rng(0)
    q1, q2, c = random.uniform(0.5, 2.0, 1500), random.uniform(0.5, 2.0, 1500), np.cos(random.uniform(0, np.pi, 1500))
    c[:4] = 1, -1, 0, 1 - 1e-12
    q1[4] = 3.0
    found, again = function(q1, q2, c), replace(function, range=(0.5, 2.0))
    assert function.error == 1e-12 and function.why is None and function.nearest == 1 and function.seconds < 120 and np.isfinite(found).all()
    exact = [function.slow((a, b, r)) for a, b, r in zip(q1[:20], q2[:20], c[:20], strict=True)]
    assert np.abs(found[:20] - exact).max() <= 1e-12 and again(1.0, 1.0, 0.5) == pytest.approx(function.slow((1.0, 1.0, 0.5)), abs=1e-12)
    monkeypatch.setattr("derive.tables.heat.evaluate.ERROR", 0.0)
    few = [array[:30] for array in (q1, q2, c)]
    assert (function(*few) == [function.slow(point) for point in zip(*(array.tolist() for array in few), strict=True)]).all()
