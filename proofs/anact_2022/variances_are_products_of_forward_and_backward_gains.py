"""With rho_i = E[f(s^i)^2]/Var[s^i] and rho'_i = E[f'(s^i)^2] each layer multiplies variances by n Var[W] rho forwards and by n Var[W] rho' backwards."""

from sympy import Rational, Symbol, prod

from derive import FeedForward, NetworkMoment, NetworkSample, Source, claim

TEXT = "Y. Peiwen and Z. Changsheng, ANAct: adaptive normalization for activation functions, 2022"
GAINS = Source("peiwen2022", TEXT, "forward and backward gain as in a third-party implementation, seen; the products derived here")
NETS = [FeedForward.of_depth(d) for d in (1, 2, 3)]
n, v = Symbol("n", integer=True, positive=True), Symbol("v", positive=True)


def _below(net, i):
    return prod(net.widths[j + 1] * net.weights[j + 1] * net.gains[j] for j in range(i))


def _above(net, i):
    return prod(net.widths[j + 2] * net.weights[j + 1] * net.slopes[j] for j in range(i, net.depth))


@claim(source=GAINS.on("anact.var.forward", "anact.def.rho"))
def signal_variance_is_a_product_of_forward_gains():
    """Var[s^i] = Var[s^0] times the product over j < i of n_(j+1) Var[W^(j+1)] rho_j."""
    return [NetworkMoment(net, "s", i, net.moment("s", 0) * _below(net, i)) for net in NETS for i in range(net.depth + 1)]


@claim(source=GAINS.on("anact.var.backward", "anact.def.rho"))
def gradient_variance_is_a_product_of_backward_gains():
    """Var[dC/ds^i] = Var[dC/ds^d] times the product over j >= i of n_(j+2) Var[W^(j+1)] rho'_j."""
    return [NetworkMoment(net, "dC/ds", i, net.gradient * _above(net, i)) for net in NETS for i in range(net.depth + 1)]


@claim(
    source=Source("peiwen2022", TEXT, "the general form of the gradient variance, named in the abstract; derived here").on("anact.var.general"),
    uses=["anact_2022/signal_variance_is_a_product_of_forward_gains", "anact_2022/gradient_variance_is_a_product_of_backward_gains"],
)
def weight_gradient_variance_has_gains_of_both_directions():
    """Equal widths: Var[dC/dW^i] = (n Var[W])^d Var[x] Var[dC/ds^d] times rho_j for the layers below and rho'_j for the others."""
    found = []
    for net in NETS:
        same = FeedForward((n,) * (net.depth + 2), (v,) * (net.depth + 1), net.gains, net.slopes, net.signal, net.gradient)
        ends = (n * v) ** net.depth * net.signal * net.gradient
        found += [NetworkMoment(same, "dC/dW", i, ends * prod(net.gains[:i]) * prod(net.slopes[i:])) for i in range(net.depth + 1)]
    return found


@claim(source=GAINS.on("anact.var.general"), uses=["anact_2022/weight_gradient_variance_has_gains_of_both_directions"])
def equal_gains_make_all_layers_learn_at_one_pace():
    """Where rho_j = rho'_j, and only their product counts, Var[dC/dW^i] does not depend on i; n Var[W] rho = 1 keeps it from vanishing and exploding."""
    rho, any_ = Symbol("rho", positive=True), FeedForward.of_depth(3)
    same = FeedForward((n,) * 5, (1 / (n * rho),) * 4, (rho,) * 3, (rho,) * 3, any_.signal, any_.gradient)
    return [NetworkMoment(same, "dC/dW", i, any_.signal * any_.gradient) for i in range(4)]


@claim(source=GAINS.on("anact.var.general"), expects="refuted", uses=["anact_2022/weight_gradient_variance_has_gains_of_both_directions"])
def forward_gains_make_all_layers_learn_at_one_pace():
    """Keeping the variance of signals is not enough: with n Var[W] rho = 1 the variance of dC/dW^i changes by rho'/rho a layer."""
    rho, slope, any_ = Symbol("rho", positive=True), Symbol("slope", positive=True), FeedForward.of_depth(2)
    same = FeedForward((n,) * 4, (1 / (n * rho),) * 3, (rho,) * 2, (slope,) * 2, any_.signal, any_.gradient)
    return [NetworkMoment(same, "dC/dW", i, any_.signal * any_.gradient) for i in range(3)]


@claim(
    source=Source("peiwen2022", TEXT, "the products in random networks of finite width, done here").on("anact.var.forward", "anact.var.backward"),
    uses=["anact_2022/gradient_variance_is_a_product_of_backward_gains"],
)
def random_networks_follow_both_products():
    """Three layers of different widths: the sigmoid has rho six times rho', the GELU almost equal gains."""
    widths, variances, net = (200, 300, 250, 220), (Rational(1, 150), Rational(1, 200), Rational(1, 300)), NETS[1]
    cases = [(name, quantity, layer) for name in ("sigmoid", "gelu") for quantity, layer in (("s", 2), ("dC/ds", 0), ("dC/dW", 1))]
    return [NetworkSample(name, widths, variances, quantity, layer, net.moment(quantity, layer)) for name, quantity, layer in cases]
