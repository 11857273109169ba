r"""Self-normalising networks: how a layer maps the mean and the variance of its inputs, and the factor that keeps (0, 1) fixed.

A unit whose weights have the sum omega and the sum of squares tau receives x = sqrt(nu tau) Z + mu omega from units of mean mu and variance nu, so

    mu' = E[phi(x)],        nu' = E[phi(x)^2] - mu'^2.

At (mu, nu) = (0, 1) with omega = 0, tau = 1 this is fixed iff E[phi(Z)] = 0 and E[phi(Z)^2] = 1, and the Jacobian there is, with omega and tau near these,

    d mu'/d mu = omega E[phi'],            d mu'/d nu = E[phi'']/2,
    d nu'/d mu = 2 omega E[phi phi'],      d nu'/d nu = E[phi'^2 + phi phi''].

For a family lambda f_alpha, alpha is the root of E[f_alpha(Z)] = 0 and lambda = E[f_alpha(Z)^2]^(-1/2): SELU is this for ELU.

Hypotheses: many weights, so that x is normal; independent inputs. Source: Klambauer et al. 2017.
"""

from __future__ import annotations

from sympy import Expr, Integer, Matrix, S, Symbol, sqrt

from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment
from derive.language.symbols import ddphi, dphi, phi, x
from derive.theory.moments import moment

mu = Symbol("mu", real=True)
nu = Symbol("nu", positive=True)
omega = Symbol("omega", real=True)
tau = Symbol("tau", positive=True)
ONE = Integer(1)


def mean_and_variance(activation: Activation, mean: Expr = mu, variance: Expr = nu, total: Expr = omega, squares: Expr = tau) -> tuple[Expr, Expr]:
    """(mu', nu') as goals; `total` is omega and `squares` is tau."""
    shifted = Activation.of(activation.expr.subs(x, x + mean * total)).as_lambda
    first, second = (ActivationMoment(shifted, phi**k, variance * squares) for k in (1, 2))
    return first, second - first**2


def jacobian(activation: Activation, total: Expr = S.Zero) -> Matrix:
    """The Jacobian of the map at (0, 1), tau = 1, to first order in omega = `total`, where (0, 1) is fixed.

    Its entry d nu'/d nu uses E[phi] = 0. phi'' is the distribution, with the point masses at kinks.
    """
    slope, bend, cross = (moment(activation, p, ONE) for p in (dphi, ddphi, phi * dphi))
    spread = moment(activation, dphi**2, ONE) + moment(activation, phi * ddphi, ONE)
    return Matrix([[total * slope, bend / 2], [2 * total * cross, spread]])


def scale(activation: Activation) -> Expr:
    """lambda = E[phi(Z)^2]^(-1/2), as a goal."""
    return 1 / sqrt(moment(activation, phi**2, ONE))
