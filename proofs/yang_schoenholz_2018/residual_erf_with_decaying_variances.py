"""Bounded activations, sigma(l)^2 = sigma^2 l^(-beta): U = min(beta_v, beta_a), W = 1 - beta_w + U - 2 beta_v.

U < 1: p = Theta(l^(1-U)); the gradient ratio is exp(Theta(l^(W/2))) for W > 0, a power of l for W = 0, bounded for W < 0. e -> 1 if beta_v > beta_a, e -> 0 if
beta_v < beta_a, e* of the constant network if they are equal. Stated for tanh; measured with erf, which has the same limits far out and a closed kernel. The
constants are those that the engine derives for the phase.
"""

from sympy import Rational, log, pi, symbols

from derive import Follows, Identity, ResidualNetwork, Source, activations, claim

SEQUEL = Source(
    "yang2018",
    "G. Yang and S. S. Schoenholz, Deep mean field theory: layerwise variance and width variation, 2018",
    "phases seen, displays garbled, derived again",
)
l, p, growth = symbols("l p growth", positive=True)
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


@claim(source=SEQUEL.on("vv.tanh.p", "vv.tanh.grad"), open="p = Theta(log l): what is left out shrinks like 1/sqrt(log l), which no iteration can show")
def phase_of_logarithmic_variance():
    """U = 1, beta_w = 0: p ~ 2 log l, and exp(Theta(sqrt(log l))) for the gradient."""
    return Follows("full residual", "erf", _values(v="1", a="1"), {"p": 1}, p, ((2, log(l)),), (1,), until=2**10)
