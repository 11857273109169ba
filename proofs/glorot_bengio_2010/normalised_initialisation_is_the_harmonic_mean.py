"""Var[W^i] = 2/(n_i + n_(i+1)) is the harmonic mean of the two demands 1/n_i and 1/n_(i+1), and the variance of the uniform law whose ends are
+-sqrt(6/(n_i + n_(i+1)))."""

from sympy import Integral, Symbol, sqrt

from derive import FeedForward, Identity, NetworkMoment, Source, claim

TEXT = "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010"
n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
w = Symbol("w", real=True)
XAVIER = 2 / (n + m)


@claim(source=Source("glorot2010", TEXT, "equation 12, seen").on("glorot.eq8"))
def compromise_is_the_harmonic_mean_of_both_demands():
    """2/(1/v + 1/v') with v = 1/n and v' = 1/m."""
    forward, backward = 1 / n, 1 / m
    return Identity(2 / (1 / forward + 1 / backward), XAVIER)


@claim(source=Source("glorot2010", TEXT, "equation 16, seen").on("glorot.eq16"))
def normalised_uniform_weights_have_the_compromise_as_variance():
    """E[w^2] for the uniform density on [-sqrt(6)/sqrt(n + m), sqrt(6)/sqrt(n + m)]."""
    edge = sqrt(6) / sqrt(n + m)
    return Identity(Integral(w**2 / (2 * edge), (w, -edge, edge)), XAVIER)


@claim(source=Source("glorot2010", TEXT, "remark after equation 12, seen").on("glorot.eq8"))
def equal_widths_meet_both_demands():
    """With equal widths all variances of signals and of gradients are the same."""
    any_ = FeedForward.of_depth(3, linear=True)
    net = FeedForward((n,) * 5, (2 / (n + n),) * 4, any_.gains, any_.slopes, any_.signal, any_.gradient)
    return [NetworkMoment(net, "z", 3, net.signal), NetworkMoment(net, "dC/ds", 0, net.gradient), NetworkMoment(net, "dC/dW", 1, net.signal * net.gradient)]


@claim(source=Source("glorot2010", TEXT, "equation 12 read as if it met both demands at once").on("glorot.eq8"), expects="refuted")
def different_widths_meet_both_demands():
    """It meets neither where widths differ: a layer multiplies the variance of signals by 2 n/(n + m) and that of gradients by 2 m/(n + m)."""
    any_ = FeedForward.of_depth(1, linear=True)
    n0, n1, n2 = any_.widths
    net = FeedForward(any_.widths, (2 / (n0 + n1), 2 / (n1 + n2)), any_.gains, any_.slopes, any_.signal, any_.gradient)
    return NetworkMoment(net, "z", 1, net.signal)
