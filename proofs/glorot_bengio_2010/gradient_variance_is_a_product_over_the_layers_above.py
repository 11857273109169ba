"""Var[dC/ds^i] = Var[dC/ds^d] times the product over i' = i + 1, ..., d of n_(i'+1) Var[W^i']; printed with a product that begins at i' = i."""

from sympy import prod

from derive import FeedForward, NetworkMoment, Source, claim

TEXT = "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010"
NETS = [FeedForward.of_depth(d, linear=True) for d in (1, 2, 3)]


def _product(net, first, last):
    return prod(net.widths[j + 1] * net.weights[j] for j in range(first, last + 1))


@claim(source=Source("glorot2010", TEXT, "equation 6 with the index set of the paper's own conventions, derived again").on("glorot.eq6"))
def gradient_variance_is_a_product_over_the_layers_above():
    """d - i factors: none at the last layer, where the variance is given."""
    return [NetworkMoment(net, "dC/ds", i, net.gradient * _product(net, i + 1, net.depth)) for net in NETS for i in range(net.depth + 1)]


@claim(
    source=Source("glorot2010", TEXT, "equation 6 as printed, seen").on("glorot.eq6", "M.15"),
    expects="refuted",
    instead="glorot_bengio_2010/gradient_variance_is_a_product_over_the_layers_above",
    uses=["glorot_bengio_2010/gradient_variance_is_a_product_over_the_layers_above"],
)
def gradient_variance_with_a_factor_too_many():
    """The printed product runs from i' = i to d: one factor too many, at i = d a factor n_(d+1) Var[W^d] for the variance itself."""
    return [NetworkMoment(net, "dC/ds", i, net.gradient * _product(net, i, net.depth)) for net in NETS for i in range(net.depth, -1, -1)]
