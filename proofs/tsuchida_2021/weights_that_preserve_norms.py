"""sigma*(r): the weight deviation at which the norm r of an input is kept, E[phi(sigma* r Z)^2] = r^2, and the multiplier lambda_3 at angle zero.

lambda_3(0) = sigma*^2 E[phi'(sigma* r Z)^2]. For the ReLU it is 1; above 1 nearby inputs move apart, and the kernel has no degenerate fixed point.
"""

from sympy import Max, Piecewise, Rational, erf, exp, sqrt

from derive import ActivationMoment, AtRoot, Identity, Inequality, Roots, Source, Value, claim, dphi, phi, q, x

TSUCHIDA = Source(
    "tsuchida2021",
    "R. Tsuchida, T. Pearce, C. van der Heide, F. Roosta and M. Gallagher, Avoiding kernel fixed points, 2021",
    "definitions seen in code, values computed [tsuchida.sigmastar]",
)
GELU = x * (1 + erf(x / sqrt(2))) / 2
ELU = Piecewise((x, x > 0), (exp(x) - 1, True))
NORMS = (Rational(1, 2), Rational(1), Rational(2), Rational(5))


def _kept(activation, norm):
    """q = sigma*^2 r^2 solves E[phi(sqrt(q) Z)^2] = r^2."""
    return Roots(ActivationMoment(activation, phi**2, q) - norm**2, q, norm**2, 3 * norm**2)


def _table(activation, weights, multipliers):
    found = []
    for norm, weight, multiplier in zip(NORMS, weights, multipliers, strict=True):
        root = _kept(activation, norm)
        found.append(AtRoot(root, Value(sqrt(q) / norm, weight)))
        found.append(AtRoot(root, Value(q / norm**2 * ActivationMoment(activation, dphi**2, q), multiplier)))
    return found


@claim(source=TSUCHIDA)
def weight_of_relu_is_root_two():
    """E[relu(sqrt(2) r Z)^2] = r^2 and lambda_3(0) = 2 E[phi'^2] = 1, whatever r."""
    relu = Max(x, 0)
    return [Identity(ActivationMoment(relu, phi**2, 2 * q), q), Identity(2 * ActivationMoment(relu, dphi**2, 2 * q), 1)]


@claim(source=TSUCHIDA)
def weights_and_multipliers_of_gelu():
    """At the norms 1/2, 1, 2, 5; lambda_3(0) > 1."""
    weights = ("1.590581962273585", "1.468011260546793", "1.424190893381686", "1.414944339840797")
    return _table(GELU, weights, ("1.074711781590367", "1.060406252963837", "1.036631541073401", "1.015688054523415"))


@claim(source=TSUCHIDA)
def weights_and_multipliers_of_elu():
    """At the norms 1/2, 1, 2, 5; lambda_3(0) > 1."""
    weights = ("1.174654926062963", "1.277960075404715", "1.358840003425720", "1.402377962789742")
    return _table(ELU, weights, ("1.020173915369964", "1.043313560387114", "1.054561882107493", "1.038998518822989"))


@claim(source=TSUCHIDA, uses=["tsuchida_2021/weights_and_multipliers_of_gelu"])
def angle_zero_repels_under_gelu_and_elu():
    """lambda_3(0) > 1 at the norms of the table."""
    return [AtRoot(_kept(f, norm), Inequality(q / norm**2 * ActivationMoment(f, dphi**2, q), ">", 1)) for f in (GELU, ELU) for norm in (NORMS[0], NORMS[3])]
