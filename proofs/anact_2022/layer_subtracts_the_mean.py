"""The adaptive layer gives (lambda + 0.3 tanh(alpha)) (f(x) - mu): at the start, alpha = 0, it is lambda (f - mu), whose forward gain lambda^2 (rho - mu^2)
lacks the squared mean."""

from sympy import Rational, Symbol, exp, pi, sqrt, tanh

from derive import ActivationMoment, Identity, Inequality, Phi, Source, claim, dphi, phi, x

TEXT = "Y. Peiwen and Z. Changsheng, ANAct: adaptive normalization for activation functions, 2022"
CODE = Source("peiwen2022", TEXT, "the layer of a third-party implementation, seen; consequences derived here")
alpha = Symbol("alpha", real=True)
GELU, SILU = x * Phi(x), x / (1 + exp(-x))
MEAN = 1 / (2 * sqrt(pi))
RHO, SLOPE = (ActivationMoment(GELU, part**2, 1) for part in (phi, dphi))
SQUARE = (RHO + SLOPE) / (2 * RHO * SLOPE)


@claim(source=CODE.on("anact.layer"))
def learned_part_vanishes_at_the_start():
    """0.3 tanh(0) = 0, and its slope in alpha is 0.3 there."""
    learned = Rational(3, 10) * tanh(alpha)
    return [Identity(learned.subs(alpha, 0), 0), Identity(learned.diff(alpha).subs(alpha, 0), Rational(3, 10))]


@claim(source=CODE.on("anact.layer"), uses=["anact_2022/gains_of_the_gelu"])
def subtracting_the_mean_of_the_gelu_lowers_the_forward_gain_by_its_square():
    """The mean is 1/(2 sqrt(pi)), E[(f - mu)^2] = rho - 1/(4 pi), and the backward gain is the same."""
    centred = GELU - MEAN
    return [
        Identity(ActivationMoment(GELU, phi, 1), MEAN),
        Identity(ActivationMoment(centred, phi**2, 1), RHO - 1 / (4 * pi)),
        Identity(ActivationMoment(centred, dphi**2, 1), SLOPE),
    ]


@claim(source=CODE.on("anact.layer"), uses=["anact_2022/subtracting_the_mean_of_the_gelu_lowers_the_forward_gain_by_its_square"])
def centred_gelu_has_a_harmonic_mean_below_one():
    """The factor is that of f, not of f - mu: the harmonic mean of the gains of lambda (f - mu) is less than one."""
    return Inequality(2 / (1 / (SQUARE * (RHO - MEAN**2)) + 1 / (SQUARE * SLOPE)), "<", 1)


@claim(source=CODE.on("anact.layer"), expects="refuted", uses=["anact_2022/factor_makes_the_harmonic_mean_of_the_gains_one"])
def centred_gelu_keeps_the_harmonic_mean_one():
    """The property of lambda f, said of the layer that subtracts the mean too."""
    return Identity(2 / (1 / (SQUARE * (RHO - MEAN**2)) + 1 / (SQUARE * SLOPE)), 1)


@claim(
    source=Source("peiwen2022", "a third-party implementation of ANAct", "its default branch, described as GELU, computes x sigmoid(x), seen").on("M.20"),
    expects="refuted",
    instead="the description should say SiLU, which is what the code computes",
)
def swish_of_the_implementation_is_the_gelu():
    """x sigmoid(x) has the forward gain 0.356, the GELU 0.425."""
    return Identity(ActivationMoment(SILU, phi**2, 1), RHO)
