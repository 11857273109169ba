"""Points of the edge of chaos: variance q, sigma_w and beta_q at given sigma_b, and whether the variance map holds the point.

Each point is the only one at its sigma_b; it is stable where chi_par = F'(q) < 1. The published pairs are Monte-Carlo estimates and agree to two or three
figures only.
"""

from sympy import Piecewise, Rational, exp, log, tanh

from derive import ActivationMoment, AtRoot, EdgePoints, Inequality, Roots, Source, Value, claim, ddphi, dphi, phi, q, x

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019"
NTK = "S. Hayou, A. Doucet and J. Rousseau, Mean-field behaviour of neural tangent kernel for deep neural networks, 2019"
ELU = Piecewise((x, x > 0), (exp(x) - 1, True))
TABLE = "points computed with algorithm 1 in the authors' code, here to 15 figures [hayou.eoc.tables, hayou.prop2]"


def _source(place):
    return Source("hayou2019", TEXT, place)


def _points(activation, kind, *rows):
    return [EdgePoints(activation, bias, {"q": q_, "sigma_w": width, "beta_q": beta}, kind) for bias, q_, width, beta in rows]


@claim(source=_source(TABLE))
def points_of_tanh():
    """sigma_b = 1/20, 1/10, 1/5, 1/2, 1."""
    return _points(
        "tanh",
        "stable",
        ("1/20", "0.1536919358212167", "1.122539004769576", "39.28203514309506"),
        ("1/10", "0.2733009134582313", "1.19340072502433", "16.63928848395628"),
        ("1/5", "0.51207850423390151807", "1.3041458400565114307", "7.0837378249059792874"),
        ("1/2", "1.31793899897215", "1.549673912508167", "2.242091786847494"),
        ("1", "3.0363963946237029688", "1.8555891011388918127", "0.88973706119242695779"),
    )


@claim(source=_source(TABLE))
def point_of_tanh_with_a_large_bias():
    """sigma_b = 5."""
    return EdgePoints("tanh", "5", {"q": "34.6239873316026", "sigma_w": "3.33368847086462"}, "stable")


@claim(source=_source(TABLE))
def points_of_elu():
    """alpha = 1, sigma_b = 1/10, 1/5, 3/10, 1."""
    return _points(
        ELU,
        "stable",
        ("1/10", "0.437829230128170797", "1.1761484737073743", "14.8149114506435301"),
        ("1/5", "1.10693054034611008", "1.2292511241372064", "7.39064882125401072"),
        ("3/10", "2.0345384647655128", "1.26310784512414703", "4.8597360201235084"),
        ("1", "21.7775499222914198", "1.35797717717377588", "1.17817680347480413"),
    )


@claim(source=_source(TABLE))
def points_of_gelu_and_silu():
    """Repelling at small sigma_b, stable at large ones."""
    return [
        *_points("silu", "repelling", ("1/10", "0.2597125038961832", "1.820051722263627", "11.46740459574455")),
        *_points("silu", "repelling", ("1/5", "0.68945250291376798608", "1.6795316006916457682", "6.3591431275648376974")),
        *_points("silu", "stable", ("1", "39.39459122491024", "1.402512417978651", "0.9238857721201364")),
        *_points("gelu", "repelling", ("1/10", "0.183483193107065408", "1.7270782753086992", "7.63270172066987634")),
        *_points("gelu", "stable", ("1/2", "6.43410248668625263", "1.39986821640582004", "1.33033426045247704")),
        *_points("gelu", "stable", ("1", "82.3127791663531807", "1.4059445268384736", "0.361040902668044984")),
    ]


@claim(source=_source(TABLE))
def points_of_shifted_softplus():
    """Repelling at every sigma_b."""
    return _points(
        "shifted_softplus",
        "repelling",
        ("1/5", "1.1890355540100004581", "1.8287765027271899445", "11.704918801974791819"),
        ("3/10", "2.171618865959103", "1.762826464155622", "8.217909142785118"),
    )


@claim(source=_source(TABLE))
def points_of_arctan_erf_and_sin():
    """arctan and erf at sigma_b = 1/5, sin at 1."""
    return [
        *_points("arctan", "stable", ("1/5", "0.61729755483344239554", "1.3082971036675608553", "8.0119328666117615106")),
        *_points("erf", "stable", ("1/5", "0.46576293578289631557", "1.1527954134920966022", "6.5988666199048150214")),
        *_points("sin", "stable", ("1", "1.9611797513715394706", "1.400421276392050347", "1.060981916606652126")),
    ]


@claim(source=_source(TABLE))
def point_of_hard_tanh():
    """A kinked activation: no beta_q, and 1 - c_l ~ 361.612007413864/l^2."""
    return EdgePoints("hard_tanh", "1/5", {"q": "0.4232866419404471", "sigma_w": "1.068608843674176"}, "stable")


@claim(source=Source("hayou2019", NTK, 'the corrected form of "such as Softplus and Sigmoid have no edge of chaos" [M.3]'))
def sigmoid_has_an_edge():
    """It begins at (sigma_b, sigma_w) = (0, 10.149...) with q = 45.62...; the point at sigma_b = 1 is strongly attracting, chi_par = 0.0577."""
    return [
        EdgePoints("sigmoid", "0", {"q": "45.6242777973797", "sigma_w": "10.14926371001953", "beta_q": "0.223956349154", "chi_par": "0.06025043481"}, "stable"),
        EdgePoints("sigmoid", "1", {"q": "47.80048410760", "sigma_w": "10.26499293605", "beta_q": "0.2135539991", "chi_par": "0.0577"}, "stable"),
    ]


