"""An entry of the catalogue: a name, the text of a function, defaults for its parameters, other names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Rational

from derive.language.functions.activation import Activation


@dataclass(frozen=True)
class Entry:
    """A named function. `defaults` are the values a library gives to its parameters where numbers are needed."""

    name: str
    text: str
    defaults: tuple[tuple[str, Rational], ...] = ()
    aliases: tuple[str, ...] = ()

    @cached_property
    def activation(self) -> Activation:
        """The function with its parameters as positive symbols."""
        return Activation.of(self.text, name=self.name)

    def read(self, assume: Mapping[str, str], fixed: Mapping[str, Any]) -> Activation:
        """The function with some parameters assumed otherwise, or given."""
        if not assume and not fixed:
            return self.activation
        given = ", ".join(f"{name} = {fixed[name]}" for name in fixed if name in {p.name for p in self.activation.parameters})
        return Activation.of(self.text, assume, fixed, name=f"{self.name} with {given}" if given else self.name)


def define(name: str, text: str, *, defaults: Mapping[str, str] | None = None, aliases: tuple[str, ...] = ()) -> Entry:
    """An entry of the catalogue; `text` is in the grammar of the reader, `defaults` are exact numbers as text.

    >>> define("hinge", "Max(1 - x, 0)").activation.knots
    (1,)
    """
    return Entry(name, text, tuple((key, Rational(value)) for key, value in (defaults or {}).items()), aliases)
