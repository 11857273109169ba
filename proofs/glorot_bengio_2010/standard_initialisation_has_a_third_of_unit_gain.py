"""Weights drawn uniformly from [-1/sqrt(n), 1/sqrt(n)] have n Var[w] = 1/3, so a layer passes on a third of the variance."""

from sympy import Integral, Rational, Symbol, sqrt

from derive import FeedForward, Identity, NetworkMoment, Source, claim

GLOROT = Source(
    "glorot2010",
    "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010",
    "equations 1 and 15, seen",
)
n, w = Symbol("n", integer=True, positive=True), Symbol("w", real=True)
edge = 1 / sqrt(n)


@claim(source=GLOROT.on("glorot.eq1"))
def standard_weights_have_n_times_variance_one_third():
    """n E[w^2] = 1/3 for the density sqrt(n)/2 on [-1/sqrt(n), 1/sqrt(n)], whose mean is 0."""
    density = sqrt(n) / 2
    return [Identity(n * Integral(w**2 * density, (w, -edge, edge)), Rational(1, 3)), Identity(Integral(w * density, (w, -edge, edge)), 0)]


@claim(source=GLOROT.on("glorot.std.decay"), uses=["glorot_bengio_2010/standard_weights_have_n_times_variance_one_third"])
def standard_initialisation_divides_variances_by_three_a_layer():
    """In the linear regime with equal widths: Var[z^i] = 3^-i Var[x], Var[dC/ds^i] = 3^-(d-i) Var[dC/ds^d], while Var[dC/dW^i] is the same in all layers."""
    symbols = FeedForward.of_depth(3, linear=True)
    net = FeedForward((n,) * 5, (1 / (3 * n),) * 4, symbols.gains, symbols.slopes, symbols.signal, symbols.gradient)
    return [
        *(NetworkMoment(net, "z", i, net.signal / 3**i) for i in range(4)),
        *(NetworkMoment(net, "dC/ds", i, net.gradient / 3 ** (3 - i)) for i in range(4)),
        *(NetworkMoment(net, "dC/dW", i, net.signal * net.gradient / 27) for i in range(4)),
    ]
