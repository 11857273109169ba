"""The law of v given u beside a wave: polynomials times exponentials of degree two times a cosine or a sine.

With v = k u + W, Var(W) = r, and tau = 1 - 2gr > 0, completing the square for the complex rate b + iw gives

    E[v^m exp((b + iw) v + g v^2) | u] = tau^(-1/2) exp((g k^2 u^2 + (b + iw) k u + (b + iw)^2 r/2)/tau) E[V^m],

V with mean (k u + (b + iw) r)/tau and variance r/tau. Real and imaginary part are what a cosine and a sine leave.
"""

from __future__ import annotations

from math import comb, prod

from sympy import Expr, Mul, S, cos, exp, expand, sin

from derive.language.forms import positivity
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import DualKernel
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.power_split import exponential_terms
from derive.language.symbols import x

Complex = tuple[Form, Form]


def regressed_wave(term: Expr, goal: DualKernel, place: int, field: Field) -> tuple[Expr, tuple[Form, ...]]:
    """E[psi(v) | u = x] for one wave times a polynomial times exponentials of degree two, and what must be positive for it. Raises OutOfClass, Undecided."""
    waves = [factor for factor in Mul.make_args(term) if isinstance(factor, cos | sin) and factor.has(x)]
    argument = expand(waves[0].args[0]) if len(waves) == 1 else x**2
    frequency = argument.coeff(x, 1)
    phase = expand(argument - frequency * x)
    if phase.has(x):
        raise OutOfClass("a wave of another function, or several")
    total, needed = S.Zero, tuple[Form, ...]()
    for value, m, tilt, square in exponential_terms(term / waves[0]):
        b, w, g = (normal_form(part, field) for part in (tilt, frequency, square))
        along, across, place_in, conditions = _parts(m, (b, w), g, goal, place, field)
        angle = place_in + phase
        turned = (cos(angle), -sin(angle)) if isinstance(waves[0], cos) else (sin(angle), cos(angle))
        total = total + value * (along * turned[0] + across * turned[1])
        needed += conditions
    return total, needed


def _parts(m: int, rate: Complex, g: Form, goal: DualKernel, place: int, field: Field) -> tuple[Expr, Expr, Expr, tuple[Form, ...]]:
    """P, Q, t with E[v^m exp((b + iw) v + g v^2) | u = x] = (P + iQ) exp(it), and what must be positive."""
    (v1, _), (v2, _) = (positivity.sqrt(normal_form(goal.variances[k], field)) for k in (1 - place, place))
    rho, (b, w) = normal_form(goal.correlation, field), rate
    rest, slope = v2 * v2 * (field.one - rho * rho), rho * v2 / v1
    tau = field.one - g * rest * 2
    root, needed = positivity.positive_sqrt(tau)
    weight = field.exp((b * b - w * w) * rest / (tau * 2)) / root
    exponent = (b * slope / tau).expression() * x + (g * slope * slope / tau).expression() * x**2
    powers = _powers(m, (b * rest / tau, w * rest / tau), slope / tau, rest / tau)
    along, across = (sum(((weight * power[side]).expression() * x**k for k, power in enumerate(powers)), S.Zero) for side in (0, 1))
    angle = (w * slope / tau).expression() * x + (b * w * rest / tau).expression()
    return along * exp(exponent), across * exp(exponent), angle, needed


def _powers(m: int, offset: Complex, slope: Form, spread: Form) -> list[Complex]:
    """The coefficients in x of E[V^m] for V with mean offset + slope x, the offset complex, and variance spread."""
    field = spread.field
    total = [(field.zero, field.zero)] * (m + 1)
    for i in range(m // 2 + 1):
        n, turned = m - 2 * i, (field.one, field.zero)
        for k in range(n, -1, -1):
            weight = spread**i * slope**k * (comb(m, 2 * i) * prod(range(1, 2 * i, 2)) * comb(n, k))
            total[k] = total[k][0] + weight * turned[0], total[k][1] + weight * turned[1]
            turned = turned[0] * offset[0] - turned[1] * offset[1], turned[0] * offset[1] + turned[1] * offset[0]
    return total
