r"""Dual kernels at correlation 1 and -1, where both arguments are the same normal variable.

With F(Z) = phi(s1 Z), G(Z) = psi(c s2 Z) the question is s1^-m (c s2)^-n E[F^(m) G^(n)]. Let F^(a), G^(b) be the first
derivatives that are not continuous (still functions). By parts, E[F^(m) G^(n)] = E[F^(m-j) (D*)^j G^(n)] with D*g = z g
- g', and both factors are functions as soon as m - j <= a and n + j <= b, which is possible when m + n <= a + b.
Otherwise two deltas at one point have no finite meaning, and a delta at a jump has none, unless the product is a total
derivative of one function, which `integrand` sees.
"""

from __future__ import annotations

from flint import arb
from sympy import Expr, diff, sqrt

from derive.evidence.line.activation_moment import integrand
from derive.evidence.line.integral import expectation_1d
from derive.evidence.line.seams import Branches, assembled, branches, equal
from derive.language.errors import CannotEnclose, Diverges, NotDefined
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import Z, ddphi, dphi, phi

MOMENT = (phi, dphi, ddphi)


def coincident_kernel(point: DualKernel, digits: int) -> arb:
    """E[phi^(m)(s1 Z) psi^(n)(c s2 Z)] for c = 1 or -1; raises Diverges or NotDefined when a product of distributions
    has
    no value.
    """
    return expectation_1d(coincident_integrand(point), {}, digits)


def coincident_integrand(point: DualKernel) -> Expr:
    """An ordinary function of Z with the same expectation; raises as `coincident_kernel` does."""
    (first, second), (m, n), (q1, q2), c = point.functions, point.orders, point.variances, point.correlation
    if c == 1 and first == second and q1 == q2 and max(m, n) <= 2:
        return integrand(ActivationMoment(first, MOMENT[m] * MOMENT[n], q1))
    f, g = branches(first(sqrt(q1) * Z), Z), branches(second(c * sqrt(q2) * Z), Z)
    a, b = f.smoothness(m + n), g.smoothness(m + n)
    if m + n > a + b:
        _refuse(point, f, g, m > a and n > b)
    moved = max(0, m - a) if n + max(0, m - a) <= b else -max(0, n - b)
    left, right = _moved(f, m, -moved), _moved(g, n, moved)
    return left * right / (sqrt(q1) ** m * (c * sqrt(q2)) ** n)


def _moved(function: Branches, order: int, shift: int) -> Expr:
    """The derivative of order `order` lowered by -shift, or (D*)^shift of it, as a function of Z."""
    parts = [diff(branch, Z, min(order, order + shift)) for branch in function.branches]
    for _ in range(max(0, shift)):
        parts = [Z * part - diff(part, Z) for part in parts]
    return assembled(parts, [seam.knot for seam in function.seams], Z)


def _refuse(point: DualKernel, f: Branches, g: Branches, both: bool) -> None:
    asked = f"the kernel {point.orders} at correlation {point.correlation}"
    if not any(equal(one.knot, other.knot) for one in f.seams for other in g.seams):
        raise CannotEnclose(
            asked,
            "deltas and jumps at different knots are not separated here",
            "a correlation strictly between -1 and 1",
        )
    if both:
        raise Diverges(asked, "the deltas of both factors meet at the same point")
    raise NotDefined(asked, "a delta of one factor meets a jump of the other")
