"""Bounded activations, sigma(l)^2 = sigma^2 l^(-beta): U = min(beta_v, beta_a), W = 1 - beta_w + U - 2 beta_v.

U < 1: p = Theta(l^(1-U)); the gradient ratio is exp(Theta(l^(W/2))) for W > 0, a power of l for W = 0, bounded for W < 0. e -> 1 if beta_v > beta_a, e -> 0 if
beta_v < beta_a, e* of the constant network if they are equal. Stated for tanh; measured with erf, which has the same limits far out and a closed kernel. The
constants are those that the engine derives for the phase.
"""

from sympy import Rational, Symbol, erf, log, pi, sqrt, symbols

from derive import (
    Activation,
    ActivationMoment,
    Follows,
    Identity,
    Inequality,
    Limit,
    ResidualNetwork,
    Source,
    activations,
    architecture,
    claim,
    dphi,
    phi,
    q,
    recurrences,
    x,
)

SEQUEL = Source(
    "yang2018",
    "G. Yang and S. S. Schoenholz, Deep mean field theory: layerwise variance and width variation, 2018",
    "phases seen, displays garbled, derived again",
)
l, p, growth, t = symbols("l p growth t", positive=True)
gamma = symbols("gamma", real=True)
ERF = ResidualNetwork(activations.erf)
UNTIL = 2**17


def _numbers(expr, **values):
    """A law of the engine at numbers, in the letter l of this file."""
    at = {symbol: values.get(symbol.name, l if symbol.name == "l" else 1) for symbol in expr.free_symbols}
    return expr.subs(at)


def _values(**decay):
    found = {f"sigma_{name}": l ** (-Rational(beta) / 2) for name, beta in decay.items()}
    return {"sigma_v": 1, "sigma_w": 1, "sigma_a": 1, "sigma_b": 0} | found


def _law(expr, function):
    return ((_numbers(expr) / function, function),)


@claim(source=SEQUEL.on("vv.tanh.p", "vv.tanh.grad"))
def phase_of_stretched_gradient():
    """beta_v = beta_a = 1/2: U = 1/2, W = 1/2: p ~ 4 sqrt(l), log(chi^0/chi^l) ~ A l^(1/4)."""
    phase, values = ERF.phase(v="1/2", a="1/2"), _values(v="1/2", a="1/2")
    tail = l ** Rational(-1, 4)
    return [
        Identity(_numbers(phase.p), 4 * l ** Rational(1, 2)),
        Follows("full residual", "erf", values, {"p": 1}, p, _law(phase.p, l ** Rational(1, 2)), (l ** Rational(1, 4), log(l), 1), tail=tail, until=UNTIL),
        Follows("full residual", "erf", values, {"p": 1}, growth, _law(phase.growth, l ** Rational(1, 4)), (log(l), 1), tail=tail, until=UNTIL),
    ]


@claim(source=SEQUEL.on("vv.tanh.p", "vv.tanh.grad"))
def phase_of_polynomial_gradient():
    """beta_v = 1/2, beta_a = 0: U = 0, W = 0: p ~ l, log(chi^0/chi^l) ~ A log l."""
    phase, values = ERF.phase(v="1/2"), _values(v="1/2")
    tail = l ** Rational(-1, 2)
    return [
        Follows("full residual", "erf", values, {"p": 1}, p, _law(phase.p, l), (l ** Rational(1, 2), log(l), 1), tail=tail, until=UNTIL),
        Follows("full residual", "erf", values, {"p": 1}, growth, ((2 / pi, log(l)),), (1,), tail=tail, until=UNTIL),
        Identity(_numbers(phase.growth), 2 / pi * log(l)),
    ]


