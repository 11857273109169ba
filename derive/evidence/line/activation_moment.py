r"""Moments of an activation and its distributional derivatives, in balls.

With p the normal density and x = s Z, s = sqrt(q), integration by parts reads

    s E[h'(sZ) g(Z)] = E[h(sZ) D*g],    D*g = z g - dg/dz,

for distributions h' when g is continuous with a derivative that is a function. A total derivative needs only its
primitive:

    phi^i phi' = (phi^(i+1)/(i+1))',      phi'^j phi'' = (phi'^(j+1)/(j+1))'.

What is known of jumps is whether there are any, which decides what the question means; what remains is the expectation
of an ordinary function.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import product
from typing import Any

from flint import arb
from sympy import Expr, Integer, Poly, PolynomialError, Symbol, diff, sqrt

from derive.evidence.balls.exact_point import exact_point, placed
from derive.evidence.balls.operations import SWITCHES
from derive.evidence.line.continuous import derivative_as_written
from derive.evidence.line.integral import expectation_1d
from derive.evidence.line.seams import Branches, Passage, Seam, analytic_at, assembled, branches, passage
from derive.language.deciding.limits import found_limit
from derive.language.errors import CannotEnclose, Diverges, NotDefined
from derive.language.goals.expectation import ActivationMoment
from derive.language.symbols import Z, ddphi, dphi, phi, x, z


def activation_moment(goal: ActivationMoment, at: Mapping[Symbol, Any], digits: int) -> arb:
    """E[polynomial(phi, phi', phi'', Z)] at an exact point, to about `digits` digits.

    Raises Diverges for the square of a delta and for integrals that are infinite at a knot, NotDefined for a delta
    times a jump that is no total derivative.
    """
    values = exact_point(at)
    q = goal.variance.xreplace(values)
    if not q.is_positive:
        raise NotDefined(f"a moment at variance {q}", "the variance is not positive", "q > 0")
    try:
        function = branches(goal.function.expr.xreplace({goal.function.variables[0]: x, **values}), x)
    except CannotEnclose:
        if (written := _as_written(placed(goal, values))) is None:
            raise
        return expectation_1d(written, {}, digits)
    if _is_analytic(goal, function):
        return expectation_1d(_smooth_body(goal), at, digits)
    reduced = _reduced(goal.polynomial.xreplace(values), sqrt(q), function)
    return expectation_1d(_body(reduced, function, sqrt(q)), {}, digits)


def integrand(goal: ActivationMoment) -> Expr:
    """An ordinary function of Z and the variance with the same expectation, for an activation without parameters.

    Raises as `activation_moment` does.
    """
    s = sqrt(goal.variance)
    try:
        function = branches(goal.function.expr.xreplace({goal.function.variables[0]: x}), x)
    except CannotEnclose:
        if (written := _as_written(goal)) is None:
            raise
        return written
    if _is_analytic(goal, function):
        return _smooth_body(goal)
    reduced = _reduced(goal.polynomial, s, function)
    return _body(reduced, function, s)


def _as_written(goal: ActivationMoment) -> Expr | None:
    """The integrand of a function whose knots have no exact form and whose derivatives, as far as they occur, are functions all the same."""
    body, s = goal.function.expr.xreplace({goal.function.variables[0]: x}), sqrt(goal.variance)
    slope = derivative_as_written(body, x, 1) if goal.polynomial.has(dphi) else body
    if slope is None or goal.polynomial.has(ddphi):
        return None
    return goal.polynomial.xreplace({phi: body.xreplace({x: s * Z}), dphi: slope.xreplace({x: s * Z}), z: Z})


def _is_analytic(goal: ActivationMoment, function: Branches) -> bool:
    """Without a knot, and written without one: |exp(x) - 1 - x| has none, but its derivatives as they stand have delta functions."""
    return not function.seams and not goal.function.expr.atoms(*SWITCHES)


@lru_cache(maxsize=512)
def _smooth_body(goal: ActivationMoment) -> Expr:
    """The integrand of an analytic function as a function of Z and the parameters: one expression for all points."""
    branch, s = goal.function.expr.xreplace({goal.function.variables[0]: x}), sqrt(goal.variance)
    return _on(branch, goal.polynomial).xreplace({x: s * Z, z: Z})


def _reduced(polynomial: Expr, s: Expr, function: Branches) -> Expr:
    """`reduce`, where the result is integrable at every knot, and phi is a distribution there if its derivatives are asked for."""
    reduced = reduce(polynomial, s, function)
    asked = [reduced, *([phi ** (Poly(polynomial, phi).degree() + 1)] if polynomial.has(dphi, ddphi) and function.smoothness(2) == 0 else [])]
    for seam, part in product(function.seams, asked):
        _require_integrable(part, seam, s)
    return reduced


def adjoint(g: Expr, s: Expr) -> Expr:
    """D*g = z g - dg/dz for g written in phi, phi', phi'' at s z, and z."""
    return z * g - (diff(g, z) + s * dphi * diff(g, phi) + s * ddphi * diff(g, dphi))


def reduce(polynomial: Expr, s: Expr, function: Branches) -> Expr:
    """A polynomial with the same expectation in which phi' and phi'' mean the derivatives of the branches."""
    try:
        terms = Poly(polynomial, phi, dphi, ddphi, z).terms()
    except PolynomialError as error:
        raise CannotEnclose(f"the moment of {polynomial}", "it is not a polynomial in phi, phi', phi'', z") from error
    smoothness = function.smoothness(2)
    try:
        total = sum((coefficient * _monomial(powers, s, smoothness) for powers, coefficient in terms), Integer(0))
    except Diverges as problem:
        if any(passage(seam, x, 0) is Passage.SINGULAR for seam in function.seams):
            raise Diverges(problem.asked, "phi is singular at a knot, where the square of its derivative is not integrable") from None
        raise
    return total.expand()


def _monomial(powers: tuple[int, int, int, int], s: Expr, smoothness: int) -> Expr:
    """phi^i phi'^j phi''^k z^m where the derivative of order `smoothness` is the first that is not continuous."""
    i, j, k, m = powers
    highest = 2 if k else 1 if j else 0
    if highest <= smoothness:
        return phi**i * dphi**j * ddphi**k * z**m
    if k == 0 and j == 1:  # phi jumps
        return phi ** (i + 1) / (i + 1) * adjoint(z**m, s) / s
    if (i, j, k) == (0, 0, 1):
        return (phi * adjoint(adjoint(z**m, s), s) / s**2) if smoothness == 0 else dphi * adjoint(z**m, s) / s
    if smoothness == 1 and k == 1:  # phi' jumps
        return dphi ** (j + 1) / (j + 1) * adjoint(phi**i * z**m, s) / s
    return _refuse(phi**i * dphi**j * ddphi**k * z**m, m, j + k)


def _refuse(monomial: Expr, m: int, derivatives: int) -> Expr:
    if derivatives >= 2 and m == 0:
        raise Diverges(f"the expectation of {monomial}", "it contains the square of a delta at a knot of phi")
    raise NotDefined(
        f"the expectation of {monomial}",
        "a delta meets a function that jumps or vanishes at the same knot, and it is no total derivative",
    )


def _on(branch: Expr, polynomial: Expr) -> Expr:
    """The polynomial with phi, phi', phi'' of one branch, in x and z; derivatives are taken where they occur."""
    asked = {symbol: diff(branch, x, order) for symbol, order in ((dphi, 1), (ddphi, 2)) if symbol in polynomial.free_symbols}
    return polynomial.xreplace({phi: branch, **asked})


def _require_integrable(polynomial: Expr, seam: Seam, s: Expr) -> None:
    """If (x - t) P tends to a limit other than 0 at a knot t, then |P| >= C/|x - t| there, of one sign, and the
    integral
    is infinite.
    """
    for branch, direction in ((seam.left, "-"), (seam.right, "+")):
        whole = _on(branch, polynomial).xreplace({z: x / s})
        if analytic_at(whole, x, seam.knot):
            continue
        size = found_limit((x - seam.knot) * whole, x, seam.knot, direction)
        if size is None:
            raise CannotEnclose(f"the expectation of {polynomial}", f"its limits at the knot x = {seam.knot} could not be found")
        if size != 0:
            raise Diverges(f"the expectation of {polynomial}", f"it is not integrable at the knot x = {seam.knot}")


def _body(polynomial: Expr, function: Branches, s: Expr) -> Expr:
    """The integrand as a function of Z."""
    parts = [_on(branch, polynomial).xreplace({x: s * Z, z: Z}) for branch in function.branches]
    return assembled(parts, [seam.knot / s for seam in function.seams], Z)
