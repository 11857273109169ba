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
    "Activation": "derive.language.functions.activation",
    "ActivationMoment": "derive.language.goals.expectation",
    "AdaptiveFactor": "derive.simulation.adaptive",
    "After": "derive.claims.orbit",
    "algorithm_1": "derive.meanfield.algorithm",
    "Answer": "derive.pipeline",
    "architecture": "derive.theory.architectures",
    "AtRoot": "derive.claims.at_root",
    "beta_q": "derive.theory.mean_field",
    "c": "derive.language.symbols",
    "certify": "derive.evidence.audit.equation",
    "Check": "derive.pipeline",
    "check": "derive.pipeline",
    "chi_1": "derive.theory.mean_field",
    "chi_2": "derive.theory.curvature",
    "chi_par": "derive.theory.mean_field",
    "claim": "derive.claims.claim",
    "contraction_supremum": "derive.meanfield.suprema",
    "convergence_domain": "derive.meanfield.suprema",
    "correlation_derivative": "derive.theory.maps",
    "correlation_map": "derive.theory.maps",
    "cosine_map": "derive.theory.kernel_shaping",
    "critical_at_zero": "derive.theory.universality",
    "critical_points": "derive.meanfield.criticality",
    "crossover": "derive.meanfield.crossover",
    "curvature": "derive.theory.curvature",
    "curvature_at": "derive.theory.curvature",
    "curvature_limit": "derive.theory.curvature",
    "ddphi": "derive.language.symbols",
    "decay": "derive.theory.recurrence",
    "depth_scale": "derive.theory.maps",
    "DeriveError": "derive.language.errors",
    "deviation": "derive.meanfield.deviation",
    "dphi": "derive.language.symbols",
    "DualKernel": "derive.language.goals.expectation",
    "edge_of_chaos": "derive.meanfield.edge",
    "EdgePoints": "derive.claims.edge_points",
    "enclose": "derive.evidence.lower",
    "enclose_twice": "derive.evidence.audit.twice",
    "evolve": "derive.meanfield.layers",
    "exact_layers": "derive.meanfield.exact_layers",
    "Expansion": "derive.claims.expansion",
    "Expectation": "derive.language.goals.expectation",
    "expectation": "derive.pipeline",
    "FeedForward": "derive.theory.gradient_variance",
    "Follows": "derive.claims.follows",
    "Gaussian": "derive.language.goals.gaussian",
    "gradient_factor": "derive.theory.batch_norm",
    "Grows": "derive.claims.orbit",
    "Identity": "derive.claims.identity",
    "Inequality": "derive.claims.inequality",
    "initialization": "derive.meanfield.initialization",
    "Iterates": "derive.claims.iterates",
    "kernel": "derive.pipeline",
    "layer_correlation": "derive.theory.maps",
    "length_map": "derive.theory.kernel_shaping",
    "length_slope": "derive.theory.kernel_shaping",
    "Limit": "derive.claims.limit",
    "local_map": "derive.theory.local_map",
    "LocalMap": "derive.theory.recurrence",
    "mean_and_variance": "derive.theory.self_normalising",
    "Member": "derive.claims.member",
    "near_zero": "derive.theory.near_zero",
    "NearsWithWidth": "derive.claims.widths",
    "Network": "derive.simulation.network",
    "NetworkMoment": "derive.claims.network_moment",
    "NetworkSample": "derive.claims.network_sample",
    "normalise": "derive.meanfield.normalisation",
    "off_diagonal": "derive.theory.tangent_kernel",
    "Observed": "derive.claims.observed",
    "Orbit": "derive.claims.orbit",
    "OwensT": "derive.language.special",
    "ParabolicCylinderD": "derive.language.special",
    "Parametrisation": "derive.theory.tangent_kernel",
    "Phi": "derive.language.special",
    "phi": "derive.language.symbols",
    "Phi2": "derive.language.special",
    "process_kernel": "derive.theory.tangent_kernel",
    "q": "derive.language.symbols",
    "q1": "derive.language.symbols",
    "q2": "derive.language.symbols",
    "recurrences": "derive.theory.networks.recurrences",
    "ResidualNetwork": "derive.meanfield.residual",
    "Roots": "derive.claims.roots",
    "roots": "derive.evidence.maps.root",
    "sample_networks": "derive.simulation.estimate",
    "self_normalising": "derive.meanfield.self_normalising",
    "separations": "derive.meanfield.crossover",
    "Simulated": "derive.claims.simulated",
    "singularities": "derive.theory.singularity",
    "SingularValues": "derive.claims.singular_values",
    "slope_power": "derive.theory.isometry",
    "slope_supremum": "derive.meanfield.suprema",
    "Source": "derive.language.source",
    "spectral_variance": "derive.theory.isometry",
    "structure": "derive.meanfield.structure",
    "Supremum": "derive.claims.supremum",
    "tangent_growth": "derive.meanfield.tangent",
    "tangent_kernel": "derive.theory.tangent_kernel",
    "Tends": "derive.claims.orbit",
    "Throughout": "derive.claims.throughout",
    "time_limit": "derive.pipeline.within",
    "Value": "derive.claims.value",
    "variance_map": "derive.theory.mean_field",
    "verify": "derive.claims.verify",
    "Weights": "derive.theory.isometry",
    "WidePasses": "derive.claims.wide",
    "WideVariance": "derive.claims.wide",
    "X": "derive.language.symbols",
    "x": "derive.language.symbols",
    "Y": "derive.language.symbols",
    "Z": "derive.language.symbols",
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
