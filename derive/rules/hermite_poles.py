r"""Hermite coefficients of functions with complex poles as functions of their order.

    E[He_n(Z)/(Z + m - ib)^k] = (-1)^n i^(n+k) (n+k-1)!/(k-1)! He_(-n-k)(b + im),       b > 0,

He_nu Hermite's function exp(z^2/4) D_nu(z). A function with a derivative of this kind, such as arctan, goes back to it by Stein's identity.
"""

from __future__ import annotations

from math import comb
from math import factorial as whole_factorial

from sympy import Expr, Integer, PolynomialError, atan, factorial, log

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms.hermite_sum import sign_power
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.power_functions import hermite_function_forms
from derive.language.forms.real_fractions import Fraction
from derive.language.forms.real_quadratics import partial_fractions
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.pole_pair import PolePair, fractions_of
from derive.language.sources import DLMF
from derive.language.symbols import Z, phi, q, x
from derive.rules.hermite_series import from_order, in_one_piece

MOST_DERIVATIVES = 6


@rule(
    title="Hermite coefficients at complex poles",
    statement=r"\mathbb E\Big[\frac{\mathrm{He}_n(Z)}{(Z+m-\mathrm ib)^k}\Big]=(-1)^n\,\mathrm i^{\,n+k}\,\frac{(n+k-1)!}{(k-1)!}\,"
    r"\mathrm{He}_{-n-k}(b+\mathrm im),\quad b>0,\qquad \mathbb E[f\,\mathrm{He}_n]=\mathbb E[f^{(j)}\,\mathrm{He}_{n-j}],\quad n\ge j",
    source=DLMF,
    proof="n times by parts, E[He_n f] = E[f^(n)], for f = (Z - p)^-k, p = ib - m, is (-1)^n (n+k-1)!/(k-1)! E[(Z - p)^(-n-k)], and (Z - p)^-s = i^s (b + im + "
    "iZ)^-s. For b > 0, (b + im + iz)^-s = int_0^oo t^(s-1) exp(-(b + im + iz) t) dt/Gamma(s), so its mean is int_0^oo t^(s-1) exp(-(b + im) t - "
    "t^2/2) dt/Gamma(s) = He_(-s)(b + im) (DLMF 12.5.1). With W = Z + m, Q = W^2 + b^2, expanding (W + ib)^-N at W = ib gives Q^-N = 2 Re "
    "sum_(j<N) C(N+j-1, j) (-1)^j (2ib)^(-N-j) (W - ib)^(j-N), and W Q^-N follows by W = ib + (W - ib). Where f has logarithms or arctangents its "
    "derivative f^(j) without them is taken, j times by parts: their arguments have no pole, and those of logarithms no zero, on the line, so f is smooth.",
    rank=9,
    examples=lambda: (
        HermiteCoefficient(1 / (1 + x**2), phi, order, q),
        HermiteCoefficient(x / (x**2 + 2 * x + 5), phi, order, q),
    ),
)
def hermite_coefficient_eq_hermite_function(goal: Goal) -> Reduction | None:
    """E[phi He_n] where phi or a derivative of it is a polynomial and fractions with complex poles, by the parts of Hermite's function of negative order."""
    try:
        if (found := in_one_piece(goal)) is None:
            return None
        goal, function, root, needed = found
        raised, body = _rational(function.xreplace({x: root.expression() * Z}), root.field)
        polynomial, terms = partial_fractions(body, Z, root.field)
        values = [_value(terms, raised, parity, root.field) for parity in (0, 1)]
    except (Undecided, PolynomialError):
        return None
    return from_order(goal, raised + (len(polynomial) if any(polynomial) else 0), values, needed) if terms else None


def _rational(body: Expr, field: Field) -> tuple[int, Expr]:
    """j and the j-th derivative, the first without logarithms and arctangents; raises Undecided where the function may be singular on the line."""
    for part in body.atoms(atan, log):
        for inner in (part.args[0], 1 / part.args[0])[: 2 if isinstance(part, log) else 1]:
            partial_fractions(inner, Z, field)
    for j in range(MOST_DERIVATIVES):
        if not body.has(atan, log):
            return j, body
        body = body.diff(Z)
    raise Undecided("a function whose derivatives are not rational")


def _value(terms: list[Fraction], raised: int, parity: int, field: Field) -> Form:
    """The coefficient of order N = n - raised for n of one parity: 2 Re[(-i)^N i^k S] for each W^k Q^-n."""
    odd, total = (parity - raised) % 2, field.zero
    for value, pair in (part for term in terms for part in fractions_of(term)):
        real, imaginary = _one_side(pair, raised)
        total = total + value * 2 * ((real if odd else -imaginary) if pair.k else (imaginary if odd else real))
    return total * sign_power(-raised - odd, field)


def _one_side(pair: PolePair, raised: int) -> tuple[Form, Form]:
    """(Re, Im) of S, the sum over the powers of one of the two poles."""
    field, width = pair.field, pair.width
    real = imaginary = field.zero
    for k in range(1, pair.n + 1):
        parts = hermite_function_forms(field.number(raised - k) - field.symbol(order), width, pair.m)
        weight = _weight(pair, k, width) * field.atom(factorial(order + Integer(k - 1 - raised))) / whole_factorial(k - 1)
        real, imaginary = real + weight * parts[0], imaginary + weight * parts[1]
    return real, imaginary


def _weight(pair: PolePair, k: int, width: Form) -> Form:
    """i^(k - degree) times the coefficient of (W - ib)^-k in W^degree Q^-n."""
    n, j = pair.n, pair.n - k
    weight = (width * 2) ** (-n - j) * comb(n + j - 1, j)
    if pair.k:
        weight = weight * width
        return weight - (width * 2) ** (1 - n - j) * comb(n + j - 2, j - 1) if j else weight
    return weight
