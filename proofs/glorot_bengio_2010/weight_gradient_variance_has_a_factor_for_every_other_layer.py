"""Var[dC/dW^i] is Var[x] Var[dC/ds^d] times n_i' Var[W^i'] for the layers below and n_(i'+1) Var[W^i'] for those above; printed with the layers above
off by one."""

from sympy import prod

from derive import FeedForward, NetworkMoment, Source, claim

TEXT = "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010"
NETS = [FeedForward.of_depth(d, linear=True) for d in (1, 2, 3)]


def _below(net, i):
    return prod(net.widths[j] * net.weights[j] for j in range(i))


@claim(source=Source("glorot2010", TEXT, "equation 7 with corrected indices, derived again").on("glorot.eq7"))
def weight_gradient_variance_has_a_factor_for_every_other_layer():
    """d factors in all, and W^i itself is not among them."""
    return [
        NetworkMoment(
            net,
            "dC/dW",
            i,
            _below(net, i) * prod(net.widths[j + 1] * net.weights[j] for j in range(i + 1, net.depth + 1)) * net.signal * net.gradient,
        )
        for net in NETS
        for i in range(net.depth + 1)
    ]


@claim(
    source=Source("glorot2010", TEXT, "equation 7 as printed, seen").on("glorot.eq7", "M.15"),
    expects="refuted",
    instead="glorot_bengio_2010/weight_gradient_variance_has_a_factor_for_every_other_layer",
    uses=["glorot_bengio_2010/weight_gradient_variance_has_a_factor_for_every_other_layer"],
)
def weight_gradient_variance_with_indices_off_by_one():
    """The second product as printed runs over i' = i, ..., d - 1: as many factors, of the wrong layers, which equal widths and variances hide."""
    return [
        NetworkMoment(net, "dC/dW", i, _below(net, i) * prod(net.widths[j + 1] * net.weights[j] for j in range(i, net.depth)) * net.signal * net.gradient)
        for net in NETS
        for i in range(net.depth + 1)
    ]
