r"""Residual networks whose deviations decay with the layer: sigma_v(l)^2 = sigma_v^2 l^(-beta_v), and so on (the sequel of Yang and Schoenholz 2017).

Far out E[phi^2] = v q^a and E[phi'^2] = d q^t (`residual.Far`), q = sigma_w^2 l^(-beta_w) p + sigma_b^2 l^(-beta_b). For a = 0

    p' - p = sigma_v^2 v l^(-beta_v) + sigma_a^2 l^(-beta_a) ~ K l^(-U),   U = min(beta_v, beta_a):    p ~ K l^(1-U)/(1-U) (U < 1), K log l (U = 1)
    log(chi^0/chi^l) = sum of sigma_v^2 sigma_w^2 d l^(-beta_v - beta_w) q^t:                          a power of l, a logarithm, or bounded

which needs q -> oo: beta_w < 1 - U, or U = 1 and beta_w = 0. For a = 1, with V = beta_v + beta_w and r = sigma_v^2 sigma_w^2 v,

    p' = (1 + r l^(-V)) p + K l^(-U),   U = min(beta_v + beta_b, beta_a),   chi^0/chi^l = prod (1 + r l^(-V)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Integer, Rational, log, sympify

from derive.language.errors import DeriveError
from derive.theory.networks.letters import deviation
from derive.theory.recurrence import l
from derive.theory.residual import Depth, Far, growth_rate

NAMES = ("v", "w", "a", "b")
SIGMA = {name: deviation(name) for name in NAMES}
Exponents = Mapping[str, Rational]


@dataclass(frozen=True, slots=True)
class Phase:
    """`variance` and `gradient` (log chi^0/chi^l) by kind and leading term in l, None where the constant depends on the start; `angle` is the expression in c
    whose fixed point e tends to, or None where the limit depends on the start. `text` names the regime.
    """

    variance: Depth
    p: Expr | None
    gradient: Depth
    growth: Expr | None
    angle: Expr | None
    text: str


def phase(far: Far, decay: Mapping[str, object]) -> Phase:
    """The phase for exponents beta of v, w, a, b (0 for those left out), for a = 0 and a = 1.

    Raises DeriveError for other activations, negative exponents, and where q does not tend to infinity though a = 0.
    """
    beta = {name: sympify(decay.get(name, 0)) for name in NAMES}
    if any(not value.is_Rational or value < 0 for value in beta.values()) or set(decay) - set(NAMES):
        raise DeriveError(f"exponents {dict(decay)}", "they are fractions that are not negative, of v, w, a and b", "v=1/2, w=1/4")
    if far.slope is None or far.degree not in (0, 1):
        raise DeriveError("the phases of this activation", "only activations that are bounded or linear far out are followed", "tanh or relu")
    return _bounded(far, beta) if far.degree == 0 else _linear(far, beta)


def _bounded(far: Far, beta: Exponents) -> Phase:
    """a = 0: increments of the slower of the two decays."""
    U = min(beta["v"], beta["a"])
    if not (beta["w"] < 1 - U or (U == 1 and beta["w"] == 0)):
        raise DeriveError("the phases of this activation", f"q = sigma_w^2 p does not tend to infinity at beta_w = {beta['w']}, U = {U}", "a smaller beta_w")
    weights = SIGMA["v"] ** 2 * far.second * Integer(beta["v"] == U)
    biases = SIGMA["a"] ** 2 * Integer(beta["a"] == U)
    p = _integrated((weights + biases, -U, Integer(0)))
    kind, growth = _slopes(far, beta, (weights + biases) / (1 - U if U < 1 else 1), U)
    angle = None if far.kernel is None and weights != 0 else (weights * (far.kernel or 0) + biases) / (weights + biases)
    return Phase(Depth.POLYNOMIAL, p, kind, growth, angle, f"U = {U}")


def _slopes(far: Far, beta: Exponents, constant: Expr, U: Rational) -> tuple[Depth, Expr | None]:
    """The sum of sigma_v^2 sigma_w^2 d l^(-beta_v - beta_w) (sigma_w^2 l^(-beta_w) p)^t, p = constant l^(1 - U), or constant log l for U = 1."""
    assert far.slope is not None
    value, t = far.slope
    coefficient = SIGMA["v"] ** 2 * SIGMA["w"] ** (2 + 2 * t) * value * constant**t
    return _kind((coefficient, -beta["v"] - beta["w"] * (1 + t) + (1 - U) * t, t if U == 1 else Integer(0)))


def _kind(term: tuple[Expr, Rational, Rational]) -> tuple[Depth, Expr | None]:
    """Of the sum of K l^s log(l)^j: its kind as a logarithm, and its leading term."""
    _, s, j = term
    if s < -1 or (s == -1 and j < -1):
        return Depth.BOUNDED, None
    if s == -1:
        return (Depth.POLYNOMIAL if j == 0 else Depth.STRETCHED), _integrated(term)
    return (Depth.EXPONENTIAL if s == 0 and j == 0 else Depth.STRETCHED), _integrated(term)


def _integrated(term: tuple[Expr, Rational, Rational]) -> Expr:
    """The leading term of the integral of K l^s log(l)^j, s >= -1."""
    constant, s, j = term
    if s == -1:
        return constant * log(l) ** (j + 1) / (j + 1)
    return constant * l ** (s + 1) * log(l) ** j / (s + 1)


def _linear(far: Far, beta: Exponents) -> Phase:
    """a = 1: a product, and increments that do not depend on p."""
    V, U, rate = beta["v"] + beta["w"], min(beta["v"] + beta["b"], beta["a"]), growth_rate(far)
    gradient, growth = _kind((rate, -V, Integer(0)))
    if V == 0:
        growth = l * log(1 + rate)
    if V < 1:
        return Phase(gradient, None, gradient, growth, Integer(1), f"V = {V}: p and chi^0/chi^l alike")
    if V == 1:
        return Phase(Depth.POLYNOMIAL, None, gradient, growth, Integer(1), f"V = 1, U = {U}: p like l^max(r, 1 - U), r = {rate}")
    if U > 1:
        return Phase(Depth.BOUNDED, None, gradient, growth, None, f"V = {V}, U = {U}: e tends to a number that depends on the start")
    return Phase(Depth.POLYNOMIAL, None, gradient, growth, Integer(1), f"V = {V}, U = {U}: p like {'log l' if U == 1 else l ** (1 - U)}")
