"""Proposition 4: on the edge, sup |f(c) - c| <= 1/beta_q and beta_q -> oo as sigma_b -> 0; how fast, in closed form.

With phi_k = phi^(k)(0) and kappa^2 = (phi''(0+)^2 + phi''(0-)^2)/2: where kappa != 0, sigma_b^2 = (kappa^2/(4 phi_1^2)) q^2 (1 + o(1)) and
beta_q ~ (phi_1/kappa)/sigma_b; for odd phi, t = phi_3/phi_1, sigma_b^2 = (t^2/3) q^3 (1 + o(1)) and beta_q ~ 2/(t^2 q^2). The supremum of f(c) - c is f(0).
"""

from sympy import Piecewise, Rational, atan, erf, exp, log, oo, pi, sin, sqrt, tanh

from derive import ActivationMoment, EdgePoints, Inequality, Limit, Source, Throughout, Value, claim, ddphi, dphi, phi, q, x

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018"
LATER = "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019"
ELU = Piecewise((x, x > 0), (exp(x) - 1, True))
GELU = x * (1 + erf(x / sqrt(2))) / 2
SILU = x / (1 + exp(-x))


def _bias(activation):
    return q - ActivationMoment(activation, phi**2, q) / ActivationMoment(activation, dphi**2, q)


def _beta(activation):
    return 2 * ActivationMoment(activation, dphi**2, q) / (q * ActivationMoment(activation, ddphi**2, q))


LAWS = Source("hayou2019", LATER, "laws of small sigma_b, derived [hayou.smallsb]")


@claim(source=LAWS)
def bias_of_curved_activations_is_quadratic_in_the_variance():
    """sigma_b^2/q^2 -> (kappa/(2 phi_1))^2: 2/pi for the GELU (phi_1 = 1/2, kappa = 2/sqrt(2 pi)), 1/4 for the SiLU, 1/8 for the ELU (kappa^2 = 1/2), 1/16 for
    the shifted softplus.
    """
    return [
        Limit(_bias(GELU) / q**2, q, 2 / pi),
        Limit(_bias(SILU) / q**2, q, Rational(1, 4)),
        Limit(_bias(ELU) / q**2, q, Rational(1, 8)),
        Limit(_bias(log((1 + exp(x)) / 2)) / q**2, q, Rational(1, 16)),
    ]


@claim(source=LAWS)
def bias_of_odd_activations_is_cubic_in_the_variance():
    """sigma_b^2/q^3 -> t^2/3 with t = -2 for tanh, erf and arctan, -1 for sin."""
    return [Limit(_bias(f) / q**3, q, Rational(value, 3)) for f, value in ((tanh(x), 4), (erf(x), 4), (atan(x), 4), (sin(x), 1))]


@claim(source=LAWS)
def beta_of_curved_activations_grows_like_one_over_the_bias():
    """beta_q sigma_b -> phi_1/kappa, as the limit of its square: pi/8 for the GELU, 1 for the SiLU, 2 for the ELU, 4 for the shifted softplus."""
    rows = ((GELU, pi / 8), (SILU, Rational(1)), (ELU, Rational(2)), (log((1 + exp(x)) / 2), Rational(4)))
    return [Limit(_beta(f) ** 2 * _bias(f), q, value) for f, value in rows]


@claim(source=LAWS)
def beta_of_odd_activations_grows_like_one_over_the_variance_squared():
    """beta_q q^2 -> 2/t^2: 1/2 for tanh, erf and arctan, 2 for sin."""
    return [
        Limit(_beta(f) * q**2, q, value) for f, value in ((tanh(x), Rational(1, 2)), (erf(x), Rational(1, 2)), (atan(x), Rational(1, 2)), (sin(x), Rational(2)))
    ]


@claim(source=LAWS)
def first_coefficients_of_both_moments():
    """(V/phi_1^2 - q)/q^2 -> a_1 = phi_3/phi_1 + (3/4) (phi_2/phi_1)^2 and (V'/phi_1^2 - 1)/q -> b_1 = phi_3/phi_1 + (phi_2/phi_1)^2, for tanh (-2, -2)
    and the SiLU (3/4, 1).
    """
    rows = ((tanh(x), 1, -2, -2), (SILU, Rational(1, 2), Rational(3, 4), 1))
    found = []
    for f, first, a, b in rows:
        second, slope = ActivationMoment(f, phi**2, q) / first**2, ActivationMoment(f, dphi**2, q) / first**2
        found += [Limit((second - q) / q**2, q, a), Limit((slope - 1) / q, q, b)]
    return found


@claim(
    source=Source("hayou2019", LATER, "sharpness of proposition 4 (i), derived [hayou.prop4]"),
    uses=["hayou_2018/bias_of_odd_activations_is_cubic_in_the_variance"],
)
def supremum_over_bound_tends_to_two_thirds_or_one():
    """beta_q f(0), f(0) = (sigma_b^2 + sigma_w^2 E[phi]^2)/q: -> 2/3 for erf and sin (odd), -> 1 for GELU and SiLU."""

    def quotient(f):
        return _beta(f) * (_bias(f) + ActivationMoment(f, phi, q) ** 2 / ActivationMoment(f, dphi**2, q)) / q

    return [Limit(quotient(f), q, value) for f, value in ((erf(x), Rational(2, 3)), (sin(x), Rational(2, 3)), (GELU, 1), (SILU, 1))]


