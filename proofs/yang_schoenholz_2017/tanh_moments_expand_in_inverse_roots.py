"""E[tanh^2] and E[tanh'^2] for large q, from the integrals of sech^2 and sech^4 over the line.

With t = 1/q: E[tanh^2] = 1 - C t^(1/2) + (pi^2/24) C t^(3/2) + O(t^(5/2)), E[tanh'^2] = (2/3) C t^(1/2) - ((pi^2 - 6)/(18 sqrt(2 pi))) t^(3/2) + O(t^(5/2)),
C = sqrt(2/pi).
"""

from sympy import Rational, pi, sqrt, symbols, tanh

from derive import ActivationMoment, Expansion, Identity, ResidualNetwork, Source, Value, activations, claim, dphi, phi, x

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "lemmas on tanh, displays derived again")
t = symbols("t", positive=True)
C, HALF = sqrt(2 / pi), Rational(1, 2)


@claim(source=YANG.on("yang.tanh.V"))
def mean_squared_tanh_expands_in_inverse_roots():
    """1 - C/sqrt(q) + (pi^2/24) C/q^(3/2) + O(q^(-5/2))."""
    return Expansion(ActivationMoment(tanh(x), phi**2, 1 / t), t, ((1, 0), (-C, HALF), (pi**2 / 24 * C, 3 * HALF)), 5 * HALF)


@claim(source=YANG.on("yang.tanh.V"))
def mean_squared_slope_of_tanh_expands_in_inverse_roots():
    """(2/3) C/sqrt(q) - ((pi^2 - 6)/(18 sqrt(2 pi)))/q^(3/2) + O(q^(-5/2))."""
    return Expansion(ActivationMoment(tanh(x), dphi**2, 1 / t), t, ((2 * C / 3, HALF), (-(pi**2 - 6) / (18 * sqrt(2 * pi)), 3 * HALF)), 5 * HALF)


@claim(source=YANG.on("yang.tanh.V", "M.31"))
def constants_of_tanh_far_out_are_derived():
    """The engine finds C and (2/3) C by exact integration over the line."""
    far = ResidualNetwork(activations.tanh).far
    return [Identity(far.correction, C), Identity(far.slope[0], Rational(2, 3) * C), Value(C, "0.79788456080286535588"), Value(2 * C / 3, "0.531923")]
