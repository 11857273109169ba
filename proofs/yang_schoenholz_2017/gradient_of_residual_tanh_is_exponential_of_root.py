"""tanh: log(chi^0/chi^l) = A sqrt(l) + B log l + O(1), A = (4/3) sqrt(2/pi) sigma_v^2 sigma_w/sqrt(b0), B = (4 sigma_v^4/(9 pi b0)) (3/b0 - sigma_w^2).

b0 = sigma_v^2 + sigma_a^2. chi_b has the exponent B + 1/2 of l, chi_w has B - 1/2, chi_v and chi_a have B.
"""

from sympy import Rational, expand, log, pi, sqrt, symbols

from derive import Follows, Identity, ResidualNetwork, Source, Value, activations, claim

YANG = Source(
    "yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "exp(Theta(sqrt l)) seen, constants derived"
)
SUMMARY = Source("", "a circulating summary of Yang and Schoenholz 2017", "gradients grow polynomially for every bounded or slowly growing activation")
l, p, growth, sigma_w, sigma_v = symbols("l p growth sigma_w sigma_v", positive=True)
sigma_a = symbols("sigma_a", nonnegative=True)
B0 = sigma_v**2 + sigma_a**2
A = Rational(4, 3) * sqrt(2 / pi) * sigma_v**2 * sigma_w / sqrt(B0)
B = 4 * sigma_v**4 / (9 * pi * B0) * (3 / B0 - sigma_w**2)
DERIVED = ["yang_schoenholz_2017/law_of_the_gradient_of_residual_tanh_is_derived"]
REDUCED = {"sigma_v": 1, "sigma_w": 1, "sigma_a": 0, "sigma_b": 0}
FULL = {"sigma_v": 1, "sigma_w": 1, "sigma_a": Rational(1, 2), "sigma_b": Rational(1, 5)}


def _follows(values, quantity, shift, until=2**17):
    at = {sigma_v: values["sigma_v"], sigma_w: values["sigma_w"], sigma_a: values["sigma_a"]}
    law = ((A.subs(at), sqrt(l)), (B.subs(at) + shift, log(l)))
    return Follows("full residual", "tanh", values, {"p": 1}, quantity, law, tail=1 / sqrt(l), until=until, accuracy="1/1000")


@claim(source=YANG.on("yang.tanh.grad"))
def law_of_the_gradient_of_residual_tanh_is_derived():
    """The engine's law, and A = 1.0638..., B = 0.2829... for the reduced network with sigma_w = 1."""
    found = expand(ResidualNetwork(activations.tanh).gradient.leading)
    one = {sigma_v: 1, sigma_w: 1, sigma_a: 0}
    values = [Value(A.subs(one), "1.0638460810704871412"), Value(B.subs(one), "0.2829421210522583747")]
    return [Identity(found.coeff(sqrt(l)), A), Identity(found.coeff(log(l)), B), *values]


@claim(source=YANG.on("yang.tanh.grad"), uses=DERIVED)
def gradient_of_full_residual_tanh_follows_its_law():
    """sigma_v = 1, sigma_w = 1, sigma_a = 1/2, sigma_b = 1/5, to 131072 layers."""
    return _follows(FULL, growth, 0, 2**17)


@claim(source=YANG.on("yang.tanh.grad"), uses=DERIVED)
def gradient_of_reduced_residual_tanh_follows_its_law():
    """sigma_v = 1, sigma_a = 0, sigma_w = 1, to 131072 layers."""
    return _follows(REDUCED, growth, 0)


@claim(source=YANG.on("yang.tanh.grad.params"), uses=[*DERIVED, "yang_schoenholz_2017/mean_squared_slope_of_tanh_expands_in_inverse_roots"])
def gradients_of_parameters_of_residual_tanh_follow_their_laws():
    """chi_b is chi/sqrt(p) and chi_w is chi sqrt(p), up to constants; chi_v and chi_a are chi."""
    return [_follows(REDUCED, growth + log(p) / 2, Rational(1, 2)), _follows(REDUCED, growth - log(p) / 2, -Rational(1, 2))]


@claim(source=SUMMARY.on("M.23"), expects="refuted", instead="yang_schoenholz_2017/gradient_of_full_residual_tanh_follows_its_law")
def gradient_of_residual_tanh_is_polynomial():
    """A = 0 would be a power of l: A sqrt(l) is there."""
    return Follows("full residual", "tanh", REDUCED, {"p": 1}, growth, ((0, sqrt(l)), (Rational(1, 2), log(l))), tail=1 / sqrt(l), until=2**12)
