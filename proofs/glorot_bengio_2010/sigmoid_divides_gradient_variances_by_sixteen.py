"""The sigmoid has slope 1/4 and value 1/2 at 0: near 0 each layer multiplies gradient variances by n Var[W]/16, by 1/48 at the standard initialisation."""

from sympy import Rational, Symbol, exp

from derive import ActivationMoment, FeedForward, Identity, NetworkMoment, Source, Throughout, claim, phi, q, x

TEXT = "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010"
SIGMOID = 1 / (1 + exp(-x))
n, v = Symbol("n", integer=True, positive=True), Symbol("v", positive=True)


def _slope(at):
    return SIGMOID.diff(x).subs(x, at)


@claim(source=Source("glorot2010", TEXT, "section 4, derived here").on("glorot.sigmoid"))
def sigmoid_has_slope_one_quarter_and_mean_one_half():
    """f'(0) = 1/4; E[f(s)] = 1/2 for normal s of every variance, so f is not symmetric around 0."""
    return [Identity(_slope(0), Rational(1, 4)), Identity(ActivationMoment(SIGMOID, phi, q), Rational(1, 2))]


@claim(
    source=Source("glorot2010", TEXT, "section 4, derived here").on("glorot.sigmoid"),
    uses=["glorot_bengio_2010/sigmoid_has_slope_one_quarter_and_mean_one_half"],
)
def sigmoid_divides_gradient_variances_by_sixteen():
    """With f'(s) replaced by f'(0) = 1/4, for any n Var[W] and for n Var[W] = 1/3."""
    any_ = FeedForward.of_depth(3)
    slopes = (Rational(1, 16),) * 3
    nets = [FeedForward((n,) * 5, (variance,) * 4, any_.gains, slopes, any_.signal, any_.gradient) for variance in (v, 1 / (3 * n))]
    return [NetworkMoment(net, "dC/ds", 0, factor**3 * net.gradient) for net, factor in zip(nets, (n * v / 16, Rational(1, 48)), strict=True)]


@claim(
    source=Source("glorot2010", "a circulating note on Glorot and Bengio 2010", "saturation of the sigmoid, seen").on("glorot.sigmoid", "M.28"),
    expects="refuted",
    instead="glorot_bengio_2010/slope_of_the_sigmoid_is_largest_at_zero",
)
def sigmoid_saturates_at_input_zero():
    """It saturates where its output is near 0, at very negative inputs; at input 0 the slope is the largest of all, here against that at 1."""
    return Throughout(_slope(0), "<", _slope(x), x, 1, 4)


@claim(
    source=Source("glorot2010", TEXT, "section 3, derived here").on("glorot.sigmoid", "M.28"),
    survivors={"without x >= 1/100": "at x = 0 alone the two sides are equal, which balls do not decide"},
)
def slope_of_the_sigmoid_is_largest_at_zero():
    """f'(x) < 1/4 for x > 0, here from 1/100 to 40; f' is even."""
    return [Throughout(SIGMOID.diff(x), "<", Rational(1, 4), x, Rational(1, 100), 40), Identity(_slope(-x), _slope(x))]
