"""The table of torch.nn.init.calculate_gain (PyTorch 2, torch/nn/init.py), as data.

Names are those of this catalogue; `linear` is `identity`. Torch has no entry for other functions and refuses them.
"""

from __future__ import annotations

SOURCE = "torch.nn.init.calculate_gain"

GAINS = {
    "identity": "1",
    "sigmoid": "1",
    "tanh": "5/3",
    "relu": "sqrt(2)",
    "leaky_relu": "sqrt(2/(1 + (1/100)**2))",
    "selu": "3/4",
}
