"""The softsign x/(1 + |x|) approaches its bounds like 1/x; its derivative falls like 1/x^2, which is what "quadratic tails" can mean."""

from sympy import Abs, oo, symbols

from derive import ActivationMoment, Identity, Limit, Source, Value, claim, dphi, phi, q, x

TEXT = "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010"
t = symbols("t", positive=True)
SOFTSIGN = t / (1 + t)


@claim(source=Source("glorot2010", TEXT, "section 3, derived here").on("glorot.softsign"))
def softsign_is_one_less_one_over_one_plus_x():
    """For x > 0: 1 - f(x) = 1/(1 + x), f'(x) = 1/(1 + x)^2."""
    return [Identity(1 - SOFTSIGN, 1 / (1 + t)), Identity(SOFTSIGN.diff(t), 1 / (1 + t) ** 2)]


@claim(
    source=Source("glorot2010", TEXT, "section 3, derived here").on("glorot.softsign", "M.17"),
    uses=["glorot_bengio_2010/softsign_is_one_less_one_over_one_plus_x"],
)
def softsign_approaches_its_bound_to_first_order():
    """x (1 - f(x)) -> 1 and x^2 f'(x) -> 1."""
    return [Limit(t * (1 - SOFTSIGN), t, 1, oo), Limit(t**2 * SOFTSIGN.diff(t), t, 1, oo)]


@claim(
    source=Source("glorot2010", TEXT, "section 3, the tails are called quadratic, seen").on("M.17"),
    expects="refuted",
    instead="glorot_bengio_2010/softsign_approaches_its_bound_to_first_order",
)
def softsign_approaches_its_bound_quadratically():
    """x^2 (1 - f(x)) grows without bound: at x = 9 the gap 1 - f is 0.1, the slope f' is 0.01."""
    return Limit(t**2 * (1 - SOFTSIGN), t, 1, oo)


@claim(source=Source("glorot2010", TEXT, "the softsign of section 3; gains derived here").on("glorot.softsign"))
def gains_of_the_softsign():
    """rho = E[f^2] and rho' = E[f'^2] at unit variance: softsign is odd, so rho < rho'."""
    softsign = x / (1 + Abs(x))
    return [
        Value(ActivationMoment(softsign, phi**2, q), "0.1830140212665475", {q: 1}),
        Value(ActivationMoment(softsign, dphi**2, q), "0.2276713404221825", {q: 1}),
    ]
