"""Tables of gains, read as the factor that keeps the second moment, or the variance, of phi(Z) at unit variance.

The libraries call these numbers recommended or empirical, and torch's documentation says of the SELU's why it is not 1: what is refuted here is the
common reading, "the factor that keeps the size of the signal". Exact numbers: 1/sqrt(E[phi^2]) and 1/sqrt(Var phi).
"""

from sympy import Max, Min, Piecewise, Rational, Symbol, exp, log, pi, sqrt, tanh

from derive import ActivationMoment, Identity, Phi, Source, Value, claim, phi, x
from derive.activations import find

TORCH = Source("", "PyTorch 2.13.0", "torch.nn.init.calculate_gain, run; as the factor that keeps the second moment")
NFNET = Source("", "activation gammas of timm and of nfnets in deepmind-research", "16 digits of a sample, as the factor that keeps the variance")
E3NN = Source("", "e3nn.math.normalize2mom", "a million normal draws with seed 0, as written down in ports")
UNIT = Source("", "unit-scaling 0.3.5", "scale of the GELU's output at mult = 1, an empirical model, run; as the factor that keeps the variance")
EMBEDDINGS = Source("", "insuhan/ntk_activations", "dual_kernels.py, get_act: 'leaky_relu' is log-sigmoid, seen")
SIGMOID, RELU, a = 1 / (1 + exp(-x)), Max(x, 0), Symbol("a", positive=True)
LEAKY = RELU + a * Min(x, 0)


def _forward(function):
    return 1 / sqrt(ActivationMoment(function, phi**2, 1))


def _variance(function):
    return 1 / sqrt(ActivationMoment(function, phi**2, 1) - ActivationMoment(function, phi, 1) ** 2)


@claim(source=TORCH)
def gains_of_torch_that_keep_the_second_moment():
    """ReLU: sqrt(2). Leaky ReLU: sqrt(2/(1 + a^2)). Both are exact at every variance."""
    return [Identity(2 * ActivationMoment(RELU, phi**2, 1), 1), Identity(2 / (1 + a**2) * ActivationMoment(LEAKY, phi**2, 1), 1)]


@claim(source="derived here")
def gains_that_keep_the_second_moment():
    """tanh 1.5925374197228, sigmoid 1.8462285453386, SiLU 1.6765324703311, shifted softplus 1.8755962561350; for the SELU 1 to 25 digits, by its constants."""
    return [
        Value(_forward(tanh(x)), "1.5925374197228314"),
        Value(_forward(SIGMOID), "1.8462285453386054"),
        Value(_forward(x * SIGMOID), "1.6765324703310911"),
        Value(_forward(log(1 + exp(x)) - log(2)), "1.8755962561350417"),
        Value(_forward(find("selu").expr), "1.00000000000000000000"),
    ]


@claim(source=TORCH, expects="refuted", instead=gains_that_keep_the_second_moment.id)
def gain_of_tanh_in_torch():
    """5/3 is given, 1.5925 keeps the second moment: 5/3 raises it by 9.5 per cent a layer at unit variance."""
    return Identity(_forward(tanh(x)), Rational(5, 3))


@claim(source=TORCH, expects="refuted", instead=gains_that_keep_the_second_moment.id)
def gain_of_the_sigmoid_in_torch():
    """1 is given, as for a linear layer; 1.8462 keeps the second moment."""
    return Identity(_forward(SIGMOID), 1)


@claim(source=TORCH, expects="refuted", instead=gains_that_keep_the_second_moment.id)
def gain_of_the_selu_in_torch():
    """3/4 is given, 1 keeps the second moment, which is what the SELU's constants are made for; torch's documentation says so and why it gives 3/4."""
    return Value(_forward(find("selu").expr), "0.750000")


@claim(source="derived here")
def gains_that_keep_the_variance():
    """ReLU sqrt(2/(1 - 1/pi)) = 1.7128585504497; tanh 1.5925374197228, GELU 1.7009262433634, SiLU 1.7871872221004."""
    return [
        Identity(_variance(RELU), sqrt(2 / (1 - 1 / pi))),
        Value(_variance(tanh(x)), "1.5925374197228314"),
        Value(_variance(x * Phi(x)), "1.7009262433633331"),
        Value(_variance(x * SIGMOID), "1.7871872221004420"),
    ]


def _gamma(function, decimal):
    return Value(_variance(function), decimal)


@claim(source=NFNET, expects="refuted", instead=gains_that_keep_the_variance.id)
def gamma_of_the_relu():
    """1.71396: off by 1.1e-3, the error of a sample."""
    return _gamma(RELU, "1.7139588594436646")


@claim(source=NFNET, expects="refuted", instead=gains_that_keep_the_variance.id)
def gamma_of_the_gelu():
    """1.70150: off by 5.8e-4."""
    return _gamma(x * Phi(x), "1.7015043497085571")


@claim(source=NFNET, expects="refuted", instead=gains_that_keep_the_variance.id)
def gamma_of_tanh():
    """1.59391: off by 1.4e-3."""
    return _gamma(tanh(x), "1.5939117670059204")


@claim(source=NFNET, expects="refuted", instead=gains_that_keep_the_variance.id)
def gamma_of_the_silu():
    """1.78813: off by 9.4e-4."""
    return _gamma(x * SIGMOID, "1.7881293296813965")


@claim(source=E3NN, expects="refuted", instead=gains_that_keep_the_second_moment.id)
def normalisation_of_the_silu():
    """1.67918: off by 2.6e-3, the error of a million draws."""
    return Value(_forward(x * SIGMOID), "1.6791767923989418")


@claim(source=UNIT, expects="refuted", instead=gains_that_keep_the_variance.id)
def scale_of_the_gelu():
    """2^(1/5) (2/(1 - 1/pi))^(2/5) = 1.76678: 3.9 per cent above the factor that keeps the variance."""
    return Identity(_variance(x * Phi(x)), 2 ** Rational(1, 5) * (2 / (1 - 1 / pi)) ** Rational(2, 5))


@claim(source=EMBEDDINGS, expects="refuted", instead="the name should say log_sigmoid")
def leaky_relu_of_the_code_is_the_leaky_relu():
    """E[phi^2] is 0.9212 for the logarithm of the sigmoid, 0.50005 for the leaky ReLU of slope 1/100."""
    slope = Piecewise((x, x > 0), (x / 100, True))
    return Identity(ActivationMoment(-log(1 + exp(-x)), phi**2, 1), ActivationMoment(slope, phi**2, 1))
