"""alpha-ReLU, 1/2 < a < 1: e_l -> e*_a with |e_l - e*| = l^(-mu + o(1)), mu = (1 - J_a'(e*))/(1 - a), for every e_0 < 1.

From (e' - e) p'/(p' - p) = J_a(c) - e and p/(p' - p) ~ (1 - a) l. mu is small, about (1 - a)/2, so e comes near e* very slowly; the forced corrections of
the deviations, l^(-a/(1-a)) from sigma_a and l^(-1/(1-a)) from sigma_b, never dominate: mu < a/(1 - a). Metric expressivity is p (1 - e) = Theta(l^(1/(1-a))).
"""

from sympy import Max, Rational, log, pi, sqrt, symbols
from sympy import gamma as Gamma

from derive import Activation, DualKernel, Follows, Identity, Inequality, ResidualNetwork, Source, c, claim, x

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "convergence recalled, rates derived")
l, p = symbols("l p", positive=True)
covariance = symbols("gamma", real=True)
TABLE = (
    ("3/5", "0.984020398148669272", "0.199021559724557"),
    ("2/3", "0.99035947094842371", "0.166150315392563"),
    ("3/4", "0.995722808048905832", "0.12481786685553"),
    ("4/5", "0.997759534576079768", "0.0999210516750895"),
)
ONES = {"sigma_v": 1, "sigma_w": 1, "sigma_a": 0, "sigma_b": 0}


@claim(source=YANG.on("yang.arelu.e"))
def cosine_of_increments_of_residual_alpha_relu_is_its_kernel():
    """F = J_a, at a = 3/4."""
    power = Rational(3, 4)
    scale = 2 ** (power - 1) * Gamma(power + Rational(1, 2)) / sqrt(pi)
    kernel = DualKernel(Max(x, 0) ** power, Max(x, 0) ** power, (0, 0), 1, 1, c) / scale
    return Identity(ResidualNetwork(Activation.of("Max(x, 0)**(3/4)")).increments, kernel, (c > -1, c < 1))


@claim(source=YANG.on("yang.arelu.e"), uses=["yang_schoenholz_2017/slopes_at_the_fixed_points_of_alpha_relu"])
def rates_of_residual_alpha_relu_are_below_those_of_the_biases():
    """mu < a/(1 - a) at the tabulated powers."""
    return [Inequality(Rational(mu), "<", Rational(power) / (1 - Rational(power))) for power, _, mu in TABLE]


@claim(source=YANG.on("yang.arelu.e"), uses=["yang_schoenholz_2017/alpha_relu_kernels_have_one_fixed_point_below_one"])
def cosine_of_residual_alpha_relu_tends_to_its_fixed_point():
    """a = 3/5 from e_0 = 1/2: e* with corrections l^(-k mu)."""
    limit, mu = Rational(TABLE[0][1]), Rational(TABLE[0][2])
    free = tuple(l ** (-k * mu) for k in range(1, 8))
    law = ((limit, 1 + 0 * l),)
    return Follows("full residual", "Max(x, 0)**(3/5)", ONES, {"p": 1, "gamma": "1/2"}, covariance / p, law, free, until=2**17, accuracy="1/100")


@claim(
    source=YANG.on("yang.arelu.s"),
    uses=[
        "yang_schoenholz_2017/cosine_of_residual_alpha_relu_tends_to_its_fixed_point",
        "yang_schoenholz_2017/variance_of_residual_alpha_relu_grows_like_power",
    ],
)
def distance_of_images_of_residual_alpha_relu_grows_like_power():
    """a = 3/5: log s_l = (5/2) log l + const, s = 2 p (1 - e), from e_0 = 49/50; corrections are powers of l^(-mu) and log(l)/l."""
    mu = Rational(TABLE[0][2])
    free = (1, *(l ** (-k * mu) for k in range(1, 6)), log(l) / l, 1 / l)
    return Follows(
        "full residual",
        "Max(x, 0)**(3/5)",
        ONES,
        {"p": 1, "gamma": "49/50"},
        log(2 * (p - covariance)),
        ((Rational(5, 2), log(l)),),
        free,
        until=2**17,
        accuracy="1/100",
    )


@claim(source=YANG.on("yang.arelu.s"), uses=["yang_schoenholz_2017/angle_of_residual_relu_decays_like_inverse_square"])
def distance_of_images_of_residual_relu_grows_like_power_over_square():
    """a = 1: s_l = Theta(B^l/l^2), here B = 1 + 1/2: log s_l = l log(3/2) - 2 log l + const."""
    law = ((log(Rational(3, 2)), l), (-2, log(l)))
    return Follows("full residual", "relu", ONES, {"p": 1, "gamma": "1/2"}, log(2 * (p - covariance)), law, (1,), tail=1 / l, order=4, until=2**17)
