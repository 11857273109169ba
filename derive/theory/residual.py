r"""Deep residual networks x' = x + V phi(W x + b) + a: how p = E[x^2], gradients and angles change with depth, for any activation.

What counts is phi far out (`Far`): phi(t x)/t^a -> psi(x), homogeneous of degree a, so that for large q

    E[phi^2] = v q^a - k q^(-1/2) + ...,        E[phi'^2] = d q^t + ...,        E[phi(u) phi(v)] ~ v q^a J(c),

J the kernel of psi with J(1) = 1. With u = q = sigma_w^2 p + sigma_b^2 the recurrences of p and chi are growing ones (`growth`):

    a < 1    p' = p + sigma_v^2 v (sigma_w^2 p)^a + sigma_a^2 + ...    p_l ~ K l^(1/(1 - a))
    a = 1    p' = B p + ...,  B = 1 + sigma_v^2 sigma_w^2 v            p_l ~ const B^l
    a > 1    p' ~ const p^a                                            log p_l ~ const a^l

    log(chi^0/chi^l) = sum over the layers of log(1 + sigma_v^2 sigma_w^2 d q^t + ...)

and e = gamma/p obeys (e' - e) p'/(p' - p) = F(e) - e, F the new correlation of the increments: F(e) = (sigma_v^2 v J(e) + sigma_a^2)/(sigma_v^2 v +
sigma_a^2) for a = 0, F = J for 0 < a < 1, from which e -> e* with e* = F(e*) and |e - e*| = l^(-delta + o(1)), delta = (1 - F'(e*))/(1 - a).
For a = 1, 1 - e obeys a map with the term (r/(1 + r)) s (1 - e)^(3/2), r = B - 1, s that of J near 1.

Yang and Schoenholz 2017 have a = 0 for tanh and powers of the ReLU; constants and next terms are derived here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sympy import Expr, Integer, Rational, Symbol, log

from derive.language.symbols import sigma_w
from derive.theory.growth import Growth
from derive.theory.networks.letters import deviation
from derive.theory.recurrence import l
from derive.theory.slow_tails import SlowTails

sigma_v, sigma_a = deviation("v"), deviation("a")
HALF = Rational(1, 2)


class Depth(Enum):
    """How a quantity changes with the number of layers."""

    BOUNDED = "bounded"
    POLYNOMIAL = "polynomial"
    STRETCHED = "exp(Theta(l^r)), 0 < r < 1"
    EXPONENTIAL = "exponential"
    DOUBLE = "double exponential"
    INFINITE = "infinite: E[phi'^2] does not exist"
    UNKNOWN = "not derived"


@dataclass(frozen=True, slots=True)
class Far:
    """An activation far out. `degree` is a, `second` is v, `correction` is k where the next term is -k q^(-1/2) (None where it is not of this kind or not
    known), `remainder` the power of q of what is left out; `slope` is (d, t), None with E[phi'^2] infinite; `kernel` is J as an expression in c, None where
    it was not found. Where phi^2 approaches its limit like 1/|x| the next term is -k q^(-1/2) (log q + g), and
    `slow` is (k, g). `exact`: E[phi^2] = v q^a and E[phi'^2] = d q^t for all q.
    """

    degree: Expr
    second: Expr
    correction: Expr | None
    remainder: Rational
    slope: tuple[Expr, Expr] | None
    kernel: Expr | None
    exact: bool = False
    slow: tuple[Expr, Expr] | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """`kind`; `leading` as an expression in l, up to a constant factor where `up_to_factor`; None where nothing is claimed, with the `reason`."""

    kind: Depth
    leading: Expr | None
    up_to_factor: bool = False
    reason: str = ""


def variance_law(far: Far) -> Law:
    """p_l, with all terms that do not depend on the start where the expansion of E[phi^2] goes so far."""
    if far.degree > 1:
        return Law(Depth.DOUBLE, None, True, f"log p_l / ({far.degree})^l tends to a constant that depends on the start")
    if far.degree == 1:
        return Law(Depth.EXPONENTIAL, (1 + growth_rate(far)) ** l, True, "the constant depends on the start")
    if far.slow is not None:
        return Law(Depth.POLYNOMIAL, slow_variance(far), reason="up to powers of log l")
    recurrence = growth(far)
    whole = "up to a bounded term" if recurrence.w[1] is not None else "leading terms"
    return Law(Depth.POLYNOMIAL, recurrence.law, reason=f"{whole}, for sigma_a > 0" if far.degree < 0 else whole)


def slow_variance(far: Far) -> Expr:
    """p_l where E[phi^2] has the term q^(-1/2) log q."""
    return _slow(far).variance


def slow_gradient(far: Far, step: Expr) -> Expr:
    """log(chi^0/chi^l) for the same, with the increment `step` p^(-1/2)."""
    return _slow(far).summed(step)


def _slow(far: Far) -> SlowTails:
    assert far.slow is not None
    k, shift = far.slow
    return SlowTails(sigma_v**2 * far.second + sigma_a**2, sigma_v**2 * k / sigma_w, shift + log(sigma_w**2))


def growth_rate(far: Far) -> Expr:
    """sigma_v^2 sigma_w^2 v for a = 1: B - 1."""
    return sigma_v**2 * sigma_w**2 * far.second


def growth(far: Far) -> Growth:
    """The recurrence of p for a < 1."""
    terms = {far.degree: sigma_v**2 * sigma_w ** (2 * far.degree) * far.second}
    terms[Integer(0)] = terms.get(Integer(0), Integer(0)) + sigma_a**2
    remainder = far.remainder if far.degree == 0 else max(far.remainder, far.degree - 1)
    if far.correction is not None and far.degree == 0:
        terms[-HALF] = -(sigma_v**2) * far.correction / sigma_w
    return Growth({power: value for power, value in terms.items() if power > remainder}, remainder)


def gradient_law(far: Far) -> Law:
    """log(chi^0/chi^l) up to a bounded term, or its leading term where the next ones are not known."""
    if far.slope is None:
        return Law(Depth.INFINITE, None, reason="E[phi'^2] is infinite, and so is the expected squared gradient")
    value, power = far.slope
    step = sigma_v**2 * sigma_w ** (2 + 2 * power) * value
    if far.degree > 1:
        return Law(Depth.DOUBLE, None, True, f"log(chi^0/chi^l) grows like ({far.degree})^l, as log p_l does")
    if power == 0:
        return Law(Depth.EXPONENTIAL, l * log(1 + step), reason="up to a bounded term" if far.degree == 1 else "leading term")
    return _summed(far, step, power)


def gradient_law_without_biases(far: Far) -> Law:
    """The same for sigma_a = 0, which for a < 0 is another law: p' = p + k p^a with k = sigma_v^2 sigma_w^(2a) v gives p_l ~ ((1 - a) k l)^(1/(1 - a))."""
    law = gradient_law(far)
    if far.degree >= 0 or far.slope is None or (law.leading is None and law.kind is not Depth.UNKNOWN):
        return law if law.leading is None else Law(law.kind, law.leading.subs(sigma_a, 0), law.up_to_factor, law.reason)
    value, power = far.slope
    exponent = 1 + power / (1 - far.degree)
    if exponent <= 0:
        return Law(Depth.UNKNOWN, None, reason="the sum of E[phi'^2] is not followed")
    rate = (1 - far.degree) * sigma_v**2 * sigma_w ** (2 * far.degree) * far.second
    step = sigma_v**2 * sigma_w ** (2 + 2 * power) * value
    return Law(Depth.STRETCHED, step * rate ** (exponent - 1) * l**exponent / exponent, reason="leading term")


def _summed(far: Far, step: Expr, power: Expr) -> Law:
    """The sum of log(1 + step p^power) along p."""
    if far.slow is not None and power == -HALF:
        return Law(Depth.STRETCHED, slow_gradient(far, step), reason="up to a bounded term")
    recurrence = growth(far)
    if power >= recurrence.power:
        return Law(Depth.UNKNOWN, None, reason="the sum of E[phi'^2] grows faster than is followed")
    known = recurrence.power - recurrence.remainder > HALF
    summand = {power: step} | ({2 * power: -(step**2) / 2} if known and 2 * power >= recurrence.power - 1 else {})
    found = recurrence.summed(summand).along(recurrence)
    leading = found if known or found.has(log(l)) else max(found.as_ordered_terms(), key=lambda term: term.as_coeff_exponent(l)[1])
    whole = "up to a bounded term" if known else "leading term"
    return Law(_kind(leading), leading, reason=f"{whole}, for sigma_a > 0" if far.degree < 0 else whole)


def _kind(leading: Expr) -> Depth:
    if leading == 0:
        return Depth.BOUNDED
    return Depth.STRETCHED if any(term.as_coeff_exponent(l)[1] != 0 for term in leading.as_ordered_terms()) else Depth.POLYNOMIAL


def increments(far: Far, c: Symbol) -> Expr | None:
    """F(c), the correlation that the increments of a layer tend to; None where the kernel far out is not known, or a > 1."""
    if far.kernel is None or far.degree > 1:
        return None
    if far.degree == 0:
        return (sigma_v**2 * far.second * far.kernel + sigma_a**2) / (sigma_v**2 * far.second + sigma_a**2)
    if far.degree < 0:
        return None
    return far.kernel


def rate_exponent(far: Far, slope: Expr) -> Expr:
    """delta with |e - e*| = l^(-delta + o(1)), from F'(e*)."""
    return (1 - slope) / (1 - far.degree)


