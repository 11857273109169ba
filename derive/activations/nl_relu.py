"""The logarithm of one plus the rectified linear unit (Liu et al. 2019)."""

from derive.activations.entry import define

activation = define("nl_relu", "log(1 + beta*Max(x, 0))", defaults={"beta": "1"}, aliases=("natural_logarithm_relu",))
