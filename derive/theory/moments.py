"""The moments that mean-field theory asks for, as goals in the variance q."""

from __future__ import annotations

from sympy import Expr

from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.symbols import c, ddphi, dphi, phi, q, q1, q2

MOMENTS = {
    "E[phi]": phi,
    "E[phi^2]": phi**2,
    "E[dphi^2]": dphi**2,
    "E[ddphi^2]": ddphi**2,
    "E[phi*ddphi]": phi * ddphi,
}


def moment(activation: Activation, polynomial: Expr, variance: Expr = q) -> ActivationMoment:
    """E[polynomial(phi, phi', phi'', z)] at x = sqrt(q) z."""
    return ActivationMoment(activation.as_lambda, polynomial, variance)


def hermite_coefficient(activation: Activation, polynomial: Expr, variance: Expr = q) -> HermiteCoefficient:
    """E[polynomial(phi) He_n(z)] at x = sqrt(q) z as a function of n. Raises DeriveError if n is a parameter of the activation."""
    if order.name in {parameter.name for parameter in activation.parameters}:
        raise DeriveError(f"E[{polynomial}*He_n] of {activation.name}", "n is a parameter of the activation too", "another letter for the parameter")
    return HermiteCoefficient(activation.as_lambda, polynomial, order, variance)


def dual_kernel(first: Activation, second: Activation | None = None, derivative: int | tuple[int, int] = 0, equal_variances: bool = False) -> DualKernel:
    """K(q1, q2, c) = E[phi^(m)(u) psi^(n)(v)], (u, v) centred normal with variances q1, q2 and correlation c; one number stands for m = n."""
    other = first if second is None else second
    variances = (q, q) if equal_variances else (q1, q2)
    orders = (derivative, derivative) if isinstance(derivative, int) else derivative
    return DualKernel(first.as_lambda, other.as_lambda, orders, *variances, c)