@claim(source=SEQUEL.on("vv.tanh.grad"))
def phase_of_bounded_gradient():
    """beta_v = 3/4, beta_a = 0: W = -1/2: log(chi^0/chi^l) tends to a constant, its distance being (2/pi) 4 l^(-1/4)."""
    values = _values(v="3/4")
    fits = (1, *(l ** Rational(-k, 4) for k in range(2, 9)))
    return Follows("full residual", "erf", values, {"p": 1}, growth, ((-8 / pi, l ** Rational(-1, 4)),), fits, until=UNTIL)


@claim(source=SEQUEL.on("vv.tanh.e"))
def angle_tends_to_one_where_weights_decay_faster():
    """beta_v = 1/2, beta_a = 0: e -> 1, with powers of l^(-1/2)."""
    free = tuple(l ** Rational(-k, 4) * log(l) ** j for k in range(2, 7) for j in ((1, 0) if k % 2 == 0 else (0,)))
    return Follows("full residual", "erf", _values(v="1/2"), {"p": 1, "gamma": 0}, gamma / p, ((1, 1 + 0 * l),), free, until=UNTIL)


@claim(source=SEQUEL.on("vv.tanh.e"))
def angle_tends_to_zero_where_biases_decay_faster():
    """beta_v = 0, beta_a = 1/2: e -> 0 like l^(2/pi - 1); stated as 1 + e -> 1."""
    rate = 1 - 2 / pi
    free = (l**-rate, l ** Rational(-1, 2), l ** (-rate - Rational(1, 2)), l ** (-2 * rate), log(l) / l, 1 / l)
    return Follows("full residual", "erf", _values(a="1/2"), {"p": 1, "gamma": 0}, 1 + gamma / p, ((1, 1 + 0 * l),), free, until=UNTIL)


@claim(source=SEQUEL.on("vv.tanh.p"))
def variance_is_logarithmic_where_variances_decay_like_one_over_depth():
    """U = 1, beta_w = 0: l (p_l - p_(l-1)) = E[phi^2] + 1 lies between 1 and 2 and tends to 2 as q grows, so p lies between log l and 2 log l up to constants,
    and p ~ 2 log l by Cesaro. With sin, whose E[phi^2] differs from 1/2 by exp(-2q)/2 only, p = (3/2) log l + const is measured.
    """
    state = {symbol.name: value for symbol, value in recurrences(architecture("full residual"), Activation.of(erf(x))).state.items()}
    second = ActivationMoment(erf(x), phi**2, q)
    step = Symbol("p", positive=True) + Symbol("sigma_v", positive=True) ** 2 * second + Symbol("sigma_a", nonnegative=True) ** 2
    return [
        Identity(state["p"], step),
        Inequality(second, ">", 0),
        Inequality(second, "<", 1),
        Limit(second.subs(q, 1 / t), t, 1),
        Follows("full residual", "sin", _values(v="1", a="1"), {"p": 1}, p, ((Rational(3, 2), log(l)),), (1,), tail=1 / l, until=UNTIL),
    ]


@claim(source=SEQUEL.on("vv.tanh.grad"), uses=["yang_schoenholz_2018/variance_is_logarithmic_where_variances_decay_like_one_over_depth"])
def gradient_is_stretched_where_variances_decay_like_one_over_depth():
    """U = 1, V = 1: the layer l multiplies gradients by 1 + E[phi'^2]/l with sqrt(q) E[phi'^2] -> 2/pi for erf and q ~ 2 log l, so log(chi^0/chi^l) is the sum
    of (2/pi)/(l sqrt(2 log l)), (2/pi) sqrt(2 log l) (1 + o(1)): the law that the engine derives.
    """
    slope = ActivationMoment(erf(x), dphi**2, q)
    return [
        Limit((slope * sqrt(q)).subs(q, 1 / t), t, 2 / pi),
        Identity((2 * sqrt(2) / pi * sqrt(log(l))).diff(l), 2 / pi / (l * sqrt(2 * log(l))), (l > 1,)),
        Identity(_numbers(ERF.phase(v="1", a="1").growth), 2 * sqrt(2) / pi * sqrt(log(l)), (l > 1,)),
    ]
