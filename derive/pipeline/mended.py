"""Moments of a function with a pole that its product with a power of z has not: (1/x) z = 1/sqrt(q) almost everywhere."""

from __future__ import annotations

from sympy import Add, Expr, Lambda, Poly, cancel, sqrt, together

from derive.language.errors import DeriveError, NotIntegrable
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment
from derive.language.symbols import phi, q, x, z


def mended(error: NotIntegrable, polynomial: Expr) -> tuple[Activation, ActivationMoment] | None:
    """The function of x that the integrand is up to a power of sqrt(q), where it is integrable, and its mean; None otherwise. Its name is the whole integrand.

    The integrand is a polynomial in phi and z, z = x/sqrt(q), of one degree m > 0 in z: q^(-m/2) times a function of x in lowest terms.
    """
    if error.function is None or polynomial.free_symbols - {phi, z}:
        return None
    terms = Poly(polynomial, phi, z).terms()
    degrees = {m for (_, m), _ in terms}
    if len(degrees) > 1 or 0 in degrees:
        return None
    (degree,) = degrees
    whole = cancel(together(Add(*(value * error.function**i * x**degree for (i, _), value in terms))))
    try:
        found = Activation.of(Lambda(x, whole), name=str(polynomial.xreplace({z: x})).replace("phi", f"({error.function})"))
    except DeriveError:
        return None
    return found, ActivationMoment(found.as_lambda, phi / sqrt(q) ** degree, q)
