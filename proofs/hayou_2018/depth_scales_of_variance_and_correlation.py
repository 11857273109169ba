"""Depth scales: |q_l - q| shrinks by alpha = F'(q) a layer, 1 - c_l by chi_1 in the ordered phase, |c_l - c*| by f'(c*) in the chaotic one.

alpha = chi_1 + sigma_w^2 E[phi phi''],
xi_q = -1/log(alpha), xi_c = -1/log(chi_1), in the chaotic phase xi_c = -1/log f'(c*). Stated for phi = erf, whose maps are closed:
F(q) = sigma_b^2 + sigma_w^2 (2/pi) asin(2q/(1+2q)), f'(c) = (4 sigma_w^2/pi)/sqrt((1+2q)^2 - 4 q^2 c^2).
"""

from sympy import Rational, Symbol, asin, log, pi, sqrt, tanh

from derive import ActivationMoment, After, AtRoot, EdgePoints, Inequality, Orbit, Roots, Source, Value, claim, dphi, phi, q, x

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018"
c, l, u = Symbol("c", real=True), Symbol("l", positive=True), Symbol("u", positive=True)
ORDERED, CHAOTIC = (Rational(9, 10), Rational(3, 10)), (Rational(4), Rational(1, 10))  # (sigma_w^2, sigma_b^2)
SECOND = 2 / pi * asin(2 * q / (1 + 2 * q))
SCALES = "depth scales, after Schoenholz et al. [hayou.depth, schoenholz]"


def _source(place):
    return Source("hayou2018", TEXT, place)


def _variance(width, bias):
    return Roots(bias + width * SECOND - q, q, Rational(1, 2), 3)


def _map(width, bias):
    return (bias + width * 2 / pi * asin(2 * q * c / (1 + 2 * q))) / q


def _slope(width, at=c):
    return width * 4 / (pi * sqrt((1 + 2 * q) ** 2 - 4 * q**2 * at**2))


def _chi(width):
    return _slope(width, Rational(1))


@claim(source=_source(SCALES))
def scales_in_the_ordered_phase():
    """erf with sigma_w^2 = 9/10, sigma_b^2 = 3/10: q, chi_1, xi_c = -1/log(chi_1), alpha = F'(q), xi_q."""
    root, alpha = _variance(*ORDERED), ORDERED[0] * SECOND.diff(q)
    values = [(q, "0.6420832479014255"), (_chi(ORDERED[0]), "0.6066244916885138"), (-1 / log(_chi(ORDERED[0])), "2.00061895473")]
    return [AtRoot(root, Value(expr, text)) for expr, text in [*values, (alpha, "0.26557805344014"), (-1 / log(alpha), "0.754235127")]]


@claim(source=_source("slides, depth scale, as printed [M.8]"), expects="refuted", instead="hayou_2018/scales_in_the_ordered_phase")
def scale_eq_minus_logarithm():
    """As printed, xi_c = -log(chi): the decay would be by exp(-1/0.49985) = 0.1353 a layer. But the scale is 2.00062."""
    return AtRoot(_variance(*ORDERED), Value(-log(_chi(ORDERED[0])), "2.00061895473"))


@claim(source=_source("slides, chi without the square, as printed [M.9]"), expects="refuted", instead="hayou_2018/scales_in_the_ordered_phase")
def contraction_eq_mean_slope():
    """As printed, chi = sigma_w^2 E[phi'(sqrt(q) Z)]: 0.67194 where the correlation contracts by 0.60662. The two agree where phi' is 0 or 1."""
    mean = 2 / sqrt(pi * (1 + 2 * q))  # E[erf'(sqrt(q) Z)]
    return AtRoot(_variance(*ORDERED), Value(ORDERED[0] * mean, "0.6066244916885138"))


@claim(source=_source(SCALES), uses=["hayou_2018/scales_in_the_ordered_phase"])
def correlations_contract_by_chi_in_the_ordered_phase():
    """Thirty layers after c = 1/2 the quotient (1 - c_31)/(1 - c_30) is chi_1 to 7 figures, with q to 30 figures."""
    value = Rational("0.64208324790142551")
    step = 1 - _map(*ORDERED).xreplace({q: value, c: 1 - u})
    return After(Orbit({u: step}, {u: Rational(1, 2)}, l), 30, step / u, "0.60662")


@claim(source=_source(SCALES))
def scales_in_the_chaotic_phase():
    """erf with sigma_w^2 = 4, sigma_b^2 = 1/10: chi_1 = 1.4969 > 1, c* = 0.2032, and the scale is that of f'(c*) = 0.8220, not of chi_1."""
    first, second = _variance(*CHAOTIC), Roots(_map(*CHAOTIC) - c, c, Rational(1, 10), Rational(1, 2))
    slope = _slope(CHAOTIC[0])
    here = [AtRoot(first, Value(q, "2.644137972270058")), AtRoot(first, Value(_chi(CHAOTIC[0]), "1.496857640893941"))]
    there = [(c, "0.20323136364888"), (slope, "0.82200809869854"), (-1 / log(slope), "5.10190984449")]
    return here + [AtRoot((first, second), Value(expr, text)) for expr, text in there]


@claim(source=_source("reading of the scale in the chaotic phase with chi_1 [M.9]"), expects="refuted", uses=["hayou_2018/scales_in_the_chaotic_phase"])
def chaotic_contraction_eq_chi():
    """The contraction to c* is not by chi_1, which is larger than 1 there."""
    first, second = _variance(*CHAOTIC), Roots(_map(*CHAOTIC) - c, c, Rational(1, 10), Rational(1, 2))
    return AtRoot((first, second), Value(_slope(CHAOTIC[0]), "1.496857640893941"))


@claim(source=_source("slides, two examples [hayou.def.phases, hayou.ex.phases]"))
def tanh_is_ordered_at_one_one_and_chaotic_at_three_tenths_two():
    """chi_1 < 1 at the fixed point of (sigma_b, sigma_w) = (1, 1), chi_1 > 1 at that of (3/10, 2): the edge is at 1.8556 and 1.3956 there."""
    found = [EdgePoints("tanh", "1", {"sigma_w": "1.855589101138892"}), EdgePoints("tanh", "3/10", {"sigma_w": "1.395583975154902"})]
    for bias, width, relation in ((1, 1, "<"), (Rational(9, 100), 4, ">")):
        root = Roots(bias + width * ActivationMoment(tanh(x), phi**2, q) - q, q, Rational(1, 2), 4)
        found.append(AtRoot(root, Inequality(width * ActivationMoment(tanh(x), dphi**2, q), relation, 1)))
    return found


@claim(source=_source("slides, what discontinuous means [M.26]"))
def kernel_of_a_finite_network_is_continuous_on_the_diagonal():
    """At any finite depth f_L is continuous at c = 1: ten layers of erf in the chaotic phase send 1 - 10^-12 to less than 10^-9 below 1."""
    value = Rational("2.644137972270058")
    step = 1 - _map(*CHAOTIC).xreplace({q: value, c: 1 - u})
    return After(Orbit({u: step}, {u: Rational(1, 10**12)}, l), 10, 10**9 * u, "0.06")
