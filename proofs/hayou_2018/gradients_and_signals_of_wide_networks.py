"""Wide random networks: signals are nearly Gaussian with the variances of the recurrence, gradients follow chi_1 and f'(c_l).

y_l = W_l phi(y_(l-1)) + b_l, W_ij ~ N(0, sigma_w^2/N), b ~ N(0, sigma_b^2). Backwards E[(dE/dy_l)^2] is sigma_w^2 E[phi'(sqrt(q_l) Z)^2] (N_(l+1)/N_l) times
that of the next layer, and the covariance of two gradients the same with E[phi'(u) phi'(v)], which is f'(c_l) on the edge.
"""

from sympy import Rational, Symbol, acos, asin, log, pi, sqrt

from derive import After, Grows, NearsWithWidth, Orbit, Simulated, Source, Tends, WidePasses, claim

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018"
LATER = "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019"
NTK = "S. Hayou, A. Doucet and J. Rousseau, Mean-field behaviour of neural tangent kernel for deep neural networks, 2019"
l, u, v, k = (Symbol(name, positive=True) for name in "luvk")
HALF = Rational(1, 2)
TAIL = tuple(log(l) ** j / l**i for i in range(1, 5) for j in range(i, -1, -1))
RELU = u - (sqrt(u * (2 - u)) - (1 - u) * acos(1 - u)) / pi
ERF = sqrt(5) / 2 * (asin(Rational(2, 3)) - asin(2 * (1 - u) / 3))  # the edge of erf at q = 1
RELU_SLOPE, ERF_SLOPE = 1 - acos(1 - u) / pi, ERF.diff(u)


def _source(place):
    return Source("hayou2018", TEXT, place)


@claim(source=_source("slides, the network and its variance map [hayou.def.network, hayou.def.variance]"))
def signals_of_wide_networks_follow_the_variance_map():
    """erf with sigma_w = 2, sigma_b = 1/2: second moments and covariances of four layers of width 400 lie in their confidence intervals."""
    return Simulated("feedforward", "erf", {"w": 2, "b": HALF}, e=HALF)


@claim(source=Source("hayou2019", LATER, "gradients, recalled; independence of gradients is assumed there, here seen [hayou.grad.norm]"))
def squared_gradients_change_by_chi_one_a_layer():
    """ReLU with sigma_w = 2, where chi_1 = 2: squared gradients double from layer to layer, within the confidence intervals."""
    return Simulated("feedforward", "relu", {"w": 2, "b": HALF}, e=HALF)


@claim(source=_source("slides, infinite width [hayou.def.network, hayou.def.variance, hayou.grad.norm]"))
def feedforward_networks_near_their_recurrences_like_one_over_width():
    """tanh with sigma_w = 2, sigma_b = 1/2: mean squared deviations of variances, covariances and squared gradients at widths 32 to 256 fall like 1/width."""
    return NearsWithWidth("feedforward", "tanh", {"w": 2, "b": HALF})


@claim(
    source=Source("hayou2019", LATER, "tanh on its edge of chaos [hayou.prop2, hayou.def.corr, hayou.grad.norm, hayou.grad.cov]"),
    uses=["hayou_2019/points_of_tanh"],
)
def tanh_on_its_edge_keeps_variances_and_gradients():
    """sigma_b = 1/5, q = 0.5120785..., from c = 1/2 over 40 layers of width 16384: q stays, c follows f, squared gradients stay, and the products of gradients
    at the two inputs follow the product of the f'(c_k).
    """
    return WidePasses("tanh", "1.3041458400565114307", "1/5", "0.51207850423390151807", HALF)


@claim(
    source=Source("hayou2019", LATER, "gradients at two inputs, recalled [hayou.grad.cov, hayou.grad.exponents]"),
    uses=["hayou_2018/one_sub_correlation_of_relu_decays_like_nine_pi_squared_halves"],
)
def slope_along_the_orbit_is_one_minus_three_over_depth():
    """l (1 - f'(c_l)) -> 3 for the ReLU, as for every kink: its square root is linear in sqrt(1 - c_l)."""
    return Tends(Orbit({u: RELU}, {u: HALF}, l), l * (1 - RELU_SLOPE), 3, TAIL)


