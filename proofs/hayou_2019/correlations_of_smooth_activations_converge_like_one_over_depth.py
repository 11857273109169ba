"""Class A on the edge of chaos: 1 - c_l ~ beta_q/l, with a logarithm as the next term.

u = 1 - c has u -> u - u^2/beta_q + (f'''(1)/6) u^3 - ..., f''(1) = 2/beta_q, f'''(1) = sigma_w^2 q^2 E[phi'''^2], so
1/u_l = l/beta_q + beta_q (1/beta_q^2 - f'''(1)/6) log l + C + o(1). Stated for sin and erf, whose maps are closed, at rational variances.
"""

from sympy import Rational, Symbol, acos, asin, cosh, diff, log, pi, sinh, sqrt, tanh

from derive import After, Expansion, Orbit, Source, Tends, Throughout, Value, c, claim

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019"
LEMMA = "recurrences/power_recurrence_of_exponent_two"
l, u, e = Symbol("l", positive=True), Symbol("u", positive=True), Symbol("e", positive=True)
HALF = Rational(1, 2)
TAIL = tuple(log(l) ** j / l**k for k in range(1, 5) for j in range(k, -1, -1))


def _source(place):
    return Source("hayou2019", TEXT, place)


def _sin(variance):
    """u -> 1 - f(1 - u), f(c) = (q - tanh q + sinh(q c)/cosh q)/q, written without cancellation."""
    return 2 * sinh(variance * u / 2) * cosh(variance * (1 - u / 2)) / (variance * cosh(variance))


def _erf(variance):
    """The same for erf: f(1) - f(1 - u) as a difference of two arcsines."""
    k, width = 2 * variance / (1 + 2 * variance), sqrt(1 + 4 * variance) / 2
    return width * (asin(k) - asin(k * (1 - u))) / variance


SIN_BETA = {variance: 2 / (variance * tanh(variance)) for variance in (Rational(1), Rational(2))}
ERF_BETA = {variance: (1 + 4 * variance) / (2 * variance**2) for variance in (HALF, Rational(1))}


def _orbit(step):
    return Orbit({u: step}, {u: HALF}, l)


def _logarithm(step, beta):
    """beta (1/beta^2 - f'''(1)/6), f'''(1) the third derivative of 1 - step(1 - c) at c = 1."""
    third = diff(step, u, 3).subs(u, 0)
    return beta * (1 / beta**2 - third / 6)


@claim(
    source=_source("proposition 3, for sin [hayou.prop3]"),
    uses=[LEMMA, "hayou_2019/correlation_map_of_sin_on_its_edge", "hayou_2019/beta_of_sin_eq_two_div_variance_mul_tanh"],
)
def decay_for_sin_is_beta_over_depth():
    """1/(l (1 - c_l)) -> 1/beta_q, beta_q = 2/(q tanh q), at q = 1 and 2; the known logarithm is taken off."""
    return [Tends(_orbit(_sin(v)), (1 / u - _logarithm(_sin(v), beta) * log(l)) / l, 1 / beta) for v, beta in SIN_BETA.items()]


@claim(
    source=_source("proposition 3, for erf [hayou.prop3]"),
    uses=[LEMMA, "williams_1998/erf_kernel_eq_arcsine", "hayou_2019/beta_of_erf_eq_rational_function_of_variance"],
)
def decay_for_erf_is_beta_over_depth():
    """1/(l (1 - c_l)) -> 1/beta_q, beta_q = (1 + 4q)/(2 q^2), at q = 1/2 and 1."""
    return [Tends(_orbit(_erf(v)), (1 / u - _logarithm(_erf(v), beta) * log(l)) / l, 1 / beta) for v, beta in ERF_BETA.items()]


@claim(source=_source("refinement of proposition 3 [hayou.prop3.order2]"), uses=["hayou_2019/decay_for_sin_is_beta_over_depth"])
def next_term_of_the_decay_is_a_logarithm():
    """l (1/u_(l+1) - 1/u_l - 1/beta_q) -> beta_q (1/beta_q^2 - f'''(1)/6), for sin at q = 1 and erf at q = 1/2; f'''(1) = q^2 for sin."""
    found = []
    for step, beta in ((_sin(Rational(1)), SIN_BETA[1]), (_erf(HALF), ERF_BETA[HALF])):
        found.append(Tends(_orbit(step), l * (1 / step - 1 / u - 1 / beta), _logarithm(step, beta), TAIL))
    return [*found, Value(diff(_sin(Rational(2)), u, 3).subs(u, 0), "4.0000000000")]


