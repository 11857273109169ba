"""Networks as data: a layer is a branch of parts around a skip connection.

    Dense("w", "b")      h = W x + b,  W_ij ~ N(0, sigma_w^2/N_in) independent, b_i ~ N(0, sigma_b^2); `width` is N_out where it is not N_in
    Nonlinear()          x = phi(h) in each coordinate
    Skip.NONE, IDENTITY, PROJECTION    x' = branch(x);  x' = x + branch(x);  x' = P x + branch(x), P_ij ~ N(0, 1/N_in), where the width changes

An architecture is one file of this package with one `Architecture`; the catalogue is what the package contains.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sympy import Expr, Symbol

from derive.language.errors import DeriveError

WIDTH = Symbol("N", positive=True)


class Skip(Enum):
    """How the state of the layer before takes part in the next one."""

    NONE = "none"
    IDENTITY = "identity"
    PROJECTION = "projection"


@dataclass(frozen=True, slots=True)
class Dense:
    """A random affine map; `bias` None for none, `width` a symbol or number where it changes the width."""

    weight: str
    bias: str | None = None
    width: Expr | None = None


@dataclass(frozen=True, slots=True)
class Nonlinear:
    """The activation, coordinate by coordinate."""


Part = Dense | Nonlinear


@dataclass(frozen=True, slots=True)
class Architecture:
    """`width` is that of the state before the layer.

    Raises DeriveError for a nonlinearity whose input is not normal (it must follow a random map, or a state that is a sum of them), an unknown part, a name
    given twice, an identity around a branch that changes the width, a width that is not positive.
    """

    name: str
    branch: tuple[Part, ...]
    skip: Skip
    width: Expr = WIDTH

    def __post_init__(self) -> None:
        unknown = [part for part in self.branch if not isinstance(part, Dense | Nonlinear)]
        if unknown:
            raise self._wrong(f"{unknown[0]!r} is no part of a network", "Dense(weight, bias) and Nonlinear()")
        if not self.branch or not any(isinstance(part, Dense) for part in self.branch):
            raise self._wrong("its branch has no random map", 'a branch such as (Dense("w", "b"), Nonlinear())')
        for before, part in zip((None, *self.branch), self.branch, strict=False):
            if isinstance(part, Nonlinear) and not (isinstance(before, Dense) or (before is None and self.is_normal)):
                raise self._wrong("a nonlinearity has an input that is not normal", "a Dense part in front of each Nonlinear, or at the end of the branch")
        if len(set(self.names)) != len(self.names):
            raise self._wrong(f"a name is given to two parameters: {', '.join(self.names)}", "a name for each")
        if any(width.is_number and not width.is_positive for width in self.widths):
            raise self._wrong(f"a width of {next(w for w in self.widths if w.is_number and not w.is_positive)}", "widths of at least 1")
        if self.skip is Skip.IDENTITY and self.widths[0] != self.widths[-1]:
            raise self._wrong("an identity can't join layers of different widths", "Skip.PROJECTION")

    @property
    def is_normal(self) -> bool:
        """Whether states are sums of normal fields (if the input of the first layer is): then a branch may begin with the nonlinearity."""
        return isinstance(self.branch[-1], Dense)

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters in order: weights and biases."""
        dense = [part for part in self.branch if isinstance(part, Dense)]
        return tuple(name for part in dense for name in (part.weight, part.bias) if name is not None)

    @property
    def widths(self) -> tuple[Expr, ...]:
        """The width of the state, then after each random map."""
        found = [self.width]
        for part in self.branch:
            if isinstance(part, Dense):
                found.append(found[-1] if part.width is None else part.width)
        return tuple(found)

    def _wrong(self, stopped: str, remedy: str) -> DeriveError:
        return DeriveError(f"the network {self.name!r}", stopped, remedy)
