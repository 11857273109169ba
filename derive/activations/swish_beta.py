"""The swish with a slope inside the sigmoid (Ramachandran, Zoph and Le 2017)."""

from derive.activations.entry import define

activation = define("swish_beta", "x*sigmoid(beta*x)", defaults={"beta": "1"})
