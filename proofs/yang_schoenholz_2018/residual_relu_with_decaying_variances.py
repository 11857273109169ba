"""ReLU, sigma(l)^2 = sigma^2 l^(-beta): V = beta_v + beta_w, U = min(beta_v + beta_b, beta_a), r = sigma_v^2 sigma_w^2/2.

V < 1: p and the gradient ratio are exp(Theta(l^(1-V))); V = 1: powers of l; V > 1: the gradient ratio is bounded, and p is l^(1-U), log l or bounded.
"""

from sympy import Rational, log, pi, sqrt, symbols

from derive import Follows, Identity, ResidualNetwork, Source, activations, claim

SEQUEL = Source(
    "yang2018",
    "G. Yang and S. S. Schoenholz, Deep mean field theory: layerwise variance and width variation, 2018",
    "phases seen, displays garbled, derived again",
)
l, p, growth = symbols("l p growth", positive=True)
gamma = symbols("gamma", real=True)
UNTIL, HALF = 2**17, Rational(1, 2)


def _values(**decay):
    found = {f"sigma_{name}": l ** (-Rational(beta) / 2) for name, beta in decay.items()}
    return {"sigma_v": 1, "sigma_w": 1, "sigma_a": 1, "sigma_b": 0} | found


def _relu(values, quantity, law, free, accuracy="1/1000", **more):
    return Follows("full residual", "relu", values, {"p": 1} | more, quantity, law, free, tail=l ** Rational(-1, 2), until=UNTIL, accuracy=accuracy)


@claim(source=SEQUEL.on("vv.relu"))
def phase_of_stretched_growth():
    """beta_v = 1/2: sum of log(1 + l^(-1/2)/2) = sqrt(l) - (1/8) log l + const, and log p alike."""
    law = ((1, l ** Rational(1, 2)), (-Rational(1, 8), log(l)))
    found = ResidualNetwork(activations.relu).phase(v="1/2").growth
    return [
        Identity(found.subs({symbol: 4 if symbol.name == "l" else 1 for symbol in found.free_symbols}), 2),
        _relu(_values(v="1/2"), growth, law, (1,), "1/50"),
        _relu(_values(v="1/2"), log(p), law, (1,), "1/50"),
    ]


@claim(source=SEQUEL.on("vv.relu"))
def phase_of_polynomial_growth():
    """beta_v = 1, r = 1/2: chi^0/chi^l ~ const l^(1/2)."""
    return _relu(_values(v="1"), growth, ((Rational(1, 2), log(l)),), (1,))


@claim(source=SEQUEL.on("vv.relu"))
def phase_of_growth_by_biases():
    """beta_v = 2, beta_a = 1/2: p ~ 2 sqrt(l), the gradient ratio is bounded: its logarithm differs from a constant by -1/(2l)."""
    return [
        _relu(_values(v="2", a="1/2"), p, ((2, l ** Rational(1, 2)),), (1,)),
        Follows("full residual", "relu", _values(v="2", a="1/2"), {"p": 1}, growth, ((-Rational(1, 2), 1 / l),), (1, l**-2, l**-3, l**-4)),
    ]


@claim(source=SEQUEL.on("vv.relu"))
def angle_tends_to_one_where_biases_accumulate():
    """beta_v = 2, beta_a = 1/2: e -> 1."""
    return _relu(_values(v="2", a="1/2"), gamma / p, ((1, 1 + 0 * l),), (), gamma=0)


@claim(source=SEQUEL.on("vv.relu"))
def angle_tends_to_one_like_a_power_at_the_critical_decay():
    """beta_v = 1 with r = 1/8 and biases with beta_a = 1/2: V = 1, U < 1. p - gamma grows like l^r and p like l^(1/2), so 1 - e is of the order l^(r - 1/2)."""
    values = _values(v="1", a="1/2") | {"sigma_v": l**-HALF / 2}
    free = tuple(
        l ** -(3 * HALF / 4 * i + HALF * j + k) for i in range(4) for j in range(3) for k in range(2) if 0 < 3 * HALF / 4 * i + HALF * j + k <= 3 * HALF
    )
    return Follows("full residual", "relu", values, {"p": 1, "gamma": 0}, gamma / p, ((1, 1 + 0 * l),), free, until=UNTIL)


@claim(source=SEQUEL.on("vv.relu"), uses=["hayou_2018/relu_correlation_map_expands_in_half_powers_at_one"])
def angle_tends_to_one_like_a_logarithm_at_the_critical_decay_without_biases():
    """beta_v = 1, no biases: d(1 - e)/d log l = -r s (1 - e)^(3/2), s = 2 sqrt(2)/(3 pi), so e -> 1 with
    (1 - e)^(-1/2) = (r s/2) log l + const + O(1/log l); at r = 8.
    """
    law = ((8 * sqrt(2) / (3 * pi), log(l)),)
    free = (1, *(log(l) ** -k for k in (1, 2, 3)))
    values = _values(v="1") | {"sigma_v": 4 * l**-HALF, "sigma_a": 0}
    return Follows("full residual", "relu", values, {"p": 1, "gamma": "1/2"}, (1 - gamma / p) ** -HALF, law, free, until=UNTIL, accuracy="1/25")
