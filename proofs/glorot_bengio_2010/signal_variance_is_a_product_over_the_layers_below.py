"""Var[z^i] = Var[x] times the product over i' < i of n_i' Var[W^i'], in the linear regime with zero means."""

from sympy import prod

from derive import FeedForward, NetworkMoment, Source, claim

GLOROT = Source(
    "glorot2010",
    "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010",
    "equation 5, seen",
)


def _depths():
    return [FeedForward.of_depth(d, linear=True) for d in (1, 2, 3)]


@claim(source=GLOROT.on("glorot.eq5"))
def signal_variance_is_a_product_over_the_layers_below():
    """At every layer of networks of depth 1 to 3, for all widths and variances."""
    return [NetworkMoment(net, "z", i, net.signal * prod(net.widths[j] * net.weights[j] for j in range(i))) for net in _depths() for i in range(net.depth + 1)]
