"""The house keeps its order: layers, file sizes, names."""

import ast
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "derive").rglob("*.py"))


def test_import_contracts_hold():
    run = subprocess.run([str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_files_import_each_other_in_a_circle():
    """Imports inside functions count."""
    graph = grimp.build_graph("derive")
    order = list(TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules}).static_order())
    assert order.index("derive.pipeline.finding") < order.index("derive.pipeline.answer")
    with pytest.raises(CycleError):
        TopologicalSorter({"a": ["b"], "b": ["a"]}).prepare()


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_are_small_and_named_after_ideas(path):
    assert path.stem not in {"utils", "helpers", "common", "misc", "core", "base"}
    assert len(path.read_text().splitlines()) <= 300, "more than 300 lines: is this still one idea?"


def test_functions_are_short():
    lengths = [
        node.end_lineno - node.body[0].lineno + 1 for path in SOURCES for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)
    ]
    assert sum(length <= 20 for length in lengths) >= 0.9 * len(lengths)
    assert max(lengths) <= 45


def test_nothing_simplifies_or_integrates_outside_the_rules():
    """`integrate` and `doit` belong to rules, where the result becomes a visible, audited step; no text is evaluated anywhere."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                assert name not in {"eval", "exec", "sympify_text"}, f"{path}: {name}"
                if "rules" not in path.parts:
                    assert name not in {"integrate", "simplify"}, f"{path}: {name}"


def test_public_functions_have_docstrings():
    missing = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in SOURCES
        if path.parts[-2] not in {"cli", "batch"}
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
        if not node.decorator_list or isinstance(node, ast.ClassDef)  # entries of a table speak for themselves
    ]
    assert not missing


def test_test_files_have_names_of_their_own():
    """pytest imports test files by their bare name: two of one name stop the whole run."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name not in {"conftest.py", "__init__.py"}]
    assert sorted(names) == sorted(set(names))


def test_the_package_ships_what_it_promises():
    """The marker of typed packages, what the source distribution names, and each supported Python among the classifiers."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())
    targets = build["tool"]["hatch"]["build"]["targets"]
    assert (ROOT / "derive" / "py.typed").exists()
    assert all((ROOT / path).exists() for path in (*targets["sdist"]["include"], *targets["wheel"]["force-include"]))
    assert build["project"]["requires-python"] == ">=3.11"
    assert "Programming Language :: Python :: 3.11" in build["project"]["classifiers"]
