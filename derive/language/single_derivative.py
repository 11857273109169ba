"""Moments that are linear in one derivative: they have a meaning for every distribution."""

from __future__ import annotations

from sympy import Expr, Poly

from derive.language.symbols import ddphi, dphi, phi


def single_derivative(polynomial: Expr) -> tuple[int, Expr] | None:
    """(n, p) of p(z) phi^(n), n = 1 or 2, in the placeholders phi, dphi, ddphi, z; None for any other polynomial.

    >>> from derive.language.symbols import z
    >>> single_derivative(ddphi * (z**2 - 1)), single_derivative(phi * dphi)
    ((2, z**2 - 1), None)
    """
    terms = Poly(polynomial, phi, dphi, ddphi).terms()
    if len(terms) != 1 or terms[0][0] not in ((0, 1, 0), (0, 0, 1)):
        return None
    powers, factor = terms[0]
    return (2 if powers[2] else 1), factor
