r"""Dual kernels at correlation 1 and -1, where both arguments are the same normal variable.

With F(Z) = phi(s1 Z), G(Z) = psi(c s2 Z) the question is s1^-m (c s2)^-n E[F^(m) G^(n)]. Let F^(a), G^(b) be the first
derivatives that are not continuous (still functions). By parts, E[F^(m) G^(n)] = E[F^(m-j) (D*)^j G^(n)] with D*g = z g
- g', and both factors are functions as soon as m - j <= a and n + j <= b, which is possible when m + n <= a + b.
Otherwise two deltas at one point have no finite meaning, and a delta at a jump has none, unless the product is a total
derivative of one function, which `integrand` sees. A
delta where the other factor is smooth acts on it.
"""

from __future__ import annotations

from itertools import product

from flint import arb
from sympy import Expr, S, diff, exp, pi, sqrt

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.activation_moment import integrand
from derive.evidence.line.continuous import derivative_as_written
from derive.evidence.line.integral import expectation_1d
from derive.evidence.line.seams import BITS, Branches, Passage, assembled, branches, equal, passage, side
from derive.language.errors import CannotEnclose, Diverges, NotDefined
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import Z, ddphi, dphi, phi

MOMENT = (phi, dphi, ddphi)
BETWEEN = "a correlation strictly between -1 and 1"


def coincident_kernel(point: DualKernel, digits: int) -> arb:
    """E[phi^(m)(s1 Z) psi^(n)(c s2 Z)] for c = 1 or -1; raises Diverges or NotDefined when a product of distributions has no value."""
    return expectation_1d(coincident_integrand(point), {}, digits)


def coincident_integrand(point: DualKernel) -> Expr:
    """An ordinary function of Z with the same expectation; raises as `coincident_kernel` does."""
    (first, second), (m, n), (q1, q2), c = point.functions, point.orders, point.variances, point.correlation
    if c == 1 and first == second and q1 == q2 and max(m, n) <= 2:
        return integrand(ActivationMoment(first, MOMENT[m] * MOMENT[n], q1))
    bodies = first(sqrt(q1) * Z), second(c * sqrt(q2) * Z)
    try:
        f, g = (branches(body, Z) for body in bodies)
    except CannotEnclose:
        written = [derivative_as_written(body, Z, order) for body, order in zip(bodies, (m, n), strict=True)]
        if written[0] is None or written[1] is None:
            raise
        return written[0] * written[1] / (sqrt(q1) ** m * (c * sqrt(q2)) ** n)
    a, b = f.smoothness(m + n), g.smoothness(m + n)
    if m + n > a + b:
        return _separated(point, f, g) / (sqrt(q1) ** m * (c * sqrt(q2)) ** n)
    moved = max(0, m - a) if n + max(0, m - a) <= b else -max(0, n - b)
    left, right = _moved(f, m, -moved), _moved(g, n, moved)
    return left * right / (sqrt(q1) ** m * (c * sqrt(q2)) ** n)


def _moved(function: Branches, order: int, shift: int) -> Expr:
    """The derivative of order `order` lowered by -shift, or (D*)^shift of it, as a function of Z."""
    parts = [diff(branch, Z, min(order, order + shift)) for branch in function.branches]
    for _ in range(max(0, shift)):
        parts = [Z * part - diff(part, Z) for part in parts]
    return assembled(parts, [seam.knot for seam in function.seams], Z)


def _separated(point: DualKernel, f: Branches, g: Branches) -> Expr:
    """F^(m) G^(n) between the knots, and the point masses of each factor where the other one is smooth. Raises where it is not."""
    m, n = point.orders
    return _moved(f, m, 0) * _moved(g, n, 0) + _masses(point, f, m, g, n) + _masses(point, g, n, f, m)


def _masses(point: DualKernel, f: Branches, m: int, g: Branches, n: int) -> Expr:
    """E of the point masses of F^(m) and their derivatives times G^(n): a jump J of F^(k) at t counts J (-D)^(m-1-k) (G^(n) p)(t), p the density."""
    total = S.Zero
    for seam, k in product(f.seams, range(m)):
        left, right = side(seam.left, Z, seam.knot, k, "-"), side(seam.right, Z, seam.knot, k, "+")
        if left is None or right is None:
            raise CannotEnclose("a point mass", f"the derivative of order {k} is not finite at {seam.knot}", BETWEEN)
        if not equal(left, right):
            other = diff(_branch_at(point, g, seam.knot, n, m - 1 - k), Z, n) * exp(-(Z**2) / 2) / sqrt(2 * pi)
            total += (right - left) * (-1) ** (m - 1 - k) * diff(other, Z, m - 1 - k).subs(Z, seam.knot)
    return total


def _branch_at(point: DualKernel, g: Branches, place: Expr, n: int, more: int) -> Expr:
    """A branch of G at the place, where G^(n) must have `more` continuous derivatives."""
    shared = next((seam for seam in g.seams if equal(seam.knot, place)), None)
    if shared is None:
        with working(BITS):
            return g.branches[sum(bool(real_constant(place - seam.knot, {}) > 0) for seam in g.seams)]
    rough = [order for order in range(n + more + 1) if passage(shared, Z, order) is not Passage.CONTINUOUS]
    if rough:
        _refuse(point, rough[0] < n)
    return shared.left


def _refuse(point: DualKernel, both: bool) -> None:
    asked = f"the kernel {point.orders} at correlation {point.correlation}"
    if both:
        raise Diverges(asked, "the deltas of both factors meet at the same point")
    raise NotDefined(asked, "a delta of one factor meets a jump of the other")
