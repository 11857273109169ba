"""The catalogue of architectures: one `Architecture` a file, found by the name of the file.

>>> architecture("full residual").names
('w', 'b', 'v', 'a')
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from derive.language.errors import DeriveError
from derive.theory.networks.description import Architecture


def names() -> tuple[str, ...]:
    """The names in alphabetical order."""
    return tuple(sorted(module.name.replace("_", " ") for module in iter_modules(__path__)))


def architecture(name: str) -> Architecture:
    """The architecture of this name; raises DeriveError with those that there are."""
    plain = name.strip().lower().replace("_", " ").replace("-", " ")
    if plain not in names():
        raise DeriveError(f"the network {name!r}", "there is none of this name", " or ".join(names()))
    module = import_module(f"{__name__}.{plain.replace(' ', '_')}")
    found: Architecture = getattr(module, plain.upper().replace(" ", "_"))
    return found
