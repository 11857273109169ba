"""What can be drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import numpy as np

from derive.language.errors import DeriveError
from derive.meanfield.edge import require_numbers
from derive.pictures.asked import Asked
from derive.pictures.style import Picture, require, styled


@dataclass(frozen=True, slots=True)
class Kind:
    """`module` has `draw(asked)`; `what` says what it draws."""

    module: str
    what: str


KINDS: Mapping[str, Kind] = {
    "activation": Kind("portrait", "phi with its knots, its first and second derivative"),
    "kernel": Kind("kernels", "K and the derivative kernel against c at three variances"),
    "correlation": Kind("correlations", "the correlation map f against c with its fixed points and a cobweb, below, on and above the edge"),
    "variance": Kind("variances", "the variance map with its fixed points, below, on and above the edge"),
    "phase": Kind("phases", "the phase diagram: ordered, chaotic, the edge with its stable and repelling parts"),
    "decay": Kind("decays", "1 - c_l against l on the edge: the recurrence, the derived law, its correction, random networks"),
    "residual": Kind("residuals", "a residual network: growth of the variance and of the gradient against l, with random networks"),
    "beta": Kind("betas", "beta_q along the edge"),
    "hermite": Kind("spectrum", "the Hermite spectrum at three variances"),
}


def picture(kind: str, activation: Any, **options: Any) -> Picture:
    """The picture of this kind of an activation without free parameters; options as in `Asked`.

    Raises DeriveError for an unknown kind, free parameters, what does not exist for the activation, or without matplotlib.
    """
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, n=2, cutoff=0.4)
        raise DeriveError(f"a picture of kind {kind!r}", "there is no such kind", " or ".join(near) if near else f"one of {', '.join(KINDS)}")
    require(f"a picture of {activation.name}")
    require_numbers(activation)
    draw: Callable[[Asked], Picture] = import_module(f"derive.pictures.{KINDS[kind].module}").draw
    with styled(), np.errstate(over="ignore", invalid="ignore"):  # networks may overflow: what is not finite is not drawn
        return draw(Asked(activation, **options))
