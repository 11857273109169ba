"""chi_1 = 1 alone does not make a point of the edge a limiting variance: where E[phi phi''] > 0 the variance map pushes away from it.

On the edge chi_par = F'(q) = 1 + E[phi phi'']/E[phi'^2]. For SiLU and GELU at small sigma_b, and for shifted softplus at every sigma_b, F'(q) > 1: algorithm 1
returns the upper, repelling fixed point, and the variance that a network approaches is a smaller one, in the ordered phase.
"""

from sympy import Rational, Symbol, asin, atan, erf, exp, log, pi, sqrt

from derive import ActivationMoment, After, AtRoot, EdgePoints, Identity, Inequality, Orbit, Roots, Source, Throughout, Value, claim, ddphi, dphi, phi, q, x

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018"
LATER = "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019"
SILU = x / (1 + exp(-x))
GELU = x * (1 + erf(x / sqrt(2))) / 2
SHIFTED = log((1 + exp(x)) / 2)
l, u = Symbol("l", positive=True), Symbol("u", positive=True)


def _moment(activation, expr, at=q):
    return ActivationMoment(activation, expr, at)


def _edge(activation, bias, low, high):
    return Roots((q - Rational(bias) ** 2) * _moment(activation, dphi**2) - _moment(activation, phi**2), q, Rational(low), Rational(high))


def _chi_par(activation):
    return _moment(activation, dphi**2 + phi * ddphi) / _moment(activation, dphi**2)


@claim(source=Source("hayou2018", TEXT, "the corrected form of proposition 6, Swish satisfies all conditions of proposition 4 [M.1, hayou2018.prop6]"))
def points_of_silu_with_a_small_bias_are_repelling():
    """F'(q) at the points of sigma_b = 1/10, 1/5, 1/2 and, stable, 1."""
    rows = (
        ("1/10", "1/5", "3/10", "1.07229892811"),
        ("1/5", "3/5", "7/10", "1.09872780368"),
        ("1/2", "3", "7", "1.04588291467"),
        ("1", "35", "45", "0.98667747"),
    )
    return [AtRoot(_edge(SILU, bias, low, high), Value(_chi_par(SILU), text)) for bias, low, high, text in rows]


@claim(
    source=Source("hayou2018", TEXT, "proposition 6, as far as q must be a limiting variance [M.1, hayou2018.prop6]"),
    expects="refuted",
    instead="hayou_2019/points_of_silu_with_a_small_bias_are_repelling",
)
def points_of_silu_with_a_small_bias_are_stable():
    """As printed (E[phi phi''] of about 0.01, so F'(q) of about 1): at sigma_b = 1/5, F'(q) = 1.0987."""
    return AtRoot(_edge(SILU, "1/5", "3/5", "7/10"), Inequality(_chi_par(SILU), "<", 1))


@claim(source=Source("hayou2019", LATER, "algorithm 1 for the SiLU [M.1, hayou.alg1]"))
def silu_at_one_fifth_has_a_smaller_ordered_fixed_point():
    """At sigma_b = 1/5, sigma_w^2 = 2.820826397722 from the curve, the variance map has a smaller fixed point 0.1940379622 with chi_1 = 0.82027840525."""
    width = 1 / _moment(SILU, dphi**2)
    lower = Roots(Rational(1, 25) + Rational("2.820826397722") * _moment(SILU, phi**2, q) - q, q, Rational(1, 10), Rational(3, 10))
    chi = Rational("2.820826397722") * _moment(SILU, dphi**2)
    return [
        AtRoot(_edge(SILU, "1/5", "3/5", "7/10"), Value(width, "2.820826397722")),
        AtRoot(lower, Value(q, "0.1940379622")),
        AtRoot(lower, Value(chi, "0.82027840525")),
    ]


@claim(source=Source("hayou2019", LATER, "where the points of the SiLU become stable [M.1, ryh.halfstable]"))
def silu_is_half_stable_at_one_variance():
    """E[phi phi''] = 0 at q = 14.3201736180258 alone, where sigma_w^2 = 1.988004678269492 and sigma_b^2 = 0.5551431707215304."""
    balance = Roots(_moment(SILU, phi * ddphi), q, Rational(1, 10), 100)
    curve = q - _moment(SILU, phi**2) / _moment(SILU, dphi**2)
    values = [(q, "14.3201736180258"), (1 / _moment(SILU, dphi**2), "1.988004678269492"), (curve, "0.5551431707215304"), (sqrt(curve), "0.74507930498809")]
    return [AtRoot(balance, Value(expr, text)) for expr, text in values]


@claim(
    source=Source("roberts2022", "a value in circulation, after Roberts, Yaida and Hanin 2022", "C_b of the half-stable SiLU [M.18]"),
    expects="refuted",
    instead="hayou_2019/silu_is_half_stable_at_one_variance",
)
def half_stable_bias_of_silu_is_a_tenth():
    """C_b = 0.05514: a slip of the decimal point, it is 0.5551."""
    curve = q - _moment(SILU, phi**2) / _moment(SILU, dphi**2)
    return AtRoot(Roots(_moment(SILU, phi * ddphi), q, 10, 20), Value(curve, "0.05514"))


