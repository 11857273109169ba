"""Random networks, feed-forward and residual: variances, correlations and gradients with confidence intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from derive.language.errors import DeriveError
from derive.simulation.interval import Interval, interval
from derive.simulation.network import Network
from derive.simulation.propagate import Trace, propagate


@dataclass(frozen=True, slots=True)
class Sampled:
    """What `samples` random networks did: variances, correlations, squared gradient norms relative to the last layer."""

    q: Interval
    c: Interval
    gradient: Interval
    samples: int


def sample_networks(
    network: Network,
    variance: float,
    correlation: float,
    samples: int = 30,
    seed: int = 0,
    coverage: float = 0.99,
    progress: Callable[[int], None] | None = None,
) -> Sampled:
    """Draw `samples` networks and follow two inputs whose first-layer fields have the given variance and correlation.

    Raises DeriveError for a correlation outside [-1, 1], a variance that is not positive, or fewer than two samples.
    """
    if not variance > 0 or not abs(correlation) <= 1 or samples < 2 or not 0 < coverage < 1:
        asked = f"variance {variance}, correlation {correlation}, {samples} samples, coverage {coverage}"
        raise DeriveError(asked, "the variance must be positive, |correlation| <= 1, samples >= 2, 0 < coverage < 1", "variance=1, correlation=0.5, samples=30")
    traces: list[Trace] = []
    for number in range(samples):
        traces.append(propagate(network, variance, correlation, number, seed))
        if progress is not None:
            progress(number + 1)
    q, c, gradient = (interval(np.array([getattr(trace, name) for trace in traces]), coverage) for name in ("q", "c", "gradient"))
    return Sampled(q, c, gradient, samples)