@claim(
    source=Source("hayou2019", LATER, "gradients at two inputs, recalled [hayou.grad.cov, hayou.grad.exponents]"),
    uses=["hayou_2019/decay_for_erf_is_beta_over_depth"],
)
def slope_along_the_orbit_is_one_minus_two_over_depth_for_smooth_activations():
    """l (1 - f'(c_l)) -> 2 for erf at q = 1, whatever beta_q."""
    return Tends(Orbit({u: ERF}, {u: HALF}, l), l * (1 - ERF_SLOPE), 2, TAIL)


@claim(
    source=Source("hayou2019", LATER, "exponents of the gradient covariance, derived [hayou.grad.exponents]"),
    uses=["recurrences/product_grows_like_a_power_with_constant_one_over_gamma"],
)
def covariance_of_gradients_falls_like_a_cube_or_a_square():
    """prod_(k<=l) f'(c_k) is of the order l^(-3) for the ReLU and l^(-2) for erf, so gradients correlate like (l/L)^3 and (l/L)^2."""
    relu = Orbit({u: RELU, v: v * RELU_SLOPE}, {u: HALF, v: 1}, l)
    smooth = Orbit({u: ERF, v: v * ERF_SLOPE}, {u: HALF, v: 1}, l)
    return [Grows(relu, v, l**-3, TAIL), Grows(smooth, v, l**-2, TAIL)]


@claim(
    source=Source("hayou2019b", NTK, "limits of the normalised tangent kernel; lambda is left in (0, 1) there, its values derived [hayou.ntk]"),
    uses=["hayou_2018/covariance_of_gradients_falls_like_a_cube_or_a_square"],
)
def tangent_kernel_off_the_diagonal_is_a_quarter_or_a_third():
    """K_(l+1) = f'(c_l) K_l + 1 with K_0 = 0: K_l/l -> 1/4 for the ReLU and 1/3 for erf, int_0^1 u^3 du and int_0^1 u^2 du. On the diagonal K_l/l = 1."""
    relu = Orbit({u: RELU, k: k * RELU_SLOPE + 1}, {u: HALF, k: 0}, l)
    smooth = Orbit({u: ERF, k: k * ERF_SLOPE + 1}, {u: HALF, k: 0}, l)
    return [Tends(relu, k / l, Rational(1, 4), TAIL), Tends(smooth, k / l, Rational(1, 3), TAIL)]


@claim(
    source=Source("hayou2019b", NTK, "rate of convergence of the normalised tangent kernel; the constants derived [hayou.ntk]"),
    uses=["hayou_2018/tangent_kernel_off_the_diagonal_is_a_quarter_or_a_third"],
)
def tangent_kernel_off_the_diagonal_approaches_like_logarithm_over_depth():
    """K_l = l/4 + (3/8) log l + O(1) for the ReLU, K_l = l/3 + ((1 - beta^2 f^(3)(1)/6)/3) log l + O(1) for erf (beta = 5/2 at q = 1): K_l/l approaches its
    limit like log(l)/l in both classes. Stated as l (K_(l+1) - K_l - limit) -> the coefficient.
    """
    relu = Orbit({u: RELU, k: k * RELU_SLOPE + 1}, {u: HALF, k: 0}, l)
    smooth = Orbit({u: ERF, k: k * ERF_SLOPE + 1}, {u: HALF, k: 0}, l)
    coefficient = (1 - Rational(5, 2) ** 2 * ERF.diff(u, 3).subs(u, 0) / 6) / 3
    return [
        Tends(relu, l * (k * RELU_SLOPE + 1 - k - Rational(1, 4)), Rational(3, 8), TAIL),
        Tends(smooth, l * (k * ERF_SLOPE + 1 - k - Rational(1, 3)), coefficient, TAIL),
    ]


