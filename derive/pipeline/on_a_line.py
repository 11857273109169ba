"""Limits of kernels at correlation 1 and -1, where u = r1 z and v = r2 z or -r2 z for one standard normal z.

E[phi^(m)(u) psi^(n)(v)] becomes an expectation over z: of the product of two piecewise functions, and at the point masses of one of them the density times
the other function, at a jump of it the mean of both sides. Which knot comes first depends on t1/r1 and t2/r2, so there are cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sympy import Dummy, Expr, Gt, Lambda, Lt, Ne, Or, Piecewise, Poly, PolynomialError, S, exp, pi, sqrt
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from derive.engine.step import Derivation
from derive.language.deciding.order import compare, constant_sign, decided_sign
from derive.language.errors import CannotEnclose, Diverges
from derive.language.forms.fields import field_of
from derive.language.forms.normalize import normal_form
from derive.language.forms.variants import shortest
from derive.language.functions.activation import Activation
from derive.language.functions.cases import Leaf, split
from derive.language.functions.domain import is_finite, one_sided
from derive.language.functions.piece import glued
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import ddphi, dphi, phi, x
from derive.pipeline.cases import FindingByCases, joined, ordinary
from derive.pipeline.finding import Finding
from derive.pipeline.search import derivation_of
from derive.processes.deadline import Deadline

R1, R2 = Dummy("r1", positive=True, dummy_index=7_000_031), Dummy("r2", positive=True, dummy_index=7_000_032)
LETTERS = (phi, dphi, ddphi)
MOST_CASES = 4
ASKED = "the product of two derivatives"
FINITE = "points where |c| < 1"


def on_a_line(answer: Finding, side: Expr, variances: tuple[Expr, Expr], seconds: float | None = None) -> tuple[Expr | None, tuple[Boolean, ...]]:
    """What a kernel tends to for c -> `side`, 1 or -1, as a function of the variances, None if it is infinite; and the hypotheses.

    Raises CannotEnclose if no closed form is found, DeriveError if there are more cases than a person reads.

    >>> from derive import kernel
    >>> from derive.language.symbols import q1, q2
    >>> on_a_line(kernel("Heaviside(x - b)"), S.One, (q1, q2))
    (Piecewise((Phi(-b/sqrt(q2)), q1 >= q2), (Phi(-b/sqrt(q1)), True)), ())
    """
    letters = (R1, R1 if variances[0] == variances[1] else R2)
    first, second = answer.goal.functions
    question = DualKernel(first, second, answer.goal.orders, letters[0] ** 2, letters[1] ** 2, side)
    deadline = Deadline.after(seconds)
    tree = split(question, lambda case: ordinary(_answer(answer, case, deadline)), MOST_CASES)
    found = tree.found if isinstance(tree, Leaf) else joined(answer.activation, question, tree, FindingByCases)
    if found.value is None and found.status != "diverges":
        raise CannotEnclose(f"the limit of {answer.quantity} at c = {side}", found.message or "no closed form was found", FINITE)
    told = isinstance(found, FindingByCases) and not any(case.answer.hypotheses for case in found.cases)
    back = dict(zip(letters, map(sqrt, variances), strict=True))
    hypotheses = () if told else tuple(_in_variances(h, back) for h in found.hypotheses)
    if found.value is None:
        return None, hypotheses
    value = _printed(_in_variances(found.value, back))
    return _only_branch(value) if isinstance(value, Piecewise) and len(value.args) == 1 else (value, hypotheses)


@dataclass(frozen=True, slots=True)
class Factor:
    """The derivative of order `order` of a function, as a distribution in z, at slope*z."""

    function: Activation
    order: int
    slope: Expr

    def between_knots(self) -> Expr:
        """The function of x that it is there."""
        return glued(self.function.derivative_pieces(self.order)).subs(x, self.slope * x)

    def masses(self) -> Iterator[tuple[Expr, Expr]]:
        """Place and weight of each point mass. Raises CannotEnclose where they are not all that a knot contributes."""
        if any(self.function.jumps(k) for k in range(self.order - 1)):
            raise CannotEnclose(ASKED, "one of them has a derivative of a point mass", FINITE)
        for knot, jump in self.function.jumps(self.order - 1) if self.order else ():
            if not is_finite(jump):
                raise CannotEnclose(ASKED, "one of them is not integrable", FINITE)
            yield knot / self.slope, jump / (self.slope * decided_sign(self.slope))

    def mean(self, place: Expr) -> Expr:
        """The mean of the limits from both sides at z = `place`."""
        at, parts = self.slope * place, self.function.derivative_pieces(self.order)
        below = next(p.expr for p in parts if compare(p.upper, at) >= 0)
        above = next(p.expr for p in parts if compare(p.upper, at) > 0)
        sides = one_sided(below, at, -1), one_sided(above, at, 1)
        if not all(map(is_finite, sides)):
            raise CannotEnclose(ASKED, f"one grows without bound at the point mass {place} of the other", FINITE)
        return (sides[0] + sides[1]) / 2


def _answer(asked: Finding, case: DualKernel, deadline: Deadline) -> Finding:
    """The limit in one case, where the order of all knots is known."""
    answer = Finding(asked.activation, asked.quantity, case, None, "enclosed")
    try:
        found = _derivation(case, deadline)
    except Diverges as error:
        return replace(answer, status="diverges", message=error.stopped)
    except CannotEnclose as error:
        return replace(answer, message=error.stopped)
    return replace(answer, derivation=found, status="closed" if found.closed else "enclosed")


def _derivation(case: DualKernel, deadline: Deadline) -> Derivation:
    """That of the product between the knots, with the point masses added to its value."""
    slopes = (sqrt(case.variances[0]), case.correlation * sqrt(case.variances[1]))
    first, second = (Factor(Activation.of(f), n, slope) for f, n, slope in zip(case.functions, case.orders, slopes, strict=True))
    masses = _at_masses(first, second)
    found = derivation_of(_product(first, second), None, deadline.remaining())
    if masses == 0 or not found.closed:
        return found
    return replace(found, value=found.value + masses, form=None)


def _product(first: Factor, second: Factor) -> ActivationMoment:
    """The expectation of the product of both factors between their knots."""
    if first == second and first.order < len(LETTERS) and not any(True for _ in first.masses()):
        return ActivationMoment(first.function.as_lambda, LETTERS[first.order] ** 2, first.slope**2)
    return ActivationMoment(Lambda(x, Activation.of(first.between_knots() * second.between_knots()).expr), phi, S.One)


def _at_masses(first: Factor, second: Factor) -> Expr:
    """The density at each point mass times its weight times the other factor. Raises Diverges where two point masses meet."""
    masses = list(first.masses()), list(second.masses())
    meetings = [v * w for place, v in masses[0] for other, w in masses[1] if compare(place, other) == 0]
    if meetings and len({constant_sign(weight) for weight in meetings} - {None}) != 1:
        raise CannotEnclose(ASKED, "point masses of both meet", FINITE)
    if meetings:
        raise Diverges(ASKED, "point masses of both meet", FINITE)
    pairs = ((place, weight, other) for found, other in zip(masses, (second, first), strict=True) for place, weight in found)
    return sum((weight * exp(-(place**2) / 2) / sqrt(2 * pi) * other.mean(place) for place, weight, other in pairs), S.Zero)


def _printed(value: Expr) -> Expr:
    """The shortest form, branch by branch."""
    if isinstance(value, Piecewise):
        return Piecewise(*((_printed(branch), condition) for branch, condition in value.args), evaluate=False)
    return shortest(normal_form(value, field_of(value.free_symbols)))


def _only_branch(value: Piecewise) -> tuple[Expr, tuple[Boolean, ...]]:
    """The value of a single case, and when it holds: q1 > q2 or q1 < q2 is q1 != q2."""
    ((branch, where),) = value.args
    sides = Or.make_args(where)
    ends = [(side.gts, side.lts) for side in sides if isinstance(side, Gt | Lt)]
    apart = len(ends) == len(sides) == 2 and ends[0] == ends[1][::-1]
    return branch, (Ne(*sorted(ends[0], key=str)) if apart else where,)


def _in_variances(expr: Expr, back: Mapping[Dummy, Expr]) -> Expr:
    """The deviations r1, r2 replaced by square roots of variances; a r1 > b r2 is a^2 q1 > b^2 q2."""
    relations = {relation: _squared(relation, back) for relation in expr.atoms(Relational)}
    return expr.xreplace(relations).xreplace(back)


def _squared(relation: Relational, back: Mapping[Dummy, Expr]) -> Relational:
    try:
        terms = Poly(relation.lhs - relation.rhs, *back).terms()
    except PolynomialError:
        return relation
    positive = [(powers, factor) for powers, factor in terms if constant_sign(factor) == 1]
    negative = [(powers, -factor) for powers, factor in terms if constant_sign(factor) == -1]
    if len(positive) != 1 or len(negative) != 1 or len(terms) != 2 or any(sum(powers) != 1 for powers, _ in terms):
        return relation
    left, right = (factor**2 * back[tuple(back)[powers.index(1)]] ** 2 for ((powers, factor),) in (positive, negative))
    found: Relational = relation.func(left, right)
    return found
