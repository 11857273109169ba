"""The examples in the documentation of every module are run."""

import doctest
from importlib import import_module
from pkgutil import walk_packages

import pytest

import derive

MODULES = sorted(module.name for module in walk_packages(derive.__path__, "derive.") if ".activations." not in module.name)


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_examples_in_the_documentation(name):
    report = doctest.testmod(import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert report.failed == 0


def test_the_examples_are_found():
    assert "derive.language.special.tricomi" in MODULES and len(MODULES) > 200
