"""The book of rules: every `Rule` found in a package, no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from types import ModuleType

from derive.engine.rule import Rule


def rules_of(package: ModuleType) -> tuple[Rule, ...]:
    """The rules defined in the modules of a package, by rank and name; re-imported objects count once."""
    return _collected(package.__name__, tuple(package.__path__))


@lru_cache(maxsize=8)
def _collected(name: str, path: tuple[str, ...]) -> tuple[Rule, ...]:
    modules = (importlib.import_module(f"{name}.{module.name}") for module in pkgutil.iter_modules(path))
    found = {value for module in modules for value in vars(module).values() if isinstance(value, Rule)}
    return tuple(sorted(found, key=lambda r: (r.rank, r.name)))
