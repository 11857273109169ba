"""An odd activation that is not linear has rho < rho' at every variance (Poincare), so no factor makes both gains one; homogeneous ones have rho = rho'."""

from sympy import Abs, Max, Piecewise, Symbol, asinh, atan, erf, exp, log, sin, tanh

from derive import ActivationMoment, Identity, Inequality, Member, Phi, Source, Value, claim, dphi, phi, q, x

TEXT = "Y. Peiwen and Z. Changsheng, ANAct: adaptive normalization for activation functions, 2022"
SOURCE = Source("peiwen2022", TEXT, "derived here from the Gaussian Poincare inequality")
a, b = Symbol("a", positive=True), Symbol("b", positive=True)
ODD = {"tanh": tanh(x), "erf": erf(x), "arctan": atan(x), "sin": sin(x), "asinh": asinh(x), "softsign": x / (1 + Abs(x)), "cube": x**3}


def _gains(activation):
    return ActivationMoment(activation, phi**2, q) / q, ActivationMoment(activation, dphi**2, q)


@claim(source=SOURCE.on("anact.rho.inequality"), uses=["chernoff_1981/variance_of_tanh_lt_bound"])
def odd_activations_have_a_smaller_forward_gain():
    """rho < rho' for seven odd activations, at sampled variances."""
    return [statement for f in ODD.values() for statement in (Member(f, "odd"), Inequality(_gains(f)[0], "<", _gains(f)[1]))]


@claim(source=SOURCE.on("anact.rho.inequality"), uses=["chernoff_1981/variance_of_gelu_lt_bound"])
def centred_activations_have_a_smaller_forward_gain():
    """Var f/q < E[f'^2] for activations with a mean: once the mean is subtracted no nonlinear activation has both gains equal."""
    found = []
    for f in (Max(x, 0), x * Phi(x), x / (1 + exp(-x)), log(1 + exp(x)), 1 / (1 + exp(-x)), x**2, exp(-(x**2))):
        rho, slope = _gains(f)
        found.append(Inequality(rho - ActivationMoment(f, phi, q) ** 2 / q, "<", slope))
    return found


@claim(source=SOURCE.on("anact.rho.inequality"))
def linear_activation_has_equal_gains():
    """f = a x: rho = rho' = a^2."""
    return [Identity(gain, a**2) for gain in _gains(a * x)]


@claim(source=SOURCE.on("anact.relu"))
def homogeneous_activations_have_equal_gains():
    """f = a x for x > 0, b x otherwise: rho = rho' = (a^2 + b^2)/2 at every variance, so sqrt(2) ReLU has both gains one."""
    f = Piecewise((a * x, x > 0), (b * x, True))
    return [*(Identity(gain, (a**2 + b**2) / 2) for gain in _gains(f)), *(Identity(2 * gain, 1) for gain in _gains(Max(x, 0)))]


@claim(source=SOURCE.on("anact.rho.inequality"))
def ratio_of_gains_of_tanh():
    """rho/rho' = 0.849 at unit variance."""
    rho, slope = _gains(tanh(x))
    return Value(rho / slope, "0.849", {q: 1})


@claim(
    source=Source("peiwen2022", TEXT, "normalised tanh, its gains taken to be both one").on("anact.rho.inequality"),
    expects="refuted",
    uses=["anact_2022/odd_activations_have_a_smaller_forward_gain"],
)
def normalised_tanh_has_both_gains_one():
    """With lambda^2 = (rho + rho')/(2 rho rho') the forward gain (1 + rho/rho')/2 stays below one."""
    rho, slope = _gains(tanh(x))
    return Identity((rho + slope) / (2 * slope), 1)
