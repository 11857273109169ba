"""Moments that have a meaning where a derivative is no function: linear in one derivative, or total derivatives and squares of phi'."""

from __future__ import annotations

from sympy import Expr, Poly, S, expand

from derive.language.symbols import ddphi, dphi, phi, z


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


def adjoint(p: Expr, order: int) -> Expr:
    """(D*)^order p with D*p = z p - p'."""
    for _ in range(order):
        p = expand(z * p - p.diff(z))
    return p


def products_by_parts(polynomial: Expr) -> tuple[Expr, Expr] | None:
    """Polynomials P, R with E[p] = E[P]/sqrt(q) + E[R] and no phi'' in them, by phi^i phi'' = (phi^i phi')' - i phi^(i-1) phi'^2.

    For sums of terms phi^i phi'' z^m, i >= 1, at least one, and phi^i z^m; None for other polynomials.

    >>> products_by_parts(phi * ddphi), products_by_parts(ddphi)
    ((dphi*phi*z, -dphi**2), None)
    """
    total, rest = S.Zero, S.Zero
    terms = Poly(polynomial, phi, dphi, ddphi).terms()
    if not any(powers[2] for powers, _ in terms):
        return None
    for (i, j, k), factor in terms:
        if (j, k) == (0, 0):
            rest += factor * phi**i
        elif (j, k) == (0, 1) and i:
            total += phi**i * dphi * adjoint(factor, 1)
            rest -= i * phi ** (i - 1) * dphi**2 * factor
        else:
            return None
    return expand(total), expand(rest)
