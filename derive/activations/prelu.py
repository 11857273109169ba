"""The parametric rectified linear unit: a leaky one whose slope is learnt, from 1/4 on."""

from derive.activations.entry import define

activation = define("prelu", "Max(x, 0) + alpha*Min(x, 0)", defaults={"alpha": "1/4"})
