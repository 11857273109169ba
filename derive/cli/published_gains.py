"""Gains of libraries, as data: what each table claims to keep, where it stands, its values.

Names and parameters are those of this catalogue (torch's linear is `identity`, its negative_slope `alpha`). A value is a
formula in the parameters, or a decimal that holds at the parameters named with it only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """`keeps` is what the factor makes one: "gain" E[phi^2], "gain_variance" Var phi, "gain_derivative" E[phi'^2]."""

    name: str
    source: str
    keeps: str
    values: Mapping[str, str]
    only_at: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def value(self, activation: str, parameters: Mapping[str, str]) -> str | None:
        """The entry at these parameters, None where there is none."""
        needed = self.only_at.get(activation, {})
        return self.values.get(activation) if all(parameters.get(name) == number for name, number in needed.items()) else None


_UNITS = {"elu": {"alpha": "1"}, "celu": {"alpha": "1"}, "leaky_relu": {"alpha": "1/100"}}

TABLES = (
    Table(
        "torch",
        "torch.nn.init.calculate_gain, PyTorch 2",
        "gain",
        {"identity": "1", "sigmoid": "1", "tanh": "5/3", "relu": "sqrt(2)", "leaky_relu": "sqrt(2/(1 + alpha**2))", "selu": "3/4"},
    ),
    Table(
        "NFNet",
        "activation gammas of timm.models.nfnet and of nfnets in deepmind-research, sampled (Brock, De and Smith 2021, arXiv 2101.08692)",
        "gain_variance",
        {
            "identity": "1.0",
            "celu": "1.270926833152771",
            "elu": "1.2716004848480225",
            "gelu": "1.7015043497085571",
            "leaky_relu": "1.70590341091156",
            "log_sigmoid": "1.9193484783172607",
            "relu": "1.7139588594436646",
            "relu6": "1.7131484746932983",
            "selu": "1.0008515119552612",
            "sigmoid": "4.803835391998291",
            "silu": "1.7881293296813965",
            "softsign": "2.338853120803833",
            "softplus": "1.9203323125839233",
            "tanh": "1.5939117670059204",
        },
        _UNITS,
    ),
    Table(
        "e3nn",
        "e3nn.math.normalize2mom: a million normal draws of torch's generator with seed 0, as written down in ports of it",
        "gain",
        {"silu": "1.6791767923989418", "shifted_softplus": "1.878204668541552", "sigmoid": "1.8467055342154763"},
    ),
    Table(
        "unit-scaling",
        "unit_scaling.functional of graphcore-research, output scale at mult = 1, an empirical model (Blake et al. 2024, u-muP)",
        "gain_variance",
        {"gelu": "2**(1/5)*(2/(1 - 1/pi))**(2/5)", "silu": "2**(1/5)*(2/(1 - 1/pi))**(2/5)"},
    ),
    Table(
        "unit-scaling gradient",
        "unit_scaling.functional of graphcore-research, scale of the gradient at mult = 1, an empirical model (Blake et al. 2024, u-muP)",
        "gain_derivative",
        {"gelu": "2**(3/5)", "silu": "2**(3/4)"},
    ),
    Table(
        "unit-scaling 2023",
        "unit_scaling.functional of graphcore-research, first release, determined empirically (Blake, Orr and Luschi 2023, arXiv 2303.11257)",
        "gain_variance",
        {"gelu": "1/0.588"},
    ),
    Table(
        "unit-scaling 2023 gradient",
        "unit_scaling.functional of graphcore-research, first release, determined empirically (Blake, Orr and Luschi 2023, arXiv 2303.11257)",
        "gain_derivative",
        {"gelu": "1/0.675"},
    ),
)
