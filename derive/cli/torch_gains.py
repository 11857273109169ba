"""The table of torch.nn.init.calculate_gain (PyTorch 2, torch/nn/init.py), as data.

Names and parameters are those of this catalogue: torch's linear is `identity`, its negative_slope is `alpha`.
Torch refuses other functions.
"""

from __future__ import annotations

SOURCE = "torch.nn.init.calculate_gain"

GAINS = {
    "identity": "1",
    "sigmoid": "1",
    "tanh": "5/3",
    "relu": "sqrt(2)",
    "leaky_relu": "sqrt(2/(1 + alpha**2))",
    "selu": "3/4",
}
