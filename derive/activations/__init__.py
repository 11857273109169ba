"""The catalogue: one function a file, found by its name and read only when it is asked for.

>>> from derive import activations
>>> activations.relu.knots
(0,)
>>> activations.of("relu") == activations.relu, activations.find("swish").name
(True, 'silu')
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from sympy import Rational

from derive.activations.entry import Entry
from derive.language.errors import DeriveError, UnknownParameter
from derive.language.forms.cancelled import cancelled
from derive.language.functions.activation import Activation
from derive.language.symbols import OF_LAWS

NOTHING: Mapping[str, Any] = {}
NO_NAMES = frozenset(("x", "pi", "E"))
LONGEST_NAME = 60  # that a message repeats


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The names of the catalogue in alphabetical order, from its files: none is opened."""
    return tuple(sorted(module.name.rstrip("_") for module in iter_modules(__path__) if module.name != "entry"))


def find(name: str) -> Activation:
    """The activation of this name, or of this other name; raises DeriveError with the nearest names."""
    return entry(name).activation


def entry(name: str) -> Entry:
    """The entry behind a name."""
    found = _known(name)
    if found is None:
        near = get_close_matches(name.lower(), names(), 3, 0.5)
        remedy = (" or ".join(near) + ", or " if near else "") + "an expression in x"
        shown = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}..."
        raise DeriveError(f"no activation {shown!r}", "there is none of this name", remedy)
    return found


def of(source: Any, assume: Mapping[str, str] = NOTHING, fixed: Mapping[str, Any] = NOTHING) -> Activation:
    """The activation a name of the catalogue, or anything that `Activation.of` takes, stands for.

    A bare word that is no name is refused with its neighbours, not read as a constant function. In an expression the names can be called. Terms that
    cancel by an identity among exponentials are left out.

    >>> of("leaky_relu(2*x)/2").expr
    alpha*Min(0, 2*x)/2 + Max(0, 2*x)/2
    """
    if isinstance(source, str) and source.strip().isidentifier() and source.strip() not in NO_NAMES:
        return entry(source.strip()).read(assume, fixed)
    found = Activation.of(source, assume, fixed, texts=_text)
    for parameter in found.parameters:
        if parameter.name in OF_LAWS:
            raise DeriveError(f"an activation from {found.expr}", f"the name {parameter} is reserved", "another name for the parameter")
    expr = cancelled(found.expr)
    return found if expr is found.expr else replace(found, expr=expr, notes=(*found.notes, f"{found.name} is {expr}: the other terms cancel"))


def of_known(source: Any, assume: Mapping[str, str] = NOTHING, fixed: Mapping[str, Any] = NOTHING) -> tuple[Activation, frozenset[str]]:
    """The activation with those of the assumptions and values that it has a parameter for, and the names of the others."""
    try:
        return of(source, assume, fixed), frozenset()
    except UnknownParameter as error:
        assume, fixed = ({name: value for name, value in given.items() if name not in error.names} for given in (assume, fixed))
        return of(source, assume, fixed), frozenset(error.names)


def both_of(first: Any, second: Any, assume: Mapping[str, str] = NOTHING, fixed: Mapping[str, Any] = NOTHING) -> tuple[Activation, Activation]:
    """Two activations under the same settings, each of which belongs to at least one of them; raises UnknownParameter for others."""
    (one, strange), (other, foreign) = of_known(first, assume, fixed), of_known(second, assume, fixed)
    if unknown := sorted(strange & foreign):
        raise UnknownParameter(f"{one.name} with {other.name}", f"neither has a parameter {', '.join(unknown)}", "a name of theirs", tuple(unknown))
    return one, other


def _text(name: str) -> str | None:
    """The text of a function of the catalogue; None for other words."""
    found = _known(name)
    return None if found is None else found.text


def _known(name: str) -> Entry | None:
    return _entry(name) if name in names() else _alias(name)


def catalogue() -> tuple[Activation, ...]:
    """Every activation of the catalogue."""
    return tuple(find(name) for name in names())


def defaults_of(activation: Activation) -> dict[str, Rational]:
    """The library's values for the parameters of a catalogue activation; empty for others.

    >>> defaults_of(find("leaky_relu"))
    {'alpha': 1/100}
    """
    name = activation.name.partition(" ")[0]
    return dict(_entry(name).defaults) if name in names() else {}


class _Catalogue(ModuleType):
    """A package whose names are functions: importing the file of one does not bind the name to the module."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not isinstance(value, ModuleType) or value.__name__ in (__name__, f"{__name__}.entry"):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Catalogue


def __getattr__(name: str) -> Activation:
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return find(name)
    except DeriveError as problem:
        raise AttributeError(str(problem)) from None


def __dir__() -> list[str]:
    return [*globals(), *names()]


@lru_cache(maxsize=256)
def _entry(name: str) -> Entry:
    """The entry in the file of this name, with an underscore where the bare name belongs to Python."""
    modules = {module.name for module in iter_modules(__path__)}
    found = import_module(f"{__name__}.{name if name in modules else name + '_'}").activation
    assert isinstance(found, Entry)
    return found


def _alias(name: str) -> Entry | None:
    return next((known for key in names() if name in (known := _entry(key)).aliases), None)