@claim(source=Source("hayou2019", LATER, "where the points of the GELU become stable [M.1, ryh.halfstable]"))
def gelu_is_half_stable_at_a_quadratic_irrational():
    """E[phi phi''] = 0 at q = (3 + sqrt 17)/2 = 3.5615528128088302749 alone; sigma_w^2 = 1.98305825743754713, sigma_b^2 = 0.172922390756067352."""
    balance = Roots(_moment(GELU, phi * ddphi), q, Rational(1, 10), 100)
    curve = q - _moment(GELU, phi**2) / _moment(GELU, dphi**2)
    values = [(q - (3 + sqrt(17)) / 2 + 1, "1.0000000000000000000"), (q, "3.5615528128088302749"), (1 / _moment(GELU, dphi**2), "1.98305825743754713")]
    return [AtRoot(balance, Value(expr, text)) for expr, text in [*values, (curve, "0.172922390756067352"), (sqrt(curve), "0.415839380958643")]]


@claim(source=Source("hayou2019", LATER, "where the points of the GELU become stable [ryh.halfstable]"))
def curvature_moment_of_gelu_has_a_quadratic_factor():
    """E[phi phi''] = q (2 + 3q - q^2)/(2 pi (1+q)^2 (1+2q)^(3/2)): its sign is that of a quadratic, whose root is (3 + sqrt 17)/2."""
    return Identity(_moment(GELU, phi * ddphi), q * (2 + 3 * q - q**2) / (2 * pi * (1 + q) ** 2 * sqrt(1 + 2 * q) ** 3))


@claim(
    source=Source("hayou2019", LATER, "experiments with shifted softplus on the edge, as they should be read [M.2]"),
    survivors={"without x >= 1/100": "at x = 0 alone the sum is 0, which balls do not decide"},
)
def points_of_shifted_softplus_are_repelling():
    """phi'' > 0 and phi(x) + phi(-x) > 0, so E[phi phi''] > 0 for every q: the sum is enclosed on 1/100 <= x <= 100; F'(q) = 1.0713 at sigma_b = 3/10."""
    sum_ = Throughout(SHIFTED + SHIFTED.xreplace({x: -x}), ">", 0, x, Rational(1, 100), 100)
    return [sum_, Inequality(_moment(SHIFTED, phi * ddphi), ">", 0), AtRoot(_edge(SHIFTED, "3/10", "2", "23/10"), Value(_chi_par(SHIFTED), "1.07131764032"))]


@claim(
    source=Source("hayou2019", LATER, "experiments with shifted softplus on the edge [M.2]"),
    expects="refuted",
    instead="hayou_2019/points_of_shifted_softplus_are_repelling",
)
def points_of_shifted_softplus_are_stable():
    """As listed among the experiments at the edge."""
    return EdgePoints("shifted_softplus", "3/10", kind="stable")


@claim(source=Source("hayou2019", LATER, "shifted softplus at sigma_b = 3/10 [M.2]"))
def shifted_softplus_has_a_smaller_ordered_fixed_point():
    """With sigma_w^2 = 3.10755744934 of the point at sigma_b = 3/10 the lower fixed point is 0.5871596848, with chi_1 = 0.866746625."""
    width = Rational("1.762826464155622") ** 2
    lower = Roots(Rational(9, 100) + width * _moment(SHIFTED, phi**2) - q, q, Rational(1, 2), Rational(7, 10))
    return [AtRoot(lower, Value(q, "0.5871596848")), AtRoot(lower, Value(width * _moment(SHIFTED, dphi**2), "0.866746625"))]


@claim(source=Source("hayou2018", TEXT, "GELU beside proposition 6 [M.1]"))
def points_of_gelu_are_repelling_below_a_bias():
    """F'(q) at sigma_b = 1/10, 1/5 (repelling) and 1/2 (stable)."""
    rows = (("1/10", "3/20", "1/5", "1.09793217"), ("1/5", "1/2", "3/5", "1.09504064"), ("1/2", "6", "7", "0.98587167"))
    return [AtRoot(_edge(GELU, bias, low, high), Value(_chi_par(GELU), text)) for bias, low, high, text in rows]


@claim(source=Source("hayou2018", TEXT, "what a repelling point does to a deep network [M.1]"), uses=["hayou_2019/points_of_gelu_are_repelling_below_a_bias"])
def variance_of_gelu_leaves_its_repelling_point():
    """At sigma_b = 1/5 on the curve (q = 0.57563711663, sigma_w^2 = 2.39323830155), variances 1 % above and below q part: after 200 layers one has
    exploded, the other sits at the lower fixed point.
    """
    start = Rational("0.575637116635")
    second = u * (Rational(1, 4) + asin(u / (1 + u)) / (2 * pi) + u / (pi * (1 + u) * sqrt(1 + 2 * u)))
    width = (start - Rational(1, 25)) / second.xreplace({u: start})
    step = Rational(1, 25) + width * second
    above, below = (Orbit({u: step}, {u: start * factor}, l) for factor in (Rational(101, 100), Rational(99, 100)))
    return [After(above, 200, log(u), "26.926582976"), After(below, 200, u, "0.1518937599")]


@claim(source=Source("hayou2019", LATER, "the hypothesis of proposition 2 that E[phi'^2] does not increase [hayou.prop2]"), uses=["hayou_2019/moments_of_gelu"])
def mean_squared_slope_of_gelu_increases_at_first():
    """E[phi'^2] of the GELU increases on 1/100 <= q <= 10 and decreases on 11 <= q <= 100. The hypothesis is sufficient for chi_par <= 1 at the smallest fixed
    point and too strong: the points with 3.56 < q < 10 are stable all the same. What is needed is E[phi phi''] < 0.
    """
    root = sqrt(1 + 2 * q)
    slope = atan(q / root) / (2 * pi) + q / (2 * pi * root) * (1 / (1 + 2 * q) + (1 - q**2) / (1 + q) ** 2 + 1)
    return [Throughout(slope.diff(q), ">", 0, q, Rational(1, 100), 10), Throughout(slope.diff(q), "<", 0, q, 11, 100)]
