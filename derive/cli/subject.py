"""The activation that a command line names, with its parameters fixed and assumed."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derive.cli.options import pairs
from derive.cli.output import tell
from derive.language.errors import DeriveError

if TYPE_CHECKING:
    from derive.language.functions.activation import Activation


@dataclass(frozen=True)
class Member:
    """One function of the family that a command line names: its parameters have the values of --set, else the library's defaults."""

    text: str
    family: Activation
    activation: Activation
    parameters: dict[str, str]
    default: bool

    @property
    def name(self) -> str:
        """The name of the family, without its parameters."""
        return self.family.name.partition(" ")[0]

    def shape(self) -> dict[str, Any]:
        """As JSON begins with it."""
        return {"activation": self.text, "parameters": self.parameters}


def settings(options: argparse.Namespace) -> dict[str, Any]:
    """`assume` and `fixed` as the pipeline takes them."""
    return {"assume": pairs(options.assume, "--assume"), "fixed": pairs(options.set, "--set")}


def subject(options: argparse.Namespace) -> Activation:
    """The activation; the person is told what was understood, such as 0.1 read as 1/10."""
    from derive import activations

    found = activations.of(options.activation, **settings(options))
    _tell(found)
    return found


def pair(options: argparse.Namespace) -> tuple[Activation, Activation | None]:
    """The activation, and the one after --with if there is one; a parameter may belong to either of them."""
    from derive import activations

    if options.other is None:
        return subject(options), None
    found = activations.both_of(options.activation, options.other, **settings(options))
    _tell(*found)
    return found


def member(options: argparse.Namespace) -> Member:
    """The activation with a number for each parameter; raises `DeriveError` for a parameter that has none."""
    family = subject(options)
    activation, defaults = with_defaults(family)
    return Member(options.activation.strip(), family, activation, defaults | settings(options)["fixed"], bool(defaults))


def with_defaults(family: Activation) -> tuple[Activation, dict[str, str]]:
    """The activation with the library's default for each parameter that is still free, and which values those are.

    Raises `DeriveError` for a parameter that has none.
    """
    from derive.activations import defaults_of

    known = {name: str(value) for name, value in defaults_of(family).items()}
    free = [parameter.name for parameter in family.parameters]
    missing = [name for name in free if name not in known]
    if missing:
        raise DeriveError(f"numbers for {family.name!r}", f"{missing[0]} has no value", f"--set {missing[0]}=1/2")
    used = {name: known[name] for name in free}
    return family.with_values(used), used


def _tell(*activations: Activation) -> None:
    for text in dict.fromkeys(text for activation in activations for text in activation.notes):
        tell(text)
