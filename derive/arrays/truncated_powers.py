r"""Powers above a threshold in float64: E[(Z - z)^n; Z > z] = n! exp(-z^2/2) J_n(z)/sqrt(2 pi), all J_n at once.

    J_n(z) = int_0^oo t^n/n! exp(-z t - t^2/2) dt = exp(z^2/4) U(n + 1/2, z),        J_(n-2) = n J_n + z J_(n-1),   J_(-1) = 1

(DLMF 12.5.1, 12.8.1). For z >= 0 the recurrence taken downwards has positive terms only, so no figures are lost; it begins with J_16/J_15, which is
2/(z + sqrt(z^2 + 64)) times half a polynomial in z/sqrt(z^2 + 64), interpolated at Chebyshev nodes, and ends with J_(-1), by which all is divided.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = Any
TOP = 16
FARTHEST = 1e15
"""Beyond, J_n is z^(-n - 1) to all figures, and no power overflows up to here."""
RATIO = (
    1.9770349444900535,
    0.015317160824503446,
    0.007287613779689387,
    0.00014077465736420748,
    0.0001768668509214532,
    3.2793825157067236e-05,
    6.348425376892521e-06,
    2.644596548470719e-06,
    5.620307440417988e-07,
    1.9883799351114812e-07,
    6.206637465187059e-08,
    1.9160903475863752e-08,
    6.8344392216439736e-09,
    2.2599986038118956e-09,
    9.005822870577573e-10,
    3.308615623671657e-10,
    5.456658567634558e-11,
    1.897692857369172e-11,
    3.90834894841952e-11,
    1.5861163096275878e-11,
)


def truncated_powers(z: Array, *weights: Mapping[int, Array]) -> list[Array]:
    """sum_n w[n] J_n(z) for z >= 0 and n from 0 to TOP, for each w of `weights`."""
    z = np.minimum(z, FARTHEST)
    high, low = _ratio(z), np.ones_like(z)
    totals = [np.zeros_like(z) for _ in weights]
    for n in range(TOP, -1, -1):  # high is J_n, low J_(n-1), but for a factor
        for total, orders in zip(totals, weights, strict=True):
            if n in orders:
                total += orders[n] * high
        if n:
            high, low = low, n * high + z * low
    return [total / low for total in totals]


def _ratio(z: Array) -> Array:
    """J_16/J_15."""
    root = np.sqrt(z * z + 4 * TOP)
    place, value = 2 * z / root - 1, np.full_like(z, RATIO[-1])
    for coefficient in RATIO[-2::-1]:
        value *= place
        value += coefficient
    return value / (z + root)