@claim(source=Source("hayou2019", LATER, "proposition 4 (i), (iii), recalled [hayou.prop4]"))
def distance_from_the_identity_is_at_most_one_over_beta():
    """beta_q f(0) <= 1 for tanh, erf, ELU and GELU at every q tried; f(0) is the supremum of f(c) - c because f is convex with f(1) = f'(1) = 1."""
    found = []
    for f in (tanh(x), erf(x), ELU, GELU):
        bound = (_bias(f) + ActivationMoment(f, phi, q) ** 2 / ActivationMoment(f, dphi**2, q)) / q
        found.append(Inequality(bound, "<", 1 / _beta(f)))
    return found


@claim(source=Source("hayou2018", TEXT, "lemma 2 [hayou.limit.linear]"))
def map_of_a_nonlinear_activation_is_not_the_identity():
    """f(0) > 0, so sup |f(c) - c| > 0, at every q > 0 for tanh, sin and the ELU; it would vanish for affine functions alone (Var phi' = 0)."""
    found = []
    for f in (tanh(x), sin(x), ELU):
        found.append(Inequality(_bias(f) + ActivationMoment(f, phi, q) ** 2 / ActivationMoment(f, dphi**2, q), ">", 0))
        found.append(Inequality(ActivationMoment(f, dphi**2, q) - ActivationMoment(f, dphi, q) ** 2, ">", 0))
    return found


@claim(source=Source("hayou2018", TEXT, "proposition 4, for tanh; conditions partly garbled [hayou2018.prop4, hayou2018.prop5]"))
def tanh_satisfies_the_conditions_of_proposition_four():
    """tanh and arctan: phi(0) = 0, |phi(x)/x| <= 1, x phi'' < 0, a stable point at small sigma_b, E[phi''(u) phi''(v)] > 0 at c = 1, q -> 0."""
    return [
        Throughout(tanh(x), "<", x, x, Rational(1, 10), 10),
        Throughout(tanh(x).diff(x, 2), "<", 0, x, Rational(1, 10), 10),
        Throughout(atan(x).diff(x, 2), "<", 0, x, Rational(1, 10), 10),
        EdgePoints("tanh", "1/1000", kind="stable"),
        EdgePoints("arctan", "1/1000", kind="stable"),
        Inequality(ActivationMoment(tanh(x), ddphi**2, q), ">", 0),
    ]


@claim(source=Source("hayou2018", TEXT, "proposition 7 and the remark on tanh, corrected [hayou2018.prop7, M.6]"))
def tanh_satisfies_the_condition_of_proposition_seven():
    """E[tanh'(x Z)^2] ~ (2/3) sqrt(2/pi)/x, which is |x|^(-2b) with b = 1/2 in (0, 1); 0.00531914464401 at x = 100."""
    slope = ActivationMoment(tanh(x), dphi**2, q)
    return [Limit(slope * sqrt(q), q, Rational(2, 3) * sqrt(2 / pi), oo), Value(slope, "0.00531914464401", {q: 10**4})]


@claim(
    source=Source("hayou2018", TEXT, "remark after proposition 7: tanh does not satisfy it [M.6]"),
    expects="refuted",
    instead="hayou_2018/tanh_satisfies_the_condition_of_proposition_seven",
)
def mean_squared_slope_of_tanh_falls_faster_than_every_admitted_power():
    """As printed. Stated as E[tanh'(x Z)^2] < x^(-2b) with b = 9/10 for x^2 = q >= 100: at q = 100 the left side is 0.053, the right side 0.016."""
    return Throughout(ActivationMoment(tanh(x), dphi**2, q), "<", q ** -Rational(9, 10), q, 100, 200)


@claim(
    source=Source("hayou2019", LATER, "the rule beta_q = L, its closed forms derived [hayou.rule]"),
    uses=["hayou_2018/beta_of_odd_activations_grows_like_one_over_the_variance_squared"],
)
def bias_for_a_depth_of_odd_activations():
    """beta_q = L gives sigma_b^2 ~ (2 sqrt(2)/(3 |t|)) L^(-3/2): sigma_b^2 beta_q^(3/2) -> sqrt(2)/3 for tanh, and sigma_b = 0.01291 for L = 200."""
    return [Limit(_bias(tanh(x)) ** 2 * _beta(tanh(x)) ** 3, q, Rational(2, 9)), Value(sqrt(sqrt(2) / 3 * 200 ** -Rational(3, 2)), "0.01291")]


@claim(
    source=Source("hayou2019", LATER, "the rule beta_q = L, its closed forms derived [hayou.rule, M.30]"),
    uses=["hayou_2018/beta_of_curved_activations_grows_like_one_over_the_bias"],
)
def bias_for_a_depth_of_the_elu():
    """sigma_b ~ (phi_1/kappa)/L = sqrt(2)/200 = 0.0071 for the ELU at L = 200."""
    return Value(sqrt(2) / 200, "0.0071")