@claim(source=Source("hayou2019", NTK, "as printed [M.3]"), expects="refuted", instead="hayou_2019/sigmoid_has_an_edge")
def sigmoid_has_no_edge():
    """As printed for the sigmoid; stated at sigma_b = 1."""
    return EdgePoints("sigmoid", "1", count=0)


@claim(source=Source("hayou2019", NTK, "softplus has no edge of chaos, as printed [hayou.noEOC]"))
def softplus_has_no_edge():
    """q - V/V' = sigma_b^2 would be negative: at q = 1/100, 1, 100, 10^4, and at no sigma_b = 0, 1/5, 1 is there a point for 10^-4 < q < 10^3."""
    curve = q - ActivationMoment(log(1 + exp(x)), phi**2, q) / ActivationMoment(log(1 + exp(x)), dphi**2, q)
    values = ((Rational(1, 100), "-1.9239"), (Rational(1), "-2.1401"), (Rational(100), "-8.7242"), (Rational(10**4), "-80.436"))
    return [*(Value(curve, text, {q: at}) for at, text in values), *(EdgePoints("softplus", bias, count=0) for bias in ("0", "1/5", "1"))]


def _own_fixed_point(activation, bias, width, low, high, *values):
    """chi_1 and q at the fixed point of the variance map with a published pair."""
    second, slope = ActivationMoment(activation, phi**2, q), ActivationMoment(activation, dphi**2, q)
    root = Roots(Rational(bias) ** 2 + Rational(width) ** 2 * second - q, q, Rational(low), Rational(high))
    return [AtRoot(root, Value({"chi_1": Rational(width) ** 2 * slope, "q": q}[name], text)) for name, text in values]


@claim(source=_source("published pairs, which are near the edge, not on it [M.11]"), uses=["hayou_2019/points_of_tanh", "hayou_2019/points_of_elu"])
def chi_at_the_published_pairs():
    """chi_1 is 0.9988 for tanh at (0.2, 1.302), 0.9993 at (0.2, 1.3029), 0.9987 for the ELU at (0.2, 1.227), 1.0006 at (0.1, 1.1775)."""
    return [
        *_own_fixed_point(tanh(x), "1/5", "1.302", "0.4", "0.6", ("q", "0.508688591117"), ("chi_1", "0.998819000225")),
        *_own_fixed_point(tanh(x), "1/5", "1.3029", "0.4", "0.6", ("chi_1", "0.999314645153")),
        *_own_fixed_point(ELU, "1/5", "1.227", "0.9", "1.2", ("q", "1.07950344184"), ("chi_1", "0.998671552007")),
        *_own_fixed_point(ELU, "1/10", "1.1775", "0.4", "0.5", ("chi_1", "1.00064108656")),
    ]


@claim(source=_source("tanh with (0.2, 1.302) is on the edge, as printed [M.11]"), expects="refuted", instead="hayou_2019/points_of_tanh")
def published_point_of_tanh():
    """As printed; exactly 1.30414584."""
    return EdgePoints("tanh", "1/5", {"sigma_w": "1.302"}, "stable")


@claim(source=_source("ELU with (0.2, 1.227) is on the edge, as printed [M.11]"), expects="refuted", instead="hayou_2019/points_of_elu")
def published_point_of_elu():
    """As printed; exactly 1.22925112."""
    return EdgePoints(ELU, "1/5", {"sigma_w": "1.227"}, "stable")


@claim(source=_source("the authors' code: ELU (0.1, 1.1775, q = 0.44) [M.11]"), expects="refuted", instead="hayou_2019/points_of_elu")
def point_of_elu_in_the_published_code():
    """Exactly (1.17614847, q = 0.43782923)."""
    return EdgePoints(ELU, "1/10", {"sigma_w": "1.1775"}, "stable")


@claim(source=_source("the authors' code: tanh at sigma_b = 1 [M.11]"), expects="refuted", instead="hayou_2019/points_of_tanh")
def points_of_tanh_in_the_published_code():
    """(1, 1.85756, 3.04376): exactly 1.85558910 and 3.03639639."""
    return EdgePoints("tanh", "1", {"q": "3.04376", "sigma_w": "1.85756"}, "stable")


@claim(source=_source("the authors' code: tanh at sigma_b = 1/20, (1.12434, q = 0.15603) [M.11]"), expects="refuted", instead="hayou_2019/points_of_tanh")
def point_of_tanh_with_a_small_bias_in_the_published_code():
    """Exactly (1.12253900, q = 0.15369194)."""
    return EdgePoints("tanh", "1/20", {"q": "0.15603", "sigma_w": "1.12434"}, "stable")


@claim(source=_source("beta_q near the depth with sigma_b = 0.2 at depth 200 [M.30]"), expects="refuted", uses=["hayou_2019/points_of_tanh"])
def bias_of_one_fifth_fits_depth_two_hundred():
    """The rule beta_q = L and the choice sigma_b = 0.2 for L = 200 do not go together: beta_q is 7.08 there. The rule needs sigma_b near 0.0129."""
    return EdgePoints("tanh", "1/5", {"beta_q": "200"}, "stable")


@claim(source=_source("remark: why both hypotheses of proposition 2 matter [hayou.prop2]"))
def stable_points_have_falling_mean_squared_slope():
    """chi_par < 1 exactly where E[phi phi''] < 0: at every q for tanh (both factors have opposite signs); at q = 1 not for the SiLU."""
    silu = x / (1 + exp(-x))
    return [Inequality(ActivationMoment(tanh(x), phi * ddphi, q), "<", 0), Inequality(ActivationMoment(silu, phi * ddphi, q), ">", 0, (q < 10,))]
