"""The variances of signals are the same in all layers where n_i Var[W^i] = 1, those of gradients where n_(i+1) Var[W^i] = 1."""

from derive import FeedForward, NetworkMoment, Source, claim

GLOROT = Source(
    "glorot2010",
    "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010",
    "equations 8 to 11, seen",
)
ANY = FeedForward.of_depth(3, linear=True)


def _with_variances(variances):
    return FeedForward(ANY.widths, tuple(variances), ANY.gains, ANY.slopes, ANY.signal, ANY.gradient)


@claim(source=GLOROT.on("glorot.eq8"))
def signals_keep_their_variance():
    """With Var[W^i] = 1/n_i, whatever the widths; gradients then change by the ratio n_(d+1)/n_(i+1) of two widths."""
    net = _with_variances(1 / n for n in ANY.widths[:-1])
    forward = [NetworkMoment(net, "z", i, net.signal) for i in range(4)]
    return forward + [NetworkMoment(net, "dC/ds", i, net.gradient * net.widths[4] / net.widths[i + 1]) for i in range(4)]


@claim(source=GLOROT.on("glorot.eq8"))
def gradients_keep_their_variance():
    """With Var[W^i] = 1/n_(i+1), whatever the widths; signals then change by the ratio n_0/n_i."""
    net = _with_variances(1 / n for n in ANY.widths[1:])
    backward = [NetworkMoment(net, "dC/ds", i, net.gradient) for i in range(4)]
    return backward + [NetworkMoment(net, "z", i, net.signal * net.widths[0] / net.widths[i]) for i in range(4)]
