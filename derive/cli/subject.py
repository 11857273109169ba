"""The activation that a command line names, with its parameters fixed and assumed."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any

from derive.cli.options import pairs
from derive.language.errors import DeriveError, UnknownParameter

if TYPE_CHECKING:
    from derive.language.functions.activation import Activation

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def settings(options: argparse.Namespace) -> dict[str, Any]:
    """`assume` and `fixed` as the pipeline takes them."""
    return {"assume": pairs(options.assume, "--assume"), "fixed": pairs(options.set, "--set")}


def subject(options: argparse.Namespace) -> Activation:
    """The activation.

    A bare word that is no name of the catalogue is refused with its neighbours, not read as a constant function.
    """
    return read(options.activation, **settings(options))


def pair(options: argparse.Namespace) -> tuple[Activation, Activation | None]:
    """The activation, and the one after --with if there is one; a parameter may belong to either of them."""
    if options.other is None:
        return subject(options), None
    asked = settings(options)
    first, strange = _lenient(options.activation, asked)
    second, foreign = _lenient(options.other, asked)
    if set(strange) & set(foreign):
        for text in (options.activation, options.other):
            only = {key: {name: value for name, value in given.items() if name in strange and name in foreign} for key, given in asked.items()}
            read(text, **only)
    return first, second


def _lenient(text: str, asked: dict[str, Any]) -> tuple[Activation, tuple[str, ...]]:
    """The activation with what of the settings it knows, and the names that it does not know."""
    try:
        return read(text, **asked), ()
    except UnknownParameter as error:
        known = {key: {name: value for name, value in given.items() if name not in error.names} for key, given in asked.items()}
        return read(text, **known), error.names


def read(text: str, assume: dict[str, str], fixed: dict[str, Any]) -> Activation:
    """The activation named by a text."""
    from derive import activations

    word = text.strip()
    if _NAME.fullmatch(word) and word != "x":
        activations.find(word)
    return activations.of(word, assume, fixed)


def with_defaults(activation: Activation) -> tuple[Activation, dict[str, str]]:
    """The activation with the library's default for each parameter that is still free, and which values those are.

    Raises `DeriveError` for a parameter that has none.
    """
    from derive.activations import defaults_of

    known = {name: str(value) for name, value in defaults_of(activation).items()}
    free = [parameter.name for parameter in activation.parameters]
    missing = [name for name in free if name not in known]
    if missing:
        raise DeriveError(f"numbers for {activation.name!r}", f"{missing[0]} has no value", f"--set {missing[0]}=1/2")
    used = {name: known[name] for name in free}
    return activation.with_values(used), used