@claim(
    source=Source("hayou2019b", NTK, "rate O(1/L) for ReLU-like activations, as printed [hayou.ntk]"),
    expects="refuted",
    instead="hayou_2018/tangent_kernel_off_the_diagonal_approaches_like_logarithm_over_depth",
)
def tangent_kernel_of_the_relu_approaches_like_one_over_depth():
    """As printed K_l/l = 1/4 + O(1/l): then l (K_(l+1) - K_l - 1/4) would tend to 0, stated as 1 more than that; it tends to 3/8, so a logarithm is there."""
    relu = Orbit({u: RELU, k: k * RELU_SLOPE + 1}, {u: HALF, k: 0}, l)
    return Tends(relu, 1 + l * (k * RELU_SLOPE + 1 - k - Rational(1, 4)), 1, TAIL)


@claim(source=Source("hayou2019b", NTK, "proposition 1 in the ordered phase [hayou.ntk, M.13]"))
def tangent_kernel_of_the_ordered_phase_converges():
    """K_(l+1)(x, x) = chi_1 K_l(x, x) + q tends to q/(1 - chi_1): erf with sigma_w^2 = 9/10, sigma_b^2 = 3/10."""
    chi, variance = Rational("0.6066244916885138"), Rational("0.6420832479014255")
    return Tends(Orbit({k: chi * k + variance}, {k: variance}, l, until=2**6), k, variance / (1 - chi), (chi**l, chi ** (2 * l)))


@claim(source=Source("hayou2019b", NTK, "proposition 1 in the chaotic phase [M.13]"))
def tangent_kernel_of_the_chaotic_phase_grows_geometrically():
    """erf with sigma_w^2 = 4, sigma_b^2 = 1/10: chi_1 = 1.4969 and K_50(x, x) > 10^9; K_l/chi_1^l tends to a constant."""
    chi, variance = Rational("1.496857640893941"), Rational("2.644137972270058")
    orbit = Orbit({k: chi * k + variance}, {k: variance}, l, until=2**10)
    return [Tends(orbit, k / chi**l, variance / (1 - 1 / chi), tuple(chi ** (-i * l) for i in (1, 2))), After(orbit, 50, log(k) / log(10), "9.66025757")]


@claim(
    source=Source("hayou2019b", NTK, "proposition 1, both phases, as printed [M.13]"),
    expects="refuted",
    instead="hayou_2018/tangent_kernel_of_the_chaotic_phase_grows_geometrically",
)
def tangent_kernel_of_the_chaotic_phase_converges():
    """As printed, K^L converges to a constant in the chaotic phase too: K_51/K_50 would be 1, it is 1.4969."""
    chi, variance = Rational("1.496857640893941"), Rational("2.644137972270058")
    return After(Orbit({k: chi * k + variance}, {k: variance}, l), 50, (chi * k + variance) / k, "1.00000")


@claim(source=Source("hayou2019b", NTK, "proposition 3, residual networks [M.14]"))
def tangent_kernel_of_residual_relu_network():
    """q_(l+1) = (1 + a) q_l, K_(l+1) = (1 + a) K_l + a q_l with a = sigma_w^2/2 and K_0 = q_0: K_L = q_0 (a L (1+a)^(L-1) + (1+a)^L); L = 20."""
    found = []
    for width in (Rational(1), Rational(2)):
        a = width / 2
        orbit = Orbit({u: (1 + a) * u, k: (1 + a) * k + a * u}, {u: 1, k: 1}, l)
        found.append(After(orbit, 20, k / (a * l * (1 + a) ** (l - 1) + (1 + a) ** l), "1.0000000000"))
    return found


@claim(
    source=Source("hayou2019b", NTK, "proposition 3, the normalisation by 2^L, as printed [M.14]"),
    expects="refuted",
    instead="hayou_2018/tangent_kernel_of_residual_relu_network",
)
def tangent_kernel_of_residual_relu_network_over_powers_of_two():
    """As printed K_L/2^L would have a limit of order L for every sigma_w; at sigma_w = 1, L = 50 it is 1.0e-5."""
    orbit = Orbit({u: Rational(3, 2) * u, k: Rational(3, 2) * k + u / 2}, {u: 1, k: 1}, l)
    return After(orbit, 50, k / 2**50, "1.00000")
