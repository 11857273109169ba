"""derive: audited derivations for the theory of wide neural networks.

    >>> from derive import kernel
    >>> kernel("relu").value
    sqrt(q1)*sqrt(q2)*(c*(pi - acos(c)) + sqrt(1 - c**2))/(2*pi)

Names are loaded on first use, so that `import derive` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Activation": "derive.language.activation",
    "ActivationMoment": "derive.language.expectation",
    "After": "derive.claims.orbit",
    "Answer": "derive.pipeline",
    "AtRoot": "derive.claims.at_root",
    "Check": "derive.pipeline",
    "DeriveError": "derive.language.errors",
    "DualKernel": "derive.language.expectation",
    "EdgePoints": "derive.claims.edge_points",
    "Expansion": "derive.claims.expansion",
    "Expectation": "derive.language.expectation",
    "FeedForward": "derive.theory.gradient_variance",
    "Gaussian": "derive.language.gaussian",
    "Grows": "derive.claims.orbit",
    "Identity": "derive.claims.identity",
    "Iterates": "derive.claims.iterates",
    "Limit": "derive.claims.limit",
    "Member": "derive.claims.member",
    "NetworkMoment": "derive.claims.network_moment",
    "NetworkSample": "derive.claims.network_sample",
    "Roots": "derive.claims.roots",
    "Inequality": "derive.claims.inequality",
    "Orbit": "derive.claims.orbit",
    "OwensT": "derive.language.special",
    "ParabolicCylinderD": "derive.language.special",
    "Phi": "derive.language.special",
    "Phi2": "derive.language.special",
    "Source": "derive.language.source",
    "Supremum": "derive.claims.supremum",
    "Tends": "derive.claims.orbit",
    "Throughout": "derive.claims.throughout",
    "Value": "derive.claims.value",
    "X": "derive.language.symbols",
    "Y": "derive.language.symbols",
    "Z": "derive.language.symbols",
    "c": "derive.language.symbols",
    "check": "derive.pipeline",
    "claim": "derive.claims.claim",
    "expectation": "derive.pipeline",
    "ddphi": "derive.language.symbols",
    "dphi": "derive.language.symbols",
    "edge_of_chaos": "derive.meanfield.edge",
    "kernel": "derive.pipeline",
    "normalise": "derive.meanfield.normalisation",
    "phi": "derive.language.symbols",
    "q": "derive.language.symbols",
    "q1": "derive.language.symbols",
    "q2": "derive.language.symbols",
    "verify": "derive.claims.verify",
    "x": "derive.language.symbols",
    "z": "derive.language.symbols",
}

__all__ = ["__version__", "activations", *_HOMES]


def __getattr__(name: str) -> Any:
    if name == "activations":
        return importlib.import_module("derive.activations")
    if name not in _HOMES:
        raise AttributeError(f"module 'derive' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
