"""In rectified networks Var[y_l] gains the factor n_l Var[w_l]/2 a layer, and the variance of gradients n'_l Var[w_l]/2, n' counting outgoing connections.

Layers are numbered from 0 here: s^i is y_(i+1), and dC/dz^i is Delta x_(i+1). For a convolution with k x k filters n = k^2 c incoming channels and
n' = k^2 d outgoing ones; the dense network has k = 1.
"""

from sympy import Rational, Symbol, prod

from derive import FeedForward, NetworkMoment, NetworkSample, Source, claim

TEXT = "K. He, X. Zhang, S. Ren and J. Sun, Delving deep into rectifiers, 2015"
HALF = Rational(1, 2)
a = Symbol("a", positive=True)


def _rectified(depth, share=HALF):
    any_ = FeedForward.of_depth(depth)
    return FeedForward(any_.widths, any_.weights, (share,) * depth, (share,) * depth, any_.signal, any_.gradient)


def _forward(net, first, last, share=HALF):
    return prod(share * net.widths[i] * net.weights[i] for i in range(first, last + 1))


def _backward(net, first, last, share=HALF):
    return prod(share * net.widths[i + 1] * net.weights[i] for i in range(first, last + 1))


@claim(source=Source("he2015", TEXT, "equations 8 and 9, recalled; derived here"), uses=["he_2015/rectifier_keeps_half_of_the_second_moment"])
def forward_variance_is_a_product_of_half_gains():
    """Var[y_L] = Var[y_1] times the product over l = 2, ..., L of n_l Var[w_l]/2; no half in the first layer, whose inputs are not rectified."""
    nets = [_rectified(depth) for depth in (1, 2, 3)]
    return [NetworkMoment(net, "s", net.depth, net.moment("s", 0) * _forward(net, 1, net.depth)) for net in nets]


@claim(source=Source("he2015", TEXT, "equations 12 and 13, recalled; derived here"), uses=["he_2015/rectifier_keeps_half_of_the_second_moment"])
def backward_variance_is_a_product_of_half_gains():
    """Var[Delta x_2] = Var[Delta x_(L+1)] times the product over l = 2, ..., L of n'_l Var[w_l]/2, with Var[Delta y_L] = Var[Delta x_(L+1)]/2."""
    found = []
    for net in (_rectified(depth) for depth in (1, 2, 3)):
        last = Symbol("Var_last", positive=True)
        ended = FeedForward(net.widths, net.weights, net.gains, net.slopes, net.signal, last / 2)
        found.append(NetworkMoment(ended, "dC/dz", 1, last * _backward(net, 1, net.depth)))
    return found


@claim(source=Source("he2015", TEXT, "equations 10, 14 and 15, recalled; derived here"), uses=["he_2015/forward_variance_is_a_product_of_half_gains"])
def initialisation_keeps_variances_of_rectified_networks():
    """With (1 + a^2)/2 n_l Var[w_l] = 1 all Var[y_l] are equal; with n'_l in the place of n_l all Var[Delta y_l] are. a = 0 is the ReLU."""
    share, any_ = (1 + a**2) / 2, _rectified(3, (1 + a**2) / 2)
    forward = FeedForward(any_.widths, tuple(1 / (share * n) for n in any_.widths[:-1]), any_.gains, any_.slopes, any_.signal, any_.gradient)
    backward = FeedForward(any_.widths, tuple(1 / (share * n) for n in any_.widths[1:]), any_.gains, any_.slopes, any_.signal, any_.gradient)
    return [
        *(NetworkMoment(forward, "s", i, any_.signal / share) for i in range(4)),
        *(NetworkMoment(backward, "dC/ds", i, any_.gradient) for i in range(4)),
    ]


@claim(
    source=Source("he2015", TEXT, "remark after equation 14, recalled; derived here"),
    uses=["he_2015/initialisation_keeps_variances_of_rectified_networks"],
)
def backward_condition_changes_signals_by_a_ratio_of_widths():
    """With n'_l Var[w_l]/2 = 1 the variance of signals changes over the layers by c_2/d_L, a ratio of two widths that does not grow with depth."""
    any_ = _rectified(3)
    net = FeedForward(any_.widths, tuple(2 / n for n in any_.widths[1:]), any_.gains, any_.slopes, any_.signal, any_.gradient)
    return NetworkMoment(net, "s", 3, net.moment("s", 0) * any_.widths[1] / any_.widths[4])


@claim(source=Source("he2015", TEXT, "comparison with Xavier initialisation, recalled; derived here"))
def xavier_initialisation_halves_variances_of_rectified_networks():
    """With n Var[w] = 1 and equal widths the variance of gradients is halved at every layer."""
    any_, n = _rectified(3), Symbol("n", integer=True, positive=True)
    net = FeedForward((n,) * 5, (1 / n,) * 4, any_.gains, any_.slopes, any_.signal, any_.gradient)
    return [NetworkMoment(net, "dC/ds", i, net.gradient / 2 ** (3 - i)) for i in range(4)]


@claim(source=Source("he2015", TEXT, "equations 9 and 13 with the factor 1/2 left out, as for linear networks"), expects="refuted")
def rectified_networks_are_linear():
    """Without the half the forward product is too large by 2^(L - 1)."""
    net = _rectified(3)
    return NetworkMoment(net, "s", 3, net.moment("s", 0) * _forward(net, 1, 3, 1))


@claim(source=Source("he2015", TEXT, "equations 9 and 13 in random networks of finite width, done here"))
def random_rectified_networks_follow_the_products():
    """Four layers of different widths."""
    widths, variances = (200, 250, 300, 220, 180), (Rational(1, 100), Rational(1, 150), Rational(1, 120), Rational(1, 110))
    net = _rectified(3)
    return [
        NetworkSample("relu", widths, variances, quantity, layer, net.moment(quantity, layer))
        for quantity, layer in (("s", 3), ("dC/ds", 0), ("dC/dW", 1))
    ]