@claim(source=_source("refinement of proposition 3, constants from c_0 = 1/2 [hayou.prop3.order2]"), uses=["hayou_2019/next_term_of_the_decay_is_a_logarithm"])
def constants_of_the_decay_from_one_half():
    """1/(1 - c_l) - l/beta - (...) log l -> 2.6130 for sin at sigma_b = 1/5, 3.1946 for erf at 1/5 and 2.944246 for erf at 1, with q to 40 figures."""
    rows = (
        (_sin, "0.509751759092363840219190146674979152970029", "2.6130"),
        (_erf, "0.465762935782896315574217987856917638147315", "3.1946"),
        (_erf, "2.744890930343485165664076421377854933780333", "2.944246"),
    )
    found = []
    for map_, variance, text in rows:
        v = Rational(variance)
        step, beta = map_(v), 2 / (v * tanh(v)) if map_ is _sin else (1 + 4 * v) / (2 * v**2)
        found.append(Tends(_orbit(step), 1 / u - l / beta - _logarithm(step, beta) * log(l), text, TAIL))
    return found


@claim(source=_source("expansion in the appendix, recalled [hayou.taylor.general]"))
def map_of_erf_has_a_taylor_series_at_one():
    """f(1 - e) = 1 - e + f''(1) e^2/2 - f'''(1) e^3/6 + O(e^4) with f^(k)(1) = sigma_w^2 q^(k-1) E[phi^(k)^2], for erf at q = 1."""
    step = _erf(Rational(1))
    second, third = (diff(step, u, k).subs(u, 0) for k in (2, 3))
    return Expansion(1 - step.xreplace({u: e}), e, ((1, 0), (-1, 1), (-second / 2, 2), (-third / 6, 3)), 4)


def _relu():
    return u - (sqrt(u * (2 - u)) - (1 - u) * acos(1 - u)) / pi


def _gelu(variance):
    """1 - f(1 - u) on the edge, from the closed kernel."""
    k = c * variance
    kernel = (
        k / 4 + k * asin(k / (1 + variance)) / (2 * pi) + (variance**2 + k**2 * (1 - variance) / (1 + variance)) / (2 * pi * sqrt((1 + variance) ** 2 - k**2))
    )
    slope = diff(kernel, c).subs(c, 1) / variance
    return (kernel.subs(c, 1) - kernel.subs(c, 1 - u)) / (slope * variance)


@claim(source=_source("smooth against kinked at moderate depth [hayou.crossover, M.10]"))
def gelu_beats_relu_from_layer_fourteen_only():
    """GELU at sigma_b = 1 and ReLU, both from c = 1/2 on the edge: 1 - c_5 = 0.187336 < 0.189546; the order changes between layers 13 and 14.

    9 pi^2/(2 beta_q) = 123 from the leading terms, with beta_q = 0.361040902668044984.
    """
    gelu, relu = _orbit(_gelu(Rational("82.3127791663531807"))), _orbit(_relu())
    values = [After(gelu, 5, u, "0.187336"), After(relu, 5, u, "0.189546")]
    both = Orbit({u: _gelu(Rational("82.3127791663531807")), e: _relu().xreplace({u: e})}, {u: HALF, e: HALF}, l)
    order = [After(both, place, (u - e) / sqrt((u - e) ** 2), text) for place, text in ((13, "-1.00000000"), (14, "1.00000000"))]
    return [*values, *order, Value(9 * pi**2 / 2 / Rational("0.361040902668044984"), "123.014")]


@claim(
    source=Source("hayou2019", "circulating summaries of Hayou, Doucet and Rousseau 2019", "smooth activations are always better [M.10]"),
    expects="refuted",
    instead="hayou_2019/gelu_beats_relu_from_layer_fourteen_only",
)
def gelu_beats_relu_at_layer_five():
    """1 - c_5 of the GELU at sigma_b = 1 is not larger than that of the ReLU, 0.189546: what decays is 1 - c_l, and here the smooth one is faster."""
    return After(_orbit(_gelu(Rational("82.3127791663531807"))), 5, u, "0.189546")


@claim(source=_source("proposition 4 (i) and its sharp constant [hayou.prop4]"))
def distance_of_the_map_of_erf_from_the_identity():
    """0 <= f(c) - c <= 1/beta_q and 0 <= 1 - f'(c) <= 2/beta_q, for erf at q = 1/2 on [0, 99/100]: beta_q = 6."""
    f = 1 - _erf(HALF).xreplace({u: 1 - c})
    return [
        Throughout(f - c, ">", 0, c, 0, Rational(99, 100)),
        Throughout(f - c, "<", 1 / ERF_BETA[HALF], c, 0, Rational(99, 100)),
        Throughout(1 - diff(f, c), ">", 0, c, 0, Rational(99, 100)),
        Throughout(1 - diff(f, c), "<", 2 / ERF_BETA[HALF], c, 0, Rational(99, 100)),
    ]
