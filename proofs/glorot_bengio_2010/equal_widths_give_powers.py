"""With equal widths and variances Var[dC/ds^i] = (n Var[W])^(d-i) Var[dC/ds^d] and Var[dC/dW^i] = (n Var[W])^d Var[x] Var[dC/ds^d] in every layer."""

from sympy import Symbol

from derive import FeedForward, NetworkMoment, Source, claim

TEXT = "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010"
n, v = Symbol("n", integer=True, positive=True), Symbol("v", positive=True)


def _net(depth):
    any_ = FeedForward.of_depth(depth, linear=True)
    return FeedForward((n,) * (depth + 2), (v,) * (depth + 1), any_.gains, any_.slopes, any_.signal, any_.gradient)


NETS = [_net(depth) for depth in (1, 2, 3)]


@claim(source=Source("glorot2010", TEXT, "equation 13 with Var[dC/ds^d] at its end, derived again").on("glorot.eq13"))
def gradient_variance_is_a_power_of_the_gain():
    """The exponent is the number of layers above."""
    return [NetworkMoment(net, "dC/ds", i, (n * v) ** (net.depth - i) * net.gradient) for net in NETS for i in range(net.depth + 1)]


@claim(
    source=Source("glorot2010", TEXT, "equation 13 as printed, seen").on("glorot.eq13", "M.15"),
    expects="refuted",
    instead="glorot_bengio_2010/gradient_variance_is_a_power_of_the_gain",
    uses=["glorot_bengio_2010/gradient_variance_is_a_power_of_the_gain"],
)
def gradient_variance_ending_in_the_variance_of_inputs():
    """As printed it ends in Var[x]: at i = d it would say Var[dC/ds^d] = Var[x]."""
    return [NetworkMoment(net, "dC/ds", i, (n * v) ** (net.depth - i) * net.signal) for net in NETS for i in range(net.depth + 1)]


@claim(source=Source("glorot2010", TEXT, "equation 14, seen").on("glorot.eq13"))
def weight_gradient_variance_is_the_same_in_all_layers():
    """(n Var[W])^d Var[x] Var[dC/ds^d], whatever i: vanishing or exploding depends on n Var[W] only."""
    return [NetworkMoment(net, "dC/dW", i, (n * v) ** net.depth * net.signal * net.gradient) for net in NETS for i in range(net.depth + 1)]
