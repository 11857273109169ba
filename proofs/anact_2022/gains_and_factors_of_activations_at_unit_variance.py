"""rho, rho' and lambda of fourteen activations at unit variance."""

from sympy import Max, Piecewise, Rational, atan, erf, exp, log, sin, sqrt, tanh

from derive import ActivationMoment, Phi, Source, Value, claim, dphi, phi, q, x

SOURCE = Source(
    "peiwen2022",
    "Y. Peiwen and Z. Changsheng, ANAct: adaptive normalization for activation functions, 2022",
    "gains and factors, computed here; whether the paper prints them is not known",
)
ALPHA, SCALE = Rational("1.6732632423543772848170429917"), Rational("1.0507009873554804934193349853")
SOFTPLUS = log(1 + exp(x))
LEAKY = {a: Max(x, 0) - Rational(a) * Max(-x, 0) for a in ("0.01", "0.1")}
TABLE = {
    "relu": (Max(x, 0), "0.5", "0.5", "1.414213562373095"),
    "leaky 0.01": (LEAKY["0.01"], "0.50005", "0.50005", "1.414142856997835"),
    "leaky 0.1": (LEAKY["0.1"], "0.505", "0.505", "1.407195089460584"),
    "elu": (Piecewise((x, x > 0), (exp(x) - 1, True)), "0.6449454174929239", "0.6681020012231706", "1.234361422660157"),
    "selu": (SCALE * Piecewise((x, x > 0), (ALPHA * (exp(x) - 1), True)), "1.0", "1.07157499245579926", "0.98315965178042916"),
    "silu": (x / (1 + exp(-x)), "0.3557755198173522", "0.3794823516328293", "1.65014087034311"),
    "gelu": (x * Phi(x), "0.42522148257029867492", "0.45585086564928712211", "1.507550250838387"),
    "tanh": (tanh(x), "0.3942944903978412", "0.4644029024482682", "1.531254074626455"),
    "sigmoid": (1 / (1 + exp(-x)), "0.293379035858093", "0.04483624135019437", "3.585522688161963"),
    "softplus": (SOFTPLUS, "0.9212459088593003", "0.293379035858093", "1.499007395680796"),
    "shifted softplus": (SOFTPLUS - log(2), "0.2842636221740419", "0.293379035858093", "1.860970332602173"),
    "arctan": (atan(x), "0.4497009164349022", "0.5", "1.453220588964645"),
    "erf": (erf(x), "0.46455905439754", "0.5694100347337416", "1.397995447662077"),
    "sin": (sin(x), "0.4323323583816937", "0.5676676416183063", "1.427345340388074"),
}


def _gains(activation):
    return ActivationMoment(activation, phi**2, q), ActivationMoment(activation, dphi**2, q)


@claim(source=SOURCE.on("anact.constants", "anact.def.rho"))
def forward_gains_at_unit_variance():
    """rho = E[f(Z)^2]."""
    return [Value(_gains(f)[0], rho, {q: 1}) for f, rho, _, _ in TABLE.values()]


@claim(source=SOURCE.on("anact.constants", "anact.def.rho"))
def backward_gains_at_unit_variance():
    """rho' = E[f'(Z)^2]; that of the softplus is the forward gain of the sigmoid, its derivative."""
    return [Value(_gains(f)[1], slope, {q: 1}) for f, _, slope, _ in TABLE.values()]


@claim(source=SOURCE.on("anact.constants"), uses=["anact_2022/factor_makes_the_harmonic_mean_of_the_gains_one"])
def factors_at_unit_variance():
    """lambda = sqrt((1/rho + 1/rho')/2)."""
    return [Value(sqrt((1 / _gains(f)[0] + 1 / _gains(f)[1]) / 2), factor, {q: 1}) for f, _, _, factor in TABLE.values()]
