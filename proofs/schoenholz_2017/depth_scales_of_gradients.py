"""Gradients shrink or grow by chi_1 a layer: q~_l = q~_L chi_1^(L-l), so xi_grad = 1/|log chi_1|, which is xi_c in the ordered phase.

With dropout of rate 1 - p, E[phi^2]/p stands for E[phi^2] in the variance alone: f(1) < 1, so c = 1 is no fixed point and there is no critical line.
That networks can be trained up to about 6 xi_c layers is an observation, not a statement about the maps.
"""

from sympy import Rational, Symbol, acos, asin, log, pi, sqrt

from derive import AtRoot, Inequality, Orbit, Roots, Simulated, Source, Tends, Value, c, claim, q

TEXT = "S. S. Schoenholz, J. Gilmer, S. Ganguli and J. Sohl-Dickstein, Deep information propagation, 2017"
SOURCE = Source("schoenholz2017", TEXT, "gradients, recalled [schoenholz]")
l, u = Symbol("l", positive=True), Symbol("u", positive=True)
WIDTH, BIAS = Rational(9, 10), Rational(3, 10)
SECOND = 2 / pi * asin(2 * q / (1 + 2 * q))
CHI = WIDTH * 4 / (pi * sqrt(1 + 4 * q))
ROOT = Roots(BIAS + WIDTH * SECOND - q, q, Rational(1, 2), 1)


@claim(source=SOURCE)
def gradients_of_sampled_networks_follow_chi():
    """Squared gradients, variances and covariances of four layers of erf, sigma_w = 5/2, sigma_b = 1/10, inside their confidence intervals."""
    return Simulated("feedforward", "erf", {"w": Rational(5, 2), "b": Rational(1, 10)}, e=Rational(1, 2))


@claim(source=SOURCE, uses=["hayou_2018/scales_in_the_ordered_phase"])
def scale_of_gradients_in_the_ordered_phase():
    """xi_grad = 1/|log chi_1| = 2.00061895473 for erf with sigma_w^2 = 9/10, sigma_b^2 = 3/10, the scale xi_c of the correlation."""
    return [AtRoot(ROOT, Value(1 / sqrt(log(CHI) ** 2), "2.00061895473")), AtRoot(ROOT, Inequality(CHI, "<", 1))]


@claim(source=SOURCE)
def logarithm_of_the_gradient_falls_by_the_log_of_chi():
    """log(q~_l/q~_(l-1)) = log chi_1 < 0, so with a minus sign xi = -1/log(chi_1) is positive in the ordered phase."""
    chi = Rational("0.6066244916885138")
    return Tends(Orbit({u: u * chi}, {u: 1}, l, until=2**8), log(u) / l, log(chi))


@claim(source=Source("schoenholz2017", TEXT, "dropout, recalled [schoenholz]"))
def dropout_keeps_correlations_below_one():
    """ReLU with sigma_w^2 = 1, sigma_b^2 = 1/10, p = 9/10: the variance is 9/40; f(1) < 1, and c* in (0, 1) is the only fixed point on [0, 1]."""
    rate = Rational(9, 10)
    variance = BIAS / 3 / (1 - 1 / (2 * rate))
    map_ = (BIAS / 3 + variance / 2 * (sqrt(1 - c**2) + (pi - acos(c)) * c) / pi) / variance
    root = Roots(map_ - c, c, 0, Rational(99, 100))
    return [Roots(map_ - c, c, 0, Rational(99, 100), 1), AtRoot(root, Inequality(c, "<", Rational(97, 100))), Value(map_, "0.944444444", {c: 1})]
