"""The answer of `derive init --network residual` in the promised JSON shape."""

from __future__ import annotations

from typing import Any

from derive.batch.number import number
from derive.language.functions.activation import Activation
from derive.meanfield.frameworks import residual_code
from derive.meanfield.residual_init import Beside, residual_initialization

Shape = dict[str, Any]
ZERO: Shape = {"value": "0", "radius": "0"}
ONE: Shape = {"value": "1", "radius": "0"}


def residual_shape(activation: Activation, depth: int, framework: str | None, digits: int, seconds: float | None = None) -> Shape:
    """sigma_w of the inner map; the outer map has sigma_v = 1, there are no biases."""
    found = residual_initialization(activation, depth, digits, seconds)
    width = number(found.sigma_w, digits)
    return {
        "depth": depth,
        "network": "residual",
        "sigma_w": width,
        "sigma_b": ZERO,
        "sigma_v": ONE,
        "sigma_a": ZERO,
        "q": None,
        "beta_q": None,
        "sigma_w2_depth": number(found.product, digits),
        "law": None if found.law is None or found.law.leading is None else str(found.law.leading),
        "stable": True,
        "gain": width,
        "rule": "the squared gradient grows by the factor e over the depth",
        "why": found.why,
        "warnings": list(found.warnings),
        "beside": [_beside(one) for one in found.beside],
        "code": None if framework is None else residual_code(framework, float(found.sigma_w.value)),
        "message": "a residual network has no fixed point of the variance, so q and beta_q do not exist",
    }


def _beside(one: Beside) -> Shape:
    growth = None if one.growth is None else number(one.growth, 12)
    return {"name": one.name, "sigma_w": str(one.sigma_w), "growth": growth, "told": one.told}
