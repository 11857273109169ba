"""Algorithm 1 iterates q -> sigma_b^2 + E[phi^2]/E[phi'^2]; it has a fixed point while sigma_b < sigma_max, sigma_max^2 = sup |q - E[phi^2]/E[phi'^2]|.

By the Gaussian Poincare inequality q - V/V' >= -E[phi]^2/V', so for odd activations every q > 0 is a point of the edge, and for activations with a mean
some q are not.
"""

from sympy import Max, Min, Piecewise, Rational, Symbol, asin, atan, erf, exp, log, oo, pi, sqrt, tanh

from derive import ActivationMoment, After, Identity, Inequality, Limit, Orbit, Source, Throughout, Value, claim, dphi, phi, q, x

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019"
ELU = Piecewise((x, x > 0), (exp(x) - 1, True))
GELU = x * (1 + erf(x / sqrt(2))) / 2
SILU = x / (1 + exp(-x))
HARD = Max(-1, Min(1, x))
l, u = Symbol("l", positive=True), Symbol("u", positive=True)


def _source(place):
    return Source("hayou2019", TEXT, place)


def _curve(activation):
    return q - ActivationMoment(activation, phi**2, q) / ActivationMoment(activation, dphi**2, q)


@claim(source=_source("algorithm 1, seen in the authors' code, without the Monte-Carlo noise [hayou.alg1]"), uses=["hayou_2019/moments_of_erf"])
def algorithm_one_for_erf_reaches_the_point():
    """From q = 0, 200 iterations at sigma_b = 1/5 give the q and sigma_w of the edge to 15 figures."""
    step = Rational(1, 25) + sqrt(1 + 4 * u) / 2 * asin(2 * u / (1 + 2 * u))
    orbit = Orbit({u: step}, {u: 0}, l)
    return [After(orbit, 200, u, "0.465762935782896"), After(orbit, 200, sqrt(pi * sqrt(1 + 4 * u) / 4), "1.152795413492097")]


@claim(source=_source("sigma_max, values derived [hayou.sigmamax.values]"))
def edge_of_bounded_activations_reaches_every_bias():
    """(q - V/V')/q -> 1 for erf, tanh, hard tanh, and for sin, where it is 1 - tanh(q)/q."""
    return [*(Limit(_curve(f) / q, q, 1, oo) for f in (erf(x), tanh(x), HARD)), Limit(1 - tanh(q) / q, q, 1, oo)]


@claim(source=_source("sigma_max, values derived [hayou.sigmamax.values]"))
def edge_of_relu_like_functions_has_no_bias():
    """q - V/V' = 0 at every q for max(x, a x): sigma_max = 0."""
    leaky = Max(x, x / 10)
    return Identity(ActivationMoment(leaky, phi**2, q) / ActivationMoment(leaky, dphi**2, q), q)


@claim(source=_source("sigma_max, values derived [hayou.sigmamax.values]"))
def edge_of_elu_reaches_every_bias():
    """(q - V/V')/sqrt(q/(2 pi)) -> 1 for alpha = 1; squared."""
    return Limit(_curve(ELU) / sqrt(q / (2 * pi)), q, 1, oo)


@claim(source=_source("sigma_max, values derived [hayou.sigmamax.values]"))
def mean_squared_slope_of_gelu_and_silu_for_large_variances():
    """sqrt(2 pi q) (E[phi'^2] - 1/2) -> kappa = 1/(4 sqrt(pi)) = 0.141047395886939 for the GELU, (pi^2 - 6)/18 = 0.214978022282742 for the SiLU."""
    kappas = ((GELU, 1 / (4 * sqrt(pi)), "0.141047395886939"), (SILU, (pi**2 - 6) / 18, "0.214978022282742"))
    limits = [Limit((ActivationMoment(f, dphi**2, q) - Rational(1, 2)) * sqrt(2 * pi * q), q, kappa, oo) for f, kappa, _ in kappas]
    return [*limits, *(Value(kappa, text) for _, kappa, text in kappas)]


@claim(source=_source("sigma_max, values derived [hayou.sigmamax.values]"), uses=["hayou_2019/mean_squared_slope_of_gelu_and_silu_for_large_variances"])
def edge_of_gelu_and_silu_reaches_every_bias():
    """(q - V/V')/sqrt(q) -> 2 kappa/sqrt(2 pi), so sigma_b^2 takes every value up to infinity."""
    return [Limit(_curve(f) / sqrt(q), q, 2 * kappa / sqrt(2 * pi), oo) for f, kappa in ((GELU, 1 / (4 * sqrt(pi))), (SILU, (pi**2 - 6) / 18))]


@claim(source=_source("consequence of the Poincare inequality [hayou.eoc.poincare]"))
def bias_is_bounded_below_by_the_squared_mean():
    """q - V/V' > -E[phi]^2/V' for nonlinear activations (GELU, ELU, tanh, softplus), with equality for affine ones."""
    bounds = [Inequality(_curve(f), ">", -(ActivationMoment(f, phi, q) ** 2) / ActivationMoment(f, dphi**2, q)) for f in (GELU, ELU, tanh(x), log(1 + exp(x)))]
    affine = 2 * x + 3
    return [*bounds, Identity(_curve(affine), -(ActivationMoment(affine, phi, q) ** 2) / ActivationMoment(affine, dphi**2, q))]


@claim(source=_source("consequence of the Poincare inequality [hayou.eoc.poincare]"), uses=["hayou_2019/edge_of_erf", "hayou_2019/edge_of_sin"])
def odd_activations_have_a_point_at_every_variance():
    """sigma_b^2(q) > 0 for erf and sin, enclosed on [1/10, 100], and at the q tried for tanh and arctan."""
    erf_bias = q - sqrt(1 + 4 * q) / 2 * asin(2 * q / (1 + 2 * q))
    enclosed = [Throughout(bias, ">", 0, q, Rational(1, 10), 100) for bias in (erf_bias, q - tanh(q))]
    return [*enclosed, Inequality(_curve(tanh(x)), ">", 0), Inequality(_curve(atan(x)), ">", 0)]


@claim(source=_source("softplus, its asymptotics [hayou.noEOC]"))
def bias_of_softplus_is_negative_for_large_variances():
    """(q - V/V')/sqrt(q) -> -2/sqrt(2 pi) for softplus."""
    return Limit(_curve(log(1 + exp(x))) / sqrt(q), q, -2 / sqrt(2 * pi), oo)


@claim(source=_source("domains of convergence, recalled [hayou.def.domains]"))
def variances_of_tanh_converge_from_every_start():
    """sigma_w < 1: F contracts, K_var is infinite; the orbit of erf's F from q = 1000 at sigma_w^2 = 1/2, sigma_b^2 = 1/10 ends at its only fixed point."""
    step = Rational(1, 10) + asin(2 * u / (1 + 2 * u)) / pi
    ends = [After(Orbit({u: step}, {u: start}, l), 200, u, "0.188154565770746") for start in (Rational(1000), Rational(1, 1000))]
    return [*ends, Throughout(step.diff(u), "<", 1, u, 0, 10)]
